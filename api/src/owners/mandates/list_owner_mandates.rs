use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::owner::decision::Stage;

use super::proxy_view::OwnerMandateView;
use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List owners' mandates on paper",
    description = "Each mandate that was recorded at the desk with its evidence, so that somebody else can check \
        it: which paper was seen, what it is filed under, who recorded and who confirmed it. What the mandate says \
        is shown when the decision is over. These are personal data: each reading is an audit event.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of mandates", body = Listing<OwnerMandateView>)),
)]
#[get("/v1/owners-decisions/{decision}/mandates")]
pub async fn list_owner_mandates(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let decision = in_reach(&app, &caller, decision.0).await?;
    let service = App::clone(&app);
    app.write(&caller, async move |tx| {
        let page = paging.page("list_owner_mandates", service.keys())?;
        let mandates = store::mandates(tx.conn(), service.keys(), decision.id, &page).await?;
        tx.audit("list_owner_mandates", decision.id.0);
        let now = tx.now();
        let is_over = match decision.stage(now) {
            Stage::Announced | Stage::Open | Stage::Paused => false,
            Stage::Closed | Stage::Certified | Stage::Voided | Stage::Lapsed => true,
        };
        let view = |row: store::MandateRow| OwnerMandateView::new(&row, is_over, now);
        Ok(Reply::ok(&page.listing(mandates, |row| row.proxy.id.to_string(), view)))
    })
    .await
}
