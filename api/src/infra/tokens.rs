//! Access tokens: JWT signed with Ed25519 (RFC 8037, RFC 9068), one key for each root of the ring.
//!
//! A token says which account and which session it is for, never what they may do. Its times are judged by the
//! service's own clock. The current root signs. A token is accepted when the next, the current or the previous root
//! signed it, and refused when an older one did.
//!
//! That a signature is right is remembered until the ring changes. Everything else is checked each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Time;
use domain::account::ACCESS_TOKEN_MINUTES;
use domain::ids::{AccountId, SessionId};
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use jsonwebtoken::dangerous::insecure_decode;
use jsonwebtoken::{Algorithm, EncodingKey, Header, TokenData};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::keys::{Keyring, LEEWAY_SECONDS, Ring};
use super::signatures;

const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "sanhui";
const LIFE_SECONDS: i64 = ACCESS_TOKEN_MINUTES * 60;
const MOST_BYTES: usize = 2_048;
/// Tokens whose signature is remembered: some four megabytes.
const MOST_REMEMBERED: usize = 20_000;

pub struct Tokens {
    issuer: String,
    keys: Arc<Keyring>,
    derived: RwLock<Arc<Derived>>,
    signed: Mutex<Signed>,
}

/// What was signed under a ring, by the SHA-256 of the token.
struct Signed {
    ring: Arc<Ring>,
    known: HashMap<[u8; 32], Token>,
}

/// A token with a right signature.
#[derive(Clone)]
struct Token {
    bearer: Bearer,
    /// The root that signed it.
    root: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// The keys of a ring, derived once while it stays.
struct Derived {
    ring: Arc<Ring>,
    keys: Vec<TokenKey>,
}

struct TokenKey {
    /// The id of the root.
    root: String,
    kid: String,
    signing: EncodingKey,
    verifying: VerifyingKey,
    /// base64url, as a JWK shows it.
    public: String,
}

/// The account and the session that a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    pub account: AccountId,
    pub session: SessionId,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Tokens {
    pub fn new(keys: Arc<Keyring>, issuer: &str) -> Self {
        let ring = keys.ring();
        let signed = Mutex::new(Signed { ring: Arc::clone(&ring), known: HashMap::new() });
        Self { issuer: issuer.to_owned(), keys, derived: RwLock::new(Arc::new(Derived::of(ring))), signed }
    }

    /// The keys of the ring as it is now.
    fn derived(&self) -> Arc<Derived> {
        let ring = self.keys.ring();
        let known = Arc::clone(&self.derived.read().unwrap_or_else(PoisonError::into_inner));
        if Arc::ptr_eq(&known.ring, &ring) {
            return known;
        }
        let fresh = Arc::new(Derived::of(ring));
        *self.derived.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        fresh
    }

    /// Like [`Self::derived`], but looks at the file when no key has this id: another instance may have read a newer
    /// one.
    fn derived_with(&self, kid: &str) -> Arc<Derived> {
        let derived = self.derived();
        if derived.keys.iter().any(|key| key.kid == kid) || !self.keys.catch_up() { derived } else { self.derived() }
    }

    /// None only when the ring is empty or the key does not sign.
    pub fn issue(&self, bearer: Bearer, now: Time) -> Option<String> {
        let iat = now.timestamp();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: bearer.account.0,
            sid: bearer.session.0,
            iat,
            nbf: iat,
            exp: iat + LIFE_SECONDS,
        };
        let derived = self.derived();
        let key = derived.of_root(&derived.ring.current(now)?.id)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &key.signing).ok()?;
        let (root, exp) = (key.root.clone(), claims.exp);
        let made = Token { bearer, root, iat, nbf: iat, exp };
        self.remember(Arc::clone(&derived.ring), Sha256::digest(&token).into(), made);
        Some(token)
    }

    /// The bearer, when every part of the token is as this service makes it.
    pub async fn read(&self, token: &str, now: Time) -> Option<Bearer> {
        if token.len() > MOST_BYTES {
            return None;
        }
        let hash = Sha256::digest(token).into();
        let ring = self.keys.ring();
        if let Some(known) = self.recall(&ring, &hash) {
            return accepts(&ring, &known, now).then_some(known.bearer);
        }
        let (ring, read) = self.verified(token).await?;
        if !accepts(&ring, &read, now) {
            return None;
        }
        let bearer = read.bearer;
        self.remember(ring, hash, read);
        Some(bearer)
    }

    /// The token, if this service signed it, and the ring that was used. Whether it is valid at this moment is not
    /// asked.
    async fn verified(&self, token: &str) -> Option<(Arc<Ring>, Token)> {
        // The library only takes the token apart. It would check tokens one by one, and their times by the machine's
        // clock.
        let TokenData { header, claims } = insecure_decode::<Claims>(token).ok()?;
        let brings_a_key = header.jwk.is_some() || header.jku.is_some() || header.x5u.is_some() || header.x5c.is_some();
        if header.alg != Algorithm::EdDSA
            || header.typ.as_deref() != Some(TYPE)
            || header.crit.is_some()
            || brings_a_key
        {
            return None;
        }
        let kid = header.kid?;
        let derived = self.derived_with(&kid);
        let key = derived.keys.iter().find(|key| key.kid == kid)?;
        let (message, signature) = token.rsplit_once('.')?;
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let signed = signatures::Signed { key: key.verifying, message: message.as_bytes().to_vec(), signature };
        if !signatures::is_right(signed).await {
            return None;
        }
        let Claims { iss, aud, sub, sid, iat, nbf, exp } = claims;
        let bearer = Bearer { account: AccountId(sub), session: SessionId(sid) };
        let ours = iss == self.issuer && aud == AUDIENCE;
        ours.then(|| (Arc::clone(&derived.ring), Token { bearer, root: key.root.clone(), iat, nbf, exp }))
    }

    fn recall(&self, ring: &Arc<Ring>, hash: &[u8; 32]) -> Option<Token> {
        let signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        signed.known.get(hash).filter(|_| Arc::ptr_eq(&signed.ring, ring)).cloned()
    }

    fn remember(&self, ring: Arc<Ring>, hash: [u8; 32], token: Token) {
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&signed.ring, &ring) || signed.known.len() >= MOST_REMEMBERED {
            *signed = Signed { ring, known: HashMap::new() };
        }
        signed.known.insert(hash, token);
    }

    /// Key id and public key of each key that verifies at this moment or soon will, the signing one first.
    pub fn public_keys(&self, now: Time) -> Vec<(String, String)> {
        let derived = self.derived();
        let vouching = derived.ring.current_first(now).filter(|root| derived.ring.vouches(root, now));
        let keys = vouching.filter_map(|root| derived.of_root(&root.id));
        keys.map(|key| (key.kid.clone(), key.public.clone())).collect()
    }
}

/// Whether a token with a right signature is valid now: by its times, and by the root that signed it.
fn accepts(ring: &Ring, token: &Token, now: Time) -> bool {
    let seconds = now.timestamp();
    token.iat <= seconds.saturating_add(LEEWAY_SECONDS)
        && token.nbf <= seconds.saturating_add(LEEWAY_SECONDS)
        && seconds < token.exp.saturating_add(LEEWAY_SECONDS)
        && token.exp.saturating_sub(token.iat) <= LIFE_SECONDS
        && ring.root(&token.root).is_some_and(|root| ring.vouches(root, now))
}

impl Derived {
    fn of(ring: Arc<Ring>) -> Self {
        let key = |root: &super::keys::Root| TokenKey::from_seed(&root.id, &root.derive("access-tokens"));
        let keys = ring.roots().iter().map(key).collect();
        Self { ring, keys }
    }

    fn of_root(&self, id: &str) -> Option<&TokenKey> {
        self.keys.iter().find(|key| key.root == id)
    }
}

impl TokenKey {
    fn from_seed(root: &str, seed: &[u8; 32]) -> Self {
        // PKCS #8 (RFC 8410, 7) of an Ed25519 seed: fixed bytes, then the seed.
        let mut der =
            vec![0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        der.extend_from_slice(seed);
        let verifying = SigningKey::from_bytes(seed).verifying_key();
        let public = verifying.to_bytes();
        let thumbprint = Sha256::digest(public);
        Self {
            root: root.to_owned(),
            kid: URL_SAFE_NO_PAD.encode(thumbprint.get(..12).unwrap_or_default()),
            signing: EncodingKey::from_ed_der(&der),
            verifying,
            public: URL_SAFE_NO_PAD.encode(public),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn now() -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    fn bearer() -> Bearer {
        Bearer { account: AccountId(Uuid::from_u128(1)), session: SessionId(Uuid::from_u128(2)) }
    }

    #[actix_web::test]
    async fn lives_ten_minutes_and_five_seconds() {
        let tokens = Tokens::new(Arc::new(Keyring::fresh()), "https://a");
        let token = tokens.issue(bearer(), now()).unwrap();
        let at = async |seconds| tokens.read(&token, now() + chrono::TimeDelta::seconds(seconds)).await;
        assert_eq!([at(0).await, at(604).await, at(-5).await], [Some(bearer()); 3]);
        assert_eq!([at(605).await, at(-6).await], [None; 2]);
    }

    #[actix_web::test]
    async fn what_is_remembered_is_the_signature_alone() {
        let clock = super::super::clock::Clock::by_hand(now());
        let file = std::env::temp_dir().join(format!("sanhui-tokens-{}.toml", std::process::id()));
        let _ = std::fs::remove_file(&file);
        let keys = Arc::new(Keyring::from_file(&file, true).unwrap().with_clock(clock));
        let tokens = Tokens::new(Arc::clone(&keys), "https://a");
        let token = tokens.issue(bearer(), now()).unwrap();
        let changed = format!("{}x", token.strip_suffix(|_| true).unwrap());
        for _ in 0..2 {
            assert_eq!(tokens.read(&token, now()).await, Some(bearer()));
            assert_eq!(tokens.read(&changed, now()).await, None);
            assert_eq!(tokens.read(&token, now() + chrono::TimeDelta::seconds(605)).await, None);
        }
        super::super::keys::rotate(&file, now(), true).unwrap();
        assert_eq!(tokens.read(&token, now()).await, Some(bearer()), "the file has not been read");
        assert!(keys.catch_up());
        assert_eq!(tokens.read(&token, now()).await, None, "what its root signed is distrusted at once");
        std::fs::remove_file(&file).unwrap();
    }

    #[actix_web::test]
    async fn another_ring_or_issuer_is_refused() {
        let ring = Arc::new(Keyring::fresh());
        let by = |ring: &Arc<Keyring>, issuer: &str| Tokens::new(Arc::clone(ring), issuer);
        let token = by(&ring, "https://a").issue(bearer(), now()).unwrap();
        assert!(by(&ring, "https://a").read(&token, now()).await.is_some());
        assert!(by(&ring, "https://b").read(&token, now()).await.is_none());
        assert!(by(&Arc::new(Keyring::fresh()), "https://a").read(&token, now()).await.is_none());
    }

    /// A token that is not exactly of our form is refused, even when it carries our own signature.
    #[actix_web::test]
    async fn strange_headers_and_claims_are_refused() {
        let tokens = Tokens::new(Arc::new(Keyring::fresh()), "https://a");
        let derived = tokens.derived();
        let key = &derived.keys[0];
        let seed = key.signing.as_bytes()[16..].to_vec();
        let sign = |header: serde_json::Value, claims: serde_json::Value| {
            use ed25519_dalek::Signer as _;
            let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let body = format!("{}.{}", part(&header), part(&claims));
            let signature = SigningKey::from_bytes(seed.as_slice().try_into().unwrap()).sign(body.as_bytes());
            format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
        };
        let header = json!({"typ": "at+jwt", "alg": "EdDSA", "kid": key.kid});
        let (iat, id) = (now().timestamp(), Uuid::from_u128(1).to_string());
        let claims = json!({"iss": "https://a", "aud": "sanhui", "sub": id, "sid": id, "iat": iat, "nbf": iat, "exp": iat + 600});
        let with = |base: &serde_json::Value, name: &str, value: serde_json::Value| {
            let mut changed = base.clone();
            changed[name] = value;
            changed
        };
        assert!(tokens.read(&sign(header.clone(), claims.clone()), now()).await.is_some());
        for (name, value) in [
            ("alg", json!("none")),
            ("alg", json!("HS256")),
            ("typ", json!("JWT")),
            ("kid", json!("../../etc/passwd")),
            ("kid", json!(null)),
            ("jku", json!("https://evil.example/jwks.json")),
            ("x5u", json!("https://evil.example/cert")),
            ("jwk", json!({"kty": "OKP", "crv": "Ed25519", "x": key.public})),
            ("crit", json!(["exp"])),
        ] {
            let token = sign(with(&header, name, value.clone()), claims.clone());
            assert!(tokens.read(&token, now()).await.is_none(), "{name} {value}");
        }
        for (name, value) in [
            ("exp", json!((iat + 600).to_string())),
            ("exp", json!(1_795_000_600.5)),
            ("exp", json!(-1)),
            ("exp", json!(i64::MAX)),
            ("exp", json!(null)),
            ("nbf", json!(iat + 60)),
            ("nbf", json!("0")),
            ("iat", json!(iat + 60)),
            ("iat", json!(0)),
            ("aud", json!("other")),
            ("iss", json!("https://b")),
            ("sub", json!("1")),
        ] {
            let token = sign(header.clone(), with(&claims, name, value.clone()));
            assert!(tokens.read(&token, now()).await.is_none(), "{name} {value}");
        }
        for token in ["", ".", "..", "a.b.c", &"x".repeat(10_000)] {
            assert!(tokens.read(token, now()).await.is_none());
        }
    }
}
