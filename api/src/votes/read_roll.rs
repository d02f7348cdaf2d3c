use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::store::EntryRow;
use super::{store, vote_in_reach};
use crate::app::App;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::reply::Reply;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadRoll {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

/// One person on the roll.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollEntryView {
    pub account_id: Uuid,
    /// What they cast for: `person:` and the account, or `household:` or `flat:`, building, `|` and household or room.
    pub voter: String,
    pub building: String,
}

#[utoipa::path(
    tag = "votes",
    summary = "Read the roll",
    description = "Everyone on the roll, by account. These are personal data: each reading is an audit event. With all of it \
        the roll's hash can be recomputed.",
    params(ReadRoll),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of the roll", body = Listing<RollEntryView>)),
)]
#[get("/v1/votes/{vote}/roll")]
pub async fn read_roll(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    query: Query<ReadRoll>,
) -> Result<Reply, Problem> {
    let vote = vote_in_reach(&app, &caller, vote.0).await?.id;
    let page = Page::parse("read_roll", query.0.limit, query.0.cursor.as_deref(), app.keys())?;
    app.write(&caller, async move |tx| {
        tx.audit("read_roll", vote.0);
        Ok(())
    })
    .await?;
    let entries = store::entries_page(app.db().reads(), vote, &page).await?;
    let view =
        |entry: EntryRow| RollEntryView { account_id: entry.account.0, voter: entry.voter, building: entry.building };
    Ok(Reply::ok(&page.listing(entries, |entry| entry.account.to_string(), view)))
}
