use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::paper::{KeyRefusal, Keyed as KeyedSheet, KeyingStage};

use super::paper_view::PaperBallotView;
use super::sheets::{self, SheetRead};
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Key a paper ballot",
    description = "The first of two entries of a sheet, read from the sheet itself. A sheet with more marks than \
        allowed is keyed as it is, and counted as invalid; one that is torn or unreadable is not keyed, but counted as \
        spoiled when its batch is closed. Sheets can be keyed until their batch is closed, even after the vote's end. \
        The second person is never shown what was keyed. Refused with `paper-already-keyed` or `paper-batch-closed`.",
    request_body = SheetRead,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The sheet, waiting for another person", body = PaperBallotView),
        (status = 409, description = "The sheet was keyed already, or its batch is closed"),
    ),
)]
#[post("/v1/votes/{vote}/paper-ballots")]
pub async fn enter_paper_ballot(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<SheetRead>,
) -> Result<Reply, Problem> {
    let (serial, written) = body.value.parse()?;
    in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.keys_paper()?;
        let batch = store::batch_of(tx.conn(), vote.id, serial.batch).await?.ok_or(KeyRefusal::NoSuchSheet)?;
        batch.takes(serial)?;
        let keyed = KeyedSheet { by, ballot: written.read_from_sheet(&vote.rule)? };
        KeyingStage::begin(store::stage_of(tx.conn(), vote.id, serial).await?)?;
        let row = sheets::keyed_once(service.keys(), &vote, &batch, serial, &keyed);
        store::insert_paper(tx, &row).await?;
        store::note_hand(tx, vote.id, by).await?;
        tx.audit("enter_paper_ballot", row.id.0);
        Ok(Reply::created(format!("/v1/votes/{}/paper-ballots", vote.id), &PaperBallotView::from(&row)))
    })
    .await
}
