use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::receipt_view::ReceiptView;
use super::store;
use crate::app::App;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::problem::Problem;
use crate::http::reply::Reply;

#[utoipa::path(
    tag = "votes",
    summary = "Read my receipt",
    description = "That a ballot of mine, or of my household where households vote, was taken, and when; never what it says. \
        404 when there is none.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "The receipt of the live ballot", body = ReceiptView)),
)]
#[get("/v1/votes/{vote}/ballot")]
pub async fn read_my_receipt(app: Data<App>, caller: Resident, vote: Id<VoteId>) -> Result<Reply, Problem> {
    let reads = app.db().reads();
    let vote = store::vote(reads, vote.0).await?.id;
    let voter = store::entry_of(reads, vote, caller.account()).await?.ok_or_else(Problem::not_found)?;
    let ballot = store::receipt_of(reads, vote, &voter).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&ReceiptView::new(app.keys(), &ballot)?))
}
