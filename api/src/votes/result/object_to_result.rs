use actix_web::post;
use actix_web::web::Data;
use domain::ids::{ObjectionId, VoteId};
use domain::vote::objection::Objection;

use super::count::objections_until;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::record;
use crate::record::{NewObjection, ResultObjectionView};
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Object to the result",
    description = "For everyone on the roll, from the end of the vote for as many days as its rule says \
        (`objections_until` of the result) and until its result is certified, three times at most. While an objection \
        waits for an answer nobody can certify. Refused with `not-on-the-roll`, `vote-still-open`, \
        `objection-period-over`, `result-already-certified` or `too-many-objections`.",
    request_body = NewObjection,
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The stored objection", body = ResultObjectionView),
        (status = 403, description = "Not on the roll of this vote"),
    ),
)]
#[post("/v1/votes/{vote}/objections")]
pub async fn object_to_result(
    app: Data<App>,
    caller: Resident,
    vote: Id<VoteId>,
    body: Keyed<NewObjection>,
) -> Result<Reply, Problem> {
    let text = body.value.parse()?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote.0).await?;
        if store::entry_of(tx.conn(), vote.id, by).await?.is_none() {
            return Err(Problem::new(Kind::NotOnTheRoll));
        }
        let own = record::own_objections(tx, vote.id.into(), by).await?;
        let until = objections_until(tx.conn(), &vote.clone().as_of(tx.now())).await?;
        let objection = Objection::raise(&vote, ObjectionId(tx.id()), by, text, own, until, tx.now())?;
        record::insert_objection(tx, &objection).await?;
        tx.audit("object_to_result", vote.id.0);
        Ok(Reply::created(format!("/v1/votes/{}/objections/me", vote.id), &ResultObjectionView::from(objection)))
    })
    .await
}
