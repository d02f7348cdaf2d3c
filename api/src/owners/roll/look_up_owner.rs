use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::owner::eligibility::why_not;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{self, PersonSought};
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::owners::words::OwnerWhyNotWord;
use crate::problem::Problem;
use crate::registers;
use crate::state::App;

/// An owner of a flat, and whether they can cast from their own device now.
#[derive(Serialize, ToSchema)]
pub struct SoughtOwnerView {
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    #[schema(example = "3号/502")]
    pub head: String,
    /// Null only for the builder.
    #[schema(example = "王芳")]
    pub name: Option<String>,
    /// The middle digits are hidden.
    #[schema(example = "+86138****8000")]
    pub phone: Option<String>,
    pub eligible: bool,
    /// Why they can't; null if they can.
    pub reason: Option<OwnerWhyNotWord>,
    pub explained_zh: Option<String>,
    pub explained_en: Option<String>,
    /// Whether the head has a ballot, whichever of its owners cast it.
    pub has_cast: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SoughtOwnersView {
    /// Empty if the register has no such number or door.
    #[schema(max_items = 100)]
    pub items: Vec<SoughtOwnerView>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Look an owner up",
    description = "Can this owner vote, and if not, why not? Look them up by their number in the register, or by a \
        door, which finds everybody who owns that flat. Before the opening the estate's present register is searched, \
        afterwards the frozen one. It is a POST, because a number must not stand in a URL. The answer says whether a \
        ballot was cast, never what it says. Each look-up is an audit event. Refused with `no-owner-register` if there \
        is no register.",
    request_body = PersonSought,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The owners who were found", body = SoughtOwnersView)),
)]
#[post("/v1/owners-decisions/{decision}/eligibility")]
pub async fn look_up_owner(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    body: Body<PersonSought>,
) -> Result<Reply, Problem> {
    let sought = body.0.parse()?;
    let decision = in_reach(&app, &caller, decision.0).await?;
    let inner = App::clone(&app);
    app.write(&caller, async move |tx| {
        tx.audit("look_up_owner", decision.id.0);
        let register = match decision.opening() {
            Some(opening) => opening.register,
            None => registers::present_id(tx.conn(), decision.unit, &decision.estate).await?,
        };
        let stage = decision.stage(tx.now());
        let mut items = Vec::new();
        for known in registers::sought(tx.conn(), inner.keys(), register, &sought).await? {
            let account = match &known.phone {
                Some(phone) => accounts::account_of(tx.conn(), inner.keys(), phone).await?,
                None => None,
            };
            let has_sheet = store::has_sheet(tx.conn(), decision.id, &known.head).await?;
            let why = why_not(stage, has_sheet, known.phone.is_some(), account.is_some());
            items.push(SoughtOwnerView {
                has_cast: store::ballot(tx.conn(), decision.id, &known.head).await?.is_some(),
                head: known.head.as_str().to_owned(),
                building: known.flat.building,
                room: known.flat.room,
                name: known.name.map(|name| name.as_str().to_owned()),
                phone: known.phone.map(|phone| phone.masked()),
                eligible: why.is_none(),
                reason: why.map(OwnerWhyNotWord::from),
                explained_zh: why.map(|why| why.in_chinese().to_owned()),
                explained_en: why.map(|why| why.in_english().to_owned()),
            });
        }
        Ok(Reply::ok(&SoughtOwnersView { items }))
    })
    .await
}
