//! Keys: one root secret in a file, a derived key (HKDF-SHA-256, RFC 5869) for each purpose.
//!
//! The file lists roots, the current one first, so that a rotation can keep the previous one readable.

use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

pub struct Keyring {
    roots: Vec<Root>,
}

struct Root {
    id: String,
    secret: Zeroizing<Vec<u8>>,
}

/// Where a sealed value stands. It is bound into the seal, so a value moved to another row or column does not open.
#[derive(Clone, Copy)]
pub struct Place {
    pub table: &'static str,
    pub column: &'static str,
    pub row: Uuid,
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {0} can't be read: {1}")]
    Unreadable(String, String),
    #[error("the key file {0} can be read by others; run `chmod 600 {0}`")]
    TooOpen(String),
    #[error("the key file {0} is not usable: {1}")]
    Malformed(String, String),
    #[error("a sealed value does not open: it was sealed with another key or moved from its place")]
    DoesNotOpen,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    key: Vec<KeyEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    id: String,
    secret: String,
}

impl Keyring {
    /// A ring of one fresh root, for stories.
    pub fn fresh() -> Self {
        Self { roots: vec![Root { id: "k1".to_owned(), secret: fresh_secret() }] }
    }

    /// Reads the file; makes it (readable by its owner alone) when it is not there and `create` is set.
    pub fn from_file(path: &Path, create: bool) -> Result<Self, KeyError> {
        let name = path.display().to_string();
        if create && !path.exists() {
            let entry = KeyEntry { id: "k1".to_owned(), secret: STANDARD.encode(fresh_secret().as_slice()) };
            write_private(path, &toml::to_string(&KeyFile { key: vec![entry] }).unwrap_or_default())
                .map_err(|error| KeyError::Unreadable(name.clone(), error.to_string()))?;
        }
        refuse_if_others_can_read(path, &name)?;
        let text = std::fs::read_to_string(path).map_err(|e| KeyError::Unreadable(name.clone(), e.to_string()))?;
        let file: KeyFile = toml::from_str(&text).map_err(|e| KeyError::Malformed(name.clone(), e.to_string()))?;
        let mut roots = Vec::new();
        for entry in file.key {
            let secret = STANDARD.decode(&entry.secret).unwrap_or_default();
            if secret.len() < 32 || entry.id.is_empty() || entry.id.len() > 32 {
                return Err(KeyError::Malformed(name, format!("key {:?} needs 32 bytes in base64", entry.id)));
            }
            roots.push(Root { id: entry.id, secret: Zeroizing::new(secret) });
        }
        if roots.is_empty() {
            return Err(KeyError::Malformed(name, "it lists no key".to_owned()));
        }
        Ok(Self { roots })
    }

    /// Ids of the roots, the current one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(|root| root.id.as_str())
    }

    /// 32 bytes for one purpose, from the root with this id.
    pub fn derive(&self, id: &str, purpose: &str) -> Option<Zeroizing<[u8; 32]>> {
        self.roots.iter().find(|root| root.id == id).map(|root| root.derive(purpose))
    }

    /// 32 bytes for one purpose, from the current root.
    pub fn current(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        match self.roots.first() {
            Some(root) => root.derive(purpose),
            None => Zeroizing::new([0; 32]), // from_file and fresh never make an empty ring
        }
    }

    pub fn current_id(&self) -> &str {
        self.ids().next().unwrap_or_default()
    }

    /// A keyed fingerprint (HMAC-SHA-256, hex): finds an encrypted value again without opening any.
    pub fn fingerprint(&self, purpose: &str, value: &[u8]) -> String {
        hex::encode(self.mac(purpose, value))
    }

    pub fn mac(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let key = self.current(purpose);
        match Hmac::<Sha256>::new_from_slice(key.as_slice()) {
            Ok(mac) => mac.chain_update(value).finalize().into_bytes().into(),
            Err(_) => [0; 32], // HMAC takes keys of any length
        }
    }

    /// AES-256-GCM. The result is `length of key id, key id, nonce (12), ciphertext and tag`.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Vec<u8> {
        let id = self.current_id();
        let nonce: [u8; 12] = rand::rng().random();
        let sealed = cipher(&self.current(FIELDS))
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &place.aad(id) })
            .unwrap_or_default(); // fails only beyond 64 GiB
        let mut bytes = vec![u8::try_from(id.len()).unwrap_or(0)];
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        bytes
    }

    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let parts = || {
            let (&length, rest) = sealed.split_first()?;
            let (id, rest) = rest.split_at_checked(usize::from(length))?;
            let (nonce, body) = rest.split_first_chunk::<12>()?;
            Some((std::str::from_utf8(id).ok()?, *nonce, body))
        };
        let (id, nonce, body) = parts().ok_or(KeyError::DoesNotOpen)?;
        let key = self.derive(id, FIELDS).ok_or(KeyError::DoesNotOpen)?;
        cipher(&key)
            .decrypt(&Nonce::from(nonce), Payload { msg: body, aad: &place.aad(id) })
            .map(Zeroizing::new)
            .map_err(|_| KeyError::DoesNotOpen)
    }

    /// As `open`, for text.
    pub fn open_text(&self, place: Place, sealed: &[u8]) -> Result<String, KeyError> {
        String::from_utf8(self.open(place, sealed)?.to_vec()).map_err(|_| KeyError::DoesNotOpen)
    }
}

const FIELDS: &str = "fields";

impl Root {
    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let info = format!("sanhui/{purpose}");
        // Fails only for more than 255 × 32 bytes.
        let _ = Hkdf::<Sha256>::new(None, &self.secret).expand(info.as_bytes(), key.as_mut_slice());
        key
    }
}

impl Place {
    fn aad(&self, key_id: &str) -> Vec<u8> {
        format!("{}/{}/{}/{key_id}", self.table, self.column, self.row).into_bytes()
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key))
}

fn fresh_secret() -> Zeroizing<Vec<u8>> {
    let bytes: [u8; 32] = rand::rng().random();
    Zeroizing::new(bytes.to_vec())
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
    std::fs::write(path, text)
}

#[cfg(unix)]
fn refuse_if_others_can_read(path: &Path, name: &str) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let about = std::fs::metadata(path).map_err(|e| KeyError::Unreadable(name.to_owned(), e.to_string()))?;
    if about.permissions().mode() & 0o077 != 0 {
        return Err(KeyError::TooOpen(name.to_owned()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_if_others_can_read(_: &Path, _: &str) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Place = Place { table: "accounts", column: "phone", row: Uuid::nil() };

    #[test]
    fn opens_only_in_its_place_and_with_its_key() {
        let keys = Keyring::fresh();
        let sealed = keys.seal(PHONE, b"+8613800000000");
        assert_eq!(keys.open(PHONE, &sealed).unwrap().as_slice(), b"+8613800000000");
        assert!(keys.open(Place { column: "name", ..PHONE }, &sealed).is_err());
        assert!(keys.open(Place { row: Uuid::max(), ..PHONE }, &sealed).is_err());
        assert!(Keyring::fresh().open(PHONE, &sealed).is_err());
        for cut in 0..sealed.len() {
            assert!(keys.open(PHONE, &sealed[..cut]).is_err());
        }
    }

    #[test]
    fn purposes_have_different_keys() {
        let keys = Keyring::fresh();
        assert_ne!(keys.current("tokens"), keys.current("receipts"));
        assert_ne!(keys.fingerprint("phone", b"1"), keys.fingerprint("email", b"1"));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_others_can_read_stops_the_start() {
        use std::os::unix::fs::PermissionsExt as _;
        let path = std::env::temp_dir().join(format!("sanhui-keys-{}", std::process::id()));
        Keyring::from_file(&path, true).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keyring::from_file(&path, false), Err(KeyError::TooOpen(_))));
        std::fs::remove_file(&path).unwrap();
    }
}
