use std::collections::HashMap;

use domain::area::{AreaCode, AreaSettings, Level};
use domain::geo::{Datum, Outline, Position};
use domain::ids::UnitId;
use domain::text::Title;
use domain::unit::{Function, Unit, UnitKind};
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::divisions::divisions;
use super::entity::{area, unit, unit_area};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// An area as it is stored.
#[derive(Clone, Debug)]
pub struct Area {
    pub code: AreaCode,
    pub parent: Option<AreaCode>,
    pub kind: String,
    pub name: String,
}

/// 404 when there is no such area.
pub async fn area(conn: &impl ConnectionTrait, code: &AreaCode) -> Result<Area, Problem> {
    let row = area::Entity::find_by_id(code.as_str()).one(conn).await?;
    row.and_then(to_area).ok_or_else(Problem::not_found)
}

/// The area's own settings; at present every area has the shown defaults.
pub async fn settings(conn: &impl ConnectionTrait, code: &AreaCode) -> Result<AreaSettings, Problem> {
    area(conn, code).await.map(|_| AreaSettings::default())
}

pub async fn areas(
    conn: &impl ConnectionTrait,
    parent: Option<&AreaCode>,
    level: Option<Level>,
    page: &Page<'_>,
) -> Result<Vec<Area>, Problem> {
    let mut query = area::Entity::find().order_by_asc(area::Column::Code).limit(page.rows());
    if let Some(parent) = parent {
        query = query.filter(area::Column::Parent.eq(parent.as_str()));
    }
    if let Some(level) = level {
        query = query.filter(area::Column::Level.eq(level.word()));
    }
    if let Some(after) = &page.after {
        query = query.filter(area::Column::Code.gt(after));
    }
    Ok(query.all(conn).await?.into_iter().filter_map(to_area).collect())
}

/// Adds the areas of the built-in list that are not there yet.
pub async fn load_areas(tx: &Tx) -> Result<(), Problem> {
    let all: Vec<_> = divisions().collect();
    let known = area::Entity::find().count(tx.conn()).await?;
    if usize::try_from(known).is_ok_and(|known| known >= all.len()) {
        return Ok(());
    }
    for some in all.chunks(1_000) {
        let rows = some.iter().map(|division| area::ActiveModel {
            code: Set(division.code.to_owned()),
            parent: Set(division.parent.map(str::to_owned)),
            level: Set(division.level.word().to_owned()),
            kind: Set(division.kind.word().to_owned()),
            name: Set(division.name.to_owned()),
        });
        area::Entity::insert_many(rows)
            .on_conflict(OnConflict::column(area::Column::Code).do_nothing().to_owned())
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

pub async fn insert_unit(tx: &Tx, unit: &Unit) -> Result<(), Problem> {
    let (west, south, east, north) = unit.outline().bounds();
    let ring: Vec<_> = unit.outline().positions().iter().map(|at| at.lon_lat(Datum::Wgs84)).collect();
    let functions: Vec<_> = unit.functions().iter().map(|function| function.word()).collect();
    let row = unit::ActiveModel {
        id: Set(unit.id().0),
        name: Set(unit.name().to_string()),
        kind: Set(unit.kind().word().to_owned()),
        functions: Set(functions.join(" ")),
        outline: Set(serde_json::to_string(&ring).unwrap_or_default()),
        west: Set(west),
        south: Set(south),
        east: Set(east),
        north: Set(north),
        district: Set(unit.district().as_str().to_owned()),
        created_at: Set(unit.created_at()),
    };
    unit::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let streets = unit
        .areas()
        .iter()
        .map(|street| unit_area::ActiveModel { unit_id: Set(unit.id().0), area_code: Set(street.as_str().to_owned()) });
    unit_area::Entity::insert_many(streets).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// 404 when there is no such unit.
pub async fn unit(conn: &impl ConnectionTrait, id: UnitId) -> Result<Unit, Problem> {
    let row = unit::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    with_areas(conn, vec![row]).await?.pop().ok_or_else(Problem::broken)
}

pub async fn units(
    conn: &impl ConnectionTrait,
    inside: Option<&AreaCode>,
    page: &Page<'_>,
) -> Result<Vec<Unit>, Problem> {
    let mut query = unit::Entity::find().order_by_asc(unit::Column::Id).limit(page.rows());
    if let Some(area) = inside {
        query = query.filter(unit::Column::Id.in_subquery(units_inside(area)));
    }
    if let Some(after) = page.after_id() {
        query = query.filter(unit::Column::Id.gt(after));
    }
    with_areas(conn, query.all(conn).await?).await
}

/// The ids of the units that lie in the area, as a subquery for lists of things that belong to units.
pub fn units_inside(area: &AreaCode) -> SelectStatement {
    let lying = unit_area::Entity::find()
        .select_only()
        .column(unit_area::Column::UnitId)
        .filter(unit_area::Column::AreaCode.starts_with(area.as_str()));
    sea_orm::QueryTrait::into_query(lying)
}

/// Units whose bounding box holds the position. The caller has to ask whether the outline holds it, too.
pub async fn units_around(conn: &impl ConnectionTrait, position: Position) -> Result<Vec<Unit>, Problem> {
    let (lon, lat) = position.lon_lat(Datum::Wgs84);
    let rows = unit::Entity::find()
        .filter(unit::Column::West.lte(lon))
        .filter(unit::Column::East.gte(lon))
        .filter(unit::Column::South.lte(lat))
        .filter(unit::Column::North.gte(lat))
        .order_by_asc(unit::Column::Id)
        .all(conn)
        .await?;
    with_areas(conn, rows).await
}

async fn with_areas(conn: &impl ConnectionTrait, rows: Vec<unit::Model>) -> Result<Vec<Unit>, Problem> {
    let ids = rows.iter().map(|row| row.id);
    let lying = unit_area::Entity::find().filter(unit_area::Column::UnitId.is_in(ids)).all(conn).await?;
    let mut streets: HashMap<Uuid, Vec<AreaCode>> = HashMap::new();
    for row in lying {
        streets.entry(row.unit_id).or_default().extend(AreaCode::parse(&row.area_code));
    }
    rows.into_iter()
        .map(|row| {
            let id = row.id;
            to_unit(row, streets.remove(&id).unwrap_or_default()).ok_or_else(|| {
                tracing::error!(unit = %id, "a stored unit can't be read");
                Problem::broken()
            })
        })
        .collect()
}

fn to_unit(row: unit::Model, streets: Vec<AreaCode>) -> Option<Unit> {
    let ring: Vec<(f64, f64)> = serde_json::from_str(&row.outline).ok()?;
    let ring: Option<Vec<_>> = ring.into_iter().map(|(lon, lat)| Position::new(lon, lat, Datum::Wgs84).ok()).collect();
    let functions = row.functions.split(' ').filter_map(Function::from_word).collect();
    Unit::new(
        UnitId(row.id),
        Title::parse(&row.name).ok()?,
        UnitKind::from_word(&row.kind)?,
        functions,
        streets,
        Outline::new(ring?).ok()?,
        row.created_at,
    )
    .ok()
}

fn to_area(row: area::Model) -> Option<Area> {
    let parent = match row.parent {
        Some(parent) => Some(AreaCode::parse(&parent).ok()?),
        None => None,
    };
    Some(Area { code: AreaCode::parse(&row.code).ok()?, parent, kind: row.kind, name: row.name })
}
