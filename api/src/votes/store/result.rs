use domain::Time;
use domain::ids::{DesignId, VoteId};
use domain::vote::rule::OptionNumber;
use domain::vote::tally::{Evidence, Heads, Outcome, Standing, Tally};
use domain::vote::{Stage, Vote};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::super::entity::{option, result as entity, standing, vote};
use super::{evidence, signed, small, unreadable, unsigned};
use crate::infra::db::Tx;
use crate::problem::Problem;

/// What was counted, and when.
pub struct StoredResult {
    pub tally: Tally,
    /// The area of the voters who took part, where flats vote.
    pub area_cast: Option<u64>,
    pub at: Time,
}

/// Stores the result, once, in the transaction that counted under the vote's lock.
pub async fn insert_result(tx: &Tx, id: VoteId, tally: &Tally, area_cast: Option<u64>) -> Result<(), Problem> {
    let Heads { eligible, cast, valid, blank, invalid } = tally.heads;
    let row = entity::ActiveModel {
        vote_id: Set(id.0),
        counted_at: Set(tx.now()),
        eligible: Set(signed(eligible)),
        cast: Set(signed(cast)),
        valid: Set(signed(valid)),
        blank: Set(signed(blank)),
        invalid: Set(signed(invalid)),
        winner: Set(winner(tally)),
        area_cast: Set(area_cast.map(signed)),
        evidence: Set(evidence::write(&tally.evidence)),
    };
    entity::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let standings = tally.standings.iter().map(|one| standing::ActiveModel {
        vote_id: Set(id.0),
        number: Set(small(one.option.get())),
        votes: Set(signed(one.votes)),
    });
    standing::Entity::insert_many(standings).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The stored result. The rule decides again from the stored numbers, and must give the winner that was stored beside
/// them.
pub async fn result(conn: &impl ConnectionTrait, vote: &Vote) -> Result<Option<StoredResult>, Problem> {
    let Some(row) = entity::Entity::find_by_id(vote.id.0).one(conn).await? else { return Ok(None) };
    let rows = standing::Entity::find().filter(standing::Column::VoteId.eq(vote.id.0)).all(conn).await?;
    let standings = rows.into_iter().map(|row| {
        let option = u8::try_from(row.number).ok().and_then(OptionNumber::new)?;
        Some(Standing { option, votes: unsigned(row.votes) })
    });
    let standings = standings.collect::<Option<Vec<_>>>().ok_or_else(|| unreadable("result", vote.id))?;
    let heads = Heads {
        eligible: unsigned(row.eligible),
        cast: unsigned(row.cast),
        valid: unsigned(row.valid),
        blank: unsigned(row.blank),
        invalid: unsigned(row.invalid),
    };
    let evidence = match &row.evidence {
        None => Evidence::Marks(standings),
        Some(text) => evidence::read(text).ok_or_else(|| unreadable("result", vote.id))?,
    };
    let tally = Tally::decide(&vote.rule, heads, evidence);
    if winner(&tally) != row.winner {
        return Err(unreadable("result", vote.id));
    }
    Ok(Some(StoredResult { tally, area_cast: row.area_cast.map(unsigned), at: row.counted_at }))
}

/// The design a certified vote elected; none while it is not certified, or when it ended without a result.
pub async fn certified_winner(conn: &impl ConnectionTrait, id: VoteId) -> Result<Option<DesignId>, Problem> {
    let row = vote::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    if row.status != Stage::Certified.word() {
        return Ok(None);
    }
    let winner = entity::Entity::find_by_id(id.0).one(conn).await?.and_then(|row| row.winner);
    let Some(number) = winner else { return Ok(None) };
    let option = option::Entity::find_by_id((id.0, number)).one(conn).await?;
    Ok(option.map(|option| DesignId(option.design_id)))
}

/// What a certified budget vote funded, its winner first; nothing for every other vote.
pub async fn funded_designs(conn: &impl ConnectionTrait, vote: &Vote) -> Result<Vec<DesignId>, Problem> {
    if vote.rule.purse.is_none() || vote.state.stage() != Stage::Certified {
        return Ok(Vec::new());
    }
    let funded = result(conn, vote).await?.map(|kept| kept.tally.funded).unwrap_or_default();
    let design = |number| vote.options.iter().find(|option| option.number == number).map(|option| option.design);
    Ok(funded.into_iter().filter_map(design).collect())
}

fn winner(tally: &Tally) -> Option<i16> {
    match tally.outcome {
        Outcome::Elected { option, .. } => Some(small(option.get())),
        Outcome::NoResult(_) => None,
    }
}
