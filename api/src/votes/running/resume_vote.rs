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
use crate::record::step::StepReason;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::view::VoteView;

#[utoipa::path(
    tag = "votes",
    summary = "Resume a vote",
    description = "Takes ballots again. Everybody on the roll is told. Refused with `vote-not-paused`, \
        `vote-not-opened`, `vote-closed` or `vote-voided`.",
    request_body = StepReason,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The open vote", body = VoteView)),
)]
#[post("/v1/votes/{vote}/resumption")]
pub async fn resume_vote(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<StepReason>,
) -> Result<Reply, Problem> {
    let reason = body.value.parse()?;
    in_reach(&app, &caller, vote.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let resumed = store::vote_exclusive(tx, vote.0).await?.resume(tx.now())?;
        step::take(tx, &resumed, StepKind::Resumed, by, &reason).await?;
        tx.audit("resume_vote", resumed.id.0);
        Ok(Reply::ok(&VoteView::from(&resumed)))
    })
    .await
}
