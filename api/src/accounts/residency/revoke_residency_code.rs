use actix_web::post;
use actix_web::web::Data;
use domain::appointment::Role;
use domain::ids::ResidencyCodeId;

use super::residency_codes::{ResidencyCodeView, store};
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Revoke a residency code",
    description = "From now on nobody can claim with the code. Residencies that were verified with it stay: end \
        those that are wrong.",
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The code as it is now", body = ResidencyCodeView),
        (status = 409, description = "`residency-code-over`: it was revoked, used up or too old already; or `request-in-progress`"),
    ),
)]
#[post("/v1/residency-codes/{residency_code}/revocation")]
pub async fn revoke_residency_code(
    app: Data<App>,
    caller: Moderator,
    code: Id<ResidencyCodeId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let authority = caller.authority().clone();
    app.once(&caller, &key, async move |tx| {
        let code = store::for_update(tx, code.0).await?;
        // A moderator may not learn whether a code outside their area exists.
        let reach = authority.post_over_area(&[Role::Moderator], code.reach.committee());
        reach.ok_or_else(Problem::not_found)?;
        let revoked = code.revoke(tx.now())?;
        store::update(tx, &revoked).await?;
        tx.audit("revoke_residency_code", revoked.id.0);
        Ok(Reply::ok(&ResidencyCodeView::new(&revoked, tx.now())))
    })
    .await
}
