use std::net::IpAddr;

use crate::infra::db::Tx;
use crate::infra::keys::Keyring;

/// The purpose for fingerprints of network addresses. Nothing is sealed with it, and what is counted is deleted after
/// two days.
pub const ADDRESS_INDEX: &str = "address-index";

/// The network that limits take for one caller.
pub fn of(tx: &Tx) -> String {
    network(&tx.actor().address)
}

/// Like [`of`], but as a fingerprint that is the same on every instance and after a rotation, so that no address is
/// stored for counting.
pub fn lasting_name(tx: &Tx, keys: &Keyring) -> String {
    keys.lasting_name(ADDRESS_INDEX, of(tx).as_bytes())
}

/// The network of an address. An IPv6 subscriber has a whole /64, so it counts as one.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V6(_) | IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_stands_for_its_subscriber() {
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
