//! Finding out who calls, once for every request, before anything else of it is read.

use actix_web::http::header;
use actix_web::{HttpMessage as _, HttpRequest};
use domain::account;
use domain::ids::{AccountId, SessionId};

use crate::accounts;
use crate::http::caller::{Recognized, Standing};
use crate::infra::authority::Authority;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What the edge learns of the caller.
#[derive(Clone, Copy, Default)]
pub struct Recognition {
    pub session: Option<(AccountId, SessionId)>,
    /// The token was never issued by this service. A token that has merely expired is no cause for alarm.
    pub is_forged: bool,
}

/// Done once for every request; the extractors of `http/caller.rs` only look at what was found.
pub async fn recognize(app: &App, request: &HttpRequest, address: &str) -> Recognition {
    let mut is_forged = false;
    let standing = |authority: Authority| {
        let policy = app.settings().second_factor;
        // This counts posts that sleep for this address, too, because the person holds them all the same.
        let lacks_factor = account::lacks_factor(authority.means, &authority.posts, policy);
        Standing { lacks_factor, authority: authority.seen_from(address) }
    };
    let found = match token(request) {
        Ok(Some(token)) => {
            let known = accounts::authenticate(app, &token).await;
            let refused = known.as_ref().err().is_some_and(|problem| problem.kind() == Kind::SignInNeeded);
            is_forged = refused && !accounts::was_issued(app, &token).await;
            known.map(|authority| Some(standing(authority)))
        }
        Ok(None) => Ok(None),
        Err(problem) => {
            is_forged = true;
            Err(problem)
        }
    };
    let known = found.as_ref().ok().and_then(|found| found.as_ref()).map(|found| &found.authority);
    let session = known.map(|authority| (authority.account, authority.session));
    request.extensions_mut().insert(Recognized(found));
    Recognition { session, is_forged }
}

fn token(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(Some(token.trim().to_owned()))
    } else {
        Err(Problem::new(Kind::SignInNeeded))
    }
}
