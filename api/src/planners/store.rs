use std::collections::HashMap;

use domain::Time;
use domain::area::AreaCode;
use domain::calendar::shanghai_date;
use domain::ids::{AccountId, PlannerId};
use domain::planner::{Ended, Planner, Profile, Term};
use domain::text::{Prose, Sentence, Title};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// 404 when there is no such planner.
pub async fn planner(conn: &impl ConnectionTrait, id: PlannerId) -> Result<Planner, Problem> {
    let row = Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    to_planner(row)
}

/// Like [`planner`], locked until the transaction ends.
pub async fn planner_for_update(tx: &Tx, id: PlannerId) -> Result<Planner, Problem> {
    let row = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.ok_or_else(Problem::not_found)?;
    to_planner(row)
}

/// Every engagement of this person, past ones too.
pub async fn engagements_of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Planner>, Problem> {
    let rows = Entity::find().filter(Column::AccountId.eq(account.0)).all(conn).await?;
    rows.into_iter().map(to_planner).collect()
}

/// The engagement under which this person is a planner of the district now.
pub async fn engagement(
    conn: &impl ConnectionTrait,
    account: AccountId,
    district: &AreaCode,
    now: Time,
) -> Result<Option<PlannerId>, Problem> {
    let all = engagements_of(conn, account).await?;
    Ok(all.iter().find(|planner| planner.is_engaged_by(district, now)).map(|planner| planner.id))
}

pub async fn is_engaged(
    conn: &impl ConnectionTrait,
    account: AccountId,
    district: &AreaCode,
    now: Time,
) -> Result<bool, Problem> {
    engagement(conn, account, district, now).await.map(|found| found.is_some())
}

/// The professional names of these planners.
pub async fn names(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = PlannerId>,
) -> Result<HashMap<PlannerId, String>, Problem> {
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (PlannerId(row.id), row.professional_name)).collect())
}

/// The oldest first. `engaged_at` leaves only those engaged at that moment.
pub async fn planners(
    conn: &impl ConnectionTrait,
    district: Option<&AreaCode>,
    engaged_at: Option<Time>,
    page: &Page<'_>,
) -> Result<Vec<Planner>, Problem> {
    let mut wanted = Condition::all();
    if let Some(district) = district {
        wanted = wanted.add(Column::District.eq(district.as_str()));
    }
    if let Some(today) = engaged_at.map(shanghai_date) {
        wanted = wanted.add(Column::EndedAt.is_null()).add(Column::FromOn.lte(today)).add(Column::UntilOn.gte(today));
    }
    if let Some(after) = page.after_id() {
        wanted = wanted.add(Column::Id.gt(after));
    }
    let rows = Entity::find().filter(wanted).order_by_asc(Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(to_planner).collect()
}

pub async fn insert(tx: &Tx, planner: &Planner) -> Result<(), Problem> {
    Entity::insert(to_row(planner)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update(tx: &Tx, planner: &Planner) -> Result<(), Problem> {
    to_row(planner).reset_all().update(tx.conn()).await?;
    Ok(())
}

fn to_row(planner: &Planner) -> ActiveModel {
    let specialities: Vec<&str> = planner.profile.specialities.iter().map(Title::as_str).collect();
    let ended = planner.ended.as_ref();
    ActiveModel {
        id: Set(planner.id.0),
        account_id: Set(planner.account.0),
        appointment_id: Set(planner.appointment.0),
        district: Set(planner.district.to_string()),
        from_on: Set(planner.term.from_on),
        until_on: Set(planner.term.until_on),
        professional_name: Set(planner.profile.professional_name.to_string()),
        specialities: Set(serde_json::to_string(&specialities).unwrap_or_default()),
        statement: Set(planner.profile.statement.to_string()),
        ended_at: Set(ended.map(|ended| ended.ended_at)),
        end_reason: Set(ended.map(|ended| ended.reason.to_string())),
    }
}

fn to_planner(row: Model) -> Result<Planner, Problem> {
    let id = row.id;
    restore(row).ok_or_else(|| {
        tracing::error!(planner = %id, "a stored planner can't be read");
        Problem::broken()
    })
}

fn restore(row: Model) -> Option<Planner> {
    let specialities: Vec<String> = serde_json::from_str(&row.specialities).ok()?;
    let specialities: Option<Vec<Title>> = specialities.iter().map(|text| Title::parse(text).ok()).collect();
    let ended = match (row.ended_at, row.end_reason) {
        (Some(ended_at), Some(reason)) => Some(Ended { ended_at, reason: Sentence::parse(&reason).ok()? }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return None,
    };
    Some(Planner {
        id: row.id.into(),
        account: row.account_id.into(),
        appointment: row.appointment_id.into(),
        district: AreaCode::parse(&row.district).ok()?,
        term: Term { from_on: row.from_on, until_on: row.until_on },
        profile: Profile {
            professional_name: Title::parse(&row.professional_name).ok()?,
            specialities: specialities?,
            statement: Prose::parse(&row.statement).ok()?,
        },
        ended,
    })
}
