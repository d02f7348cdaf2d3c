//! Which refusals belong in the audit trail though nothing was changed, and how they get there.
//!
//! A refusal is written down if it shows that somebody tries to break in: a token nobody issued, a role or area they
//! don't hold, a network they may not act from, guessed passwords and invitations, too many requests. A missing or
//! expired token, a bad field and an unknown thing are daily life, and are only logged.

use super::recognition::Recognition;
use crate::http::caller::Arrival;
use crate::infra::actor::{Actor, Anyone};
use crate::infra::addresses::network;
use crate::infra::refusals::Refusal;
use crate::problem::Kind;
use crate::state::App;

const TOLD: &[(Kind, &str)] = &[
    (Kind::SignInNeeded, "refuse_token"),
    (Kind::NotForYourRole, "refuse_role"),
    (Kind::NotYourArea, "refuse_area"),
    (Kind::NetworkNotAllowed, "refuse_network"),
    (Kind::InvitationRefused, "refuse_invitation"),
    (Kind::TooManyRequests, "limit_requests"),
];

/// Counts a refusal for the trail. The first one in a minute is written at once, and the refused request waits for
/// that.
pub async fn note(app: &App, kind: Kind, arrival: &Arrival, seen: Recognition) {
    let Some((_, action)) = TOLD.iter().find(|(told, _)| *told == kind) else { return };
    if kind == Kind::SignInNeeded && !seen.is_forged {
        return;
    }
    let (account, session) = seen.session.unzip();
    let role = if account.is_some() { "resident" } else { "anonymous" };
    let actor = Actor { account, role, address: arrival.address.clone(), request: arrival.request };
    let who = session.map_or_else(|| network(&arrival.address), |session| session.to_string());
    let on = session.map_or(arrival.request, |session| session.0);
    let refusal = Refusal { action, actor, on, times: 1 };
    if let Some(first) = app.refusals().count(who, refusal, app.clock().now()) {
        write(app, first).await;
    }
}

/// Writes what was counted in minutes that are over.
pub async fn settle(app: &App) {
    for refusal in app.refusals().due(app.clock().now()) {
        write(app, refusal).await;
    }
}

/// Like [`settle`], with what the present minute has counted: for the end of the service.
pub async fn settle_all(app: &App) {
    for refusal in app.refusals().all() {
        write(app, refusal).await;
    }
}

async fn write(app: &App, refusal: Refusal) {
    let Refusal { action, actor, on, times } = refusal;
    let address = actor.address.clone();
    let refused = Anyone(actor);
    let written = app.write(&refused, async move |tx| {
        tx.leave_public_reads();
        tx.audit_refusals(action, on, times);
        Ok(())
    });
    if let Err(problem) = written.await {
        tracing::warn!(action, times, address, %problem, "a refusal could not be written to the audit trail");
    }
}
