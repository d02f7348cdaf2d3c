//! Codes by text message: made, kept as keyed hashes, and redeemed once, for what they were asked for alone.

mod entity;
pub mod store;

use domain::account::{CodeUse, PhoneCode, PhoneNumber};
use rand::RngExt as _;
use uuid::Uuid;

use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;

const CODES: &str = "phone-codes";

/// A request and the code that was sent for it, of the right form.
#[derive(Clone)]
pub struct PresentedCode {
    request: Uuid,
    code: String,
}

/// A number whose owner has shown the code that was sent to it.
pub struct ProvedPhone {
    pub phone: PhoneNumber,
}

impl PresentedCode {
    /// 422 for `/code` unless it is six digits.
    pub fn parse(request: Uuid, code: String) -> Result<Self, Problem> {
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Problem::field("/code", "malformed", "must be six digits", "应为 6 位数字"));
        }
        Ok(Self { request, code })
    }
}

/// Six digits, and what is kept of them: bound to their request and keyed, because a million hashes are quickly tried.
pub fn make(keys: &Keyring, request: Uuid) -> (String, String) {
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    let hash = keys.fingerprint(CODES, format!("{request}/{code}").as_bytes());
    (code, hash)
}

/// The number the code was sent to, when it is right, still good, and was asked for this use. Every try counts, also one
/// for another use, so the transaction has to commit whatever comes of it.
pub async fn redeem(
    tx: &Tx,
    keys: &Keyring,
    presented: &PresentedCode,
    using: CodeUse,
) -> Result<Option<ProvedPhone>, Problem> {
    let request = presented.request;
    let Some(sent) = store::for_update(tx, keys, request).await? else { return Ok(None) };
    let Ok(counted) = sent.code.count_try(tx.now()) else { return Ok(None) };
    // Also when the roots were rotated since the code was sent.
    let is_right = keys.is_fingerprint(CODES, format!("{request}/{}", presented.code).as_bytes(), &sent.hash);
    if !is_right || sent.using != using {
        store::update(tx, request, &counted).await?;
        tx.audit_refusal("redeem_phone_code", request);
        return Ok(None);
    }
    store::update(tx, request, &PhoneCode { used_at: Some(tx.now()), ..counted }).await?;
    tx.audit("redeem_phone_code", request);
    Ok(Some(ProvedPhone { phone: sent.phone }))
}
