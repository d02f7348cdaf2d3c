//! Sessions: how one begins, what its owner is handed, how its refresh tokens follow each other.

mod entity;
pub(super) mod store;

use domain::account::{Means, RefreshRefusal, RefreshToken, RefreshVerdict, SessionEnd, SessionState, judge_refresh};
use domain::ids::{AccountId, SessionId};
use rand::RngExt as _;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::people::{hash_of, secret};
use super::view::TokensView;
use crate::app::App;
use crate::http::problem::Problem;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::infra::tokens::Bearer;
use crate::notices::{self, Notice};

/// Six digits, and what is kept of them: bound to their request and keyed, because a million hashes are quickly tried.
pub(super) fn code(keys: &Keyring, request: Uuid) -> (String, String) {
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    let hash = code_hash(keys, request, &code);
    (code, hash)
}

fn code_hash(keys: &Keyring, request: Uuid, code: &str) -> String {
    keys.fingerprint("phone-codes", format!("{request}/{code}").as_bytes())
}

pub(super) fn is_code(keys: &Keyring, request: Uuid, code: &str, hash: &str) -> bool {
    code_hash(keys, request, code).as_bytes().ct_eq(hash.as_bytes()).into()
}

/// A new session with its first pair of tokens.
pub(super) async fn begin(
    tx: &Tx,
    app: &App,
    account: AccountId,
    means: Means,
    device: String,
) -> Result<TokensView, Problem> {
    let now = tx.now();
    let state = SessionState { kind: means.kind(), started_at: now, refreshed_at: now, ended_at: None };
    let (id, proved_at, address) = (SessionId(tx.id()), means.proves_at(now), tx.actor().address.clone());
    let session = store::Session { id, account, device, state, means, proved_at, address };
    store::insert_session(tx, &session).await?;
    tx.audit("begin_session", session.id.0);
    hand_out(tx, app, &session, None).await
}

/// Ends every session of a person but the one to keep: they lose their power at once here and within a second elsewhere.
pub(super) async fn end_others(
    tx: &Tx,
    account: AccountId,
    keep: Option<SessionId>,
    why: SessionEnd,
) -> Result<u64, Problem> {
    let ended = store::end_sessions_of(tx, account, keep, why).await?;
    tx.change_authority();
    Ok(ended)
}

async fn hand_out(
    tx: &Tx,
    app: &App,
    session: &store::Session,
    predecessor: Option<Uuid>,
) -> Result<TokensView, Problem> {
    let (refresh_token, hash) = secret();
    store::insert_token(tx, session.id, hash, predecessor).await?;
    let bearer = Bearer { account: session.account, session: session.id };
    let access_token = app.tokens().issue(bearer, tx.now()).ok_or_else(Problem::broken)?;
    Ok(TokensView::new(bearer, access_token, refresh_token, &session.state, tx.now()))
}

/// The next pair for a refresh token. A reused one ends the session, which has to be kept, so it is not an error here.
pub(super) async fn rotate(tx: &Tx, app: &App, refresh_token: &str) -> Result<Option<TokensView>, Problem> {
    let hash = hash_of(refresh_token);
    let Some(found) = store::token(tx.conn(), &hash).await? else { return Ok(None) };
    let Some(mut session) = store::session_for_update(tx, found.session).await? else { return Ok(None) };
    // Read again: another rotation may have come first while this one waited for the session.
    let Some(token) = store::token(tx.conn(), &hash).await? else { return Ok(None) };
    let presented = RefreshToken {
        used: token.used,
        superseded: token.superseded,
        successor_used: store::successor_used(tx.conn(), token.id).await?,
    };
    match judge_refresh(&session.state, presented, tx.now()) {
        Ok(RefreshVerdict::Rotate) => {
            if !store::use_token(tx, token.id).await? {
                return Err(Problem::unavailable());
            }
        }
        Ok(RefreshVerdict::RotateAgain) => store::supersede_successors(tx, token.id).await?,
        Err(RefreshRefusal::Reused) => {
            store::end_session(tx, session.id, SessionEnd::TokenReused).await?;
            tx.change_authority();
            tx.audit("end_session_for_reused_token", session.id.0);
            notices::tell(tx, session.account, Notice::SessionEndedForReusedToken, session.id.0).await?;
            return Ok(None);
        }
        Err(RefreshRefusal::SessionOver | RefreshRefusal::Superseded) => return Ok(None),
    }
    store::touch_session(tx, session.id).await?;
    session.state.refreshed_at = tx.now();
    hand_out(tx, app, &session, Some(token.id)).await.map(Some)
}
