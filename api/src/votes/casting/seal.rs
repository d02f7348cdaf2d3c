//! Ballots as they lie in the urn, and their receipts. Everything of a ballot is stored encrypted, even its commitment
//! and its time; the receipt says nothing of the choice.

use chrono::DateTime;
use domain::Time;
use domain::ids::{BallotId, VoteId};
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce, statement};
use zeroize::Zeroizing;

use crate::infra::keys::{Keyring, Place};
use crate::problem::Problem;
use crate::votes::store::BallotRow;

/// The longest id a root can have.
const LONGEST_KEY_ID: usize = 32;
const LENGTH: usize = 16 + 32 + 8 + 64 + 1 + LONGEST_KEY_ID + 2 + Ballot::MAX_CANONICAL;

/// A ballot that was taken, with everything that its receipt needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub vote: VoteId,
    pub nonce: Nonce,
    pub ballot: Ballot,
    pub accepted_at: Time,
    /// Which of the service's keys signed the receipt.
    pub key_id: String,
    pub signature: [u8; 64],
}

impl Taken {
    /// Signs the receipt, which promises that the ballot is counted.
    pub fn sign(keys: &Keyring, vote: VoteId, nonce: Nonce, ballot: Ballot, accepted_at: Time) -> Self {
        let commitment = Commitment::to(vote, nonce, &ballot);
        let (key_id, signature) = keys.sign_receipt(statement(vote.into(), &commitment, accepted_at).as_bytes());
        Self { vote, nonce, ballot, accepted_at, key_id, signature }
    }

    pub fn commitment(&self) -> Commitment {
        Commitment::to(self.vote, self.nonce, &self.ballot)
    }
}

/// Seals a ballot for the urn, under the vote's own key.
pub fn seal(keys: &Keyring, id: BallotId, taken: &Taken) -> Vec<u8> {
    keys.seal_within(taken.vote.0, place_of(id), &plain(taken))
}

/// Opens a ballot of the urn. One that was altered, or moved here from elsewhere, does not open.
pub fn open(keys: &Keyring, row: &BallotRow) -> Result<Taken, Problem> {
    let plain = keys.open_within(row.vote.0, place_of(row.id), &row.sealed).ok();
    plain.and_then(|plain| read(row.vote, &plain)).ok_or_else(|| {
        tracing::error!(vote = %row.vote, ballot = %row.id, "a stored ballot does not open");
        Problem::broken()
    })
}

/// Seals what one person keyed from a sheet, under the vote's own key: length (2) and ballot, padded.
pub fn seal_entry(keys: &Keyring, vote: VoteId, place: Place, ballot: &Ballot) -> Vec<u8> {
    let canonical = Zeroizing::new(ballot.canonical());
    let mut plain = Zeroizing::new(u16::try_from(canonical.len()).unwrap_or(0).to_be_bytes().to_vec());
    plain.extend_from_slice(canonical.as_bytes());
    plain.resize(2 + Ballot::MAX_CANONICAL, 0);
    keys.seal_within(vote.0, place, &plain)
}

pub fn open_entry(keys: &Keyring, vote: VoteId, place: Place, sealed: &[u8]) -> Option<Ballot> {
    let plain = keys.open_within(vote.0, place, sealed).ok()?;
    let (length, rest) = plain.split_first_chunk::<2>()?;
    Ballot::from_canonical(std::str::from_utf8(rest.get(..usize::from(u16::from_be_bytes(*length)))?).ok()?)
}

fn place_of(ballot: BallotId) -> Place {
    Place { table: "urn", column: "sealed", row: ballot.0 }
}

/// Vote id (16 bytes), nonce (32), microseconds (8), signature (64), key id with its length (1) before it, ballot with
/// its length (2) before it; each padded with zeros, so that the whole is equally long whatever was chosen.
fn plain(taken: &Taken) -> Zeroizing<Vec<u8>> {
    let canonical = Zeroizing::new(taken.ballot.canonical());
    let mut plain = Zeroizing::new(Vec::with_capacity(LENGTH));
    plain.extend_from_slice(taken.vote.0.as_bytes());
    plain.extend_from_slice(&taken.nonce.0);
    plain.extend_from_slice(&taken.accepted_at.timestamp_micros().to_be_bytes());
    plain.extend_from_slice(&taken.signature);
    plain.push(u8::try_from(taken.key_id.len()).unwrap_or(0));
    plain.extend_from_slice(taken.key_id.as_bytes());
    plain.resize(LENGTH - 2 - Ballot::MAX_CANONICAL, 0);
    plain.extend_from_slice(&u16::try_from(canonical.len()).unwrap_or(0).to_be_bytes());
    plain.extend_from_slice(canonical.as_bytes());
    plain.resize(LENGTH, 0);
    plain
}

fn read(vote: VoteId, plain: &[u8]) -> Option<Taken> {
    let (of, rest) = plain.split_first_chunk::<16>()?;
    let (nonce, rest) = rest.split_first_chunk::<32>()?;
    let (micros, rest) = rest.split_first_chunk::<8>()?;
    let (signature, rest) = rest.split_first_chunk::<64>()?;
    let (length, rest) = rest.split_first()?;
    let (key_id, rest) = rest.split_first_chunk::<LONGEST_KEY_ID>()?;
    let key_id = std::str::from_utf8(key_id.get(..usize::from(*length))?).ok()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let canonical = std::str::from_utf8(rest.get(..usize::from(u16::from_be_bytes(*length)))?).ok()?;
    let taken = Taken {
        vote,
        nonce: Nonce(*nonce),
        ballot: Ballot::from_canonical(canonical)?,
        accepted_at: DateTime::from_timestamp_micros(i64::from_be_bytes(*micros))?,
        key_id: key_id.to_owned(),
        signature: *signature,
    };
    (of == vote.0.as_bytes()).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
    use uuid::Uuid;

    fn taken(keys: &Keyring, marks: &str) -> Taken {
        let ballot = Ballot::from_canonical(marks).unwrap();
        Taken::sign(keys, VoteId(Uuid::from_u128(2)), Nonce([7; 32]), ballot, Time::UNIX_EPOCH)
    }

    fn sealed(keys: &Keyring, marks: &str) -> BallotRow {
        let (id, taken) = (BallotId(Uuid::from_u128(1)), taken(keys, marks));
        BallotRow { id, vote: taken.vote, sealed: seal(keys, id, &taken) }
    }

    #[test]
    fn a_sealed_ballot_opens_in_its_place_only() {
        let keys = Keyring::fresh();
        let row = sealed(&keys, "marks:2");
        assert_eq!(open(&keys, &row).unwrap(), taken(&keys, "marks:2"));
        assert!(open(&keys, &BallotRow { id: BallotId(Uuid::nil()), ..row.clone() }).is_err());
        assert!(open(&keys, &BallotRow { vote: VoteId(Uuid::nil()), ..row.clone() }).is_err());
        assert!(keys.open(place_of(row.id), &row.sealed).is_err(), "each vote has a key of its own");
    }

    #[test]
    fn the_size_of_a_sealed_ballot_tells_nothing() {
        let keys = Keyring::fresh();
        let all: Vec<String> = (1..=20).map(|n: u8| n.to_string()).collect();
        let sizes = ["marks:".to_owned(), "marks:1".to_owned(), format!("marks:{}", all.join(","))]
            .map(|marks| sealed(&keys, &marks).sealed.len());
        assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
    }

    #[test]
    fn a_receipt_verifies_against_the_published_statement() {
        let keys = Keyring::fresh();
        let taken = taken(&keys, "marks:2");
        let key: [u8; 32] = hex::decode(crate::record::receipts::public_key(&keys, &taken.key_id).unwrap())
            .unwrap()
            .try_into()
            .unwrap();
        let commitment = Commitment::to(taken.vote, Nonce([7; 32]), &Ballot::from_canonical("marks:2").unwrap());
        let words = statement(taken.vote.into(), &commitment, Time::UNIX_EPOCH);
        let key = VerifyingKey::from_bytes(&key).unwrap();
        assert!(key.verify(words.as_bytes(), &Signature::from_bytes(&taken.signature)).is_ok());
    }
}
