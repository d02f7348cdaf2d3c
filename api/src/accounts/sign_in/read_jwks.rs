use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::reply::Reply;
use crate::infra::keys::JWKS_CACHE_SECONDS;
use crate::problem::Problem;
use crate::state::App;

/// A public key (RFC 7517, RFC 8037).
#[derive(Serialize, ToSchema)]
pub struct KeyView {
    /// Always OKP.
    #[schema(example = "OKP")]
    pub kty: &'static str,
    /// Always Ed25519.
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    /// Always EdDSA.
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
    /// Always sig.
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    pub purpose: &'static str,
    #[schema(example = "Zm9vYmFyYmF6cXV4")]
    pub kid: String,
    /// The key in base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
}

#[derive(Serialize, ToSchema)]
pub struct KeySetView {
    pub keys: Vec<KeyView>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Read the keys of access tokens",
    description = "The public keys that verify access tokens: first the one that signs now; then the next, which \
        is published twenty minutes before it signs; then the previous, until its last token has expired. The answer \
        may be cached for as long as Cache-Control says. A token never says what its holder may do.",
    responses((status = 200, description = "The key set", body = KeySetView)),
)]
#[get("/.well-known/jwks.json")]
pub async fn read_jwks(app: Data<App>) -> Result<Reply, Problem> {
    let keys = app.tokens().public_keys(app.clock().now()).into_iter().map(|(kid, x)| KeyView {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        purpose: "sig",
        kid,
        x,
    });
    Ok(Reply::ok(&KeySetView { keys: keys.collect() }).cached_for(JWKS_CACHE_SECONDS))
}
