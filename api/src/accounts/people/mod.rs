//! Accounts, and the invitations through which staff and planners get one.

mod entity;
pub(super) mod store;

use std::collections::HashMap;

use domain::Time;
use domain::account::{PhoneNumber, Standing};
use domain::ids::AccountId;

use crate::infra::keys::Keyring;
use crate::problem::Problem;

/// The name that other people see; 404 if there is no such account.
pub async fn public_name(conn: &impl store::Connection, keys: &Keyring, account: AccountId) -> Result<String, Problem> {
    store::names(conn, keys, std::iter::once(account)).await?.remove(&account).ok_or_else(Problem::not_found)
}

/// The account that has this number, if there is one.
pub async fn account_of(
    conn: &impl store::Connection,
    keys: &Keyring,
    phone: &PhoneNumber,
) -> Result<Option<AccountId>, Problem> {
    Ok(store::by_phone(conn, &store::phone_known_as(keys, phone)).await?)
}

/// The accounts that have these numbers, for many at once.
pub async fn accounts_of(
    conn: &impl store::Connection,
    keys: &Keyring,
    phones: &[PhoneNumber],
) -> Result<HashMap<PhoneNumber, AccountId>, Problem> {
    let mut found = HashMap::new();
    for some in phones.chunks(200) {
        let known_as = some
            .iter()
            .flat_map(|phone| store::phone_known_as(keys, phone).into_iter().map(move |print| (print, phone.clone())));
        let known_as: HashMap<String, PhoneNumber> = known_as.collect();
        let rows = store::by_phones(conn, known_as.keys()).await?;
        found.extend(rows.into_iter().filter_map(|(print, id)| Some((known_as.get(&print)?.clone(), id))));
    }
    Ok(found)
}

/// The account's number; 404 if there is no such account.
pub async fn phone_of(
    conn: &impl store::Connection,
    keys: &Keyring,
    account: AccountId,
) -> Result<Option<PhoneNumber>, Problem> {
    Ok(store::person(conn, keys, account).await?.phone)
}

/// Whether a person can sign in and act with this account: it exists, is not disabled and does not wait to be erased.
pub async fn is_in_use(conn: &impl store::Connection, account: AccountId, now: Time) -> Result<bool, Problem> {
    Ok(store::standing(conn, account, now).await? == Standing::InUse)
}

/// Like [`public_name`], for many at once.
pub async fn public_names(
    conn: &impl store::Connection,
    keys: &Keyring,
    accounts: impl Iterator<Item = AccountId>,
) -> Result<HashMap<AccountId, String>, Problem> {
    store::names(conn, keys, accounts).await
}
