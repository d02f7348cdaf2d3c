use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::drafting::OwnersDecisionView;
use crate::owners::drafting::rules;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::record::log::named;
use crate::registers;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Open an owners' decision",
    description = "Freezes the estate's register as the roll. From now on ballots are taken, until the announced \
        end. What is fixed from now on is the first leaf of the decision's log. Refused with `notice-still-running`, \
        `no-owner-register`, `closing-time-passed`, `vote-already-opened` or `vote-voided`.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The open decision, with the hash and the denominators of its roll", body = OwnersDecisionView)),
)]
#[post("/v1/owners-decisions/{decision}/opening")]
pub async fn open_owners_decision(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let unit = in_reach(&app, &caller, decision.0).await?.unit;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &key, async move |tx| {
        registers::enter_gate(tx, unit).await?;
        let announced = store::decision_for_update(tx, decision.0).await?;
        let present = registers::present(tx.conn(), unit, &announced.estate).await?;
        let (id, register) = present.ok_or_else(|| Problem::new(Kind::NoOwnerRegister))?;
        let open = announced.open(by, id, &register, tx.now())?;
        store::update_decision(tx, &open).await?;
        named::begin(&service, tx, open.id.into(), rules::first_leaf(&open)?).await?;
        tx.audit("open_owners_decision", open.id.0);
        Ok(Reply::ok(&OwnersDecisionView::new(&open, tx.now())))
    })
    .await
}
