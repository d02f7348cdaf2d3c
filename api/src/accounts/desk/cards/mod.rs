//! Printed sign-in cards, for people who can't read a text message. Somebody of the committee who sees the person
//! issues the card; it is good once and for a day, and stored as a keyed hash.

mod entity;
pub mod store;
mod view;

use chrono::TimeDelta;
use domain::account::{CARD_LIFE_HOURS, CardCode, Standing};
use domain::appointment::{Appointment, Role};
use domain::ids::AccountId;

use crate::accounts::people;
use crate::accounts::residency::residencies;
use crate::accounts::staff::appointments;
use crate::infra::authority::Authority;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::notices::{self, Notice};
use crate::problem::{Kind, Problem};
pub use view::{SignInCardView, shanghai};

const CARDS: &str = "sign-in-cards";

/// The hashes under which a card with this code may be stored, one for each root, because roots may have been rotated
/// since it was issued.
pub fn known_as(keys: &Keyring, code: &CardCode) -> Vec<String> {
    keys.fingerprints(CARDS, code.as_str().as_bytes())
}

/// A person with a password, an invitation or a post must sign in with the password: a card would be a way around it.
pub fn is_for_staff(rests: &people::store::Rests, held: &[Appointment]) -> bool {
    rests.password_hash.is_some() || rests.has_email || !held.is_empty()
}

/// Locks the account, and checks that a moderator may help this person at the desk. The person lives in the moderator's
/// area (404 if not, because the moderator may not know of others), has no password, e-mail address or post, and is not
/// the moderator.
pub async fn may_be_helped(tx: &Tx, by: &Authority, account: AccountId) -> Result<(), Problem> {
    let rests = people::store::lock_rests(tx, account).await?;
    if !lives_in_reach(tx, by, account).await? || rests.standing == Standing::Erased {
        return Err(Problem::not_found());
    }
    if account == by.account {
        return Err(Problem::new(Kind::OwnCard));
    }
    if is_for_staff(&rests, &appointments::store::of(tx.conn(), account).await?) {
        return Err(Problem::new(Kind::NoCardForStaff));
    }
    if rests.standing == Standing::Disabled {
        return Err(Problem::new(Kind::AccountDisabled));
    }
    Ok(())
}

async fn lives_in_reach(tx: &Tx, by: &Authority, account: AccountId) -> Result<bool, Problem> {
    let residencies = residencies::store::of(tx.conn(), account).await?;
    let mut live = residencies.iter().filter(|residency| residency.is_live());
    Ok(live.any(|residency| by.post_over_area(&[Role::Moderator], residency.household.committee()).is_some()))
}

/// Issues a fresh card and voids the one before. The caller holds the account's lock.
pub async fn issue(tx: &Tx, keys: &Keyring, account: AccountId, by: AccountId) -> Result<SignInCardView, Problem> {
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
