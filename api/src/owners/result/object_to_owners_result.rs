use actix_web::post;
use actix_web::web::Data;
use domain::ids::{ObjectionId, OwnersDecisionId};
use domain::vote::objection::Objection;

use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::own_heads;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::record::{NewObjection, ResultObjectionView};
use crate::record::{insert_objection, own_objections};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Object to the result of an owners' decision",
    description = "For every owner on the roll, whether or not they voted, from the announced end until the \
        result is certified; at most three times each. While an objection waits for an answer, nobody can certify. \
        Refused with `not-on-the-roll`, `vote-not-opened`, `vote-still-open`, `result-already-certified`, \
        `vote-voided` or `too-many-objections`.",
    request_body = NewObjection,
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The objection as it is stored", body = ResultObjectionView),
        (status = 403, description = "No flat of the roll has the number that you sign in with"),
    ),
)]
#[post("/v1/owners-decisions/{decision}/objections")]
pub async fn object_to_owners_result(
    app: Data<App>,
    caller: Resident,
    decision: Id<OwnersDecisionId>,
    body: Keyed<NewObjection>,
) -> Result<Reply, Problem> {
    let text = body.value.parse()?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let (decision, now) = (store::decision_for_update(tx, decision.0).await?, tx.now());
        let opening = decision.opening().ok_or_else(|| Problem::new(Kind::VoteNotOpened))?;
        own_heads(&service, tx, opening, by).await?;
        decision.takes_objections(now)?;
        let (id, record) = (ObjectionId(tx.id()), decision.id.into());
        let raised = Objection { id, record, by, text, raised_at: now, answer: None };
        let objection = Objection::among(own_objections(tx, record, by).await?, raised)?;
        insert_objection(tx, &objection).await?;
        tx.audit("object_to_owners_result", decision.id.0);
        let location = format!("/v1/owners-decisions/{}/objections/me", decision.id);
        Ok(Reply::created(location, &ResultObjectionView::from(objection)))
    })
    .await
}
