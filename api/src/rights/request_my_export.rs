use actix_web::post;
use actix_web::web::Data;
use chrono::TimeDelta;

use super::view::{ExportStateView, NewExportView};
use super::{LIFE_HOURS, content, store};
use crate::accounts;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::secrets::secret;
use crate::notices::Notice;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Ask for an export of my data",
    description = "Makes a document of everything that the service holds about me. It is stored encrypted until it \
        is fetched, once and within 24 hours, with the code in this answer. It replaces an export that still waits. I \
        get a notice. Needs a proof younger than five minutes (`prove_myself`).",
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The export, with its code", body = NewExportView),
        (status = 403, description = "`proof-too-old`, `second-factor-needed` or `account-leaving`"),
    ),
)]
#[post("/v1/me/exports")]
pub async fn request_my_export(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    caller.authority().is_fresh(app.clock().now())?;
    let (inner, account) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        accounts::lock(tx, account).await?;
        let content = content::write(tx, &inner, account).await?;
        let ((download_code, hash), expires_at) = (secret(), tx.now() + TimeDelta::hours(LIFE_HOURS));
        let made = store::replace(tx, inner.keys(), account, hash, &content, expires_at).await?;
        tx.audit("request_my_export", made.id.0);
        accounts::tell_owner(tx, &inner, account, Notice::ExportMade, made.id.0).await?;
        let location = format!("/v1/me/exports/{}", made.id);
        Ok(Reply::created(location, &NewExportView { export: ExportStateView::from(made), download_code }))
    })
    .await
}
