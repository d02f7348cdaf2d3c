use domain::Time;
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::http::page::Page;
use crate::infra::audit::Outcome;
use crate::infra::audit::event::{Column, Entity, Model};

/// Which events a list is limited to.
pub struct Filter {
    pub account: Option<AccountId>,
    pub action: Option<String>,
    pub subject: Option<Uuid>,
    pub outcome: Option<Outcome>,
    pub from: Option<Time>,
    /// Exclusive.
    pub to: Option<Time>,
}

/// The newest first. Events that are written while somebody reads page after page come before the first page, so they
/// shift nothing.
pub async fn page_of(conn: &impl ConnectionTrait, filter: Filter, page: &Page<'_>) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(page.rows());
    if let Some(account) = filter.account {
        query = query.filter(Column::AccountId.eq(account.0));
    }
    if let Some(action) = filter.action {
        query = query.filter(Column::Action.eq(action));
    }
    if let Some(subject) = filter.subject {
        query = query.filter(Column::SubjectId.eq(subject));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(Column::Outcome.eq(outcome.word()));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::At.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(Column::At.lt(to));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(Column::Id.lt(after));
    }
    query.all(conn).await
}
