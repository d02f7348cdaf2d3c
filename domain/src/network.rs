//! Staff networks: the addresses from which the posts of an area may act. If an area has no list, the list of the
//! nearest area above it counts.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::appointment::Post;
use crate::area::AreaCode;

/// Networks in CIDR notation (RFC 4632, RFC 4291). Callers pass at most [`Networks::MOST`]. An empty list means that
/// there is no list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkRefusal {
    #[error("must be a network such as 10.20.0.0/16 or 2001:db8::/32")]
    Malformed,
    #[error("has bits set behind its prefix; write the network's first address")]
    HostBits,
    #[error("must be written as the IPv4 network it stands for")]
    MappedIpv4,
    #[error("is listed twice")]
    Twice,
}

impl Networks {
    pub const MOST: usize = 64;

    /// The number in the error is the position of the network that is not acceptable. The caller bounds how many there
    /// are.
    pub fn parse<'a>(raw: impl IntoIterator<Item = &'a str>) -> Result<Self, (usize, NetworkRefusal)> {
        let mut networks = Vec::new();
        for (index, raw) in raw.into_iter().enumerate() {
            let network = parse(raw).map_err(|refusal| (index, refusal))?;
            if networks.contains(&network) {
                return Err((index, NetworkRefusal::Twice));
            }
            networks.push(network);
        }
        Ok(Self(networks))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`, RFC 4291, 2.5.5.2) is taken as the IPv4 address.
    pub fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }

    pub fn words(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

fn parse(raw: &str) -> Result<IpNet, NetworkRefusal> {
    let network: IpNet = raw.parse().map_err(|_| NetworkRefusal::Malformed)?;
    if network.trunc() != network {
        return Err(NetworkRefusal::HostBits);
    }
    if network.addr().to_canonical() != network.addr() {
        return Err(NetworkRefusal::MappedIpv4);
    }
    Ok(network)
}

/// The lists that were set for some areas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffNetworks(BTreeMap<AreaCode, Networks>);

impl StaffNetworks {
    /// The areas whose lists can count for these areas: themselves and all above them.
    pub fn areas_over<'a>(areas: impl IntoIterator<Item = &'a AreaCode>) -> Vec<AreaCode> {
        let mut over: Vec<AreaCode> = areas.into_iter().flat_map(upwards).collect();
        over.sort_unstable();
        over.dedup();
        over
    }

    /// Sets the list of an area; an empty one removes it.
    #[must_use]
    pub fn with(mut self, area: AreaCode, networks: Networks) -> Self {
        if networks.is_empty() {
            self.0.remove(&area);
        } else {
            self.0.insert(area, networks);
        }
        self
    }

    /// The list that counts in an area, and the area it was set for: its own, or the nearest above.
    pub fn in_force(&self, area: &AreaCode) -> Option<(&AreaCode, &Networks)> {
        upwards(area).find_map(|area| self.0.get_key_value(&area))
    }

    /// Does the post count for a request from this address? If the address is unknown, it counts only where no list is
    /// in force.
    pub fn admit(&self, post: &Post, from: Option<IpAddr>) -> bool {
        match self.in_force(post.area()) {
            None => true,
            Some((_, networks)) => from.is_some_and(|address| networks.hold(address)),
        }
    }

    /// Would somebody with these posts, acting from there, lose one of them if the lists became `after`?
    pub fn shuts_out(&self, after: &Self, posts: &[Post], from: Option<IpAddr>) -> bool {
        posts.iter().any(|post| self.admit(post, from) && !after.admit(post, from))
    }
}

fn upwards(area: &AreaCode) -> impl Iterator<Item = AreaCode> + use<> {
    std::iter::successors(Some(area.clone()), AreaCode::parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointment::Role;

    fn code(raw: &str) -> AreaCode {
        AreaCode::parse(raw).unwrap()
    }

    fn list(raw: &[&str]) -> Networks {
        Networks::parse(raw.iter().copied()).unwrap()
    }

    fn address(raw: &str) -> Option<IpAddr> {
        Some(raw.parse().unwrap())
    }

    #[test]
    fn what_is_no_network_is_refused_at_its_place() {
        for (raw, refusal) in [
            ("10.0.0.1", NetworkRefusal::Malformed),
            ("10.0.0.0/33", NetworkRefusal::Malformed),
            ("10.0.0.0/8\r\n", NetworkRefusal::Malformed),
            ("street", NetworkRefusal::Malformed),
            ("10.0.0.1/8", NetworkRefusal::HostBits),
            ("2001:db8::1/32", NetworkRefusal::HostBits),
            ("::ffff:10.0.0.0/104", NetworkRefusal::MappedIpv4),
            ("192.168.0.0/24", NetworkRefusal::Twice),
        ] {
            assert_eq!(Networks::parse(["192.168.0.0/24", raw]), Err((1, refusal)), "{raw}");
        }
    }

    #[test]
    fn a_network_holds_its_addresses_and_their_mapped_form() {
        let networks = list(&["10.20.0.0/16", "2001:db8::/32", "203.0.113.7/32"]);
        for inside in ["10.20.0.0", "10.20.255.255", "::ffff:10.20.1.1", "2001:db8:ffff::1", "203.0.113.7"] {
            assert!(networks.hold(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["10.21.0.0", "10.19.255.255", "::ffff:10.21.0.0", "::10.20.1.1", "2001:db9::", "203.0.113.8"] {
            assert!(!networks.hold(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn the_nearest_list_at_or_above_the_post_counts() {
        let lists = StaffNetworks::default()
            .with(code("31"), list(&["10.0.0.0/8"]))
            .with(code("310101020"), list(&["192.168.1.0/24"]));
        let post = |role, area| Post::new(role, code(area)).unwrap();
        for (post, from, admitted) in [
            (post(Role::Moderator, "310101020004"), "192.168.1.9", true),
            (post(Role::Moderator, "310101020004"), "10.0.0.1", false),
            (post(Role::Steward, "310101"), "10.0.0.1", true),
            (post(Role::Steward, "310101"), "192.168.1.9", false),
            (post(Role::CityAdministrator, "31"), "10.0.0.1", true),
        ] {
            assert_eq!(lists.admit(&post, address(from)), admitted, "{post:?} from {from}");
            assert!(!lists.admit(&post, None), "{post:?} from nowhere");
            assert!(StaffNetworks::default().admit(&post, None));
        }
        let lifted = lists.with(code("310101020"), Networks::default());
        assert!(lifted.admit(&post(Role::Moderator, "310101020004"), address("10.0.0.1")));
    }

    #[test]
    fn who_sets_a_list_can_not_shut_themselves_out() {
        let post = |role, area| Post::new(role, code(area)).unwrap();
        let before = StaffNetworks::default();
        let after = before.clone().with(code("310101020"), list(&["192.168.1.0/24"]));
        let street = [post(Role::Steward, "310101020")];
        assert!(before.shuts_out(&after, &street, address("10.0.0.1")));
        assert!(before.shuts_out(&after, &street, None));
        assert!(!before.shuts_out(&after, &street, address("192.168.1.1")));
        assert!(
            !before.shuts_out(&after, &[post(Role::Steward, "310101")], address("10.0.0.1")),
            "the list is not theirs"
        );
    }
}
