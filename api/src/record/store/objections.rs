use domain::ids::{AccountId, ObjectionId, RecordId};
use domain::text::Prose;
use domain::vote::objection::{Answer, Finding, Objection, Objections};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::unreadable;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;
use crate::record::entity::objection as entity;

pub async fn insert_objection(tx: &Tx, objection: &Objection) -> Result<(), Problem> {
    entity::Entity::insert(row(objection)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update_objection(tx: &Tx, objection: &Objection) -> Result<(), Problem> {
    entity::Entity::update(row(objection)).exec(tx.conn()).await?;
    Ok(())
}

/// The objection, locked until the transaction ends, so that it can be changed.
pub async fn objection(tx: &Tx, record: RecordId, id: ObjectionId) -> Result<Objection, Problem> {
    let one = entity::Entity::find_by_id(id.0).filter(entity::Column::VoteId.eq(record.0));
    restore(one.lock_exclusive().one(tx.conn()).await?.ok_or_else(Problem::not_found)?)
}

/// Objections to a result, the oldest first: those of one person, or everybody's.
pub async fn objections(
    conn: &impl ConnectionTrait,
    record: RecordId,
    by: Option<AccountId>,
    page: &Page<'_>,
) -> Result<Vec<Objection>, Problem> {
    let mut query = entity::Entity::find().filter(entity::Column::VoteId.eq(record.0));
    if let Some(by) = by {
        query = query.filter(entity::Column::AccountId.eq(by.0));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

/// How many objections this person has raised to the result.
pub async fn own_objections(tx: &Tx, record: RecordId, by: AccountId) -> Result<u64, DbErr> {
    let own = entity::Entity::find().filter(entity::Column::VoteId.eq(record.0));
    own.filter(entity::Column::AccountId.eq(by.0)).count(tx.conn()).await
}

/// The numbers on which certification depends. `until` is none here: the end of the time to object is not in these
/// rows.
pub async fn objections_of(conn: &impl ConnectionTrait, record: RecordId) -> Result<Objections, DbErr> {
    let all = || entity::Entity::find().filter(entity::Column::VoteId.eq(record.0));
    let upheld = all().filter(entity::Column::Finding.eq(Finding::Upheld.word())).count(conn).await?;
    Ok(Objections {
        unanswered: all().filter(entity::Column::Finding.is_null()).count(conn).await?,
        upheld,
        until: None,
    })
}

fn restore(row: entity::Model) -> Result<Objection, Problem> {
    let id = row.id;
    let read = || {
        let answer = match row.finding {
            None => None,
            Some(finding) => Some(Answer {
                finding: Finding::from_word(&finding)?,
                text: Prose::parse(row.answer.as_deref()?).ok()?,
                by: AccountId(row.answered_by?),
                at: row.answered_at?,
            }),
        };
        let (record, by, raised_at) = (RecordId(row.vote_id), AccountId(row.account_id), row.raised_at);
        Some(Objection { id: ObjectionId(id), record, by, text: Prose::parse(&row.text).ok()?, raised_at, answer })
    };
    read().ok_or_else(|| unreadable("objection", id))
}

fn row(objection: &Objection) -> entity::ActiveModel {
    let answer = objection.answer.as_ref();
    entity::ActiveModel {
        id: Set(objection.id.0),
        vote_id: Set(objection.record.0),
        account_id: Set(objection.by.0),
        text: Set(objection.text.to_string()),
        raised_at: Set(objection.raised_at),
        finding: Set(answer.map(|answer| answer.finding.word().to_owned())),
        answer: Set(answer.map(|answer| answer.text.to_string())),
        answered_by: Set(answer.map(|answer| answer.by.0)),
        answered_at: Set(answer.map(|answer| answer.at)),
    }
}
