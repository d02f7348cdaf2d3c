use chrono::{DateTime, Utc};
use domain::vote::Vote;
use domain::vote::receipt::statement;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::seal::Taken;
use crate::infra::keys::Keyring;
use crate::record::receipts::public_key;

/// Shows that a ballot was taken, and when; never what was chosen. The commitment is `SHA-256("sanhui/ballot/v1" ||
/// vote id, 16 bytes || nonce, 32 bytes || ballot)`. The ballot is `marks:` and the marked numbers ascending, as in
/// `marks:1,3`; or `ranks:` and the groups, best first, ties ascending, as in `ranks:2>1=3`; or `scores:` and a
/// character for each option in the order of the paper, its score or `-` for a blank, as in `scores:50-`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptView {
    pub vote_id: Uuid,
    /// The receipt of a rehearsal (演练), which decides nothing.
    pub rehearsal: bool,
    /// Hex.
    #[schema(example = "3573c4389fea1e10c5453997e8af320fcd3c8d1ae8e60fca30057fea297321ef")]
    pub commitment: String,
    /// The first 60 bits of the commitment in Crockford's base 32, to read out or write down.
    #[schema(example = "6NSW8E4ZX8F1")]
    pub tracker: String,
    pub accepted_at: DateTime<Utc>,
    /// The text that was signed, byte for byte.
    pub statement: String,
    /// Ed25519 over the statement, hex.
    pub signature: String,
    pub key_id: String,
    /// The public key with which the signature verifies, hex; null when the service no longer has it.
    pub public_key: Option<String>,
}

impl ReceiptView {
    pub fn new(keys: &Keyring, vote: &Vote, taken: &Taken) -> Self {
        let commitment = taken.commitment();
        Self {
            vote_id: taken.vote.0,
            rehearsal: vote.rehearsal,
            commitment: commitment.to_string(),
            tracker: commitment.tracker(),
            accepted_at: taken.accepted_at,
            statement: statement(taken.vote.into(), &commitment, taken.accepted_at),
            signature: hex::encode(taken.signature),
            key_id: taken.key_id.clone(),
            public_key: public_key(keys, &taken.key_id),
        }
    }
}
