use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::log::void_leaf;
use domain::vote::step::StepKind;

use super::step;
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::record::step::StepReason;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::view::VoteView;
use crate::votes::{log, store};

#[utoipa::path(
    tag = "votes",
    summary = "Void a vote",
    description = "Ends a vote without a result, at any time before its result is certified, so that another may be \
        drafted; a draft is thrown away. Its ballots are destroyed unopened; the log says that it was voided. \
        Everybody on the roll is told why. Refused with `result-already-certified` or `vote-voided`.",
    request_body = StepReason,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The voided vote", body = VoteView)),
)]
#[post("/v1/votes/{vote}/void")]
pub async fn void_vote(
    app: Data<App>,
    caller: Steward,
    vote: Id<VoteId>,
    body: Keyed<StepReason>,
) -> Result<Reply, Problem> {
    let reason = body.value.parse()?;
    in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let voided = store::vote_exclusive(tx, vote.0).await?.void(record::step::step(tx, by, &reason))?;
        step::take(tx, &voided, StepKind::Voided, by, &reason).await?;
        if voided.state.opening().is_some() {
            log::append_rest(&service, tx, &voided, Some(void_leaf(None))).await?;
            store::part_voters(tx, voided.id).await?;
            store::destroy_ballots(tx, voided.id).await?;
            store::destroy_entries(tx, voided.id).await?;
        }
        tx.audit("void_vote", voided.id.0);
        Ok(Reply::ok(&VoteView::from(&voided)))
    })
    .await
}
