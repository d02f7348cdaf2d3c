use actix_web::post;
use actix_web::web::Data;
use domain::ids::{PaperBatchId, VoteId};
use domain::vote::paper::{Batch, BatchFacts, MOST_BATCHES, MOST_SHEETS};
use serde::Deserialize;
use utoipa::ToSchema;

use super::paper_view::PaperBatchView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPaperBatch {
    /// How many sheets are printed.
    #[schema(minimum = 1, maximum = 2000, example = 50)]
    sheets: u16,
}

#[utoipa::path(
    tag = "votes",
    summary = "Open a batch of paper ballots",
    description = "Sheets to print, numbered from 1. The serial of a sheet has the number of the batch and its own: \
        `1-0017`. Shuffle the pile, and let voters draw from it face down, so that nobody knows which sheet is \
        whose. A batch can be opened while ballots are taken. A vote is counted only after its batches are \
        closed.",
    request_body = NewPaperBatch,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The batch", body = PaperBatchView),
        (status = 409, description = "No ballots are taken now, or there are 500 batches"),
    ),
)]
#[post("/v1/votes/{vote}/paper-batches")]
pub async fn open_paper_batch(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<NewPaperBatch>,
) -> Result<Reply, Problem> {
    let sheets = body.value.sheets;
    if !(1..=MOST_SHEETS).contains(&sheets) {
        return Err(Problem::field("/sheets", "out_of_range", "must be 1 to 2000", "应为 1 至 2000"));
    }
    in_reach(&app, &caller, vote.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.takes_ballots(tx.now())?;
        let before = u16::try_from(store::how_many_batches(tx.conn(), vote.id).await?).unwrap_or(u16::MAX);
        if before >= MOST_BATCHES {
            return Err(Problem::new(Kind::PaperTooManyBatches));
        }
        let (id, number) = (PaperBatchId(tx.id()), before.saturating_add(1));
        let batch = Batch { id, vote: vote.id, number, sheets, opened_by: by, opened_at: tx.now(), closed: None };
        store::insert_batch(tx, &batch).await?;
        tx.audit("open_paper_batch", id.0);
        let view = PaperBatchView::new(&batch, BatchFacts::default());
        Ok(Reply::created(format!("/v1/votes/{}/paper-batches", vote.id), &view))
    })
    .await
}
