//! Printed codes that verify a residency: issued by a moderator for a door or for a committee, kept as a keyed
//! fingerprint, and told once.

mod entity;
pub mod store;
mod view;

use domain::account::{CardCode, WrongTryWindow};

use crate::accounts::sign_in::{network, wrong_tries};
use crate::http::caller::Resident;
use crate::infra::keys::Keyring;
use crate::problem::{Kind, Problem};
use crate::state::App;
pub use view::{ResidencyCodeView, ResidencySlipView};

const CODES: &str = "residency-codes";
/// As long as the audit trail is kept at the least. One that is used up waits for the end of its days as well.
pub const RETENTION_DAYS: i64 = 400;

/// The fingerprints a code may be kept under: the roots may have been rotated since it was issued.
pub fn known_as(keys: &Keyring, code: &CardCode) -> Vec<String> {
    keys.fingerprints(CODES, code.as_str().as_bytes())
}

/// What a code is stored under.
pub struct Fingerprint {
    /// The root the hash is made under, which stays as long as the code is good.
    pub key_id: String,
    pub code_hash: String,
}

impl Fingerprint {
    pub fn of(keys: &Keyring, code: &CardCode) -> Self {
        let (key_id, code_hash) = keys.fingerprint_with_root(CODES, code.as_str().as_bytes());
        Self { key_id, code_hash }
    }
}

/// 409 for a code nobody issued, which is counted for the account and the address; 429 when too many were. In a
/// transaction of its own, because a wrong try has to be kept although what was wanted is refused.
pub async fn must_be_known(app: &App, caller: &Resident, code: &CardCode) -> Result<(), Problem> {
    let (inner, code, me) = (app.clone(), code.clone(), caller.account());
    let known = app.write(caller, async move |tx| {
        let keys = inner.keys();
        let from = wrong_tries::residency_codes_from(&network::lasting_name(tx, keys));
        let of = wrong_tries::residency_codes_of(me);
        wrong_tries::may_try(tx, &from, WrongTryWindow::RESIDENCY_CODES_FROM_ADDRESS).await?;
        wrong_tries::may_try(tx, &of, WrongTryWindow::RESIDENCY_CODES_OF_ACCOUNT).await?;
        let known = store::is_known(tx.conn(), &known_as(keys, &code)).await?;
        if !known {
            wrong_tries::store::insert(tx, &from).await?;
            wrong_tries::store::insert(tx, &of).await?;
            tx.audit_refusal("redeem_residency_code", me.0);
        }
        Ok(known)
    });
    if known.await? { Ok(()) } else { Err(Problem::new(Kind::ResidencyCodeRefused)) }
}
