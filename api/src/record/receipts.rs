//! What receipts of both kinds of ballots share: nonces, and the key a signature verifies with.

use domain::vote::receipt::Nonce;
use rand::RngExt as _;

use crate::infra::keys::Keyring;
use crate::problem::Problem;

pub fn fresh_nonce() -> Nonce {
    Nonce(rand::rng().random())
}

/// The public half of the key that signed a receipt, hex. The key file keeps it even when the root of that key is gone.
pub fn public_key(keys: &Keyring, key_id: &str) -> Option<String> {
    keys.receipt_key(key_id).map(hex::encode)
}

/// Parses a nonce chosen by a device: 64 lower-case hexadecimal digits. A 422 names `/nonce`.
pub fn parse_nonce(hex: &str) -> Result<Nonce, Problem> {
    let lower = hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let bytes = hex::decode(hex).ok().filter(|_| lower).and_then(|bytes| bytes.try_into().ok());
    bytes.map(Nonce).ok_or_else(|| {
        Problem::field("/nonce", "malformed", "must be 64 lower-case hexadecimal digits", "应为 64 位小写十六进制数字")
    })
}
