use domain::facility::FacilityKind;
use domain::geo::{Datum, Position};
use domain::ids::{MeetingId, NeedId, UnitId};
use domain::need::{Need, Wording};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// What a list of needs is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub unit: Option<UnitId>,
    pub hearing: Option<MeetingId>,
    pub facility: Option<FacilityKind>,
}

/// 404 when there is no such need.
pub async fn need(conn: &impl ConnectionTrait, id: NeedId) -> Result<Need, Problem> {
    let row = Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    restore(row)
}

pub async fn needs(conn: &impl ConnectionTrait, filter: Filter, page: &Page<'_>) -> Result<Vec<Need>, Problem> {
    let mut query = Entity::find().order_by_asc(Column::Id).limit(page.rows());
    if let Some(unit) = filter.unit {
        query = query.filter(Column::UnitId.eq(unit.0));
    }
    if let Some(hearing) = filter.hearing {
        query = query.filter(Column::MeetingId.eq(hearing.0));
    }
    if let Some(facility) = filter.facility {
        query = query.filter(Column::Facility.eq(facility.word()));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(Column::Id.gt(after));
    }
    query.all(conn).await?.into_iter().map(restore).collect()
}

/// Id, first words and status word of each need, for the trace.
pub async fn titles(conn: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    let title = |row| restore(row).map(|need| (need.id.0, need.title(), "submitted".to_owned()));
    rows.into_iter().map(title).collect()
}

pub async fn insert(tx: &Tx, need: &Need) -> Result<(), Problem> {
    let place = need.place.map(|place| place.lon_lat(Datum::Wgs84));
    let row = ActiveModel {
        id: Set(need.id.0),
        unit_id: Set(need.unit.0),
        author_id: Set(need.author.0),
        meeting_id: Set(need.hearing.map(|hearing| hearing.0)),
        wording: Set(need.wording.to_string()),
        lon: Set(place.map(|(lon, _)| lon)),
        lat: Set(place.map(|(_, lat)| lat)),
        facility: Set(need.facility.map(|facility| facility.word().to_owned())),
        submitted_at: Set(need.submitted_at),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn restore(row: Model) -> Result<Need, Problem> {
    let id = row.id;
    to_need(row).ok_or_else(|| {
        tracing::error!(need = %id, "a stored need can't be read");
        Problem::broken()
    })
}

fn to_need(row: Model) -> Option<Need> {
    let place = match (row.lon, row.lat) {
        (Some(lon), Some(lat)) => Some(Position::new(lon, lat, Datum::Wgs84).ok()?),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return None,
    };
    let facility = match row.facility {
        Some(word) => Some(FacilityKind::from_word(&word)?),
        None => None,
    };
    Some(Need {
        id: row.id.into(),
        unit: row.unit_id.into(),
        author: row.author_id.into(),
        wording: Wording::parse(&row.wording).ok()?,
        place,
        facility,
        hearing: row.meeting_id.map(Into::into),
        submitted_at: row.submitted_at,
    })
}
