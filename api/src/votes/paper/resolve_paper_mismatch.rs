use actix_web::post;
use actix_web::web::Data;
use domain::ids::PaperBallotId;
use domain::vote::paper::{KeyRefusal, Keyed as KeyedSheet};

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
    summary = "Settle a paper ballot in doubt",
    description = "A third person, with the sheet in hand, keys what is on it: their entry counts, even if it confirms \
        neither of the two. Refused with `paper-keyed-by-you` for the people who made the two entries, \
        `paper-not-in-doubt` or `paper-batch-closed`.",
    request_body = SheetRead,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The accepted sheet", body = PaperBallotView),
        (status = 403, description = "You keyed it before"),
        (status = 409, description = "The sheet is not in doubt, or its batch is closed"),
    ),
)]
#[post("/v1/paper-ballots/{paper_ballot}/resolution")]
pub async fn resolve_paper_mismatch(
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
        let keyed = KeyedSheet { by, ballot: written.read_from_sheet(&vote.rule)? };
        let (_, agreed) = sheets::open(keys, &row)?.state.resolve(keyed)?;
        let row = sheets::record(tx, keys, store::PaperRow { resolved_by: Some(by), ..row }, agreed).await?;
        store::note_hand(tx, vote.id, by).await?;
        tx.audit("resolve_paper_mismatch", row.id.0);
        Ok(Reply::ok(&PaperBallotView::from(&row)))
    })
    .await
}
