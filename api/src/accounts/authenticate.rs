use domain::account::SessionKind;

use super::appointments::store as appointments;
use super::sessions::store as sessions;
use crate::app::App;
use crate::http::caller::Authority;
use crate::http::problem::{Kind, Problem};

/// What the holder of this access token may do now. 401 when the token or its session does not stand.
pub async fn authenticate(app: &App, token: &str) -> Result<Authority, Problem> {
    let now = app.clock().now();
    let not_signed_in = || Problem::new(Kind::SignInNeeded);
    let bearer = app.tokens().read(token, now).ok_or_else(not_signed_in)?;
    if let Some(authority) = app.sessions().recall(bearer.session, now) {
        return Ok(authority);
    }
    let epoch = app.sessions().epoch();
    let session = sessions::session(app.db().reads(), bearer.session).await?.ok_or_else(not_signed_in)?;
    if session.account != bearer.account || !session.state.is_live(now) {
        return Err(not_signed_in());
    }
    let posts = match session.state.kind {
        SessionKind::Resident => Vec::new(),
        SessionKind::Staff => {
            let held = appointments::of(app.db().reads(), session.account).await?;
            held.into_iter().filter(|appointment| appointment.holds_on(now)).map(|held| held.post).collect()
        }
    };
    let (means, proved_at) = (session.means, session.proved_at);
    let authority = Authority { account: session.account, session: session.id, posts, means, proved_at };
    app.sessions().remember(&authority, epoch, now);
    Ok(authority)
}
