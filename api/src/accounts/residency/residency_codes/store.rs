use domain::Time;
use domain::area::AreaCode;
use domain::ids::{AccountId, ResidencyCodeId, UnitId};
use domain::residency::{Code, CodeStanding as Standing, Household, Place, Reach};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Set,
};

use super::Fingerprint;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

fn restore(row: Model) -> Result<Code, Problem> {
    let reach = || {
        let committee = AreaCode::parse(&row.committee_code).ok()?;
        match (&row.building, &row.room) {
            (None, None) => Some(Reach::Committee(committee)),
            (Some(building), Some(room)) => {
                let (building, room) = (Place::parse(building).ok()?, Place::parse(room).ok()?);
                Household::new(committee, &building, &room).ok().map(Reach::Household)
            }
            (Some(_), None) | (None, Some(_)) => None,
        }
    };
    let number = |column: i32| u16::try_from(column).map_err(|_| Problem::broken());
    Ok(Code {
        id: ResidencyCodeId(row.id),
        unit: UnitId(row.unit_id),
        reach: reach().ok_or_else(Problem::broken)?,
        uses: number(row.uses)?,
        used: number(row.used)?,
        issued_by: AccountId(row.issued_by),
        issued_at: row.issued_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
    })
}

pub async fn insert(tx: &Tx, code: &Code, known_as: Fingerprint) -> Result<(), DbErr> {
    let household = code.reach.household();
    let row = ActiveModel {
        id: Set(code.id.0),
        unit_id: Set(code.unit.0),
        committee_code: Set(code.reach.committee().to_string()),
        building: Set(household.map(|household| household.building().to_owned())),
        room: Set(household.map(|household| household.room().to_owned())),
        code_hash: Set(known_as.code_hash),
        key_id: Set(Some(known_as.key_id)),
        uses: Set(i32::from(code.uses)),
        used: Set(i32::from(code.used)),
        issued_by: Set(code.issued_by.0),
        issued_at: Set(code.issued_at),
        expires_at: Set(code.expires_at),
        revoked_at: Set(code.revoked_at),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// Stores what redeeming and revoking change. The caller has locked the row.
pub async fn update(tx: &Tx, code: &Code) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(code.id.0),
        used: Set(i32::from(code.used)),
        revoked_at: Set(code.revoked_at),
        ..Default::default()
    };
    let row = match code.standing(tx.now()) {
        Standing::Open => row,
        Standing::Spent | Standing::Expired | Standing::Revoked => ActiveModel { key_id: Set(None), ..row },
    };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Deletes codes that were over by then. A residency that was verified with one still says so, and by whom.
pub async fn sweep(tx: &Tx, by: Time) -> Result<u64, DbErr> {
    let over = Condition::any().add(Column::ExpiresAt.lte(by)).add(Column::RevokedAt.lte(by));
    Ok(Entity::delete_many().filter(over).exec(tx.conn()).await?.rows_affected)
}

/// Is there a code with one of these fingerprints, whether or not it is still good?
pub async fn is_known(conn: &impl ConnectionTrait, known_as: &[String]) -> Result<bool, DbErr> {
    Ok(Entity::find().filter(Column::CodeHash.is_in(known_as)).count(conn).await? > 0)
}

/// The code with one of these fingerprints, locked until the transaction ends.
pub async fn by_hash_for_update(tx: &Tx, known_as: &[String]) -> Result<Option<Code>, Problem> {
    let found = Entity::find().filter(Column::CodeHash.is_in(known_as)).lock_exclusive().one(tx.conn()).await?;
    found.map(restore).transpose()
}

pub async fn for_update(tx: &Tx, id: ResidencyCodeId) -> Result<Code, Problem> {
    let found = Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    restore(found.ok_or_else(Problem::not_found)?)
}

/// Codes of these areas and of everything below them, the oldest first.
pub async fn page(
    conn: &impl ConnectionTrait,
    inside: &[AreaCode],
    unit: Option<UnitId>,
    page: &Page<'_>,
) -> Result<Vec<Code>, Problem> {
    let begins = |any: Condition, area: &AreaCode| any.add(Column::CommitteeCode.starts_with(area.as_str()));
    let wanted = Condition::all()
        .add(inside.iter().fold(Condition::any(), begins))
        .add_option(unit.map(|unit| Column::UnitId.eq(unit.0)))
        .add_option(page.after_id().map(|after| Column::Id.gt(after)));
    let rows = Entity::find().filter(wanted).order_by_asc(Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}
