use crate::infra::addresses::network;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;

/// The purpose for fingerprints of network addresses. Nothing is sealed with it, and what is counted is deleted after
/// two days.
pub const ADDRESS_INDEX: &str = "address-index";

/// The network by which limits count the caller.
pub fn of(tx: &Tx) -> String {
    network(&tx.actor().address)
}

/// The same, as a keyed name that is one on every instance and after a rotation, so that no address is kept for counting.
pub fn lasting_name(tx: &Tx, keys: &Keyring) -> String {
    keys.lasting_name(ADDRESS_INDEX, of(tx).as_bytes())
}
