use actix_web::put;
use actix_web::web::Data;
use domain::ids::{ObjectionId, OwnersDecisionId};
use domain::owner::decision::State;
use domain::vote::objection::{Answer, AnswerRefusal};

use crate::http::body::Body;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Ids;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::{NewObjectionAnswer, ResultObjectionView};
use crate::record::{objection, update_objection};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Answer an objection to an owners' result",
    description = "An objection is answered once, by somebody other than the person who raised it, who is told \
        of the answer. An objection that is found right (`upheld`) bars certification for good: void the decision \
        and hold it again. Refused with `objection-already-answered`, `own-objection` or `vote-voided`.",
    request_body = NewObjectionAnswer,
    security(("session" = ["moderator", "steward"])),
    responses(
        (status = 200, description = "The answered objection", body = ResultObjectionView),
        (status = 409, description = "Answered already, or the decision was voided"),
    ),
)]
#[put("/v1/owners-decisions/{decision}/objections/{objection}/answer")]
pub async fn answer_owners_objection(
    app: Data<App>,
    caller: ModeratorOrSteward,
    ids: Ids<OwnersDecisionId, ObjectionId>,
    body: Body<NewObjectionAnswer>,
) -> Result<Reply, Problem> {
    let Ids(id, one) = ids;
    let (finding, text) = body.0.parse()?;
    in_reach(&app, &caller, id).await?;
    let by = caller.account();
    app.write(&caller, async move |tx| {
        let decision = store::decision_for_update(tx, id).await?; // certification asks for answers under the same lock
        if matches!(decision.state, State::Voided(..)) {
            return Err(AnswerRefusal::Voided.into());
        }
        let answer = Answer { finding, text, by, at: tx.now() };
        let answered = objection(tx, id.into(), one).await?.answered(answer)?;
        update_objection(tx, &answered).await?;
        notices::tell(tx, answered.by, Notice::ObjectionAnswered, id.0).await?;
        tx.audit("answer_owners_objection", id.0);
        Ok(Reply::ok(&ResultObjectionView::from(answered)))
    })
    .await
}
