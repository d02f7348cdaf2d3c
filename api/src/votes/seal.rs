//! Ballots in the urn and receipts in the hand: the choice is stored encrypted, and the receipt says nothing of it.

use domain::Time;
use domain::ids::{BallotId, VoteId};
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce, statement};
use ed25519_dalek::{Signer as _, SigningKey};
use rand::RngExt as _;
use zeroize::Zeroizing;

use super::store::{BallotRow, Seal};
use crate::http::problem::Problem;
use crate::infra::keys::{Keyring, Place, RECEIPTS};

pub fn fresh_nonce() -> Nonce {
    Nonce(rand::rng().random())
}

/// Seals a choice for its row and signs the promise to count it.
pub fn seal(keys: &Keyring, id: BallotId, vote: VoteId, nonce: Nonce, ballot: &Ballot, accepted_at: Time) -> Seal {
    let commitment = Commitment::to(vote, nonce, ballot);
    let (key_id, secret) = keys.current_key(RECEIPTS);
    let key = SigningKey::from_bytes(&secret);
    let signature = key.sign(statement(vote, &commitment, accepted_at).as_bytes());
    Seal {
        choice: keys.seal(choice_of(id), &plain(vote, nonce, ballot)),
        commitment: commitment.to_string(),
        accepted_at,
        key_id,
        signature: hex::encode(signature.to_bytes()),
    }
}

/// Opens a stored ballot. A row that was altered, or moved here from elsewhere, does not open.
pub fn open(keys: &Keyring, row: &BallotRow) -> Result<(Nonce, Ballot), Problem> {
    let plain = keys.open(choice_of(row.id), &row.seal.choice).ok();
    let opened = plain.and_then(|plain| read(row.vote, &plain));
    let kept =
        opened.filter(|(nonce, ballot)| Commitment::to(row.vote, *nonce, ballot).to_string() == row.seal.commitment);
    kept.ok_or_else(|| {
        tracing::error!(vote = %row.vote, ballot = %row.id, "a stored ballot does not open or breaks its commitment");
        Problem::broken()
    })
}

/// The public half of the key that signed a receipt, hex. It outlives its root: the key file keeps it.
pub fn public_key(keys: &Keyring, key_id: &str) -> Option<String> {
    keys.receipt_key(key_id).map(hex::encode)
}

fn choice_of(ballot: BallotId) -> Place {
    Place { table: "ballots", column: "choice", row: ballot.0 }
}

/// Vote id (16 bytes), nonce (32), length of the ballot (1), the ballot, zeros: always as long, whatever was chosen.
fn plain(vote: VoteId, nonce: Nonce, ballot: &Ballot) -> Zeroizing<Vec<u8>> {
    let canonical = Zeroizing::new(ballot.canonical());
    let mut plain = Zeroizing::new(Vec::with_capacity(49 + Ballot::MAX_CANONICAL));
    plain.extend_from_slice(vote.0.as_bytes());
    plain.extend_from_slice(&nonce.0);
    plain.push(u8::try_from(canonical.len()).unwrap_or(0));
    plain.extend_from_slice(canonical.as_bytes());
    plain.resize(49 + Ballot::MAX_CANONICAL, 0);
    plain
}

fn read(vote: VoteId, plain: &[u8]) -> Option<(Nonce, Ballot)> {
    let (of, rest) = plain.split_first_chunk::<16>()?;
    let (nonce, rest) = rest.split_first_chunk::<32>()?;
    let (length, rest) = rest.split_first()?;
    let canonical = std::str::from_utf8(rest.get(..usize::from(*length))?).ok()?;
    (of == vote.0.as_bytes()).then_some((Nonce(*nonce), Ballot::from_canonical(canonical)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
    use uuid::Uuid;

    fn sealed(keys: &Keyring, marks: &str) -> BallotRow {
        let (id, vote) = (BallotId(Uuid::from_u128(1)), VoteId(Uuid::from_u128(2)));
        let ballot = Ballot::from_canonical(marks).unwrap();
        BallotRow { id, vote, seal: seal(keys, id, vote, Nonce([7; 32]), &ballot, Time::UNIX_EPOCH) }
    }

    #[test]
    fn a_sealed_ballot_opens_in_its_place_only() {
        let keys = Keyring::fresh();
        let row = sealed(&keys, "marks:2");
        assert_eq!(open(&keys, &row).unwrap().1.canonical(), "marks:2");
        assert!(open(&keys, &BallotRow { id: BallotId(Uuid::nil()), ..row.clone() }).is_err());
        assert!(open(&keys, &BallotRow { vote: VoteId(Uuid::nil()), ..row.clone() }).is_err());
        let other = sealed(&keys, "marks:1").seal.commitment;
        assert!(open(&keys, &BallotRow { seal: Seal { commitment: other, ..row.seal.clone() }, ..row }).is_err());
    }

    #[test]
    fn the_size_of_a_sealed_ballot_tells_nothing() {
        let keys = Keyring::fresh();
        let all: Vec<String> = (1..=20).map(|n: u8| n.to_string()).collect();
        let sizes = ["marks:".to_owned(), "marks:1".to_owned(), format!("marks:{}", all.join(","))]
            .map(|marks| sealed(&keys, &marks).seal.choice.len());
        assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
    }

    #[test]
    fn a_receipt_verifies_against_the_published_statement() {
        let keys = Keyring::fresh();
        let row = sealed(&keys, "marks:2");
        let key: [u8; 32] = hex::decode(public_key(&keys, &row.seal.key_id).unwrap()).unwrap().try_into().unwrap();
        let signature: [u8; 64] = hex::decode(&row.seal.signature).unwrap().try_into().unwrap();
        let commitment = Commitment::to(row.vote, Nonce([7; 32]), &Ballot::from_canonical("marks:2").unwrap());
        let words = statement(row.vote, &commitment, Time::UNIX_EPOCH);
        let key = VerifyingKey::from_bytes(&key).unwrap();
        assert!(key.verify(words.as_bytes(), &Signature::from_bytes(&signature)).is_ok());
    }
}
