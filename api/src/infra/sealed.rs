//! Every column that holds something sealed, and the blind index it is found by: what `sanhui keys reseal` goes
//! through.
//!
//! A contract test holds this list against the places the code seals for, and against the schema.

use sea_orm::DbErr;

use super::db::Tx;
use super::gates;
use super::keys::Keyring;

/// Purposes of blind indexes. A fingerprint of one purpose says nothing about one of another.
pub const PHONE_INDEX: &str = "phone-index";
pub const EMAIL_INDEX: &str = "email-index";
pub const WECHAT_INDEX: &str = "wechat-index";
pub const HOUSEHOLD_PHONE_INDEX: &str = "household-phone-index";
pub const OWNER_PHONE_INDEX: &str = "owner-phone-index";
pub const PROXY_HOLDER_INDEX: &str = "proxy-holder-index";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
    /// The column with the id that the seal is bound to.
    pub row: &'static str,
    /// The column with the id of the thing that has a key of its own, where one has.
    pub thing: Option<&'static str>,
    pub index: Option<BlindIndex>,
}

/// A column with the fingerprint of what is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlindIndex {
    pub column: &'static str,
    pub purpose: &'static str,
    /// A column whose text, followed by a slash, is put before the value when its fingerprint is made.
    pub within: Option<&'static str>,
}

impl SealedColumn {
    const fn new(table: &'static str, column: &'static str) -> Self {
        Self { table, column, row: "id", thing: None, index: None }
    }

    const fn within(self, thing: &'static str) -> Self {
        Self { thing: Some(thing), ..self }
    }

    const fn found_by(self, column: &'static str, purpose: &'static str) -> Self {
        Self { index: Some(BlindIndex { column, purpose, within: None }), ..self }
    }

    const fn found_within(self, column: &'static str, purpose: &'static str, within: &'static str) -> Self {
        Self { index: Some(BlindIndex { column, purpose, within: Some(within) }), ..self }
    }

    pub fn name(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

pub const SEALED: &[SealedColumn] = &[
    SealedColumn::new("accounts", "name"),
    SealedColumn::new("accounts", "birth_year"),
    SealedColumn::new("accounts", "phone").found_by("phone_index", PHONE_INDEX),
    SealedColumn::new("accounts", "email").found_by("email_index", EMAIL_INDEX),
    SealedColumn::new("phone_codes", "phone").found_by("phone_index", PHONE_INDEX),
    SealedColumn::new("wechat_identities", "openid").found_within("openid_index", WECHAT_INDEX, "app_id"),
    SealedColumn::new("wechat_identities", "unionid"),
    SealedColumn::new("second_factors", "seed"),
    SealedColumn::new("second_factors", "pending_seed"),
    SealedColumn::new("consent_decisions", "guardian"),
    SealedColumn::new("exports", "content"),
    SealedColumn::new("household_entries", "phone").found_by("phone_index", HOUSEHOLD_PHONE_INDEX),
    SealedColumn::new("household_entries", "name"),
    SealedColumn::new("owner_entries", "phone").found_by("phone_index", OWNER_PHONE_INDEX),
    SealedColumn::new("owner_entries", "name"),
    SealedColumn::new("owner_proxies", "holder").found_by("holder_index", PROXY_HOLDER_INDEX),
    SealedColumn::new("owner_proxies", "reference"),
    SealedColumn::new("owner_proxies", "revocation"),
    SealedColumn::new("urn", "sealed").within("vote_id"),
    SealedColumn::new("waiting_leaves", "sealed").within("vote_id"),
    SealedColumn::new("paper_ballots", "first_entry").within("vote_id"),
    SealedColumn::new("paper_ballots", "second_entry").within("vote_id"),
    SealedColumn::new("assisted_ballots", "reference"),
    SealedColumn::new("outbox", "content"),
];

/// Fingerprints of codes that exist on paper only, so that they can't be made again under a new root. Their root stays
/// until the last of the codes has expired.
pub struct Printed {
    pub table: &'static str,
    /// The column with the id of the root; null once the code can't be used any more.
    pub root: &'static str,
    /// The column with the time at which the code expires.
    pub until: &'static str,
}

pub const PRINTED: &[Printed] = &[Printed { table: "residency_codes", root: "key_id", until: "expires_at" }];

/// Waits until no other transaction is about to store this value, and gives the fingerprints it may be stored under.
/// Until this transaction ends, no other one can store the value. That holds while instances have read different
/// roots, too: the gate is named after the oldest root, which all have, and the value is looked up under every root.
pub async fn claim(tx: &Tx, keys: &Keyring, purpose: &str, value: &[u8]) -> Result<Vec<String>, DbErr> {
    keys.catch_up();
    gates::enter(tx, &format!("{purpose}/{}", keys.lasting_name(purpose, value))).await?;
    Ok(keys.fingerprints(purpose, value)) // the transaction before may have used a newer file
}
