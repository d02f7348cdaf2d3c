//! The year of birth, sealed.

use std::collections::HashMap;

use domain::account::BirthYear;
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::super::entity::account;
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};
use crate::problem::Problem;

/// Accounts of one statement: few enough to stay below the limit of bound parameters in either database.
const AT_A_TIME: usize = 1_000;

fn birth_year_of(row: Uuid) -> Place {
    Place { table: "accounts", column: "birth_year", row }
}

pub async fn set_birth_year(tx: &Tx, keys: &Keyring, id: AccountId, year: BirthYear) -> Result<(), DbErr> {
    let sealed = keys.seal(birth_year_of(id.0), year.get().to_string().as_bytes());
    let row = account::ActiveModel { id: Set(id.0), birth_year: Set(Some(sealed)), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// The confirmed years of birth of these accounts. Accounts without one are left out.
pub async fn birth_years(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, BirthYear>, Problem> {
    let mut years = HashMap::new();
    for some in ids.chunks(AT_A_TIME) {
        let rows: Vec<(Uuid, Vec<u8>)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::BirthYear])
            .filter(account::Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(account::Column::BirthYear.is_not_null())
            .into_tuple()
            .all(conn)
            .await?;
        for (id, sealed) in rows {
            let year = keys.open_text(birth_year_of(id), &sealed).ok().and_then(|year| BirthYear::restore(&year));
            years.insert(AccountId(id), year.ok_or_else(|| unreadable(id))?);
        }
    }
    Ok(years)
}

fn unreadable(id: Uuid) -> Problem {
    tracing::error!(account = %id, "a stored year of birth does not open");
    Problem::broken()
}
