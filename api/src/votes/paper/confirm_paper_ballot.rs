use actix_web::post;
use actix_web::web::Data;
use domain::ids::PaperBallotId;
use domain::vote::paper::{Agreed, KeyRefusal, Keyed as KeyedSheet};

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
    summary = "Key a paper ballot a second time",
    description = "Another person keys the sheet from the paper itself, without seeing the first entry. If the two \
        entries are the same, the sheet is accepted: its ballot goes into the urn and the log, and counts. If they \
        differ, a third person settles it with `resolve_paper_mismatch`. The serial must be the one of the sheet. \
        Refused with `paper-keyed-by-you`, `paper-already-keyed` or `paper-batch-closed`.",
    request_body = SheetRead,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The sheet, accepted or in doubt", body = PaperBallotView),
        (status = 403, description = "You keyed it the first time"),
        (status = 409, description = "It was keyed twice already, or its batch is closed"),
    ),
)]
#[post("/v1/paper-ballots/{paper_ballot}/second-entry")]
pub async fn confirm_paper_ballot(
    app: Data<App>,
    caller: Moderator,
    paper_ballot: Id<PaperBallotId>,
    body: Keyed<SheetRead>,
) -> Result<Reply, Problem> {
    let (serial, written) = body.value.parse()?;
    let vote = store::paper(app.db().reads(), paper_ballot.0).await?.vote;
    in_reach(&app, &caller, vote).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let keys = service.keys();
        let vote = store::vote_exclusive(tx, vote).await?;
        vote.keys_paper()?;
        let row = store::paper(tx.conn(), paper_ballot.0).await?;
        store::batch(tx.conn(), row.batch).await?.takes(row.serial)?;
        if serial != row.serial {
            return Err(KeyRefusal::NoSuchSheet.into());
        }
        let ballot = written.read_from_sheet(&vote.rule)?;
        let keyed = KeyedSheet { by, ballot: ballot.clone() };
        let (_, agreed) = sheets::open(keys, &row)?.state.second(keyed)?;
        let row = match &agreed {
            Agreed::Yes(_) => store::PaperRow { second_by: Some(by), ..row },
            Agreed::No => sheets::differs(keys, row, by, &ballot),
        };
        let row = sheets::record(tx, keys, row, agreed).await?;
        store::note_hand(tx, vote.id, by).await?;
        tx.audit("confirm_paper_ballot", row.id.0);
        Ok(Reply::ok(&PaperBallotView::from(&row)))
    })
    .await
}
