mod rows;

use std::collections::HashMap;

use domain::Time;
use domain::area::AreaCode;
use domain::calendar::shanghai_date;
use domain::ids::{AccountId, PlannerId, SuggestionId};
use domain::suggestion::answer::OutcomeKind;
use domain::suggestion::{Status, Suggestion};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{event, suggestion};
use super::event::{Event, Happening};
use super::view::{SuggestionSummary, SuggestionView};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::planners;
use crate::problem::Problem;
use rows::{to_row, to_suggestion};

/// What a list asks for. Withdrawn suggestions are in no list.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Addressed to one of these areas or below; none means everywhere.
    pub areas: Vec<AreaCode>,
    pub status: Option<Status>,
    pub overdue: Option<bool>,
    pub by_planner: Option<bool>,
}

/// A suggestion that is not withdrawn; 404 otherwise.
pub async fn suggestion(conn: &impl ConnectionTrait, id: SuggestionId) -> Result<Suggestion, Problem> {
    readable(conn, id, None).await
}

/// Like [`suggestion`], but the author may read it after withdrawing it.
pub async fn readable(
    conn: &impl ConnectionTrait,
    id: SuggestionId,
    reader: Option<AccountId>,
) -> Result<Suggestion, Problem> {
    let row = suggestion::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    let found = to_suggestion(row)?;
    let hidden = found.status() == Status::Withdrawn && reader != Some(found.proposer.account);
    if hidden { Err(Problem::not_found()) } else { Ok(found) }
}

/// A suggestion, even if its author has withdrawn it; 404 if there is none.
pub async fn even_withdrawn(conn: &impl ConnectionTrait, id: SuggestionId) -> Result<Suggestion, Problem> {
    let row = suggestion::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    to_suggestion(row)
}

/// Locks the suggestion until the transaction ends, even if it is withdrawn, because the rules have a refusal for that.
pub async fn for_update(tx: &Tx, id: SuggestionId) -> Result<Suggestion, Problem> {
    let row = suggestion::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    to_suggestion(row.ok_or_else(Problem::not_found)?)
}

/// Like [`for_update`], for this account: a withdrawn suggestion is 404 for everybody but its author.
pub async fn for_update_by(tx: &Tx, id: SuggestionId, account: AccountId) -> Result<Suggestion, Problem> {
    let suggestion = for_update(tx, id).await?;
    if suggestion.status() == Status::Withdrawn && suggestion.proposer.account != account {
        return Err(Problem::not_found());
    }
    Ok(suggestion)
}

/// The oldest first.
pub async fn suggestions(
    conn: &impl ConnectionTrait,
    wanted: &Wanted,
    now: Time,
    page: &Page<'_>,
) -> Result<Vec<Suggestion>, Problem> {
    use suggestion::Column;
    let mut all = Condition::all().add(Column::Status.ne(Status::Withdrawn.word()));
    if !wanted.areas.is_empty() {
        let mut any = Condition::any();
        for area in &wanted.areas {
            any = any.add(Column::AreaCode.starts_with(area.as_str()));
        }
        all = all.add(any);
    }
    if let Some(status) = wanted.status {
        all = all.add(Column::Status.eq(status.word()));
    }
    // The same question as Suggestion::is_overdue: the day of the open duty has ended in Shanghai.
    let today = shanghai_date(now);
    match wanted.overdue {
        Some(true) => all = all.add(Column::NextDueOn.lt(today)),
        Some(false) => {
            all = all.add(Condition::any().add(Column::NextDueOn.is_null()).add(Column::NextDueOn.gte(today)));
        }
        None => {}
    }
    match wanted.by_planner {
        Some(true) => all = all.add(Column::PlannerId.is_not_null()),
        Some(false) => all = all.add(Column::PlannerId.is_null()),
        None => {}
    }
    if let Some(after) = page.after_id() {
        all = all.add(Column::Id.gt(after));
    }
    let query = suggestion::Entity::find().filter(all).order_by_asc(Column::Id).limit(page.rows());
    query.all(conn).await?.into_iter().map(to_suggestion).collect()
}

/// Topic and status word, for the trace. A withdrawn suggestion stays in the trace without its topic.
pub async fn titles(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let rows = suggestion::Entity::find().filter(suggestion::Column::Id.is_in(ids.to_vec())).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let title =
                if row.status == Status::Withdrawn.word() { "（建议已撤回）".to_owned() } else { row.topic };
            (row.id, title, row.status)
        })
        .collect())
}

/// The whole suggestion as clients see it.
pub async fn view(conn: &impl ConnectionTrait, suggestion: &Suggestion, now: Time) -> Result<SuggestionView, Problem> {
    let names = speakers(conn, std::slice::from_ref(suggestion)).await?;
    let summary = SuggestionSummary::new(suggestion, &names, now);
    Ok(SuggestionView::new(summary, suggestion, events(conn, suggestion.id).await?))
}

/// The professional names of the planners who speak in these suggestions.
pub async fn speakers(
    conn: &impl ConnectionTrait,
    suggestions: &[Suggestion],
) -> Result<HashMap<PlannerId, String>, Problem> {
    planners::names(conn, suggestions.iter().filter_map(|suggestion| suggestion.proposer.planner)).await
}

/// The first event first.
async fn events(conn: &impl ConnectionTrait, id: SuggestionId) -> Result<Vec<Event>, Problem> {
    let query = event::Entity::find().filter(event::Column::SuggestionId.eq(id.0)).order_by_asc(event::Column::Id);
    query.all(conn).await?.into_iter().map(|row| to_event(row).ok_or_else(Problem::broken)).collect()
}

pub async fn insert(tx: &Tx, new: &Suggestion) -> Result<(), Problem> {
    suggestion::Entity::insert(to_row(new)).exec_without_returning(tx.conn()).await?;
    record(tx, new, Happening::Submitted).await
}

/// Stores the new state and the event that led to it.
pub async fn update(tx: &Tx, changed: &Suggestion, happening: Happening) -> Result<(), Problem> {
    to_row(changed).reset_all().update(tx.conn()).await?;
    record(tx, changed, happening).await
}

async fn record(tx: &Tx, suggestion: &Suggestion, happening: Happening) -> Result<(), Problem> {
    let Event { happening, by, at, outcome, answer, score } = happening.to(suggestion, tx.actor().role, tx.now());
    let row = event::ActiveModel {
        id: Set(tx.id()),
        suggestion_id: Set(suggestion.id.0),
        event: Set(happening.word().to_owned()),
        by: Set(by),
        at: Set(at),
        outcome: Set(outcome.map(|kind| kind.word().to_owned())),
        answer: Set(answer),
        score: Set(score.map(i32::from)),
    };
    event::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn to_event(row: event::Model) -> Option<Event> {
    Some(Event {
        happening: Happening::from_word(&row.event)?,
        by: row.by,
        at: row.at,
        outcome: row.outcome.as_deref().and_then(OutcomeKind::from_word),
        answer: row.answer,
        score: row.score.and_then(|score| u8::try_from(score).ok()),
    })
}
