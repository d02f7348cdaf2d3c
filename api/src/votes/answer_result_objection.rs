use actix_web::put;
use actix_web::web::Data;
use domain::ids::{ObjectionId, VoteId};
use domain::text::Prose;
use domain::vote::objection::Answer;
use serde::Deserialize;
use utoipa::ToSchema;

use super::objection_view::ResultObjectionView;
use super::words::ObjectionFindingWord;
use super::{store, vote_in_reach};
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Ids;
use crate::http::problem::{OfField, Problem};
use crate::http::reply::Reply;
use crate::notices::{self, Notice};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObjectionAnswer {
    finding: ObjectionFindingWord,
    /// Why; shown to who objected and in the protocol.
    #[schema(min_length = 1, max_length = 10_000, example = "经核对，三号楼纸票已于当晚唱票，见计票记录。")]
    text: String,
}

#[utoipa::path(
    tag = "votes",
    summary = "Answer an objection to the result",
    description = "Once, by somebody other than who raised it; they are told. An objection found right (`upheld`) bars certification \
        for good: void the vote and hold it again. Refused with `objection-already-answered`, `own-objection` or `vote-voided`.",
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
    let text = Prose::parse(&body.0.text).field("/text")?;
    vote_in_reach(&app, &caller, vote).await?;
    let (by, finding) = (caller.account(), body.0.finding.into());
    app.write(&caller, async move |tx| {
        let vote = store::vote_exclusive(tx, vote).await?; // certification asks for answers under the same lock
        let answer = Answer { finding, text, by, at: tx.now() };
        let answered = store::objection(tx, vote.id, objection).await?.answer(&vote, answer)?;
        store::update_objection(tx, &answered).await?;
        notices::tell(tx, answered.by, Notice::ObjectionAnswered, vote.id.0).await?;
        tx.audit("answer_result_objection", vote.id.0);
        Ok(Reply::ok(&ResultObjectionView::from(answered)))
    })
    .await
}
