//! Batches of sheets, who got one, and what was keyed.

use domain::Time;
use domain::ids::{AccountId, PaperBallotId, PaperBatchId, VoteId};
use domain::vote::paper::{Batch, BatchClosure, BatchFacts, HandCount, KeyingStage, Serial};
use domain::vote::roll::VoterKey;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::super::entity::{paper_ballot, paper_batch, paper_handout};
use super::roll::building_of;
use super::{signed, unreadable, unsigned};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// A keyed sheet as it is stored: what was keyed is sealed, and deleted once the sheet is settled.
#[derive(Clone)]
pub struct PaperRow {
    pub id: PaperBallotId,
    pub vote: VoteId,
    pub batch: PaperBatchId,
    pub serial: Serial,
    pub stage: KeyingStage,
    pub first_by: AccountId,
    pub first_entry: Option<Vec<u8>>,
    pub second_by: Option<AccountId>,
    pub second_entry: Option<Vec<u8>>,
    pub resolved_by: Option<AccountId>,
}

pub async fn insert_batch(tx: &Tx, batch: &Batch) -> Result<(), Problem> {
    paper_batch::Entity::insert(batch_row(batch)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update_batch(tx: &Tx, batch: &Batch) -> Result<(), Problem> {
    paper_batch::Entity::update(batch_row(batch)).exec(tx.conn()).await?;
    Ok(())
}

pub async fn batch(conn: &impl ConnectionTrait, id: PaperBatchId) -> Result<Batch, Problem> {
    restore_batch(paper_batch::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?)
}

pub async fn batch_of(conn: &impl ConnectionTrait, vote: VoteId, number: u16) -> Result<Option<Batch>, Problem> {
    let of_vote = paper_batch::Entity::find().filter(paper_batch::Column::VoteId.eq(vote.0));
    let row = of_vote.filter(paper_batch::Column::Number.eq(i32::from(number))).one(conn).await?;
    row.map(restore_batch).transpose()
}

/// A page of the vote's batches, the oldest first.
pub async fn batches(conn: &impl ConnectionTrait, vote: VoteId, page: &Page<'_>) -> Result<Vec<Batch>, Problem> {
    let mut query = paper_batch::Entity::find().filter(paper_batch::Column::VoteId.eq(vote.0));
    if let Some(after) = page.after_id() {
        query = query.filter(paper_batch::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(paper_batch::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore_batch).collect()
}

/// All of them, by number: [`domain::vote::paper::MOST_BATCHES`] at most.
pub async fn all_batches(conn: &impl ConnectionTrait, vote: VoteId) -> Result<Vec<Batch>, Problem> {
    let of_vote = paper_batch::Entity::find().filter(paper_batch::Column::VoteId.eq(vote.0));
    of_vote.order_by_asc(paper_batch::Column::Number).all(conn).await?.into_iter().map(restore_batch).collect()
}

pub async fn how_many_batches(conn: &impl ConnectionTrait, vote: VoteId) -> Result<u64, Problem> {
    Ok(paper_batch::Entity::find().filter(paper_batch::Column::VoteId.eq(vote.0)).count(conn).await?)
}

/// How many batches are open, and so hold up the count.
pub async fn open_batches(conn: &impl ConnectionTrait, vote: VoteId) -> Result<u64, Problem> {
    let of_vote = paper_batch::Entity::find().filter(paper_batch::Column::VoteId.eq(vote.0));
    Ok(of_vote.filter(paper_batch::Column::ClosedAt.is_null()).count(conn).await?)
}

/// When the last batch of the vote was closed, if it has any.
pub async fn last_keyed(conn: &impl ConnectionTrait, vote: VoteId) -> Result<Option<Time>, Problem> {
    let of_vote = paper_batch::Entity::find().filter(paper_batch::Column::VoteId.eq(vote.0));
    let last = of_vote.filter(paper_batch::Column::ClosedAt.is_not_null()).order_by_desc(paper_batch::Column::ClosedAt);
    Ok(last.one(conn).await?.and_then(|row| row.closed_at))
}

/// How many sheets of the batch are handed out and at each stage of keying, counted from the rows.
pub async fn batch_facts(conn: &impl ConnectionTrait, id: PaperBatchId) -> Result<BatchFacts, Problem> {
    let keyed = async |stage: KeyingStage| {
        let of_batch = paper_ballot::Entity::find().filter(paper_ballot::Column::BatchId.eq(id.0));
        of_batch.filter(paper_ballot::Column::Stage.eq(stage.word())).count(conn).await
    };
    Ok(BatchFacts {
        handed_out: paper_handout::Entity::find().filter(paper_handout::Column::BatchId.eq(id.0)).count(conn).await?,
        accepted: keyed(KeyingStage::Accepted).await?,
        keyed_once: keyed(KeyingStage::KeyedOnce).await?,
        mismatches: keyed(KeyingStage::Mismatch).await?,
        taken_back: keyed(KeyingStage::TakenBack).await?,
    })
}

/// Whether a sheet was handed to this voter. Only until the close: then the rows move into the poll book.
pub async fn has_paper(conn: &impl ConnectionTrait, vote: VoteId, voter: &VoterKey) -> Result<bool, Problem> {
    let handed = paper_handout::Entity::find_by_id((vote.0, voter.as_str().to_owned()));
    Ok(handed.one(conn).await?.is_some())
}

/// From which batch a sheet was handed to this voter, if one was.
pub async fn handed_from(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    voter: &VoterKey,
) -> Result<Option<PaperBatchId>, Problem> {
    let handed = paper_handout::Entity::find_by_id((vote.0, voter.as_str().to_owned())).one(conn).await?;
    Ok(handed.map(|row| PaperBatchId(row.batch_id)))
}

/// Deletes the row that says that this voter has a sheet.
pub async fn take_handout(tx: &Tx, vote: VoteId, voter: &VoterKey) -> Result<(), Problem> {
    paper_handout::Entity::delete_by_id((vote.0, voter.as_str().to_owned())).exec(tx.conn()).await?;
    Ok(())
}

pub async fn insert_handout(tx: &Tx, vote: VoteId, voter: &VoterKey, batch: PaperBatchId) -> Result<(), Problem> {
    let row = paper_handout::ActiveModel {
        vote_id: Set(vote.0),
        voter: Set(voter.as_str().to_owned()),
        batch_id: Set(batch.0),
        building: Set(building_of(tx.conn(), vote, voter).await?),
    };
    paper_handout::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn insert_paper(tx: &Tx, paper: &PaperRow) -> Result<(), Problem> {
    paper_ballot::Entity::insert(paper_row(paper)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update_paper(tx: &Tx, paper: &PaperRow) -> Result<(), Problem> {
    paper_ballot::Entity::update(paper_row(paper)).exec(tx.conn()).await?;
    Ok(())
}

pub async fn paper(conn: &impl ConnectionTrait, id: PaperBallotId) -> Result<PaperRow, Problem> {
    restore_paper(paper_ballot::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?)
}

/// How far the keying of a sheet has come; none when it was neither keyed nor taken back.
pub async fn stage_of(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    serial: Serial,
) -> Result<Option<KeyingStage>, Problem> {
    let of_vote = paper_ballot::Entity::find().filter(paper_ballot::Column::VoteId.eq(vote.0));
    let row = of_vote.filter(paper_ballot::Column::Serial.eq(serial.to_string())).one(conn).await?;
    row.map(|row| restore_paper(row).map(|paper| paper.stage)).transpose()
}

/// Keyed sheets of one stage, or all, in an order that does not tell when they were keyed.
pub async fn papers(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    stage: Option<KeyingStage>,
    page: &Page<'_>,
) -> Result<Vec<PaperRow>, Problem> {
    let mut query = paper_ballot::Entity::find().filter(paper_ballot::Column::VoteId.eq(vote.0));
    if let Some(stage) = stage {
        query = query.filter(paper_ballot::Column::Stage.eq(stage.word()));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(paper_ballot::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(paper_ballot::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore_paper).collect()
}

/// Deletes what was keyed from the sheets of a vote that is voided.
pub async fn destroy_entries(tx: &Tx, vote: VoteId) -> Result<(), Problem> {
    let none = Expr::value(Option::<Vec<u8>>::None);
    paper_ballot::Entity::update_many()
        .col_expr(paper_ballot::Column::FirstEntry, none.clone())
        .col_expr(paper_ballot::Column::SecondEntry, none)
        .filter(paper_ballot::Column::VoteId.eq(vote.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn restore_batch(row: paper_batch::Model) -> Result<Batch, Problem> {
    let id = row.id;
    let read = || {
        let closed = match row.closed_at {
            None => None,
            Some(at) => Some(closure(at, row.closed_by?, row.handed_out?, row.returned?, row.spoiled?)),
        };
        Some(Batch {
            id: PaperBatchId(id),
            vote: VoteId(row.vote_id),
            number: u16::try_from(row.number).ok()?,
            sheets: u16::try_from(row.sheets).ok()?,
            opened_by: AccountId(row.opened_by),
            opened_at: row.opened_at,
            closed,
        })
    };
    read().ok_or_else(|| unreadable("batch of paper", id))
}

fn closure(at: Time, by: Uuid, handed_out: i64, returned: i64, spoiled: i64) -> BatchClosure {
    let count = HandCount { returned: unsigned(returned), spoiled: unsigned(spoiled) };
    BatchClosure { by: AccountId(by), at, handed_out: unsigned(handed_out), count }
}

fn batch_row(batch: &Batch) -> paper_batch::ActiveModel {
    let closed = batch.closed;
    paper_batch::ActiveModel {
        id: Set(batch.id.0),
        vote_id: Set(batch.vote.0),
        number: Set(i32::from(batch.number)),
        sheets: Set(i32::from(batch.sheets)),
        opened_by: Set(batch.opened_by.0),
        opened_at: Set(batch.opened_at),
        closed_at: Set(closed.map(|closed| closed.at)),
        closed_by: Set(closed.map(|closed| closed.by.0)),
        handed_out: Set(closed.map(|closed| signed(closed.handed_out))),
        returned: Set(closed.map(|closed| signed(closed.count.returned))),
        spoiled: Set(closed.map(|closed| signed(closed.count.spoiled))),
    }
}

fn restore_paper(row: paper_ballot::Model) -> Result<PaperRow, Problem> {
    let id = row.id;
    let read = || {
        Some(PaperRow {
            id: PaperBallotId(id),
            vote: VoteId(row.vote_id),
            batch: PaperBatchId(row.batch_id),
            serial: Serial::parse(&row.serial)?,
            stage: KeyingStage::from_word(&row.stage)?,
            first_by: AccountId(row.first_by),
            first_entry: row.first_entry,
            second_by: row.second_by.map(AccountId),
            second_entry: row.second_entry,
            resolved_by: row.resolved_by.map(AccountId),
        })
    };
    read().ok_or_else(|| unreadable("paper ballot", id))
}

fn paper_row(paper: &PaperRow) -> paper_ballot::ActiveModel {
    paper_ballot::ActiveModel {
        id: Set(paper.id.0),
        vote_id: Set(paper.vote.0),
        batch_id: Set(paper.batch.0),
        serial: Set(paper.serial.to_string()),
        stage: Set(paper.stage.word().to_owned()),
        first_by: Set(paper.first_by.0),
        first_entry: Set(paper.first_entry.clone()),
        second_by: Set(paper.second_by.map(|by| by.0)),
        second_entry: Set(paper.second_entry.clone()),
        resolved_by: Set(paper.resolved_by.map(|by| by.0)),
    }
}
