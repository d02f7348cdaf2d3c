use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use domain::account::{SessionKind, Standing};
use domain::appointment::Post;

use crate::accounts::sessions::lookups::look_up;
use crate::accounts::sessions::store::Known;
use crate::accounts::staff::appointments::store as appointments;
use crate::infra::authority::Authority;
use crate::networks;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What the holder of this access token may do now. 401 if the token is not good or its session has ended.
pub async fn authenticate(app: &App, token: &str) -> Result<Authority, Problem> {
    let now = app.clock().now();
    let not_signed_in = || Problem::new(Kind::SignInNeeded);
    let bearer = app.tokens().read(token, now).await.ok_or_else(not_signed_in)?;
    let known = app.sessions().recall(bearer.session, now);
    if let Some(authority) = known.filter(|known| known.account == bearer.account) {
        return Ok(authority);
    }
    let epoch = app.sessions().epoch();
    // A session of a disabled account ended with it, but one that began at the same moment may not have: so the
    // standing is checked, too.
    let Known { session, standing } = look_up(app, bearer.session).await?.ok_or_else(not_signed_in)?;
    if session.account != bearer.account || !session.state.is_live(now) {
        return Err(not_signed_in());
    }
    if !standing.lets_in() {
        return Err(not_signed_in());
    }
    let is_leaving = standing != Standing::InUse;
    let posts: Vec<Post> = match session.state.kind {
        SessionKind::Resident => Vec::new(),
        SessionKind::Staff => {
            let held = appointments::of(app.db().reads(), session.account).await?;
            held.into_iter().filter(|appointment| appointment.holds_on(now)).map(|held| held.post).collect()
        }
    };
    let networks = networks::over(app.db().reads(), posts.iter().map(Post::area)).await?;
    let (account, means, proved_at, session) = (session.account, session.means, session.proved_at, session.id);
    // Which posts have no effect depends on the request's address, not on the session: see `http/caller.rs`.
    let authority = Authority { account, session, posts, asleep: Vec::new(), networks, means, proved_at, is_leaving };
    app.sessions().remember(&authority, epoch, now);
    Ok(authority)
}

/// Did this service make the token, even if it has expired? The token is checked as of just before the end that it
/// states. A forged end does no harm, because the signature covers it.
pub async fn was_issued(app: &App, token: &str) -> bool {
    let end = || {
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
        let end = DateTime::from_timestamp(claims.get("exp")?.as_i64()?, 0)?;
        end.checked_sub_signed(TimeDelta::seconds(1))
    };
    match end() {
        Some(then) => app.tokens().read(token, then).await.is_some(), // checked as of just before it ended
        None => false,
    }
}
