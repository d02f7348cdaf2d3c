use std::net::IpAddr;

use crate::infra::db::Tx;
use crate::infra::keys::Keyring;

/// The caller's address as limits count it, keyed: no address is kept for counting.
pub fn index(tx: &Tx, keys: &Keyring) -> String {
    keys.fingerprint("address-index", network(&tx.actor().address).as_bytes())
}

/// One subscriber of IPv6 has a whole /64 to ask from.
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
