//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;

/// The client's address: the peer's own or, behind listed proxies, the one that they report.
pub fn address(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip().to_canonical()) else { return String::new() };
    let mut client = peer;
    if trusted.contains(&peer) {
        let forwarded = request.headers().get_all("X-Forwarded-For").filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = forwarded.flat_map(|list| list.split(',')).map(str::trim).collect();
        for hop in hops.into_iter().rev() {
            // Nobody we trust vouches for what stands before an unreadable entry.
            let Some(hop) = hop_address(hop) else { break };
            client = hop;
            if !trusted.contains(&hop) {
                break;
            }
        }
    }
    client.to_string()
}

/// Some proxies write the port, too. An IPv4 address written as IPv6 is taken as IPv4.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let address = hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|at| at.ip()))?;
    Some(address.to_canonical())
}
