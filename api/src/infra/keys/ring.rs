//! The roots of a ring and what each is for at a moment: a pure function of the times in the key file.

use std::sync::OnceLock;

use chrono::TimeDelta;
use domain::Time;
use domain::account::ACCESS_TOKEN_MINUTES;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How far clocks of instances and clients may be apart when a token is judged.
pub const LEEWAY_SECONDS: i64 = 5;
/// How long a client may keep the key set of `read_jwks`.
pub const JWKS_CACHE_SECONDS: i64 = 300;
/// How often an instance looks whether the key file changed.
pub const RELOAD_SECONDS: u64 = 5;
/// A new root is published this long before it signs: until then every instance has read it and every client that keeps
/// the key set has fetched it, with five minutes to spare. It is more than the life of an access token, the life of a
/// kept key set and the interval of reloading together.
pub const LEAD_MINUTES: i64 = 20;
/// Values made under a root that can't be sealed again live no longer than this: stored answers for a day, sign-in
/// codes and the counts of them for two.
pub const AFTERLIFE_HOURS: i64 = 48;

/// The purpose of the keys that sign receipts of ballots.
pub const RECEIPTS: &str = "receipts";

/// One secret that every key of its time is derived from.
#[derive(Clone)]
pub struct Root {
    pub id: String,
    pub secret: Zeroizing<Vec<u8>>,
    /// When it begins to sign and seal. It ends when a later root begins.
    pub from: Time,
    /// Set when it leaked: from then on access tokens signed with it are refused.
    pub distrusted_at: Option<Time>,
}

/// A root that was removed. What is left is the key that verifies the receipts it signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retired {
    pub id: String,
    pub receipts: [u8; 32],
}

/// What a root is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Published, so that everybody knows it when it begins.
    Next,
    /// Signs and seals.
    Current,
    /// Signs no more; access tokens it signed may still be good.
    Previous,
    /// Opens what it sealed, and nothing else.
    Old,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Current => "current",
            Self::Previous => "previous",
            Self::Old => "old",
        }
    }
}

pub struct Ring {
    /// The newest first; of two that begin together, the one the file lists first.
    roots: Vec<Root>,
    pub retired: Vec<Retired>,
    /// The keys that sign receipts, in the order of `roots`. Each is made once, because that costs as much as a
    /// signature.
    signers: OnceLock<Vec<SigningKey>>,
}

impl Ring {
    pub fn of_one(root: Root) -> Self {
        Self { roots: vec![root], retired: Vec::new(), signers: OnceLock::new() }
    }

    /// None without a root.
    pub fn new(mut roots: Vec<Root>, retired: Vec<Retired>) -> Option<Self> {
        roots.sort_by_key(|root| std::cmp::Reverse(root.from)); // stable
        (!roots.is_empty()).then_some(Self { roots, retired, signers: OnceLock::new() })
    }

    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    pub fn root(&self, id: &str) -> Option<&Root> {
        self.roots.iter().find(|root| root.id == id)
    }

    /// The newest root that has begun. Before any has begun it is the oldest one.
    pub fn current(&self, now: Time) -> Option<&Root> {
        self.roots.iter().find(|root| root.from <= now).or(self.roots.last())
    }

    pub fn oldest(&self) -> Option<&Root> {
        self.roots.last()
    }

    /// The current one first, then the others, the newest first.
    pub fn current_first(&self, now: Time) -> impl Iterator<Item = &Root> {
        let current = self.current(now);
        let others = self.roots.iter().filter(move |root| current.is_none_or(|current| current.id != root.id));
        current.into_iter().chain(others)
    }

    /// None for a root of another ring.
    pub fn state(&self, id: &str, now: Time) -> Option<State> {
        let root = self.root(id)?;
        if self.current(now)?.id == id {
            return Some(State::Current);
        }
        if root.from > now {
            return Some(State::Next);
        }
        Some(if self.last_token_ends_at(id).is_some_and(|end| now < end) { State::Previous } else { State::Old })
    }

    /// When a later root replaces it.
    pub fn ends_at(&self, id: &str) -> Option<Time> {
        let place = self.roots.iter().position(|root| root.id == id)?;
        self.roots.get(place.checked_sub(1)?).map(|successor| successor.from)
    }

    fn last_token_ends_at(&self, id: &str) -> Option<Time> {
        let seconds = ACCESS_TOKEN_MINUTES * 60 + LEEWAY_SECONDS;
        self.ends_at(id).map(|end| end + TimeDelta::seconds(seconds))
    }

    /// Whether an access token signed with it may be valid at this moment.
    pub fn vouches(&self, root: &Root, now: Time) -> bool {
        let trusted = root.distrusted_at.is_none_or(|at| now < at);
        trusted
            && match self.state(&root.id, now) {
                Some(State::Next | State::Current | State::Previous) => true,
                Some(State::Old) | None => false,
            }
    }

    /// When the root may be removed: its values that can't be sealed again have then expired.
    pub fn may_go_at(&self, id: &str) -> Option<Time> {
        self.ends_at(id).map(|end| end + TimeDelta::hours(AFTERLIFE_HOURS))
    }

    /// The key that signs receipts under this root.
    pub fn receipt_signer(&self, id: &str) -> Option<&SigningKey> {
        let of = |root: &Root| SigningKey::from_bytes(&root.derive(RECEIPTS));
        let signers = self.signers.get_or_init(|| self.roots.iter().map(of).collect());
        signers.get(self.roots.iter().position(|root| root.id == id)?)
    }

    /// The public key that verifies receipts signed under this root, also when the root was removed.
    pub fn receipt_key(&self, id: &str) -> Option<[u8; 32]> {
        let gone = || self.retired.iter().find(|retired| retired.id == id).map(|retired| retired.receipts);
        self.receipt_signer(id).map(|signer| signer.verifying_key().to_bytes()).or_else(gone)
    }
}

impl Root {
    /// 32 bytes for one purpose (HKDF-SHA-256, RFC 5869).
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let info = format!("sanhui/{purpose}");
        // Fails only for more than 255 × 32 bytes.
        let _ = Hkdf::<Sha256>::new(None, &self.secret).expand(info.as_bytes(), key.as_mut_slice());
        key
    }

    pub fn mac(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let key = self.derive(purpose);
        match Hmac::<Sha256>::new_from_slice(key.as_slice()) {
            Ok(mac) => mac.chain_update(value).finalize().into_bytes().into(),
            Err(_) => [0; 32], // HMAC takes keys of any length
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).unwrap()
    }

    fn root(id: &str, from: Time) -> Root {
        Root { id: id.to_owned(), secret: Zeroizing::new(vec![7; 32]), from, distrusted_at: None }
    }

    fn states(ring: &Ring, now: Time) -> Vec<(&str, &str)> {
        let word = |root: &Root| ring.state(&root.id, now).unwrap().word();
        ring.roots().iter().map(|root| (root.id.as_str(), word(root))).collect()
    }

    #[test]
    fn a_root_is_next_then_current_then_previous_then_old() {
        let ring = Ring::new(vec![root("k1", Time::UNIX_EPOCH), root("k2", at(20)), root("k3", at(60))], Vec::new());
        let ring = ring.unwrap();
        let table = [
            (at(0), ["next", "next", "current"]),
            (at(20), ["next", "current", "previous"]),
            (at(30), ["next", "current", "previous"]),
            (at(31), ["next", "current", "old"]),
            (at(60), ["current", "previous", "old"]),
        ];
        for (now, expected) in table {
            let expected: Vec<_> = ["k3", "k2", "k1"].into_iter().zip(expected).collect();
            assert_eq!(states(&ring, now), expected, "{now}");
        }
        let last = |second| at(30) + TimeDelta::seconds(second);
        assert!(ring.vouches(ring.root("k1").unwrap(), last(4)), "a token of the last moment, with the leeway");
        assert!(!ring.vouches(ring.root("k1").unwrap(), last(5)));
        assert_eq!(ring.may_go_at("k1"), Some(at(20) + TimeDelta::hours(48)));
        assert_eq!(ring.may_go_at("k3"), None);
    }

    #[test]
    fn of_roots_without_a_time_the_first_is_current() {
        let ring = Ring::new(vec![root("b", Time::UNIX_EPOCH), root("a", Time::UNIX_EPOCH)], Vec::new()).unwrap();
        assert_eq!(states(&ring, at(0)), [("b", "current"), ("a", "old")]);
        assert_eq!(ring.oldest().unwrap().id, "a");
    }

    #[test]
    fn a_leaked_root_vouches_for_nothing() {
        let leaked = Root { distrusted_at: Some(at(5)), ..root("k1", Time::UNIX_EPOCH) };
        let ring = Ring::new(vec![root("k2", at(5)), leaked], Vec::new()).unwrap();
        let k1 = ring.root("k1").unwrap();
        assert!(ring.vouches(k1, at(4)) && !ring.vouches(k1, at(5)));
        assert_eq!(ring.state("k1", at(5)), Some(State::Previous));
    }

    /// Whatever lies between rotations, a token is good for all of its ten minutes and its leeway, and not for ever.
    #[test]
    fn a_root_vouches_for_what_it_signed_until_that_is_over() {
        let gaps = [0, 1, 5, 10, 11, 20, 60];
        for (one, two, three) in gaps.iter().flat_map(|a| gaps.iter().flat_map(move |b| gaps.map(|c| (*a, *b, c)))) {
            let begins = [Time::UNIX_EPOCH, at(one), at(one + two), at(one + two + three)];
            let roots = ["k1", "k2", "k3", "k4"].into_iter().zip(begins).map(|(id, from)| root(id, from));
            let ring = Ring::new(roots.rev().collect(), Vec::new()).unwrap();
            for minute in 0..=140 {
                let signer = ring.current(at(minute)).unwrap();
                assert!(signer.from <= at(minute) && ring.state(&signer.id, at(minute)) == Some(State::Current));
                for later in [0, 1, 9, 10] {
                    assert!(ring.vouches(signer, at(minute + later)), "{one} {two} {three}: {minute} + {later}");
                }
                let old = ring.roots().iter().filter(|root| root.from <= at(minute) && root.id != signer.id);
                let expected = |root: &Root| ring.ends_at(&root.id).unwrap() + TimeDelta::seconds(605) > at(minute);
                assert!(old.into_iter().all(|root| ring.vouches(root, at(minute)) == expected(root)));
            }
        }
    }

    #[test]
    fn the_lead_is_long_enough() {
        let needed = ACCESS_TOKEN_MINUTES * 60 + JWKS_CACHE_SECONDS + i64::try_from(RELOAD_SECONDS).unwrap();
        assert!(LEAD_MINUTES * 60 >= needed + LEEWAY_SECONDS);
    }
}
