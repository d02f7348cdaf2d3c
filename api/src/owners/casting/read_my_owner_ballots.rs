use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::own_heads;
use crate::owners::result::OwnerBallotView;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::registers;
use crate::state::App;

/// The heads for which a person may cast, with their ballots.
#[derive(Serialize, ToSchema)]
pub struct MyOwnerBallotsView {
    /// One item for each head. A person has several heads if they own one flat alone and another one together with
    /// somebody.
    pub items: Vec<OwnerBallotView>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Read my ballots of an owners' decision",
    description = "The heads of the roll for which you may cast, and the ballot of each, whether you or a co-owner \
        cast it, with its receipt. Refused with `vote-not-opened` before the roll is frozen.",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "Your heads and their ballots", body = MyOwnerBallotsView),
        (status = 403, description = "No flat of the roll has the number that you sign in with"),
        (status = 409, description = "Not opened yet"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/ballots/me")]
pub async fn read_my_owner_ballots(
    app: Data<App>,
    caller: Resident,
    decision: Id<OwnersDecisionId>,
) -> Result<Reply, Problem> {
    let (account, inner) = (caller.account(), App::clone(&app));
    app.write(&caller, async move |tx| {
        let decision = store::decision(tx.conn(), decision.0).await?;
        let opening = decision.opening().ok_or_else(|| Problem::new(Kind::VoteNotOpened))?;
        let own = own_heads(&inner, tx, opening, account).await?;
        let held = registers::held(tx.conn(), opening.register, &own).await?;
        let mut items = Vec::new();
        for (head, holding) in held.heads() {
            let ballot = store::ballot(tx.conn(), decision.id, head).await?;
            let view = OwnerBallotView::new(head, &holding, ballot.as_ref());
            items.push(match &ballot {
                Some(ballot) => view.with_receipt(inner.keys(), decision.id, ballot),
                None => view,
            });
        }
        Ok(Reply::ok(&MyOwnerBallotsView { items }))
    })
    .await
}
