use std::collections::HashSet;

use actix_web::get;
use actix_web::web::Data;
use domain::Time;
use domain::ids::{AccountId, RatingId};
use domain::rating::{Marks, Rating, State, Summary};

use super::store;
use super::view::RatingSummaryView;
use crate::accounts;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "ratings",
    summary = "Read the summary of a round",
    description = "How many of the verified residents answered, how the marks spread, and the mean as an exact ratio. Fewer than ten answers are not broken down.",
    responses((status = 200, description = "The summary as of now", body = RatingSummaryView)),
)]
#[get("/v1/ratings/{rating}/summary")]
pub async fn read_rating_summary(app: Data<App>, rating: Id<RatingId>) -> Result<Reply, Problem> {
    let conn = app.db().reads();
    let rating = store::rating(conn, rating.0).await?;
    let given = store::marks(conn, rating.id).await?;
    let eligible = eligible(&app, &rating, &given).await?;
    let marks: Vec<Marks> = given.into_iter().map(|(_, marks)| marks).collect();
    let summary = Summary::of(&marks, eligible);
    let comments = store::comments(conn, rating.id).await?;
    Ok(Reply::ok(&RatingSummaryView::new(&rating, &summary, comments, app.clock().now())))
}

/// How many residents could answer: those verified by the end of the round, and those who answered and have moved away
/// since.
async fn eligible(app: &App, rating: &Rating, given: &[(AccountId, Marks)]) -> Result<u32, Problem> {
    let end: Time = match rating.as_of(app.clock().now()) {
        State::Open => rating.closes_at,
        State::Closed { closed_at } => closed_at,
    };
    let verified = accounts::verified_residents(app.db().reads(), rating.unit).await?;
    let verified = verified.into_iter().filter(|resident| resident.verified_at <= end).map(|resident| resident.account);
    let people: HashSet<AccountId> = verified.chain(given.iter().map(|(resident, _)| *resident)).collect();
    Ok(u32::try_from(people.len()).unwrap_or(u32::MAX))
}
