//! Sessions: how a session begins, which tokens its owner gets, and how refresh tokens follow one another.

mod entity;
pub(super) mod lookups;
pub(super) mod store;

use domain::account::{Means, RefreshRefusal, RefreshToken, RefreshVerdict, SessionEnd, SessionState, judge_refresh};
use domain::ids::{AccountId, SessionId};
use uuid::Uuid;

use super::people;
use super::telling::tell_owner;
use super::view::TokensView;
use crate::infra::db::Tx;
use crate::infra::secrets::{hash_of, secret};
use crate::infra::tokens::Bearer;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Begins a session with its first pair of tokens. Every way in ends here, so this is where a disabled or erased
/// account is refused, whatever was proved. The owner of an account that waits to be erased may sign in:
/// `http/caller.rs` has the little that they can do.
pub(super) async fn begin(
    tx: &Tx,
    app: &App,
    account: AccountId,
    means: Means,
    device: String,
) -> Result<TokensView, Problem> {
    if !people::store::standing(tx.conn(), account, tx.now()).await?.lets_in() {
        return Err(Problem::new(Kind::AccountDisabled));
    }
    let now = tx.now();
    let state = SessionState { kind: means.kind(), started_at: now, refreshed_at: now, ended_at: None };
    let (id, proved_at, address) = (SessionId(tx.id()), means.proves_at(now), tx.actor().address.clone());
    let session = store::Session { id, account, device, state, means, proved_at, address };
    store::insert_session(tx, &session).await?;
    tx.audit_by(account, "begin_session", session.id.0);
    hand_out(tx, app, &session, None).await
}

/// Ends every session of a person except `keep`. They have no effect any more, at once on this instance and within a
/// second on others.
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

/// Gives the next pair of tokens for a refresh token. A reused one ends the session, which must be committed, so that
/// is no error here.
pub(super) async fn rotate(tx: &Tx, app: &App, refresh_token: &str) -> Result<Option<TokensView>, Problem> {
    let hash = hash_of(refresh_token);
    let Some(found) = store::token(tx.conn(), &hash).await? else { return Ok(None) };
    let Some(mut session) = store::session_for_update(tx, found.session).await? else { return Ok(None) };
    if !people::store::standing(tx.conn(), session.account, tx.now()).await?.lets_in() {
        return Ok(None);
    }
    // Read again under the lock, because another rotation may have happened while this one waited for it.
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
            tell_owner(tx, app, session.account, Notice::SessionEndedForReusedToken, session.id.0).await?;
            return Ok(None);
        }
        Err(RefreshRefusal::SessionOver | RefreshRefusal::Superseded) => return Ok(None),
    }
    store::touch_session(tx, session.id).await?;
    session.state.refreshed_at = tx.now();
    hand_out(tx, app, &session, Some(token.id)).await.map(Some)
}
