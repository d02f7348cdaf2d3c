use std::collections::{BTreeMap, BTreeSet};

use domain::Time;
use domain::ids::{AccountId, OwnerProxyId, OwnersDecisionId};
use domain::register::Head;
use domain::vote::receipt::{Commitment, Nonce};
use domain::vote::tally::owners::Voice;
use domain::vote::turnout::Channel;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::super::entity::ballot;
use super::unreadable;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// A head's ballot.
pub struct BallotRow {
    pub voice: Voice,
    pub cast_by: CastBy,
    pub cast_at: Time,
    /// None for a ballot that was cast before the service had logs.
    pub proof: Option<Proof>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastBy {
    Owner(AccountId),
    /// The holder of this proxy.
    Holder(AccountId, OwnerProxyId),
    /// The ballot came from a sheet, so no account cast it.
    Sheet,
}

impl BallotRow {
    pub fn channel(&self) -> Channel {
        match self.cast_by {
            CastBy::Owner(_) => Channel::Online,
            CastBy::Holder(..) => Channel::Proxy,
            CastBy::Sheet => Channel::Paper,
        }
    }

    /// The proxy with which it was cast, if it was cast with one.
    pub fn proxy(&self) -> Option<OwnerProxyId> {
        match self.cast_by {
            CastBy::Holder(_, proxy) => Some(proxy),
            CastBy::Owner(_) | CastBy::Sheet => None,
        }
    }
}

/// The nonce that opens the ballot's commitment, and the service's signature under its receipt.
pub struct Proof {
    pub nonce: Nonce,
    pub commitment: Commitment,
    pub key_id: String,
    pub signature: [u8; 64],
}

/// Stores the ballot in place of the head's earlier one.
pub async fn put_ballot(tx: &Tx, id: OwnersDecisionId, head: &Head, row: &BallotRow) -> Result<(), Problem> {
    use ballot::Column::{
        CastAt, CastBy as By, Channel as Way, Commitment, DecisionId, Head as Code, KeyId, Nonce, ProxyId, Signature,
        Voice as Said,
    };
    let by = match row.cast_by {
        CastBy::Owner(by) | CastBy::Holder(by, _) => by.0,
        CastBy::Sheet => Uuid::nil(),
    };
    let proof = row.proof.as_ref();
    let model = ballot::ActiveModel {
        decision_id: Set(id.0),
        head: Set(head.as_str().to_owned()),
        voice: Set(row.voice.word().to_owned()),
        cast_by: Set(by),
        channel: Set(row.channel().word().to_owned()),
        proxy_id: Set(row.proxy().map(|proxy| proxy.0)),
        cast_at: Set(row.cast_at),
        nonce: Set(proof.map(|proof| hex::encode(proof.nonce.0))),
        commitment: Set(proof.map(|proof| proof.commitment.to_string())),
        key_id: Set(proof.map(|proof| proof.key_id.clone())),
        signature: Set(proof.map(|proof| hex::encode(proof.signature))),
    };
    let replaced = [Said, By, CastAt, Nonce, Commitment, KeyId, Signature, Way, ProxyId];
    ballot::Entity::insert(model)
        .on_conflict(OnConflict::columns([DecisionId, Code]).update_columns(replaced).to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Deletes the head's ballot.
pub async fn delete_ballot(tx: &Tx, id: OwnersDecisionId, head: &Head) -> Result<(), Problem> {
    ballot::Entity::delete_by_id((id.0, head.as_str().to_owned())).exec(tx.conn()).await?;
    Ok(())
}

pub async fn ballot(
    conn: &impl ConnectionTrait,
    id: OwnersDecisionId,
    head: &Head,
) -> Result<Option<BallotRow>, Problem> {
    let row = ballot::Entity::find_by_id((id.0, head.as_str().to_owned())).one(conn).await?;
    row.map(|row| restore(id, row).map(|(_, ballot)| ballot)).transpose()
}

pub async fn ballots(conn: &impl ConnectionTrait, id: OwnersDecisionId) -> Result<BTreeMap<Head, BallotRow>, Problem> {
    let rows = ballot::Entity::find().filter(ballot::Column::DecisionId.eq(id.0)).all(conn).await?;
    rows.into_iter().map(|row| restore(id, row)).collect()
}

/// The ballots of these heads.
pub async fn ballots_of(
    conn: &impl ConnectionTrait,
    id: OwnersDecisionId,
    heads: &[Head],
) -> Result<BTreeMap<Head, BallotRow>, Problem> {
    let some = ballot::Entity::find()
        .filter(ballot::Column::DecisionId.eq(id.0))
        .filter(ballot::Column::Head.is_in(heads.iter().map(Head::as_str)));
    some.all(conn).await?.into_iter().map(|row| restore(id, row)).collect()
}

/// Every account that cast a ballot.
pub async fn voters(conn: &impl ConnectionTrait, id: OwnersDecisionId) -> Result<BTreeSet<AccountId>, Problem> {
    let query = ballot::Entity::find().filter(ballot::Column::DecisionId.eq(id.0)).select_only();
    let voters: Vec<Uuid> = query.column(ballot::Column::CastBy).distinct().into_tuple().all(conn).await?;
    Ok(voters.into_iter().filter(|by| !by.is_nil()).map(AccountId).collect())
}

/// The heads that have a ballot, without what it says.
pub async fn heads_with_ballot(conn: &impl ConnectionTrait, id: OwnersDecisionId) -> Result<BTreeSet<Head>, Problem> {
    let query = ballot::Entity::find().filter(ballot::Column::DecisionId.eq(id.0)).select_only();
    let heads: Vec<String> = query.column(ballot::Column::Head).into_tuple().all(conn).await?;
    Ok(heads.into_iter().map(Head::restore).collect())
}

fn restore(id: OwnersDecisionId, row: ballot::Model) -> Result<(Head, BallotRow), Problem> {
    let unreadable = || unreadable("ballot of owners", id);
    let voice = Voice::from_word(&row.voice).ok_or_else(unreadable)?;
    let proof = match (row.nonce, row.commitment, row.key_id, row.signature) {
        (Some(nonce), Some(commitment), Some(key_id), Some(signature)) => {
            let bytes = |hex: &str| Commitment::from_hex(hex).map(|bytes| bytes.0);
            let signature = hex::decode(signature).ok().and_then(|bytes| bytes.try_into().ok());
            let (nonce, commitment) = (bytes(&nonce).map(Nonce), bytes(&commitment).map(Commitment));
            let ((nonce, commitment), signature) = nonce.zip(commitment).zip(signature).ok_or_else(unreadable)?;
            Some(Proof { nonce, commitment, key_id, signature })
        }
        _ => None,
    };
    let by = AccountId(row.cast_by);
    let cast_by = match (Channel::from_word(&row.channel).ok_or_else(unreadable)?, row.proxy_id) {
        (Channel::Online, _) => CastBy::Owner(by),
        (Channel::Proxy, Some(proxy)) => CastBy::Holder(by, proxy.into()),
        (Channel::Paper, _) => CastBy::Sheet,
        (Channel::Proxy, None) | (Channel::Assisted, _) => return Err(unreadable()),
    };
    Ok((Head::restore(row.head), BallotRow { voice, cast_by, cast_at: row.cast_at, proof }))
}
