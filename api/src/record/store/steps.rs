use domain::Time;
use domain::ids::{AccountId, RecordId};
use domain::text::Sentence;
use domain::vote::step::StepKind;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::super::entity::step as entity;
use super::unreadable;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// A stored step or incident of a running vote.
pub struct StepRow {
    pub id: Uuid,
    pub kind: StepKind,
    pub at: Time,
    pub reason: String,
    /// The new end, of an extension.
    pub closes_at: Option<Time>,
}

pub async fn insert_step(
    tx: &Tx,
    record: RecordId,
    kind: StepKind,
    by: AccountId,
    reason: &Sentence,
    closes_at: Option<Time>,
) -> Result<StepRow, Problem> {
    let row = StepRow { id: tx.id(), kind, at: tx.now(), reason: reason.to_string(), closes_at };
    let kept = entity::ActiveModel {
        id: Set(row.id),
        vote_id: Set(record.0),
        kind: Set(kind.word().to_owned()),
        at: Set(row.at),
        by_account: Set(by.0),
        reason: Set(row.reason.clone()),
        closes_at: Set(closes_at),
    };
    entity::Entity::insert(kept).exec_without_returning(tx.conn()).await?;
    Ok(row)
}

/// Steps of these kinds, oldest first.
pub async fn steps(
    conn: &impl ConnectionTrait,
    record: RecordId,
    kinds: impl Fn(StepKind) -> bool,
    page: &Page<'_>,
) -> Result<Vec<StepRow>, Problem> {
    let words: Vec<&str> = StepKind::ALL.iter().filter(|kind| kinds(**kind)).map(|kind| kind.word()).collect();
    let mut query =
        entity::Entity::find().filter(entity::Column::VoteId.eq(record.0)).filter(entity::Column::Kind.is_in(words));
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    let restore = |row: entity::Model| {
        let kind = StepKind::from_word(&row.kind).ok_or_else(|| unreadable("step", row.id))?;
        Ok(StepRow { id: row.id, kind, at: row.at, reason: row.reason, closes_at: row.closes_at })
    };
    rows.into_iter().map(restore).collect()
}

/// Everybody who took a step in the running of the vote. A person who only reported incidents is not among them.
pub async fn stepped_in(conn: &impl ConnectionTrait, record: RecordId) -> Result<Vec<AccountId>, DbErr> {
    let by: Vec<Uuid> = entity::Entity::find()
        .select_only()
        .column(entity::Column::ByAccount)
        .distinct()
        .filter(entity::Column::VoteId.eq(record.0))
        .filter(entity::Column::Kind.ne(StepKind::Incident.word()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(by.into_iter().map(AccountId).collect())
}
