use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::step::StepKind;

use super::step;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::record::step::StepReason;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::view::VoteView;

#[utoipa::path(
    tag = "votes",
    summary = "Pause a vote",
    description = "Takes no ballots until the vote is resumed; ballots cast before stand, and the announced end stays \
        (extend it if time was lost). Everybody on the roll is told why. Refused with `vote-not-opened`, \
        `vote-already-paused`, `vote-closed` or `vote-voided`.",
    request_body = StepReason,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The paused vote", body = VoteView)),
)]
#[post("/v1/votes/{vote}/pause")]
pub async fn pause_vote(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<StepReason>,
) -> Result<Reply, Problem> {
    let reason = body.value.parse()?;
    in_reach(&app, &caller, vote.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let paused = store::vote_exclusive(tx, vote.0).await?.pause(record::step::step(tx, by, &reason))?;
        step::take(tx, &paused, StepKind::Paused, by, &reason).await?;
        tx.audit("pause_vote", paused.id.0);
        Ok(Reply::ok(&VoteView::from(&paused)))
    })
    .await
}
