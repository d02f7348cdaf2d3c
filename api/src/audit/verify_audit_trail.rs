use actix_web::get;
use actix_web::web::Data;

use super::view::TrailVerdictView;
use crate::http::caller::AuditAdministrator;
use crate::http::reply::Reply;
use crate::infra::audit;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "operation",
    summary = "Verify the audit trail",
    description = "Reads every event from the first on and recomputes its hash, as `sanhui verify-audit` does. It \
        takes some seconds for each hundred thousand events. The check is an event of the trail itself.",
    security(("session" = ["audit_administrator"])),
    responses((status = 200, description = "What was found", body = TrailVerdictView)),
)]
#[get("/v1/audit-events/verification")]
pub async fn verify_audit_trail(app: Data<App>, caller: AuditAdministrator) -> Result<Reply, Problem> {
    let reader = caller.account();
    app.write(&caller, async move |tx| {
        tx.audit("verify_audit_trail", reader.0);
        Ok(())
    })
    .await?;
    let verdict = match audit::verify(app.db().reads()).await? {
        Ok(events) => TrailVerdictView { is_whole: true, events: Some(events), broken: None },
        Err(broken) => TrailVerdictView { is_whole: false, events: None, broken: Some(broken) },
    };
    Ok(Reply::ok(&verdict))
}
