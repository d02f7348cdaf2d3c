//! Keys: a file holds the roots, and each purpose has a key of its own derived from a root (HKDF-SHA-256, RFC 5869).
//!
//! Promises: the current root signs and seals; every root of the file opens what it sealed and finds what it indexed; a
//! changed file is read while the service runs, and a damaged one changes nothing.

mod file;
mod ring;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use domain::Time;
use ed25519_dalek::Signer as _;
use rand::RngExt as _;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::clock::Clock;
use file::Stamp;
pub use file::{Rotated, retire, rotate};
pub use ring::{
    AFTERLIFE_HOURS, JWKS_CACHE_SECONDS, LEAD_MINUTES, LEEWAY_SECONDS, RECEIPTS, RELOAD_SECONDS, Ring, Root, State,
};

pub struct Keyring {
    /// None for the ring of a story that has no file.
    path: Option<PathBuf>,
    clock: Clock,
    loaded: RwLock<Loaded>,
}

struct Loaded {
    ring: Arc<Ring>,
    /// The file as it was when it was last read, whether or not it could be used.
    stamp: Option<Stamp>,
}

/// Where a sealed value is stored. This is bound into the seal, so a value moved to another row or column does not open.
#[derive(Clone, Copy)]
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

/// A sealed value and the fingerprint it is found by, both under one root.
pub struct Indexed {
    pub sealed: Vec<u8>,
    pub index: String,
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {0} can't be read: {1}")]
    Unreadable(String, String),
    #[error("the key file {0} can be read by others; run `chmod 600 {0}`")]
    TooOpen(String),
    #[error("the key file {0} is not usable: {1}")]
    Malformed(String, String),
    #[error("the key file {0} can't be replaced: {1}; it is as it was")]
    NotWritten(String, String),
    #[error("{0}")]
    NotNow(String),
    #[error("a sealed value does not open: it was sealed with another key or moved from its place")]
    DoesNotOpen,
}

impl Keyring {
    /// A ring of one fresh root, for stories.
    pub fn fresh() -> Self {
        Self::holding(None, Ring::of_one(file::fresh_root("k1".to_owned(), Time::UNIX_EPOCH)), None)
    }

    /// Reads the file; makes it (readable by its owner alone) when it is not there and `create` is set.
    pub fn from_file(path: &Path, create: bool) -> Result<Self, KeyError> {
        if create && !path.exists() {
            file::create(path)?;
        }
        let stamp = Stamp::of(path);
        Ok(Self::holding(Some(path.to_owned()), file::read(path)?, stamp))
    }

    fn holding(path: Option<PathBuf>, ring: Ring, stamp: Option<Stamp>) -> Self {
        let loaded = RwLock::new(Loaded { ring: Arc::new(ring), stamp });
        Self { path, clock: Clock::system(), loaded }
    }

    /// Uses this clock to decide which root is current.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The ring as it is now. Code that needs two things of the same root takes both from one ring.
    pub fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner).ring)
    }

    /// Reads the file again if it changed; true if it did. A file that can't be used changes nothing, and is tried
    /// again when it has changed again.
    pub fn reload(&self) -> Result<bool, KeyError> {
        let Some(path) = &self.path else { return Ok(false) };
        let stamp = Stamp::of(path);
        if self.loaded.read().unwrap_or_else(PoisonError::into_inner).stamp == stamp {
            return Ok(false);
        }
        let read = file::read(path);
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        loaded.stamp = stamp;
        let ring = read?;
        if let Some(current) = loaded.ring.current(self.clock.now())
            && ring.root(&current.id).is_none_or(|root| root.secret != current.secret)
        {
            let why = format!("it lost the root {}, which is current; if that is meant, restart", current.id);
            return Err(KeyError::Malformed(path.display().to_string(), why));
        }
        loaded.ring = Arc::new(ring);
        Ok(true)
    }

    /// Like [`Keyring::reload`], and writes the outcome to the log.
    pub fn catch_up(&self) -> bool {
        match self.reload() {
            Ok(true) => {
                let current = self.current_id();
                tracing::info!(current, "the key file was read again");
                true
            }
            Ok(false) => false,
            Err(error) => {
                tracing::error!(%error, "the keys stay as they were");
                false
            }
        }
    }

    /// The ring, if it has this root. If it has not, the file is read again: another instance may have read a newer
    /// one.
    fn ring_with(&self, id: &str) -> Option<Arc<Ring>> {
        let ring = self.ring();
        if ring.root(id).is_some() {
            return Some(ring);
        }
        self.catch_up();
        Some(self.ring()).filter(|ring| ring.root(id).is_some())
    }

    fn with_current<T>(&self, of: impl FnOnce(&Root) -> T) -> Option<T> {
        self.ring().current(self.clock.now()).map(of)
    }

    /// 32 bytes for one purpose, from the root with this id.
    pub fn derive(&self, id: &str, purpose: &str) -> Option<Zeroizing<[u8; 32]>> {
        self.ring_with(id)?.root(id).map(|root| root.derive(purpose))
    }

    /// The current root's id and 32 bytes of it for one purpose.
    pub fn current_key(&self, purpose: &str) -> (String, Zeroizing<[u8; 32]>) {
        // There is no empty ring.
        self.with_current(|root| (root.id.clone(), root.derive(purpose))).unwrap_or_default()
    }

    pub fn current(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        self.current_key(purpose).1
    }

    pub fn current_id(&self) -> String {
        self.with_current(|root| root.id.clone()).unwrap_or_default()
    }

    /// Signs a receipt. Gives the current root's id, and the signature, which is the same each time.
    pub fn sign_receipt(&self, statement: &[u8]) -> (String, [u8; 64]) {
        let ring = self.ring();
        let signed = ring.current(self.clock.now()).and_then(|root| {
            let signer = ring.receipt_signer(&root.id)?;
            Some((root.id.clone(), signer.sign(statement).to_bytes()))
        });
        signed.unwrap_or_else(|| (String::new(), [0; 64])) // there is no empty ring
    }

    /// The public key that verifies receipts signed under a root, whether the root is in the ring or retired.
    pub fn receipt_key(&self, id: &str) -> Option<[u8; 32]> {
        self.ring().receipt_key(id).or_else(|| {
            self.catch_up();
            self.ring().receipt_key(id)
        })
    }

    /// A keyed fingerprint (HMAC-SHA-256, hex) under the current root. A value that may have been stored before the
    /// last rotation is looked up by [`Keyring::fingerprints`] and compared by [`Keyring::is_fingerprint`].
    pub fn fingerprint(&self, purpose: &str, value: &[u8]) -> String {
        hex::encode(self.mac(purpose, value))
    }

    /// Like [`Keyring::fingerprint`], with the id of the root, for fingerprints that can't be made again under the next
    /// one.
    pub fn fingerprint_with_root(&self, purpose: &str, value: &[u8]) -> (String, String) {
        self.with_current(|root| (root.id.clone(), hex::encode(root.mac(purpose, value)))).unwrap_or_default()
    }

    pub fn mac(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        self.with_current(|root| root.mac(purpose, value)).unwrap_or_default()
    }

    /// The fingerprint under every root, the current one's first. With `IN (…)` they find a value whichever root it was
    /// stored under, without opening any. Looks at the key file first, because another instance may have stored the
    /// value under a root that this one has not read yet.
    pub fn fingerprints(&self, purpose: &str, value: &[u8]) -> Vec<String> {
        self.catch_up();
        let ring = self.ring();
        ring.current_first(self.clock.now()).map(|root| hex::encode(root.mac(purpose, value))).collect()
    }

    /// The fingerprint under the oldest root: all instances have that root, so the name is the same on each of them.
    pub fn lasting_name(&self, purpose: &str, value: &[u8]) -> String {
        let ring = self.ring();
        ring.oldest().map(|root| hex::encode(root.mac(purpose, value))).unwrap_or_default()
    }

    /// Whether this is the fingerprint of the value, under any root.
    pub fn is_fingerprint(&self, purpose: &str, value: &[u8], stored: &str) -> bool {
        let mut known = self.fingerprints(purpose, value).into_iter();
        known.any(|fingerprint| fingerprint.as_bytes().ct_eq(stored.as_bytes()).into())
    }

    /// Like [`Keyring::is_fingerprint`], for the first bytes of a MAC.
    pub fn is_mac(&self, purpose: &str, value: &[u8], tag: &[u8]) -> bool {
        let ring = self.ring();
        let mut macs = ring.current_first(self.clock.now()).map(|root| root.mac(purpose, value));
        macs.any(|mac| mac.get(..tag.len()).is_some_and(|beginning| beginning.ct_eq(tag).into()))
    }

    /// AES-256-GCM. The result is `length of key id, key id, nonce (12), ciphertext and tag`.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Vec<u8> {
        self.with_current(|root| seal(root, FIELDS, place, plain)).unwrap_or_default()
    }

    /// Like [`Keyring::seal`], with a separate key for everything that belongs to one thing, such as a vote.
    pub fn seal_within(&self, thing: Uuid, place: Place, plain: &[u8]) -> Vec<u8> {
        self.with_current(|root| seal(root, &fields_of(thing), place, plain)).unwrap_or_default()
    }

    /// Seals a value and gives the fingerprint of `indexed`, which it is found by, under the same root.
    pub fn seal_indexed(&self, place: Place, plain: &[u8], purpose: &str, indexed: &[u8]) -> Indexed {
        let both = |root: &Root| Indexed {
            sealed: seal(root, FIELDS, place, plain),
            index: hex::encode(root.mac(purpose, indexed)),
        };
        self.with_current(both).unwrap_or(Indexed { sealed: Vec::new(), index: String::new() })
    }

    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        self.open_with(FIELDS, place, sealed)
    }

    /// Opens what [`Keyring::seal_within`] sealed.
    pub fn open_within(&self, thing: Uuid, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        self.open_with(&fields_of(thing), place, sealed)
    }

    fn open_with(&self, purpose: &str, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (id, rest) = sealed_under(sealed).ok_or(KeyError::DoesNotOpen)?;
        let (nonce, body) = rest.split_first_chunk::<12>().ok_or(KeyError::DoesNotOpen)?;
        let key = self.derive(id, purpose).ok_or(KeyError::DoesNotOpen)?;
        cipher(&key)
            .decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: &place.aad(id) })
            .map(Zeroizing::new)
            .map_err(|_| KeyError::DoesNotOpen)
    }

    /// As `open`, for text.
    pub fn open_text(&self, place: Place, sealed: &[u8]) -> Result<String, KeyError> {
        String::from_utf8(self.open(place, sealed)?.to_vec()).map_err(|_| KeyError::DoesNotOpen)
    }
}

const FIELDS: &str = "fields";

fn fields_of(thing: Uuid) -> String {
    format!("{FIELDS}/{thing}")
}

/// The id of the root a value is sealed under, and what follows it.
pub fn sealed_under(sealed: &[u8]) -> Option<(&str, &[u8])> {
    let (&length, rest) = sealed.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(length))?;
    Some((std::str::from_utf8(id).ok()?, rest))
}

/// What every value sealed under this root begins with.
pub fn beginning_of(id: &str) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(id.len()).unwrap_or(0)];
    bytes.extend_from_slice(id.as_bytes());
    bytes
}

fn seal(root: &Root, purpose: &str, place: Place, plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; 12] = rand::rng().random();
    let sealed = cipher(&root.derive(purpose))
        .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &place.aad(&root.id) })
        .unwrap_or_default(); // fails only beyond 64 GiB
    let mut bytes = beginning_of(&root.id);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&sealed);
    bytes
}

impl Place {
    fn aad(&self, key_id: &str) -> Vec<u8> {
        format!("{}/{}/{}/{key_id}", self.table, self.column, self.row).into_bytes()
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key))
}

/// Makes a file that only its owner reads.
#[cfg(unix)]
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(not(unix))]
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
