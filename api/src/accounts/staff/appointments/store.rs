use domain::Time;
use domain::appointment::{Appointment, Ended, Post, Role};
use domain::area::AreaCode;
use domain::ids::{AccountId, AppointmentId};
use domain::text::Sentence;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

fn restore(row: Model) -> Result<Appointment, Problem> {
    let parts = || {
        let post = Post::new(Role::from_word(&row.role)?, AreaCode::parse(&row.area_code).ok()?).ok()?;
        let ended = match (row.ended_at, &row.end_reason) {
            (Some(at), Some(reason)) => Some(Ended { at, reason: Sentence::parse(reason).ok()? }),
            (Some(_), None) | (None, Some(_) | None) => None,
        };
        Some((post, Sentence::parse(&row.reason).ok()?, ended))
    };
    let (post, reason, ended) = parts().ok_or_else(Problem::broken)?;
    Ok(Appointment {
        id: AppointmentId(row.id),
        account: AccountId(row.account_id),
        post,
        from_on: row.from_on,
        until_on: row.until_on,
        reason,
        ended,
    })
}

pub async fn insert(tx: &Tx, appointment: &Appointment) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(appointment.id.0),
        account_id: Set(appointment.account.0),
        role: Set(appointment.post.role().word().to_owned()),
        area_code: Set(appointment.post.area().to_string()),
        from_on: Set(appointment.from_on),
        until_on: Set(appointment.until_on),
        reason: Set(appointment.reason.as_str().to_owned()),
        appointed_by: Set(tx.actor().account.map(|account| account.0)),
        created_at: Set(tx.now()),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// Appointments of one person that were not ended; some may be over, or not begun yet.
pub async fn of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Appointment>, Problem> {
    let rows = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(restore).collect()
}

pub async fn for_update(tx: &Tx, id: AppointmentId) -> Result<Appointment, Problem> {
    let found = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    restore(found.ok_or_else(Problem::not_found)?)
}

/// The city administrators of this moment, locked, so that two who leave at once can't each count on the other to stay.
pub async fn city_administrators_for_update(tx: &Tx, now: Time) -> Result<Vec<Appointment>, Problem> {
    let rows = Entity::find()
        .filter(Column::Role.eq(Role::CityAdministrator.word()))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    let held: Result<Vec<Appointment>, Problem> = rows.into_iter().map(restore).collect();
    Ok(held?.into_iter().filter(|appointment| appointment.holds_on(now)).collect())
}

/// The accounts with a post inside the area that was not ended, as a subquery.
pub fn holders_in(area: &AreaCode) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::AccountId)
        .filter(Column::AreaCode.starts_with(area.as_str()))
        .filter(Column::EndedAt.is_null())
        .into_query()
}

pub async fn was_ever_held(conn: &impl ConnectionTrait, role: Role) -> Result<bool, DbErr> {
    let held = Entity::find().filter(Column::Role.eq(role.word())).limit(1).count(conn).await?;
    Ok(held > 0)
}

pub async fn update(tx: &Tx, appointment: &Appointment) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(appointment.id.0),
        ended_at: Set(appointment.ended.as_ref().map(|ended| ended.at)),
        end_reason: Set(appointment.ended.as_ref().map(|ended| ended.reason.as_str().to_owned())),
        ..Default::default()
    };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Which appointments a list is limited to.
pub struct Filter {
    /// The areas, with everything below them, whose posts the reader may see.
    pub inside: Vec<AreaCode>,
    pub account: Option<AccountId>,
    pub role: Option<Role>,
}

pub async fn list(conn: &impl ConnectionTrait, filter: &Filter, page: &Page<'_>) -> Result<Vec<Appointment>, Problem> {
    let inside =
        filter.inside.iter().fold(Condition::any(), |any, area| any.add(Column::AreaCode.starts_with(area.as_str())));
    let mut query = Entity::find().filter(inside);
    if let Some(account) = filter.account {
        query = query.filter(Column::AccountId.eq(account.0));
    }
    if let Some(role) = filter.role {
        query = query.filter(Column::Role.eq(role.word()));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(Column::Id.gt(after));
    }
    let rows = query.order_by_asc(Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}
