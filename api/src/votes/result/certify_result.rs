use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::objection::Objections;

use super::count::{Counted, objections_until, settle};
use super::result_view::ResultView;
use crate::http::body::RequestKey;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Certify the result",
    description = "Someone who neither opened, closed, paused nor extended the vote, nor is its deputy, nor handed out \
        or keyed its sheets, nor cast for a voter in it, stands for its result when the time to object is over; it is \
        final from then on. Refused with `vote-still-open`, `objection-period-running`, `rehearsal-vote`, \
        `certifier-ran-the-vote`, `objections-unanswered`, `objection-upheld` or `result-already-certified`.",
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "The certified result", body = ResultView)),
)]
#[post("/v1/votes/{vote}/certification")]
pub async fn certify_result(
    app: Data<App>,
    caller: ModeratorOrSteward,
    vote: Id<VoteId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &key, async move |tx| {
        let now = tx.now();
        let stored = store::vote_exclusive(tx, vote.0).await?;
        let stepped_in = record::stepped_in(tx.conn(), vote.0.into()).await?;
        let handled = store::handled(tx.conn(), vote.0).await?;
        let until = objections_until(tx.conn(), &stored.clone().as_of(now)).await?;
        let objections = Objections { until, ..record::objections_of(tx.conn(), vote.0.into()).await? };
        let certified = stored.certify(by, &stepped_in, &handled, objections, now)?;
        let counted = settle(&service, tx, vote.0).await?;
        store::update_state(tx, &certified).await?;
        tx.audit("certify_result", certified.id.0);
        Ok(Reply::ok(&ResultView::from(&Counted { vote: certified, ..counted })))
    })
    .await
}
