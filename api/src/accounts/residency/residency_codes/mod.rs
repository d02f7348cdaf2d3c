//! Printed codes that verify a residency. A moderator issues one for a door or for a committee. It is shown once, and
//! stored as a keyed fingerprint.

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
/// The shortest time for which the audit trail is kept. A used-up code, too, is deleted only this long after it
/// expires.
pub const RETENTION_DAYS: i64 = 400;

/// The fingerprints under which a code may be stored, one for each root, because roots may have been rotated since it
/// was issued.
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

/// 409 for a code that nobody issued, which counts as a wrong try of the account and of the network address; 429 after
/// too many. It has a transaction of its own, because the wrong try must be stored although the claim is refused.
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
