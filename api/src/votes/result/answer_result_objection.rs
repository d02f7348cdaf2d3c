use actix_web::put;
use actix_web::web::Data;
use domain::ids::{ObjectionId, VoteId};
use domain::vote::objection::Answer;

use crate::http::body::Body;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Ids;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::record;
use crate::record::{NewObjectionAnswer, ResultObjectionView};
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Answer an objection to the result",
    description = "An objection is answered once, by somebody other than the person who raised it; that person gets a \
        notice. An objection found right (`upheld`) bars certification for good: void the vote and hold it again. \
        Refused with `objection-already-answered`, `own-objection` or `vote-voided`.",
    request_body = NewObjectionAnswer,
    security(("session" = ["moderator", "steward"])),
    responses(
        (status = 200, description = "The answered objection", body = ResultObjectionView),
        (status = 409, description = "Answered already, or the vote was voided"),
    ),
)]
#[put("/v1/votes/{vote}/objections/{objection}/answer")]
pub async fn answer_result_objection(
    app: Data<App>,
    caller: ModeratorOrSteward,
    ids: Ids<VoteId, ObjectionId>,
    body: Body<NewObjectionAnswer>,
) -> Result<Reply, Problem> {
    let Ids(vote, objection) = ids;
    let (finding, text) = body.0.parse()?;
    in_reach(&app, &caller, vote).await?;
    let by = caller.account();
    app.write(&caller, async move |tx| {
        let vote = store::vote_exclusive(tx, vote).await?; // certification asks for answers under the same lock
        let answer = Answer { finding, text, by, at: tx.now() };
        let answered = record::objection(tx, vote.id.into(), objection).await?.answer(&vote, answer)?;
        record::update_objection(tx, &answered).await?;
        notices::tell(tx, answered.by, Notice::ObjectionAnswered, vote.id.0).await?;
        tx.audit("answer_result_objection", vote.id.0);
        Ok(Reply::ok(&ResultObjectionView::from(answered)))
    })
    .await
}
