use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::Stage;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::{self, Door};
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::store::{EntryRow, HeadRow};

/// Somebody on the roll who has not voted, for a reminder from door to door.
#[derive(Debug, Serialize, ToSchema)]
pub struct NonVoterView {
    /// Where flats vote, the account of one of the owners who cast for the voter; null when no owner has an account.
    pub account_id: Option<Uuid>,
    /// The name they chose; null without an account.
    #[schema(example = "王阿姨")]
    pub display_name: Option<String>,
    #[schema(example = "3号")]
    pub building: String,
    /// Null when they moved away since the roll was frozen. Where flats vote, the room of the voter's first flat.
    #[schema(example = "502")]
    pub room: Option<String>,
    /// Whether they gave a proxy, with which nobody has cast yet.
    pub proxy_given: bool,
}

#[utoipa::path(
    tag = "votes",
    summary = "List who has not voted",
    description = "Everybody on the frozen roll for whom no ballot was returned, sorted by account; where households \
        vote, every member of such a household; where flats vote, every such voter once, sorted by voter, even if no \
        owner has an account. These are personal data: each reading is an audit event. Refused with `vote-not-opened` \
        before opening.",
    params(Paging),
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "A page of people", body = Listing<NonVoterView>),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/non-voters")]
pub async fn list_non_voters(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let vote = in_reach(&app, &caller, vote.0).await?;
    if vote.state.stage() == Stage::Drafted {
        return Err(Problem::new(Kind::VoteNotOpened));
    }
    let (id, now) = (vote.id.0, app.clock().now());
    let page = paging.0.page("list_non_voters", app.keys())?;
    app.write(&caller, async move |tx| {
        tx.audit("list_non_voters", id);
        Ok(())
    })
    .await?;
    let reads = app.db().reads();
    if vote.has_flats() {
        let heads = store::silent_heads(reads, vote.id, &page).await?;
        let firsts = heads.iter().filter_map(|head| head.accounts.first().copied());
        let names = accounts::public_names(reads, app.keys(), firsts).await?;
        let voters = heads.iter().map(|head| head.voter.as_str());
        let with_proxy = store::voters_with_proxy(reads, vote.id, voters, now).await?;
        let view = |head: HeadRow| {
            let (owner, first) = (head.accounts.first(), head.flats.first());
            NonVoterView {
                proxy_given: with_proxy.contains(head.voter.as_str()),
                account_id: owner.map(|account| account.0),
                display_name: owner.and_then(|account| names.get(account)).cloned(),
                building: first.map(|one| one.flat.building.clone()).unwrap_or_default(),
                room: first.map(|one| one.flat.room.clone()),
            }
        };
        return Ok(Reply::ok(&page.listing(heads, |head| head.voter.as_str().to_owned(), view)));
    }
    let people = store::non_voters(reads, vote.id, &page).await?;
    let names = accounts::public_names(reads, app.keys(), people.iter().map(|entry| entry.account)).await?;
    let doors = accounts::doors(reads, vote.unit, people.iter().map(|entry| entry.account)).await?;
    let voters = people.iter().map(|entry| entry.voter.as_str());
    let with_proxy = store::voters_with_proxy(reads, vote.id, voters, now).await?;
    let view = |entry: EntryRow| NonVoterView {
        proxy_given: with_proxy.contains(&entry.voter),
        account_id: Some(entry.account.0),
        display_name: Some(names.get(&entry.account).cloned().unwrap_or_default()),
        room: doors.get(&entry.account).map(|Door { room, .. }| room.clone()),
        building: entry.building,
    };
    Ok(Reply::ok(&page.listing(people, |entry| entry.account.to_string(), view)))
}
