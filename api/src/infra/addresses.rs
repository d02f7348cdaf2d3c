//! Addresses of callers, as what is counted of callers takes them.

use std::net::IpAddr;

/// The subscriber behind an address. An IPv6 subscriber has a whole /64 of addresses, so they count as one. An IPv4
/// address stands for itself, also when it is written as IPv6 (`::ffff:192.0.2.7`).
pub fn network(address: &str) -> String {
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

    #[test]
    fn ipv4_written_as_ipv6_is_no_ipv6_network() {
        assert_eq!(network("::ffff:192.0.2.7"), "::ffff:192.0.2.7");
        assert_ne!(network("::ffff:192.0.2.7"), network("::ffff:198.51.100.7"));
    }
}
