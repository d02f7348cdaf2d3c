use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::count;
use super::result_view::OwnersResultView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Read the result of an owners' decision",
    description = "Participation and approval, by area and by heads, each of them explained. The count uses whole \
        0.01 m² and whole heads. Refused with `result-sealed` until the announced end.",
    responses(
        (status = 200, description = "The result", body = OwnersResultView),
        (status = 409, description = "Not over yet, or voided"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/result")]
pub async fn read_owners_result(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
) -> Result<Reply, Problem> {
    let counted = count::counted(&app, &reader, decision.0).await?;
    Ok(Reply::ok(&OwnersResultView::new(&counted, app.clock().now())))
}
