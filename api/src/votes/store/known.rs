use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::VoteId;
use domain::vote::{Vote, VoteState};
use sea_orm::entity::prelude::*;

use super::super::entity::vote as entity;
use super::vote::one;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// Votes in which ballots were cast lately, each with the row from which it was read. Options are fixed once a vote is
/// open, so an equal row is an equal vote.
#[derive(Default)]
pub struct KnownVotes(Mutex<HashMap<VoteId, Known>>);

struct Known {
    version: Option<RowVersion>,
    row: entity::Model,
    vote: Arc<Vote>,
}

/// The version of a row: the transaction that wrote it, which differs after each change. Only PostgreSQL has it.
#[derive(Clone, PartialEq, Eq)]
pub struct RowVersion(pub String);

impl KnownVotes {
    const MOST: usize = 64;

    /// The vote, locked by the caller with [`share`](super::share). Its row is read unless `version` is the one read before.
    pub async fn vote(&self, tx: &Tx, id: VoteId, version: Option<RowVersion>) -> Result<Arc<Vote>, Problem> {
        let is_known = |known: &Known| version.is_some() && known.version == version;
        if let Some(vote) = self.recall(id, is_known) {
            return Ok(vote);
        }
        let row = entity::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or_else(Problem::not_found)?;
        let vote = match self.recall(id, |known| known.row == row) {
            Some(vote) => vote,
            None => Arc::new(one(tx.conn(), Some(row.clone())).await?),
        };
        self.remember(Known { version, row, vote: Arc::clone(&vote) });
        Ok(vote)
    }

    /// The vote as it was when a ballot was last cast in it on this instance. It may have changed since.
    pub fn as_last_seen(&self, id: VoteId) -> Option<Arc<Vote>> {
        self.recall(id, |_| true)
    }

    fn recall(&self, id: VoteId, is_it: impl FnOnce(&Known) -> bool) -> Option<Arc<Vote>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).filter(|known| is_it(known)).map(|known| Arc::clone(&known.vote))
    }

    fn remember(&self, fresh: Known) {
        if fresh.vote.state == VoteState::Drafted {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(fresh.vote.id, fresh);
    }
}
