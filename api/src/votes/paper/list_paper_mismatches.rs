use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::paper::KeyingStage;

use super::paper_view::{PaperMismatchView, SheetReadingView};
use super::sheets;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "List paper ballots in doubt",
    description = "Sheets that two people keyed differently. What the two read is shown to everybody but those two, so \
        that a third person can settle it with the sheet in hand. Each reading of this list is an audit event.",
    params(Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of sheets in doubt", body = Listing<PaperMismatchView>)),
)]
#[get("/v1/votes/{vote}/paper-mismatches")]
pub async fn list_paper_mismatches(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = in_reach(&app, &caller, vote.0).await?.id;
    let page = paging.page("list_paper_mismatches", app.keys())?;
    app.write(&caller, async move |tx| {
        tx.audit("list_paper_mismatches", vote.0);
        Ok(())
    })
    .await?;
    let mut mismatches = Vec::new();
    for row in store::papers(app.db().reads(), vote, Some(KeyingStage::Mismatch), &page).await? {
        let paper = sheets::open(app.keys(), &row)?;
        let readings = paper.state.shown_to(caller.account());
        let readings = readings.map(|(first, second)| [first, second].map(SheetReadingView::from).into());
        mismatches.push(PaperMismatchView { id: row.id.0, serial: row.serial.to_string(), readings });
    }
    Ok(Reply::ok(&page.listing(mismatches, |one| one.id.to_string(), |one| one)))
}
