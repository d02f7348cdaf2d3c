use actix_web::get;
use actix_web::web::Data;
use domain::ids::RatingId;

use super::store;
use super::view::RatingView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "ratings",
    summary = "Read a round of rating",
    description = "What is rated, and until when.",
    responses((status = 200, description = "The round", body = RatingView)),
)]
#[get("/v1/ratings/{rating}")]
pub async fn read_rating(app: Data<App>, rating: Id<RatingId>) -> Result<Reply, Problem> {
    let rating = store::rating(app.db().reads(), rating.0).await?;
    Ok(Reply::ok(&RatingView::new(&rating, app.clock().now())))
}
