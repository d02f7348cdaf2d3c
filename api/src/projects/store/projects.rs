use domain::area::AreaCode;
use domain::ids::{AccountId, MeetingId, ProjectId, UnitId};
use domain::money::Fen;
use domain::project::{Origin, Plan, Project, ProjectKind, ProjectLevel, Schedule, Source, StageName, Year};
use domain::text::{Prose, Sentence, Title};
use domain::trace::Node;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::super::entity::project::{ActiveModel, Column, Entity, Model};
use super::{stages, unreadable};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::infra::links;
use crate::places;
use crate::problem::Problem;

/// Which projects a list shows. A field that is none does not narrow the list.
#[derive(Debug, Default)]
pub struct Filter {
    pub unit: Option<UnitId>,
    pub area: Option<AreaCode>,
    pub stage: Option<StageName>,
    pub year: Option<Year>,
}

pub async fn project(conn: &impl ConnectionTrait, id: ProjectId) -> Result<Project, Problem> {
    with_sources(conn, Entity::find_by_id(id.0).one(conn).await?).await
}

/// Locks the row until the transaction ends. Every operation that decides on the project or its designs locks this row
/// first.
pub async fn project_for_update(tx: &Tx, id: ProjectId) -> Result<Project, Problem> {
    let row = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    with_sources(tx.conn(), row).await
}

/// The newest first, without their sources.
pub async fn list(conn: &impl ConnectionTrait, filter: &Filter, page: &Page<'_>) -> Result<Vec<Project>, Problem> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(page.rows());
    if let Some(unit) = filter.unit {
        query = query.filter(Column::UnitId.eq(unit.0));
    }
    if let Some(area) = &filter.area {
        query = query.filter(Column::UnitId.in_subquery(places::units_inside(area)));
    }
    if let Some(stage) = filter.stage {
        query = query.filter(Column::Stage.eq(stage.word()));
    }
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(year.get()));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(Column::Id.lt(after));
    }
    let rows = query.all(conn).await?;
    rows.into_iter().map(|row| restored(row, Vec::new())).collect()
}

/// Titles and stages for the trace.
pub async fn project_titles(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title, row.stage)).collect())
}

pub async fn insert(tx: &Tx, project: &Project) -> Result<(), Problem> {
    Entity::insert(row(project)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Stores plan and stage. Sources are stored as links of the trace.
pub async fn update(tx: &Tx, project: &Project) -> Result<(), Problem> {
    Entity::update(row(project)).exec(tx.conn()).await?;
    Ok(())
}

async fn with_sources(conn: &impl ConnectionTrait, row: Option<Model>) -> Result<Project, Problem> {
    let row = row.ok_or_else(Problem::not_found)?;
    let links = links::links_into(conn, Node::Project(row.id)).await?;
    let sources = links.into_iter().filter_map(|link| {
        let origin = Origin::of(link.from)?;
        Some(Source { origin, reason: Sentence::parse(&link.why).ok()?, linked_at: link.at })
    });
    restored(row, sources.collect())
}

fn restored(row: Model, sources: Vec<Source>) -> Result<Project, Problem> {
    let id = row.id;
    restore(row, sources).ok_or_else(|| unreadable("project", id))
}

fn restore(row: Model, sources: Vec<Source>) -> Option<Project> {
    let stage = stages::restore(&row)?;
    let design_team = match &row.design_team {
        Some(team) => Some(Title::parse(team).ok()?),
        None => None,
    };
    let plan = Plan {
        title: Title::parse(&row.title).ok()?,
        content: Prose::parse(&row.content).ok()?,
        implementation_path: Prose::parse(&row.implementation_path).ok()?,
        implementing_body: Title::parse(&row.implementing_body).ok()?,
        funding_source: Title::parse(&row.funding_source).ok()?,
        budget: Fen::parse(row.budget_fen).ok()?,
        schedule: Schedule::new(row.starts_on, row.ends_on).ok()?,
        design_team,
        kind: ProjectKind::from_word(&row.kind)?,
        level: ProjectLevel::from_word(&row.level)?,
        year: Year::parse(row.year).ok()?,
    };
    Some(Project {
        id: ProjectId(row.id),
        unit: UnitId(row.unit_id),
        hearing: row.hearing_id.map(MeetingId),
        plan,
        sources,
        stage,
        proposed_by: AccountId(row.proposed_by),
        proposed_at: row.proposed_at,
    })
}

fn row(project: &Project) -> ActiveModel {
    let plan = &project.plan;
    let row = ActiveModel {
        id: Set(project.id.0),
        unit_id: Set(project.unit.0),
        hearing_id: Set(project.hearing.map(|hearing| hearing.0)),
        title: Set(plan.title.to_string()),
        content: Set(plan.content.to_string()),
        implementation_path: Set(plan.implementation_path.to_string()),
        implementing_body: Set(plan.implementing_body.to_string()),
        funding_source: Set(plan.funding_source.to_string()),
        budget_fen: Set(plan.budget.get()),
        starts_on: Set(plan.schedule.starts_on()),
        ends_on: Set(plan.schedule.ends_on()),
        design_team: Set(plan.design_team.as_ref().map(ToString::to_string)),
        kind: Set(plan.kind.word().to_owned()),
        level: Set(plan.level.word().to_owned()),
        year: Set(plan.year.get()),
        proposed_by: Set(project.proposed_by.0),
        proposed_at: Set(project.proposed_at),
        ..Default::default()
    };
    stages::write(&project.stage, row)
}
