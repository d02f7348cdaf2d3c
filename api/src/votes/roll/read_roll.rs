use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::roll::RollFlat;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::store::{EntryRow, HeadRow};

/// One person on the roll or, where flats vote, one voter with all its flats and owners.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollEntryView {
    /// Null where flats vote.
    pub account_id: Option<Uuid>,
    /// The voter for whom they cast: `person:` and the account, or `household:` or `flat:`, building, `|` and household
    /// or room.
    pub voter: String,
    /// Where flats vote, the building of the voter's first flat.
    pub building: String,
    /// Where flats vote, all flats of the voter, sorted by building and room; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 5_000)]
    pub flats: Option<Vec<RollFlatView>>,
    /// Where flats vote, the accounts of the owners who cast for this voter, empty when no owner has an account; else
    /// absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 5_000)]
    pub owners: Option<Vec<Uuid>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RollFlatView {
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    /// Exclusive area, in 0.01 m².
    #[schema(example = 8952)]
    pub area: u64,
}

#[utoipa::path(
    tag = "votes",
    summary = "Read the roll",
    description = "Everyone on the roll, sorted by account; where flats vote, every voter with its flats, their areas \
        and the owners who cast for it, sorted by voter. These are personal data: each reading is an audit event. From \
        all pages together the roll's hash can be recomputed (`build_roll` says how).",
    params(Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of the roll", body = Listing<RollEntryView>)),
)]
#[get("/v1/votes/{vote}/roll")]
pub async fn read_roll(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let vote = in_reach(&app, &caller, vote.0).await?;
    let id = vote.id.0;
    let page = paging.0.page("read_roll", app.keys())?;
    app.write(&caller, async move |tx| {
        tx.audit("read_roll", id);
        Ok(())
    })
    .await?;
    let reads = app.db().reads();
    if vote.has_flats() {
        let heads = store::heads_page(reads, vote.id, &page).await?;
        return Ok(Reply::ok(&page.listing(heads, |head| head.voter.as_str().to_owned(), RollEntryView::from)));
    }
    let entries = store::entries_page(reads, vote.id, &page).await?;
    let view = |entry: EntryRow| RollEntryView {
        account_id: Some(entry.account.0),
        voter: entry.voter,
        building: entry.building,
        flats: None,
        owners: None,
    };
    Ok(Reply::ok(&page.listing(entries, |entry| entry.account.to_string(), view)))
}

impl From<HeadRow> for RollEntryView {
    fn from(head: HeadRow) -> Self {
        let flats: Vec<RollFlatView> = head.flats.into_iter().map(RollFlatView::from).collect();
        Self {
            account_id: None,
            voter: head.voter.as_str().to_owned(),
            building: flats.first().map(|first| first.building.clone()).unwrap_or_default(),
            flats: Some(flats),
            owners: Some(head.accounts.into_iter().map(|account| account.0).collect()),
        }
    }
}

impl From<RollFlat> for RollFlatView {
    fn from(one: RollFlat) -> Self {
        Self { building: one.flat.building, room: one.flat.room, area: one.area }
    }
}
