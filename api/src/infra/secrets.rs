//! Secrets that are handed out once: invitations, resets, refresh tokens, codes that open an export.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A secret of 256 bits that is handed out once, and the hash of it that is stored. Nobody can guess it, so the hash
/// needs neither salt nor stretching.
pub fn secret() -> (String, String) {
    let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let hash = hash_of(&secret);
    (secret, hash)
}

/// Whether the text has the form of our secrets. If not, it is refused before anything is looked up.
pub fn is_secret(raw: &str) -> bool {
    raw.len() == 43 && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

pub fn hash_of(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
