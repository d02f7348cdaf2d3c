use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::count::{Counted, settle};
use super::result_view::OwnersResultView;
use crate::http::body::RequestKey;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::{objections_of, stepped_in};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Certify the result of an owners' decision",
    description = "A person stands for the result, which is final from then on. It must be somebody who neither \
        announced, opened nor paused the decision, nor keyed or settled a sheet, nor recorded, confirmed or revoked a \
        mandate, nor cast with a proxy. Refused with `vote-still-open`, `certifier-ran-the-vote`, \
        `objections-unanswered`, `objection-upheld`, `vote-not-opened`, `vote-voided` or `result-already-certified`.",
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "The certified result", body = OwnersResultView)),
)]
#[post("/v1/owners-decisions/{decision}/certification")]
pub async fn certify_owners_result(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, decision.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &key, async move |tx| {
        let now = tx.now();
        let stored = store::decision_for_update(tx, decision.0).await?;
        let stepped_in = stepped_in(tx.conn(), decision.0.into()).await?;
        let mut handled = store::hands(tx.conn(), decision.0).await?;
        handled.extend(store::readers(tx.conn(), decision.0).await?);
        let objections = objections_of(tx.conn(), decision.0.into()).await?;
        let certified = stored.certify(by, &stepped_in, &handled, objections, now)?;
        let counted = Counted { decision: certified, ..settle(&service, tx, decision.0).await? };
        store::update_decision(tx, &counted.decision).await?;
        tx.audit("certify_owners_result", decision.0.0);
        Ok(Reply::ok(&OwnersResultView::new(&counted, now)))
    })
    .await
}
