use std::collections::HashMap;

use domain::ids::{MeetingId, ProjectId, UnitId};
use domain::meeting::{Meeting, MeetingKind, Minutes, Place, Record, State, Status};
use domain::text::{Prose, Sentence, Title};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Select, Set,
};
use uuid::Uuid;

use super::entity::{meeting, minutes};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// What a list of meetings is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub unit: Option<UnitId>,
    pub project: Option<ProjectId>,
    pub kind: Option<MeetingKind>,
    pub status: Option<Status>,
    /// Leaves out what was never announced.
    pub only_public: bool,
}

/// 404 when there is no such meeting. Whether the caller may see it is for [`Meeting::is_public`] to say.
pub async fn meeting(conn: &impl ConnectionTrait, id: MeetingId) -> Result<Meeting, Problem> {
    one(conn, meeting::Entity::find_by_id(id.0)).await
}

/// Like [`meeting`], and nobody else can change it until the transaction ends.
pub async fn meeting_for_update(tx: &Tx, id: MeetingId) -> Result<Meeting, Problem> {
    one(tx.conn(), meeting::Entity::find_by_id(id.0).lock_exclusive()).await
}

/// Like [`meeting`], and its state can't change until the transaction ends. Many transactions can hold it so at once.
pub async fn meeting_for_share(tx: &Tx, id: MeetingId) -> Result<Meeting, Problem> {
    one(tx.conn(), meeting::Entity::find_by_id(id.0).lock_shared()).await
}

/// Every meeting about the project, planned ones too, in the order they were planned.
pub async fn meetings_of_project(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Meeting>, Problem> {
    let query = meeting::Entity::find().filter(meeting::Column::ProjectId.eq(project.0));
    let rows = query.order_by_asc(meeting::Column::Id).all(conn).await?;
    with_minutes(conn, rows).await
}

pub async fn meetings(conn: &impl ConnectionTrait, filter: Filter, page: &Page<'_>) -> Result<Vec<Meeting>, Problem> {
    let mut query = meeting::Entity::find().order_by_asc(meeting::Column::Id).limit(page.rows());
    if let Some(unit) = filter.unit {
        query = query.filter(meeting::Column::UnitId.eq(unit.0));
    }
    if let Some(project) = filter.project {
        query = query.filter(meeting::Column::ProjectId.eq(project.0));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(meeting::Column::Kind.eq(kind.word()));
    }
    if let Some(status) = filter.status {
        query = query.filter(meeting::Column::Status.eq(status.word()));
    }
    if filter.only_public {
        query = query.filter(meeting::Column::AnnouncedAt.is_not_null());
    }
    if let Some(after) = page.after_id() {
        query = query.filter(meeting::Column::Id.gt(after));
    }
    with_minutes(conn, query.all(conn).await?).await
}

/// Id, title and status word of each meeting, for the trace.
pub async fn titles(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let announced = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(ids.iter().copied()))
        .filter(meeting::Column::AnnouncedAt.is_not_null()); // before that, nobody outside knows of it
    Ok(announced.all(conn).await?.into_iter().map(|row| (row.id, row.title, row.status)).collect())
}

pub async fn insert(tx: &Tx, meeting: &Meeting) -> Result<(), Problem> {
    meeting::Entity::insert(to_row(meeting).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Stores a meeting after a step, with its minutes.
pub async fn update(tx: &Tx, meeting: &Meeting) -> Result<(), Problem> {
    let row = to_row(meeting).into_active_model().reset_all();
    meeting::Entity::update(row).exec(tx.conn()).await?;
    let Some(row) = to_minutes_row(meeting) else { return Ok(()) };
    let newer = [minutes::Column::Content, minutes::Column::Decisions, minutes::Column::PublishedAt];
    minutes::Entity::insert(row)
        .on_conflict(OnConflict::column(minutes::Column::MeetingId).update_columns(newer).to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

async fn one(conn: &impl ConnectionTrait, query: Select<meeting::Entity>) -> Result<Meeting, Problem> {
    let row = query.one(conn).await?.ok_or_else(Problem::not_found)?;
    with_minutes(conn, vec![row]).await?.pop().ok_or_else(Problem::broken)
}

async fn with_minutes(conn: &impl ConnectionTrait, rows: Vec<meeting::Model>) -> Result<Vec<Meeting>, Problem> {
    let closed = rows.iter().filter(|row| row.closed_at.is_some()).map(|row| row.id);
    let found = minutes::Entity::find().filter(minutes::Column::MeetingId.is_in(closed)).all(conn).await?;
    let mut written: HashMap<Uuid, minutes::Model> = found.into_iter().map(|row| (row.meeting_id, row)).collect();
    rows.into_iter()
        .map(|row| {
            let id = row.id;
            to_meeting(row, written.remove(&id)).ok_or_else(|| {
                tracing::error!(meeting = %id, "a stored meeting can't be read");
                Problem::broken()
            })
        })
        .collect()
}

fn to_row(meeting: &Meeting) -> meeting::Model {
    let (announced_at, opened_at, closed_at) = match meeting.state {
        State::Planned => (None, None, None),
        State::Announced { announced_at } => (Some(announced_at), None, None),
        State::Open { announced_at, opened_at } => (Some(announced_at), Some(opened_at), None),
        State::Closed { announced_at, opened_at, closed_at, .. } => {
            (Some(announced_at), Some(opened_at), Some(closed_at))
        }
        State::Cancelled { announced_at, .. } => (announced_at, None, None),
    };
    let (cancelled_at, cancel_reason) = match &meeting.state {
        State::Cancelled { cancelled_at, reason, .. } => (Some(*cancelled_at), Some(reason.to_string())),
        State::Planned | State::Announced { .. } | State::Open { .. } | State::Closed { .. } => (None, None),
    };
    meeting::Model {
        id: meeting.id.0,
        kind: meeting.kind.word().to_owned(),
        unit_id: meeting.unit.0,
        project_id: meeting.project.map(|project| project.0),
        round: i32::from(meeting.round),
        title: meeting.title.to_string(),
        agenda: meeting.agenda.to_string(),
        place: meeting.place.to_string(),
        starts_at: meeting.starts_at,
        status: meeting.state.status().word().to_owned(),
        announced_at,
        opened_at,
        closed_at,
        cancelled_at,
        cancel_reason,
    }
}

fn to_minutes_row(meeting: &Meeting) -> Option<minutes::ActiveModel> {
    let (record, published_at) = match meeting.minutes()? {
        Minutes::Unwritten => return None,
        Minutes::Draft(record) => (record, None),
        Minutes::Published { record, published_at } => (record, Some(*published_at)),
    };
    let decisions: Vec<&str> = record.decisions.iter().map(Sentence::as_str).collect();
    Some(minutes::ActiveModel {
        meeting_id: Set(meeting.id.0),
        content: Set(record.text.to_string()),
        decisions: Set(serde_json::to_string(&decisions).ok()?),
        published_at: Set(published_at),
    })
}

fn to_meeting(row: meeting::Model, written: Option<minutes::Model>) -> Option<Meeting> {
    let state = match Status::from_word(&row.status)? {
        Status::Planned => State::Planned,
        Status::Announced => State::Announced { announced_at: row.announced_at? },
        Status::Open => State::Open { announced_at: row.announced_at?, opened_at: row.opened_at? },
        Status::Closed => State::Closed {
            announced_at: row.announced_at?,
            opened_at: row.opened_at?,
            closed_at: row.closed_at?,
            minutes: written.map_or(Some(Minutes::Unwritten), to_minutes)?,
        },
        Status::Cancelled => State::Cancelled {
            announced_at: row.announced_at,
            cancelled_at: row.cancelled_at?,
            reason: Sentence::parse(&row.cancel_reason?).ok()?,
        },
    };
    Some(Meeting {
        id: row.id.into(),
        kind: MeetingKind::from_word(&row.kind)?,
        unit: row.unit_id.into(),
        project: row.project_id.map(Into::into),
        round: u16::try_from(row.round).ok()?,
        title: Title::parse(&row.title).ok()?,
        agenda: Prose::parse(&row.agenda).ok()?,
        place: Place::parse(&row.place).ok()?,
        starts_at: row.starts_at,
        state,
    })
}

fn to_minutes(row: minutes::Model) -> Option<Minutes> {
    let decisions: Vec<String> = serde_json::from_str(&row.decisions).ok()?;
    let decisions = decisions.iter().map(|decision| Sentence::parse(decision).ok()).collect::<Option<_>>()?;
    let record = Record { text: Prose::parse(&row.content).ok()?, decisions };
    Some(match row.published_at {
        None => Minutes::Draft(record),
        Some(published_at) => Minutes::Published { record, published_at },
    })
}
