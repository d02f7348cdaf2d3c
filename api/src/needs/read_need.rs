use actix_web::get;
use actix_web::web::Data;
use domain::ids::NeedId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::NeedView;
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::places::DatumWord;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadNeed {
    /// Datum of the place in the answer; wgs84 when absent.
    datum: Option<DatumWord>,
}

#[utoipa::path(
    tag = "needs",
    summary = "Read a need",
    description = "One need, as the resident said it.",
    params(ReadNeed),
    responses((status = 200, description = "The need", body = NeedView)),
)]
#[get("/v1/needs/{need}")]
pub async fn read_need(app: Data<App>, need: Id<NeedId>, query: Query<ReadNeed>) -> Result<Reply, Problem> {
    let need = store::need(app.db().reads(), need.0).await?;
    Ok(Reply::ok(&NeedView::new(&need, query.0.datum.unwrap_or(DatumWord::Wgs84))))
}
