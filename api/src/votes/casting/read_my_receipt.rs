use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::Stage;

use super::receipt_view::ReceiptView;
use super::seal;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Read my receipt",
    description = "Shows that a ballot of mine, or of my household where households vote, was taken, and when; never \
        what it says. 404 when there is none. Refused with `ballots-unlinked` once the vote is over: then ballots are \
        stored apart from voters, and only a receipt that the voter kept leads to a ballot.",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The receipt of the live ballot", body = ReceiptView),
        (status = 409, description = "The vote is over: ballots are stored apart from voters"),
    ),
)]
#[get("/v1/votes/{vote}/ballot")]
pub async fn read_my_receipt(app: Data<App>, caller: Resident, vote: Id<VoteId>) -> Result<Reply, Problem> {
    let reads = app.db().reads();
    let vote = store::vote(reads, vote.0).await?.as_of(app.clock().now());
    let voter = store::entry_of(reads, vote.id, caller.account()).await?.ok_or_else(Problem::not_found)?;
    match vote.state.stage() {
        Stage::Drafted | Stage::Open | Stage::Paused => {}
        Stage::Closed | Stage::Certified | Stage::Voided => return Err(Problem::new(Kind::BallotsUnlinked)),
    }
    let ballot = store::receipt_of(reads, vote.id, &voter).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&ReceiptView::new(app.keys(), &vote, &seal::open(app.keys(), &ballot)?)))
}
