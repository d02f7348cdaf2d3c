use actix_web::post;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts::sessions;
use crate::accounts::view::TokensView;
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3"
    )]
    refresh_token: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Refresh the session",
    description = "Exchanges a refresh token for a new pair of tokens. If the answer is lost, send the same \
        token again: it is accepted until its successor has been used once, and each new answer replaces the one \
        before. If a token is used again after its successor was used, the session ends.",
    request_body = Refresh,
    responses(
        (status = 200, description = "The next pair of tokens", body = TokensView),
        (status = 401, description = "Unknown, replaced or reused, or the session is over: `refresh-refused`"),
    ),
)]
#[post("/v1/auth/refreshes")]
pub async fn refresh_session(app: Data<App>, caller: Anyone, body: Body<Refresh>) -> Result<Reply, Problem> {
    let token = body.0.refresh_token;
    if token.len() != 43 || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Err(Problem::field("/refresh_token", "malformed", "must be a refresh token", "不是刷新令牌"));
    }
    let inner = App::clone(&app);
    let next = app.write(&caller, async move |tx| {
        tx.leave_public_reads();
        sessions::rotate(tx, &inner, &token).await
    });
    let next = next.await?;
    let next = next.ok_or_else(|| Problem::new(Kind::RefreshRefused))?;
    Ok(Reply::ok(&next))
}
