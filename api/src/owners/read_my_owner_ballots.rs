use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::owner::Holding;
use serde::Serialize;
use utoipa::ToSchema;

use super::result_view::OwnerBallotView;
use super::{own_heads, store};
use crate::app::App;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::problem::{Kind, Problem};
use crate::http::reply::Reply;

/// What one may cast, and what was cast.
#[derive(Serialize, ToSchema)]
pub struct MyOwnerBallotsView {
    /// One for each head; several for whoever owns one flat alone and another together with somebody.
    pub items: Vec<OwnerBallotView>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Read my ballots of an owners' decision",
    description = "The heads of the roll one may cast for, and the ballot each has, cast by oneself or a co-owner. Refused with `vote-not-opened` before the roll is frozen.",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "One's heads and their ballots", body = MyOwnerBallotsView),
        (status = 403, description = "No flat of the roll has the number one signs in with"),
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
        let register = store::frozen(tx.conn(), opening).await?;
        let (heads, ballots) = (register.heads(), store::ballots(tx.conn(), decision.id).await?);
        let nothing = Holding::default();
        let view = |head| OwnerBallotView::new(head, heads.get(head).unwrap_or(&nothing), ballots.get(head));
        Ok(Reply::ok(&MyOwnerBallotsView { items: own.iter().map(view).collect() }))
    })
    .await
}
