use domain::Time;
use domain::account::DisplayName;
use domain::consent::{Decided, Decision};
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entity::{decision, proof};
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};
use crate::problem::Problem;

fn guardian_of(row: Uuid) -> Place {
    Place { table: "consent_decisions", column: "guardian", row }
}

/// A stored decision.
pub struct Stored {
    pub id: Uuid,
    pub purpose: String,
    pub policy_version: String,
    pub text_hash: String,
    pub decision: Decision,
    pub channel: String,
    pub decided_at: Time,
    pub by_guardian: bool,
    pub proof: String,
}

/// A decision that is to be stored.
pub struct New<'a> {
    pub account: AccountId,
    pub purpose: &'a str,
    pub policy_version: &'a str,
    pub text_hash: &'a str,
    pub decision: Decision,
    pub channel: &'a str,
    pub guardian: Option<&'a DisplayName>,
}

/// SHA-256 over the decision, its id and the account's id; neither id can be guessed. A person who was told both ids
/// can show later that the decision was stored. Nobody else can find out from the hash whose decision it was.
fn proof_of(id: Uuid, new: &New<'_>, at: Time) -> String {
    let parts = [new.purpose, new.policy_version, new.text_hash, new.decision.word(), new.channel].join("\n");
    let text = format!("sanhui/consent/v1\n{id}\n{}\n{parts}\n{}\n", new.account, at.timestamp_micros());
    hex::encode(Sha256::digest(text.as_bytes()))
}

pub async fn insert(tx: &Tx, keys: &Keyring, new: New<'_>) -> Result<(), DbErr> {
    let (id, at) = (tx.id(), tx.now());
    let row = decision::ActiveModel {
        id: Set(id),
        account_id: Set(new.account.0),
        purpose: Set(new.purpose.to_owned()),
        policy_version: Set(new.policy_version.to_owned()),
        text_hash: Set(new.text_hash.to_owned()),
        decision: Set(new.decision.word().to_owned()),
        channel: Set(new.channel.to_owned()),
        decided_at: Set(at),
        guardian: Set(new.guardian.map(|name| keys.seal(guardian_of(id), name.as_str().as_bytes()))),
        proof: Set(proof_of(id, &new, at)),
    };
    decision::Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// Everything the person decided, the newest first.
pub async fn of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Stored>, Problem> {
    let query = decision::Entity::find().filter(decision::Column::AccountId.eq(account.0));
    query.order_by_desc(decision::Column::Id).all(conn).await?.into_iter().map(restore).collect()
}

fn restore(row: decision::Model) -> Result<Stored, Problem> {
    Ok(Stored {
        id: row.id,
        purpose: row.purpose,
        policy_version: row.policy_version,
        text_hash: row.text_hash,
        decision: Decision::from_word(&row.decision).ok_or_else(Problem::broken)?,
        channel: row.channel,
        decided_at: row.decided_at,
        by_guardian: row.guardian.is_some(),
        proof: row.proof,
    })
}

/// The last decision about a purpose.
pub async fn newest(
    conn: &impl ConnectionTrait,
    account: AccountId,
    purpose: &str,
) -> Result<Option<Decided>, Problem> {
    let newest = decision::Entity::find()
        .filter(decision::Column::AccountId.eq(account.0))
        .filter(decision::Column::Purpose.eq(purpose))
        .order_by_desc(decision::Column::Id)
        .one(conn)
        .await?;
    let decided = |row| restore(row).map(|stored| Decided { decision: stored.decision, text_hash: stored.text_hash });
    newest.map(decided).transpose()
}

/// Erases the decisions. Of each only its hash is kept, which leads to nobody.
pub async fn forget(tx: &Tx, account: AccountId, kept_until: Time) -> Result<(), Problem> {
    let decided = of(tx.conn(), account).await?;
    if decided.is_empty() {
        return Ok(());
    }
    let proofs =
        decided.into_iter().map(|stored| proof::ActiveModel { proof: Set(stored.proof), kept_until: Set(kept_until) });
    proof::Entity::insert_many(proofs).exec_without_returning(tx.conn()).await?;
    let theirs = decision::Entity::delete_many().filter(decision::Column::AccountId.eq(account.0));
    theirs.exec(tx.conn()).await?;
    Ok(())
}

pub async fn sweep(tx: &Tx) -> Result<u64, DbErr> {
    let over = proof::Entity::delete_many().filter(proof::Column::KeptUntil.lte(tx.now()));
    Ok(over.exec(tx.conn()).await?.rows_affected)
}
