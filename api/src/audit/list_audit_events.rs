use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::appointment::Role;
use domain::ids::AccountId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Filter};
use super::view::{AuditEventView, AuditOutcomeWord};
use crate::http::caller::TrailReader;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::infra::audit::Outcome;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAuditEvents {
    /// Only what this account did or tried to do.
    account_id: Option<Uuid>,
    /// Only this action, named as in `openapi/audit-events.md`.
    #[param(min_length = 1, max_length = 64, pattern = "^[a-z_]{1,64}$", example = "open_vote")]
    action: Option<String>,
    /// Only what was done to the thing with this id.
    subject_id: Option<Uuid>,
    /// Only what was done, or only what was refused.
    outcome: Option<AuditOutcomeWord>,
    /// Only events at or after this time.
    from: Option<DateTime<Utc>>,
    /// Only events before this time.
    to: Option<DateTime<Utc>>,
}

#[utoipa::path(
    tag = "operation",
    summary = "List audit events",
    description = "The audit trail, the newest event first. The audit administrator and the city administrator read \
        all of it, the security administrator reads what was refused. Each reading is an event of the trail itself.",
    params(ListAuditEvents, Paging),
    security(("session" = ["audit_administrator", "city_administrator", "security_administrator"])),
    responses((status = 200, description = "A page of events", body = Listing<AuditEventView>)),
)]
#[get("/v1/audit-events")]
pub async fn list_audit_events(
    app: Data<App>,
    caller: TrailReader,
    query: Listed<ListAuditEvents>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let filter = Filter {
        outcome: outcome_for(&caller, query.outcome.map(Outcome::from))?,
        account: query.account_id.map(AccountId),
        action: query.action.map(action).transpose()?,
        subject: query.subject_id,
        from: query.from.map(|from| moment(from, "from")).transpose()?,
        to: query.to.map(|to| moment(to, "to")).transpose()?,
    };
    let (inner, reader) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        let page = paging.page("list_audit_events", inner.keys())?;
        let events = store::page_of(tx.conn(), filter, &page).await?;
        tx.audit("list_audit_events", reader.0);
        Ok(Reply::ok(&page.listing(events, |event| event.id.to_string(), AuditEventView::from)))
    })
    .await
}

/// A person with no other post than the security administrator's reads refusals only.
fn outcome_for(caller: &TrailReader, asked: Option<Outcome>) -> Result<Option<Outcome>, Problem> {
    if caller.posts().any(|post| post.role() != Role::SecurityAdministrator) {
        return Ok(asked);
    }
    match asked {
        None | Some(Outcome::Refused) => Ok(Some(Outcome::Refused)),
        Some(Outcome::Done) => Err(Problem::new(Kind::NotForYourRole)),
    }
}

fn action(raw: String) -> Result<String, Problem> {
    if (1..=64).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        return Ok(raw);
    }
    Err(Problem::field(
        "action",
        "malformed",
        "must be 1 to 64 lower-case letters and underscores",
        "应为 1 至 64 个小写字母或下划线",
    ))
}

fn moment(at: DateTime<Utc>, name: &str) -> Result<DateTime<Utc>, Problem> {
    // The databases order times outside the years that `day` accepts differently.
    crate::http::body::day(at.date_naive(), name).map(|_| at)
}
