use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::Time;
use domain::ids::VoteId;
use domain::vote::{Closure, Vote};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::{self, Between, LateChange};
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

/// A residency of the unit that came or went after the roll was frozen. The roll stays as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct LateRollChangeView {
    pub residency_id: Uuid,
    pub account_id: Uuid,
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    /// When it was verified; null when that was before the freeze.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it ended; null when it has not.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether it ended because the person moved, and their new residency was verified.
    pub moved: bool,
    /// Whether the person is on the frozen roll, and so may still vote.
    pub on_roll: bool,
}

#[utoipa::path(
    tag = "votes",
    summary = "List changes after the roll was frozen",
    description = "Residencies of the unit that were verified, ended or left for another from the freezing of the roll \
        to the end of the vote: recorded here, and not applied. The protocol counts them. These are personal data: \
        each reading is an audit event. Refused with `vote-not-opened` before opening.",
    params(Paging),
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "A page of changes", body = Listing<LateRollChangeView>),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/late-roll-changes")]
pub async fn list_late_roll_changes(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let now = app.clock().now();
    let vote = in_reach(&app, &caller, vote.0).await?.as_of(now);
    let between = while_frozen(&vote, now)?;
    let page = paging.0.page("list_late_roll_changes", app.keys())?;
    app.write(&caller, async move |tx| {
        tx.audit("list_late_roll_changes", vote.id.0);
        Ok(())
    })
    .await?;
    let reads = app.db().reads();
    let changes = accounts::changes_between(reads, vote.unit, between, &page).await?;
    let on_roll = store::on_roll(reads, vote.id, changes.iter().map(|change| change.account)).await?;
    let view = |change: LateChange| LateRollChangeView {
        residency_id: change.residency.0,
        account_id: change.account.0,
        building: change.building,
        room: change.room,
        verified_at: change.verified_at,
        ended_at: change.ended_at,
        moved: change.moved,
        on_roll: on_roll.contains(&change.account),
    };
    Ok(Reply::ok(&page.listing(changes, |change| change.residency.to_string(), view)))
}

/// From the freezing of the roll to the end of the vote, or to now.
pub fn while_frozen(vote: &Vote, now: Time) -> Result<Between, Problem> {
    let opening = vote.state.opening().ok_or_else(|| Problem::new(Kind::VoteNotOpened))?;
    Ok(Between { after: opening.at, until: vote.state.closure().map_or(now, Closure::at) })
}
