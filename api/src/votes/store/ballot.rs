use domain::Time;
use domain::ids::{BallotId, VoteId};
use domain::vote::roll::VoterKey;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::super::entity::ballot as entity;
use crate::http::problem::Problem;
use crate::infra::db::Tx;

/// A ballot as it lies in the urn.
#[derive(Clone)]
pub struct BallotRow {
    pub id: BallotId,
    pub vote: VoteId,
    pub seal: Seal,
}

/// What is replaced when a voter changes their mind.
#[derive(Clone)]
pub struct Seal {
    /// Choice and nonce, encrypted.
    pub choice: Vec<u8>,
    /// Hex.
    pub commitment: String,
    pub accepted_at: Time,
    /// Which of the service's keys signed the receipt.
    pub key_id: String,
    /// Hex.
    pub signature: String,
}

/// The voter's live ballot, to look at.
pub async fn receipt_of(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    voter: &VoterKey,
) -> Result<Option<BallotRow>, Problem> {
    Ok(of_voter(vote, voter).one(conn).await?.map(restore))
}

/// The voter's live ballot, locked until the transaction ends.
pub async fn ballot_of(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    voter: &VoterKey,
) -> Result<Option<BallotRow>, Problem> {
    Ok(of_voter(vote, voter).lock_exclusive().one(conn).await?.map(restore))
}

fn of_voter(vote: VoteId, voter: &VoterKey) -> Select<entity::Entity> {
    entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0)).filter(entity::Column::Voter.eq(voter.as_str()))
}

/// False when the voter has a ballot already, such as one cast at the same moment: then nothing is changed.
pub async fn insert_ballot(tx: &Tx, ballot: &BallotRow, voter: &VoterKey) -> Result<bool, Problem> {
    let row = entity::ActiveModel {
        id: Set(ballot.id.0),
        vote_id: Set(ballot.vote.0),
        voter: Set(voter.as_str().to_owned()),
        choice: Set(ballot.seal.choice.clone()),
        commitment: Set(ballot.seal.commitment.clone()),
        accepted_at: Set(ballot.seal.accepted_at),
        key_id: Set(ballot.seal.key_id.clone()),
        signature: Set(ballot.seal.signature.clone()),
    };
    let one_each = OnConflict::columns([entity::Column::VoteId, entity::Column::Voter]).do_nothing().to_owned();
    let inserted = entity::Entity::insert(row).on_conflict(one_each).exec_without_returning(tx.conn()).await;
    match inserted {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub async fn replace_ballot(tx: &Tx, id: BallotId, seal: &Seal) -> Result<(), Problem> {
    let row = entity::ActiveModel {
        id: Set(id.0),
        choice: Set(seal.choice.clone()),
        commitment: Set(seal.commitment.clone()),
        accepted_at: Set(seal.accepted_at),
        key_id: Set(seal.key_id.clone()),
        signature: Set(seal.signature.clone()),
        ..Default::default()
    };
    entity::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}

/// At most `limit` ballots of the vote, by id, for the count.
pub async fn ballots_after(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    after: Option<BallotId>,
    limit: u64,
) -> Result<Vec<BallotRow>, Problem> {
    let mut query = entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0));
    if let Some(after) = after {
        query = query.filter(entity::Column::Id.gt(after.0));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(limit).all(conn).await?;
    Ok(rows.into_iter().map(restore).collect())
}

fn restore(row: entity::Model) -> BallotRow {
    let entity::Model { choice, commitment, accepted_at, key_id, signature, .. } = row;
    let seal = Seal { choice, commitment, accepted_at, key_id, signature };
    BallotRow { id: BallotId(row.id), vote: VoteId(row.vote_id), seal }
}
