use std::collections::HashMap;

use domain::appointment::Role;
use domain::design::{Design, DesignState, Review, Verdict};
use domain::ids::{AccountId, DesignId, ProjectId};
use domain::text::{Prose, Sentence, Title};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, Set};

use super::super::entity::{design as entity, review};
use super::unreadable;
use crate::infra::db::Tx;
use crate::problem::Problem;

pub async fn design(conn: &impl ConnectionTrait, id: DesignId) -> Result<Design, Problem> {
    let row = entity::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    with_reviews(conn, vec![row]).await?.pop().ok_or_else(Problem::broken)
}

/// All designs of the project with their reviews, the first submitted first; withdrawn ones too.
pub async fn designs(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Design>, Problem> {
    let of_project = entity::Entity::find().filter(entity::Column::ProjectId.eq(project.0));
    with_reviews(conn, of_project.order_by_asc(entity::Column::Id).all(conn).await?).await
}

/// Titles and states for the trace.
pub async fn design_titles(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let rows = entity::Entity::find().filter(entity::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title, row.status)).collect())
}

pub async fn insert_design(tx: &Tx, design: &Design) -> Result<(), Problem> {
    entity::Entity::insert(row(design)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Stores whether the design is withdrawn.
pub async fn update_design(tx: &Tx, design: &Design) -> Result<(), Problem> {
    entity::Entity::update(row(design)).exec(tx.conn()).await?;
    Ok(())
}

/// Stores a planner's review, in place of the one they gave before.
pub async fn save_review(tx: &Tx, design: DesignId, given: &Review) -> Result<(), Problem> {
    use review::Column;
    let row = review::ActiveModel {
        design_id: Set(design.0),
        planner_id: Set(given.planner.0),
        opinion: Set(given.opinion.to_string()),
        verdict: Set(given.verdict.word().to_owned()),
        conflict: Set(given.conflict),
        reviewed_at: Set(given.reviewed_at),
    };
    let replace = OnConflict::columns([Column::DesignId, Column::PlannerId])
        .update_columns([Column::Opinion, Column::Verdict, Column::Conflict, Column::ReviewedAt])
        .to_owned();
    review::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn with_reviews(conn: &impl ConnectionTrait, rows: Vec<entity::Model>) -> Result<Vec<Design>, Problem> {
    let given = review::Entity::find()
        .filter(review::Column::DesignId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(review::Column::ReviewedAt)
        .order_by_asc(review::Column::PlannerId)
        .all(conn)
        .await?;
    let mut reviews: HashMap<Uuid, Vec<review::Model>> = HashMap::new();
    for row in given {
        reviews.entry(row.design_id).or_default().push(row);
    }
    let restored = rows.into_iter().map(|row| {
        let id = row.id;
        restore(row, reviews.remove(&id).unwrap_or_default()).ok_or_else(|| unreadable("design", id))
    });
    restored.collect()
}

fn restore(row: entity::Model, reviews: Vec<review::Model>) -> Option<Design> {
    let state = match row.status.as_str() {
        "standing" => DesignState::Standing,
        "withdrawn" => DesignState::Withdrawn {
            reason: Sentence::parse(row.withdrawal_reason.as_deref()?).ok()?,
            withdrawn_at: row.withdrawn_at?,
        },
        _ => return None,
    };
    let reviews = reviews.into_iter().map(|review| {
        Some(Review {
            planner: AccountId(review.planner_id),
            opinion: Prose::parse(&review.opinion).ok()?,
            verdict: Verdict::from_word(&review.verdict)?,
            conflict: review.conflict,
            reviewed_at: review.reviewed_at,
        })
    });
    Some(Design {
        id: DesignId(row.id),
        project: ProjectId(row.project_id),
        title: Title::parse(&row.title).ok()?,
        summary: Prose::parse(&row.summary).ok()?,
        author: AccountId(row.author_id),
        author_role: Role::from_word(&row.author_role)?,
        submitted_at: row.submitted_at,
        state,
        reviews: reviews.collect::<Option<_>>()?,
    })
}

fn row(design: &Design) -> entity::ActiveModel {
    let (reason, withdrawn_at) = match &design.state {
        DesignState::Standing => (None, None),
        DesignState::Withdrawn { reason, withdrawn_at } => (Some(reason.to_string()), Some(*withdrawn_at)),
    };
    entity::ActiveModel {
        id: Set(design.id.0),
        project_id: Set(design.project.0),
        title: Set(design.title.to_string()),
        summary: Set(design.summary.to_string()),
        author_id: Set(design.author.0),
        author_role: Set(design.author_role.word().to_owned()),
        submitted_at: Set(design.submitted_at),
        status: Set(design.status_word().to_owned()),
        withdrawal_reason: Set(reason),
        withdrawn_at: Set(withdrawn_at),
    }
}
