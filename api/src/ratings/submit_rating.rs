use actix_web::put;
use actix_web::web::Data;
use domain::ids::RatingId;
use domain::rating::{Marks, Score};
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::view::RatingAnswerView;
use crate::accounts;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, OfField as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRatingAnswer {
    /// How good the design is: 1 (bad) to 5 (very good).
    #[schema(minimum = 1, maximum = 5, example = 4)]
    design: u8,
    /// How well it turned out: 1 (bad) to 5 (very good).
    #[schema(minimum = 1, maximum = 5, example = 5)]
    built: u8,
    /// Shown unsigned once ten residents have answered.
    #[schema(min_length = 1, max_length = 500, example = "灯亮了，老人敢出门了。")]
    comment: Option<String>,
}

impl NewRatingAnswer {
    fn parse(&self) -> Result<(Marks, Option<Sentence>), Problem> {
        let score = |given, pointer: &str| {
            Score::new(given).ok_or_else(|| Problem::field(pointer, "out_of_range", "must be 1 to 5", "应为 1 至 5"))
        };
        let marks = Marks { design: score(self.design, "/design")?, built: score(self.built, "/built")? };
        Ok((marks, self.comment.as_deref().map(Sentence::parse).transpose().field("/comment")?))
    }
}

#[utoipa::path(
    tag = "ratings",
    summary = "Rate a finished project",
    description = "A verified resident of the unit rates the design and the built effect. Doing it again while the round is open replaces the answer.",
    request_body = NewRatingAnswer,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The caller's answer, as it was stored", body = RatingAnswerView),
        (status = 403, description = "Not a verified resident of the unit"),
        (status = 409, description = "The round is closed"),
    ),
)]
#[put("/v1/ratings/{rating}/answer")]
pub async fn submit_rating(
    app: Data<App>,
    caller: Resident,
    rating: Id<RatingId>,
    body: Body<NewRatingAnswer>,
) -> Result<Reply, Problem> {
    let (marks, comment) = body.0.parse()?;
    let resident = caller.account();
    app.write(&caller, async move |tx| {
        let rating = store::rating_for_share(tx, rating.0).await?;
        if !accounts::is_verified_resident(tx.conn(), resident, rating.unit).await? {
            return Err(Problem::new(Kind::NotAVerifiedResident));
        }
        let answer = rating.answer(resident, marks, comment, tx.now())?;
        store::put_answer(tx, &answer).await?;
        tx.audit("submit_rating", rating.id.0);
        Ok(Reply::ok(&RatingAnswerView::from(&answer)))
    })
    .await
}
