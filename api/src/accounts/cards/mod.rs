//! Printed sign-in cards, for people who can't read a text message: issued by somebody of the committee who sees them,
//! good once and for a day, kept as a keyed hash.

mod entity;
pub(super) mod store;
mod view;

use chrono::TimeDelta;
use domain::account::{CARD_LIFE_HOURS, CardCode};
use domain::appointment::Appointment;
use domain::ids::AccountId;

use super::people;
use crate::http::problem::Problem;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::notices::{self, Notice};
pub(super) use view::{SignInCardView, shanghai};

const CARDS: &str = "sign-in-cards";

/// The hashes a card with this code may be kept under: the roots may have been rotated since it was issued.
pub(super) fn known_as(keys: &Keyring, code: &CardCode) -> Vec<String> {
    keys.fingerprints(CARDS, code.as_str().as_bytes())
}

/// Who has a password, an invitation or a post signs in with the password: a card would be a way around it.
pub(super) fn is_for_staff(rests: &people::store::Rests, held: &[Appointment]) -> bool {
    rests.password_hash.is_some() || rests.has_email || !held.is_empty()
}

/// A fresh card; the one before is void. Whoever calls holds the account's lock.
pub(super) async fn issue(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    by: AccountId,
) -> Result<SignInCardView, Problem> {
    store::void(tx, account).await?;
    let (id, code) = (tx.id(), CardCode::from_bits(rand::random()));
    let expires_at = tx.now() + TimeDelta::hours(CARD_LIFE_HOURS);
    let new = store::NewCard {
        id,
        account,
        code_hash: keys.fingerprint(CARDS, code.as_str().as_bytes()),
        issued_by: by,
        expires_at,
    };
    store::insert(tx, new).await?;
    notices::tell(tx, account, Notice::SignInCardIssued, id).await?;
    tx.audit("issue_sign_in_card", account.0);
    let name = people::public_name(tx.conn(), keys, account).await?;
    Ok(SignInCardView::new(id, account, &code, &name, expires_at))
}
