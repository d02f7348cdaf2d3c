use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::ids::VoteId;
use domain::text::Sentence;
use domain::vote::step::StepKind;
use serde::Deserialize;
use utoipa::ToSchema;

use super::step;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::view::VoteView;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendVote {
    /// The new end: later than the present one, and within 366 days of the drafting.
    closes_at: DateTime<Utc>,
    /// Why. The reason is shown with the vote, and everybody on its roll gets a notice.
    #[schema(min_length = 1, max_length = 500, example = "暂停一小时，顺延")]
    reason: String,
}

#[utoipa::path(
    tag = "votes",
    summary = "Extend a vote",
    description = "Gives more time, never less, while the vote is open or paused. Everybody on the roll is told why. \
        Refused with `vote-not-opened`, `vote-closed` or `vote-voided`: a vote that is over stays over.",
    request_body = ExtendVote,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The vote with its new end", body = VoteView)),
)]
#[post("/v1/votes/{vote}/extension")]
pub async fn extend_vote(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<ExtendVote>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let closes_at = body.value.closes_at.trunc_subsecs(6);
    in_reach(&app, &caller, vote.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let extended = store::vote_exclusive(tx, vote.0).await?.extend(closes_at, tx.now())?;
        step::take(tx, &extended, StepKind::Extended, by, &reason).await?;
        tx.audit("extend_vote", extended.id.0);
        Ok(Reply::ok(&VoteView::from(&extended)))
    })
    .await
}
