use domain::Time;
use domain::area::AreaCode;
use domain::network::{Networks, StaffNetworks};
use domain::text::Sentence;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::infra::db::Tx;
use crate::problem::Problem;

/// What was last set for an area.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub networks: Networks,
    pub reason: Option<String>,
    pub changed_at: Option<Time>,
}

fn restore(row: &Model) -> Result<Networks, Problem> {
    Networks::parse(row.networks.split_whitespace()).map_err(|(index, refusal)| {
        // An unreadable list must not let anybody in whom the list would keep out.
        tracing::error!(area = row.area_code, index, %refusal, "a stored list of networks can't be read");
        Problem::broken()
    })
}

fn entry(row: Option<Model>) -> Result<Entry, Problem> {
    match row {
        None => Ok(Entry::default()),
        Some(row) => Ok(Entry { networks: restore(&row)?, reason: row.reason, changed_at: row.changed_at }),
    }
}

/// The lists that can be in force for posts in these areas.
pub async fn over<'a>(
    conn: &impl ConnectionTrait,
    areas: impl IntoIterator<Item = &'a AreaCode>,
) -> Result<StaffNetworks, Problem> {
    let codes = StaffNetworks::areas_over(areas);
    if codes.is_empty() {
        return Ok(StaffNetworks::default());
    }
    let rows = Entity::find().filter(Column::AreaCode.is_in(codes.iter().map(AreaCode::as_str))).all(conn).await?;
    rows.iter().try_fold(StaffNetworks::default(), |lists, row| {
        let area = AreaCode::parse(&row.area_code).map_err(|_| Problem::broken())?;
        Ok(lists.with(area, restore(row)?))
    })
}

pub async fn of(conn: &impl ConnectionTrait, area: &AreaCode) -> Result<Entry, Problem> {
    entry(Entity::find_by_id(area.as_str()).one(conn).await?)
}

/// Like [`of`], with a lock. If the area has no row, one is inserted first, so that there is something to lock.
pub async fn for_update(tx: &Tx, area: &AreaCode) -> Result<Entry, Problem> {
    let row = ActiveModel {
        area_code: Set(area.as_str().to_owned()),
        networks: Set(String::new()),
        reason: Set(None),
        changed_at: Set(None),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::AreaCode).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    entry(Entity::find_by_id(area.as_str()).lock_exclusive().one(tx.conn()).await?)
}

pub async fn update(tx: &Tx, area: &AreaCode, networks: &Networks, reason: &Sentence) -> Result<Entry, Problem> {
    let now = tx.now();
    let row = ActiveModel {
        area_code: Set(area.as_str().to_owned()),
        networks: Set(networks.words().join(" ")),
        reason: Set(Some(reason.as_str().to_owned())),
        changed_at: Set(Some(now)),
    };
    Entity::update(row).exec(tx.conn()).await?;
    Ok(Entry { networks: networks.clone(), reason: Some(reason.as_str().to_owned()), changed_at: Some(now) })
}
