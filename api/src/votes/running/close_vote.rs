use actix_web::post;
use actix_web::web::Data;
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
use crate::votes::result::count;
use crate::votes::store;
use crate::votes::view::VoteView;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseVote {
    /// Why it ends before the announced time; shown with the vote.
    #[schema(min_length = 1, max_length = 500, example = "名册上的居民均已投票")]
    reason: String,
}

#[utoipa::path(
    tag = "votes",
    summary = "Close a vote",
    description = "Ends a vote before its announced time, and counts it. Every ballot acknowledged before is in the \
        count. At its announced end a vote closes by itself; after that this is refused with `vote-closed`. Refused \
        with `paper-not-keyed` while a paper batch is open: pause the vote, key the sheets, close the batches.",
    request_body = CloseVote,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The closed vote", body = VoteView)),
)]
#[post("/v1/votes/{vote}/closure")]
pub async fn close_vote(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<CloseVote>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let running = store::vote_exclusive(tx, vote.0).await?;
        let open = store::open_batches(tx.conn(), running.id).await?;
        let vote = running.close(by, reason.clone(), open, tx.now())?;
        step::take(tx, &vote, StepKind::ClosedEarly, by, &reason).await?;
        count::count(&service, tx, &vote, vote.may_be_counted(tx.now())?).await?;
        tx.audit("close_vote", vote.id.0);
        Ok(Reply::ok(&VoteView::from(&vote)))
    })
    .await
}
