use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::count::{Counted, settle};
use super::result_view::ResultView;
use super::{store, vote_in_reach};
use crate::app::App;
use crate::http::body::RequestKey;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::problem::Problem;
use crate::http::reply::Reply;

#[utoipa::path(
    tag = "votes",
    summary = "Certify the result",
    description = "Someone who neither opened, closed, paused nor extended the vote, nor handed out or keyed its sheets, nor cast for a voter in it, stands for its result, which is final from then on. Refused with \
        `vote-still-open`, `certifier-ran-the-vote`, `objections-unanswered`, `objection-upheld` or `result-already-certified`.",
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
    vote_in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &key, async move |tx| {
        let now = tx.now();
        let stored = store::vote_exclusive(tx, vote.0).await?;
        let stepped_in = store::stepped_in(tx.conn(), vote.0).await?;
        let handled = store::handled(tx.conn(), vote.0).await?;
        let objections = store::objections_of(tx.conn(), vote.0).await?;
        let certified = stored.certify(by, &stepped_in, &handled, objections, now)?;
        let Counted { tally, at, .. } = settle(&service, tx, vote.0).await?;
        store::update_state(tx, &certified).await?;
        tx.audit("certify_result", certified.id.0);
        Ok(Reply::ok(&ResultView::from(&Counted { vote: certified, tally, at })))
    })
    .await
}
