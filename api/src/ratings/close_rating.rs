use actix_web::post;
use actix_web::web::Data;
use domain::ids::RatingId;

use super::reach::in_reach;
use super::store;
use super::view::RatingView;
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "ratings",
    summary = "Close a round of rating",
    description = "Closes the round before its time. At its time it closes by itself.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The round, closed", body = RatingView)),
)]
#[post("/v1/ratings/{rating}/closure")]
pub async fn close_rating(
    app: Data<App>,
    caller: Moderator,
    rating: Id<RatingId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, rating.0).await?;
    app.once(&caller, &key, async move |tx| {
        let rating = store::rating_for_update(tx, rating.0).await?.close(tx.now())?;
        store::update(tx, &rating).await?;
        tx.audit("close_rating", rating.id.0);
        Ok(Reply::ok(&RatingView::new(&rating, tx.now())))
    })
    .await
}
