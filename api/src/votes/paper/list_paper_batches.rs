use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::paper_view::PaperBatchView;
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
    summary = "List batches of paper ballots",
    description = "The oldest first, each with what was handed out, keyed and counted.",
    params(Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of batches", body = Listing<PaperBatchView>)),
)]
#[get("/v1/votes/{vote}/paper-batches")]
pub async fn list_paper_batches(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = in_reach(&app, &caller, vote.0).await?.id;
    let page = paging.page("list_paper_batches", app.keys())?;
    let mut batches = Vec::new();
    for batch in store::batches(app.db().reads(), vote, &page).await? {
        let facts = store::batch_facts(app.db().reads(), batch.id).await?;
        batches.push(PaperBatchView::new(&batch, facts));
    }
    Ok(Reply::ok(&page.listing(batches, |one| one.id.to_string(), |one| one)))
}
