//! A ballot in an owners' decision: a head and what it votes. The service knows whose each ballot is, but what a ballot
//! says is not shown before the end: until then the public log has only its commitment.
//!
//! The commitment is `SHA-256("sanhui/owner-ballot/v1" || decision id, 16 bytes || nonce, 32 bytes || canonical ballot)`.

use sha2::{Digest, Sha256};

use crate::ids::OwnersDecisionId;
use crate::register::Head;
use crate::vote::receipt::{Commitment, Nonce};
use crate::vote::tally::owners::Voice;

/// The text that the commitment hashes: `for:`, `against:` or `abstain:`, then the head's code, as in `for:3号/502`.
pub fn canonical(head: &Head, voice: Voice) -> String {
    format!("{}:{}", voice.word(), head.as_str())
}

/// Reads the canonical text; none for any other spelling.
pub fn from_canonical(text: &str) -> Option<(Head, Voice)> {
    let (voice, head) = text.split_once(':')?;
    Some((Head::restore(head.to_owned()), Voice::from_word(voice)?))
}

pub fn commitment(decision: OwnersDecisionId, nonce: Nonce, head: &Head, voice: Voice) -> Commitment {
    let mut hash = Sha256::new();
    hash.update(b"sanhui/owner-ballot/v1");
    hash.update(decision.0.as_bytes());
    hash.update(nonce.0);
    hash.update(canonical(head, voice).as_bytes());
    Commitment(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_commitment_is_the_published_formula() {
        // printf 'sanhui/owner-ballot/v1' + 16 × 0x11 + 32 × 0x22 + 'for:3号/502' | sha256sum
        let head = Head::restore("3号/502".to_owned());
        let of = |voice| commitment(OwnersDecisionId(Uuid::from_bytes([0x11; 16])), Nonce([0x22; 32]), &head, voice);
        assert_eq!(of(Voice::For).to_string(), "747e94a1103920f196f1cc1ddc84256a82924a8ee02a15a5138fbfc2ef05fabe");
        assert_ne!(of(Voice::For), of(Voice::Abstain));
    }

    #[test]
    fn a_ballot_is_read_back_whatever_its_flat_is_called() {
        for code in ["builder", "3号/502", "A:1/for:2"] {
            let head = Head::restore(code.to_owned());
            for voice in Voice::ALL {
                assert_eq!(from_canonical(&canonical(&head, *voice)), Some((head.clone(), *voice)));
            }
        }
        assert_eq!(from_canonical("yes:3号/502"), None);
        assert_eq!(from_canonical("for"), None);
    }
}
