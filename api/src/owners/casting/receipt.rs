//! Receipts of owners' ballots: signed by the service, as in a vote, and to be checked by anybody.

use chrono::{DateTime, Utc};
use domain::Time;
use domain::ids::OwnersDecisionId;
use domain::owner::ballot::commitment;
use domain::register::Head;
use domain::vote::receipt::{Nonce, statement};
use domain::vote::tally::owners::Voice;
use ed25519_dalek::{Signer as _, SigningKey};
use serde::Serialize;
use utoipa::ToSchema;

use crate::infra::keys::{Keyring, RECEIPTS};
use crate::owners::store::{BallotRow, Proof};
use crate::record::receipts::public_key;

/// Signs that this ballot was taken, and keeps what the receipt is made of.
pub fn sign(keys: &Keyring, id: OwnersDecisionId, head: &Head, voice: Voice, nonce: Nonce, at: Time) -> Proof {
    let commitment = commitment(id, nonce, head, voice);
    let (key_id, secret) = keys.current_key(RECEIPTS);
    let words = statement(id.into(), &commitment, at);
    Proof { nonce, commitment, key_id, signature: SigningKey::from_bytes(&secret).sign(words.as_bytes()).to_bytes() }
}

/// Says that a ballot was taken and is in the log. The commitment is `SHA-256("sanhui/owner-ballot/v1" || decision id,
/// 16 bytes || nonce, 32 bytes || ballot)`, where the ballot is the text of the decision, a colon and the head, as in
/// `for:3号/502`.
#[derive(Serialize, ToSchema)]
pub struct OwnersReceiptView {
    /// Hex.
    #[schema(example = "3573c4389fea1e10c5453997e8af320fcd3c8d1ae8e60fca30057fea297321ef")]
    pub commitment: String,
    /// The first 60 bits of the commitment in Crockford's base 32, to read out or write down.
    #[schema(example = "6NSW8E4ZX8F1")]
    pub tracker: String,
    /// Hex; with the ballot it gives the commitment.
    #[schema(min_length = 64, max_length = 64)]
    pub nonce: String,
    pub accepted_at: DateTime<Utc>,
    /// The exact text that was signed.
    pub statement: String,
    /// Ed25519 over the statement, hex.
    pub signature: String,
    pub key_id: String,
    /// The key that verifies the signature, in hex; null if the service no longer has it.
    pub public_key: Option<String>,
}

impl OwnersReceiptView {
    /// None for a ballot that was cast before the service had logs.
    pub fn of(keys: &Keyring, id: OwnersDecisionId, ballot: &BallotRow) -> Option<Self> {
        let proof = ballot.proof.as_ref()?;
        Some(Self {
            commitment: proof.commitment.to_string(),
            tracker: proof.commitment.tracker(),
            nonce: hex::encode(proof.nonce.0),
            accepted_at: ballot.cast_at,
            statement: statement(id.into(), &proof.commitment, ballot.cast_at),
            signature: hex::encode(proof.signature),
            key_id: proof.key_id.clone(),
            public_key: public_key(keys, &proof.key_id),
        })
    }
}
