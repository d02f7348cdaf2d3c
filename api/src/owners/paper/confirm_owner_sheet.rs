use actix_web::post;
use actix_web::web::Data;
use domain::ids::{OwnerSheetId, OwnersDecisionId};
use domain::vote::paper::Keyed as KeyedSheet;

use super::sheet_view::{OwnerSheetRead, OwnerSheetView};
use super::sheets::{self, Hand};
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Ids;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Key an owner's sheet a second time",
    description = "For another person than the one who keyed the sheet first, without seeing what was keyed. If both \
        keyed the same, that is the head's ballot; if not, the sheet waits for a third person. Refused with \
        `paper-keyed-by-you`, `paper-already-keyed`, `vote-voided` or `vote-closed`.",
    request_body = OwnerSheetRead,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The sheet, without what it says", body = OwnerSheetView)),
)]
#[post("/v1/owners-decisions/{decision}/sheets/{owner_sheet}/second-entry")]
pub async fn confirm_owner_sheet(
    app: Data<App>,
    caller: Moderator,
    ids: Ids<OwnersDecisionId, OwnerSheetId>,
    body: Keyed<OwnerSheetRead>,
) -> Result<Reply, Problem> {
    let Ids(id, sheet) = ids;
    in_reach(&app, &caller, id).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    let keyed = KeyedSheet { by, ballot: body.value.reading() };
    app.once(&caller, &body.key, async move |tx| {
        let decision = store::decision_for_update(tx, id).await?;
        decision.settles_sheets()?;
        let sheet = store::sheet(tx, id, sheet).await?;
        let settled = sheet.clone().second(keyed.clone())?;
        let view = sheets::record(&service, tx, &decision, &sheet, settled, Hand::Second(keyed)).await?;
        tx.audit("confirm_owner_sheet", sheet.id.0);
        Ok(Reply::ok(&view))
    })
    .await
}
