//! Receipts: a commitment to a ballot that hides it, a tracker a person can read out, and the words that are signed.
//!
//! The commitment is `SHA-256("sanhui/ballot/v1" || vote id, 16 bytes || nonce, 32 bytes || canonical ballot)`.
//! Whoever has the nonce and the ballot can recompute it; without the nonce it tells nothing about the choice.

use super::ballot::Ballot;
use crate::Time;
use crate::ids::{RecordId, VoteId};
use sha2::{Digest, Sha256};

const CROCKFORD: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// 32 bytes from the voter's device or from the service's randomness; secret until the vote is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce(pub [u8; 32]);

impl std::fmt::Debug for Nonce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nonce(…)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment(pub [u8; 32]);

impl Commitment {
    pub fn to(vote: VoteId, nonce: Nonce, ballot: &Ballot) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"sanhui/ballot/v1");
        hash.update(vote.0.as_bytes());
        hash.update(nonce.0);
        hash.update(ballot.canonical().as_bytes());
        Self(hash.finalize().into())
    }

    /// From lower-case hex, and nothing else.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let bytes: Option<Vec<u8>> = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
                _ => None,
            })
            .collect();
        bytes?.try_into().ok().map(Self)
    }

    /// The first 60 bits in Crockford's base 32: 12 characters without I, L, O and U, to read out or write down.
    pub fn tracker(&self) -> String {
        let mut tracker = String::with_capacity(12);
        let (mut bits, mut held) = (0u32, 0u32);
        for byte in self.0.iter().take(8) {
            bits = (bits << 8) | u32::from(*byte);
            held += 8;
            while held >= 5 && tracker.len() < 12 {
                held -= 5;
                let digit = usize::try_from((bits >> held) & 31).unwrap_or(0);
                tracker.extend(CROCKFORD.get(digit));
            }
            bits &= (1 << held) - 1;
        }
        tracker
    }
}

impl std::fmt::Display for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::write_hex(f, &self.0)
    }
}

/// The first fifteen hexadecimal digits of the commitments that have this tracker; none when it is no tracker.
pub fn hex_of_tracker(tracker: &str) -> Option<String> {
    let digit =
        |letter: char| CROCKFORD.iter().position(|known| *known == letter).and_then(|at| u64::try_from(at).ok());
    let bits = tracker.chars().try_fold(0u64, |bits, letter| Some(bits << 5 & ((1 << 60) - 1) | digit(letter)?))?;
    (tracker.chars().count() == 12).then(|| format!("{bits:015x}"))
}

/// What the service signs: that it took a ballot with this commitment at this time. UTF-8, lines ended by `\n`, time in
/// UTC with six decimals. It says nothing about the choice.
pub fn statement(record: RecordId, commitment: &Commitment, accepted_at: Time) -> String {
    let at = accepted_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    format!("sanhui/receipt/v1\n{record}\n{commitment}\n{at}\n")
}

#[cfg(test)]
mod tests {
    use super::super::ballot::tests::rule;
    use super::super::rule::Method;
    use super::*;
    use uuid::Uuid;

    fn ballot(numbers: &[u8]) -> Ballot {
        Ballot::parse(numbers, &rule(Method::Approve { at_most: 3 }, 3)).unwrap()
    }

    #[test]
    fn the_commitment_is_the_published_formula() {
        // printf 'sanhui/ballot/v1' + 16 × 0x11 + 32 × 0x22 + 'marks:1,3' | sha256sum
        let commitment = Commitment::to(VoteId(Uuid::from_bytes([0x11; 16])), Nonce([0x22; 32]), &ballot(&[3, 1]));
        assert_eq!(commitment.to_string(), "3573c4389fea1e10c5453997e8af320fcd3c8d1ae8e60fca30057fea297321ef");
        assert_eq!(commitment.tracker(), "6NSW8E4ZX8F1");
    }

    #[test]
    fn a_tracker_is_twelve_groups_of_five_bits() {
        let mut bytes = [0u8; 32];
        bytes[..8].copy_from_slice(&[0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xBF]);
        // 00000 00001 00010 00011 00100 00101 00110 00111 01000 01001 01010 01011 and 1111 left over
        assert_eq!(Commitment(bytes).tracker(), "0123456789AB");
        assert_eq!(Commitment([0xFF; 32]).tracker(), "ZZZZZZZZZZZZ");
    }

    #[test]
    fn hex_and_trackers_are_read_back() {
        let commitment = Commitment::to(VoteId(Uuid::from_u128(1)), Nonce([3; 32]), &ballot(&[2]));
        let hex = commitment.to_string();
        assert_eq!(Commitment::from_hex(&hex), Some(commitment));
        for wrong in ["", "3", &hex[..62], &hex.to_uppercase(), &format!("{hex}00")] {
            assert_eq!(Commitment::from_hex(wrong), None, "{wrong}");
        }
        assert_eq!(hex_of_tracker(&commitment.tracker()).as_deref(), Some(&hex[..15]));
        for wrong in ["", "6NSW8E4ZX8F", "6NSW8E4ZX8F1A", "6nsw8e4zx8f1", "6NSW8E4ZX8FU"] {
            assert_eq!(hex_of_tracker(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn vote_nonce_and_ballot_each_change_it() {
        let (vote, other) = (VoteId(Uuid::from_u128(1)), VoteId(Uuid::from_u128(2)));
        let base = Commitment::to(vote, Nonce([0; 32]), &ballot(&[1]));
        assert_ne!(base, Commitment::to(other, Nonce([0; 32]), &ballot(&[1])));
        assert_ne!(base, Commitment::to(vote, Nonce([1; 32]), &ballot(&[1])));
        assert_ne!(base, Commitment::to(vote, Nonce([0; 32]), &ballot(&[2])));
    }

    #[test]
    fn a_nonce_prints_nothing() {
        assert_eq!(format!("{:?}", Nonce([7; 32])), "Nonce(…)");
    }

    #[test]
    fn the_signed_words() {
        let at = chrono::DateTime::from_timestamp(1_760_000_000, 120_000).unwrap();
        let vote = VoteId(Uuid::from_u128(5));
        assert_eq!(
            statement(vote.into(), &Commitment([0xAB; 32]), at),
            format!(
                "sanhui/receipt/v1\n00000000-0000-0000-0000-000000000005\n{}\n2025-10-09T08:53:20.000120Z\n",
                "ab".repeat(32)
            )
        );
    }
}
