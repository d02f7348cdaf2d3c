use domain::Time;
use domain::ids::ProjectId;
use domain::money::Fen;
use domain::project::Percent;
use domain::text::Prose;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use super::super::entity::report::{ActiveModel, Column, Entity};
use super::super::view::ProgressView;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// A project shows its latest reports, this many.
const SHOWN: u64 = 100;

pub async fn insert_report(
    tx: &Tx,
    project: ProjectId,
    done: Percent,
    spent: Fen,
    text: &Prose,
    now: Time,
) -> Result<(), Problem> {
    let row = ActiveModel {
        id: Set(tx.id()),
        project_id: Set(project.0),
        done_percent: Set(done.get()),
        spent_fen: Set(spent.get()),
        content: Set(text.to_string()),
        reporter_role: Set(tx.actor().role.to_owned()),
        reported_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The latest first.
pub async fn reports(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<ProgressView>, Problem> {
    let query = Entity::find().filter(Column::ProjectId.eq(project.0)).order_by_desc(Column::Id).limit(SHOWN);
    let rows = query.all(conn).await?;
    let view = |row: super::super::entity::report::Model| ProgressView {
        done_percent: row.done_percent,
        spent_fen: row.spent_fen,
        text: row.content,
        reporter_role: row.reporter_role,
        reported_at: row.reported_at,
    };
    Ok(rows.into_iter().map(view).collect())
}
