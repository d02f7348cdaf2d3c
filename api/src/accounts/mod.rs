//! People: who they are, how they sign in, what they may do.

use crate::app::App;
use crate::http::caller::Authority;
use crate::http::problem::{Kind, Problem};

/// What the holder of this access token may do now. 401 when the token or its session does not stand.
pub async fn authenticate(_app: &App, _token: &str) -> Result<Authority, Problem> {
    Err(Problem::new(Kind::SignInNeeded))
}
