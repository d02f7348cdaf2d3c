//! Codes by text message: made, stored as keyed hashes, and redeemed once, only for the purpose of their request.

mod entity;
pub mod store;

use domain::account::{CodeUse, PhoneCode, PhoneNumber};
use rand::RngExt as _;
use uuid::Uuid;

use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;

const CODES: &str = "phone-codes";

/// A request and the code that a client presents for it, in the right form.
#[derive(Clone)]
pub struct PresentedCode {
    request: Uuid,
    code: String,
}

/// A phone number whose owner presented the code that was sent to it.
pub struct ProvedPhone {
    pub phone: PhoneNumber,
}

impl PresentedCode {
    /// 422 for `/code` if it is not six digits.
    pub fn parse(request: Uuid, code: String) -> Result<Self, Problem> {
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Problem::field("/code", "malformed", "must be six digits", "应为 6 位数字"));
        }
        Ok(Self { request, code })
    }
}

/// Makes six digits and the hash that is stored of them. The hash is bound to the request and keyed, because a million
/// hashes are quickly tried.
pub fn make(keys: &Keyring, request: Uuid) -> (String, String) {
    let code = format!("{:06}", rand::rng().random_range(0..1_000_000_u32));
    let hash = keys.fingerprint(CODES, format!("{request}/{code}").as_bytes());
    (code, hash)
}

/// The number to which the code was sent, if the code is right, still good and was requested for this use. Every try
/// counts, even one for another use, so the transaction must commit in any case.
pub async fn redeem(
    tx: &Tx,
    keys: &Keyring,
    presented: &PresentedCode,
    using: CodeUse,
) -> Result<Option<ProvedPhone>, Problem> {
    let request = presented.request;
    let Some(sent) = store::for_update(tx, keys, request).await? else { return Ok(None) };
    let Ok(counted) = sent.code.count_try(tx.now()) else { return Ok(None) };
    // The hash may have been made under an earlier root, so every root is tried.
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
