use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::count::counted;
use super::result_view::ResultView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "votes",
    summary = "Read the result",
    description = "Counts, quorum, threshold and outcome, each explained. Refused with `result-sealed` until the vote \
        is over; preliminary until it is certified. The first read after the announced end makes the service count.",
    responses(
        (status = 200, description = "The result", body = ResultView),
        (status = 409, description = "Sealed until the vote is over, or not opened yet"),
    ),
)]
#[get("/v1/votes/{vote}/result")]
pub async fn read_result(app: Data<App>, caller: Anyone, vote: Id<VoteId>) -> Result<Reply, Problem> {
    Ok(Reply::ok(&ResultView::from(&counted(&app, &caller, vote.0).await?)))
}
