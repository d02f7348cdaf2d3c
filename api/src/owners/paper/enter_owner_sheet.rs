use actix_web::post;
use actix_web::web::Data;
use domain::ids::{OwnerSheetId, OwnersDecisionId};
use domain::owner::sheet::Sheet;
use domain::register::Head;
use domain::vote::paper::{KeyRefusal, Keyed as KeyedSheet};
use serde::Deserialize;
use utoipa::ToSchema;

use super::sheet_view::OwnerSheetView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::owners::words::VoiceWord;
use crate::problem::Problem;
use crate::registers;
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnerSheet {
    /// The head whose sheet it is, by its code: building and room of its first flat.
    #[schema(min_length = 1, max_length = 41, example = "3号/502")]
    head: String,
    decision: VoiceWord,
}

#[utoipa::path(
    tag = "owners",
    summary = "Key an owner's sheet",
    description = "The first of two entries of a sheet that an owner signed and handed in; another person keys it \
        again without seeing this entry. The first entry must be made before the announced end. The second may come \
        later, and nothing is counted before it. From now on no other ballot of the head is taken, and the sheet \
        replaces a ballot that was cast before. Refused with `paper-already-keyed`, `vote-not-opened`, `vote-paused`, \
        `vote-closed` or `vote-voided`.",
    request_body = NewOwnerSheet,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The sheet, without what it says", body = OwnerSheetView)),
)]
#[post("/v1/owners-decisions/{decision}/sheets")]
pub async fn enter_owner_sheet(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    body: Keyed<NewOwnerSheet>,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, decision.0).await?;
    let head = Head::parse(&body.value.head).ok_or_else(unknown)?;
    let by = caller.account();
    let keyed = KeyedSheet { by, ballot: Some(body.value.decision.into()) };
    app.once(&caller, &body.key, async move |tx| {
        let decision = store::decision_for_update(tx, decision.0).await?; // locked: nobody casts for the head meanwhile
        let sheet = Sheet::enter(OwnerSheetId(tx.id()), &decision, head, keyed.clone(), tx.now())?;
        let register = decision.takes_ballots(tx.now())?.register;
        if registers::held(tx.conn(), register, [&sheet.head]).await?.flats() == 0 {
            return Err(unknown());
        }
        if store::has_sheet(tx.conn(), decision.id, &sheet.head).await? {
            return Err(KeyRefusal::AlreadyKeyed.into());
        }
        store::insert_sheet(tx, &sheet, &keyed).await?;
        tx.audit("enter_owner_sheet", sheet.id.0);
        let location = format!("/v1/owners-decisions/{}/sheets", decision.id);
        Ok(Reply::created(location, &OwnerSheetView::new(&sheet, Some(sheet.state.stage()))))
    })
    .await
}

fn unknown() -> Problem {
    Problem::field("/head", "unknown", "is no head of this roll", "名册上没有此户号")
}
