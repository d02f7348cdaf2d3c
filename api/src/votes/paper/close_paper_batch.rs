use actix_web::post;
use actix_web::web::Data;
use domain::ids::PaperBatchId;
use domain::vote::paper::HandCount;
use serde::Deserialize;
use utoipa::ToSchema;

use super::paper_view::PaperBatchView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperHandCount {
    /// Sheets of the batch that came back, counted by hand.
    #[schema(minimum = 0, maximum = 2000, example = 41)]
    returned: u16,
    /// Of these, the ones that are no ballot: torn, unreadable, exchanged for another. They are not keyed.
    #[schema(minimum = 0, maximum = 2000, example = 1)]
    spoiled: u16,
}

#[utoipa::path(
    tag = "votes",
    summary = "Close a batch of paper ballots",
    description = "Send the hand count. Refused with `paper-does-not-add-up`, which says what differs, unless the \
        accepted and the spoiled sheets together are as many as came back, no more came back than were handed out, and \
        no sheet waits for a second entry or a third person. A vote is closed and counted only when all its batches \
        are closed.",
    request_body = PaperHandCount,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The closed batch", body = PaperBatchView),
        (status = 409, description = "The sheets do not add up, or the batch is closed already"),
    ),
)]
#[post("/v1/paper-batches/{paper_batch}/closure")]
pub async fn close_paper_batch(
    app: Data<App>,
    caller: Moderator,
    paper_batch: Id<PaperBatchId>,
    body: Keyed<PaperHandCount>,
) -> Result<Reply, Problem> {
    let PaperHandCount { returned, spoiled } = body.value;
    let count = HandCount { returned: returned.into(), spoiled: spoiled.into() };
    let vote = store::batch(app.db().reads(), paper_batch.0).await?.vote;
    in_reach(&app, &caller, vote).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote).await?;
        vote.keys_paper()?;
        let batch = store::batch(tx.conn(), paper_batch.0).await?;
        let facts = store::batch_facts(tx.conn(), batch.id).await?;
        let closed = batch.close(by, count, facts, tx.now())?;
        store::update_batch(tx, &closed).await?;
        store::note_hand(tx, vote.id, by).await?;
        tx.audit("close_paper_batch", closed.id.0);
        Ok(Reply::ok(&PaperBatchView::new(&closed, facts)))
    })
    .await
}
