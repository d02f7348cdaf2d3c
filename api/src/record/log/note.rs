//! Checkpoints as signed notes: <https://c2sp.org/tlog-checkpoint> in <https://c2sp.org/signed-note>, signed with
//! Ed25519 by the key that signs receipts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::vote::log::{Hash, checkpoint_text};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::infra::keys::{Keyring, RECEIPTS};

const ED25519: u8 = 1;

/// A checkpoint and the verifier key it was signed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub size: u64,
    pub text: String,
    pub key: String,
}

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

pub fn sign(keys: &Keyring, origin: &str, size: u64, root: Hash) -> Note {
    let (_, secret) = keys.current_key(RECEIPTS);
    let key = SigningKey::from_bytes(&secret);
    let public = key.verifying_key().to_bytes();
    let text = checkpoint_text(origin, size, &STANDARD.encode(root.0));
    let mut signed = key_hash(origin, &public).to_vec();
    signed.extend_from_slice(&key.sign(text.as_bytes()).to_bytes());
    Note {
        size,
        text: format!("{text}\n\u{2014} {origin} {}\n", STANDARD.encode(signed)),
        key: format!("{origin}+{}+{}", hex::encode(key_hash(origin, &public)), STANDARD.encode(typed(&public))),
    }
}

/// What the note says, if one of these keys signed it.
pub fn open(note: &str, keys: &[String]) -> Option<Head> {
    let (text, signatures) = note.split_once("\n\n")?;
    let text = format!("{text}\n");
    let is_signed = signatures.lines().any(|line| keys.iter().any(|key| signs(key, &text, line)));
    is_signed.then(|| head_of(&text)).flatten()
}

/// What a checkpoint says. The signature is not checked.
pub fn head_of(text: &str) -> Option<Head> {
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    let counted: u64 = size.parse().ok()?;
    (counted.to_string() == size).then(|| Head { origin: origin.to_owned(), size: counted, root: Hash(root) })
}

fn signs(key: &str, text: &str, line: &str) -> bool {
    let verify = || {
        let (name, _) = key.split_once('+')?;
        let public = public_key(key)?;
        let signed = STANDARD.decode(line.strip_prefix("\u{2014} ")?.strip_prefix(name)?.strip_prefix(' ')?).ok()?;
        let (hash, signature) = signed.split_first_chunk::<4>()?;
        let signature = Signature::from_slice(signature).ok()?;
        let key = VerifyingKey::from_bytes(&public).ok()?;
        (*hash == key_hash(name, &public)).then_some(())?;
        key.verify_strict(text.as_bytes(), &signature).ok()
    };
    verify().is_some()
}

/// The Ed25519 key in a verifier key.
pub fn public_key(key: &str) -> Option<[u8; 32]> {
    let typed = STANDARD.decode(key.splitn(3, '+').nth(2)?).ok()?;
    let (kind, public) = typed.split_first()?;
    public.try_into().ok().filter(|_| *kind == ED25519)
}

fn typed(public: &[u8; 32]) -> Vec<u8> {
    [&[ED25519], public.as_slice()].concat()
}

/// The first four bytes of `SHA-256(name || "\n" || 0x01 || public key)`.
fn key_hash(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update("\n").chain_update(typed(public)).finalize();
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_opens_with_its_key_and_says_what_was_signed() {
        let keys = Keyring::fresh();
        let note = sign(&keys, "sanhui.example/votes/1", 7, Hash([5; 32]));
        let head = Head { origin: "sanhui.example/votes/1".to_owned(), size: 7, root: Hash([5; 32]) };
        let known = [note.key.clone()];
        assert_eq!(open(&note.text, &known), Some(head));
        assert_eq!(open(&note.text.replacen('7', "8", 1), &known), None);
        assert_eq!(open(&note.text, &[sign(&Keyring::fresh(), "sanhui.example/votes/1", 7, Hash([5; 32])).key]), None);
        assert_eq!(open(&note.text, &[]), None);
    }

    #[test]
    fn a_published_note_opens() {
        // The example of golang.org/x/mod/sumdb/note: key PeterNeumann.
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
        assert!(signs(key, text, line));
        assert!(!signs(key, &text.replace("answer", "Answer"), line));
    }
}
