//! Helpers that take access tokens apart and forge them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tests::{Person, Town, Value};

/// The header and the claims of a token.
pub fn parts(token: &str) -> (Value, Value) {
    let part = |number: usize| {
        let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    (part(0), part(1))
}

fn body(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// A token signed with Ed25519 and this seed, whatever algorithm its header names.
pub fn signed(seed: &[u8; 32], header: &Value, claims: &Value) -> String {
    let body = body(header, claims);
    let signature = SigningKey::from_bytes(seed).sign(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// A token signed with HMAC-SHA-256, with the published public key as the secret.
pub fn signed_with_public_key(key: &[u8], header: &Value, claims: &Value) -> String {
    let body = body(header, claims);
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(body.as_bytes()).finalize();
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.into_bytes()))
}

/// A token with an empty signature.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.", body(header, claims))
}

/// The secret seed with which the service signs access tokens. A real forger does not have it.
pub fn seed(town: &Town) -> [u8; 32] {
    *town.app().keys().current("access-tokens")
}

/// A copy with this field set to the value, or without the field.
pub fn with(base: &Value, name: &str, value: Option<Value>) -> Value {
    let mut changed = base.clone();
    let fields = changed.as_object_mut().unwrap();
    match value {
        Some(value) => fields.insert(name.to_owned(), value),
        None => fields.remove(name),
    };
    changed
}

/// The status of `read_me` when it is called with this access token.
pub async fn status_with(town: &Town, token: &str) -> u16 {
    let visitor: Person = town.visitor();
    visitor.does("read_me").header("Authorization", &format!("Bearer {token}")).answer().await.status
}
