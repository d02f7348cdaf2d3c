//! Registers (业主名册): the flats of an estate, their areas, and who owns them.
//!
//! Promises: a register is imported as a whole or not at all, and each fault is reported with its row and column; a
//! register is never changed, only replaced by the next one; names and numbers in it are sealed, and what is published
//! names flats only; areas and heads are exact integers.

mod entity;
mod import_owner_register;
mod list_owner_entries;
mod list_owner_registers;
mod reach;
mod read_owner_register;
mod refusals;
mod register_view;
mod store;

use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerRegisterId, UnitId};
use domain::register::{Head, Register};

use crate::accounts;
use crate::http::routes::Routes;
use crate::infra::keys::Keyring;
use crate::problem::Problem;
pub use store::{
    Known, enter_gate, entries_of_heads, heads_by_register, heads_of, heads_page, heads_without_phone, held,
    numbers_of_head, present, present_id, sought, whole,
};

pub fn routes(config: &mut Routes) {
    config
        .service(import_owner_register::import_owner_register)
        .service(list_owner_registers::list_owner_registers)
        .service(read_owner_register::read_owner_register)
        .service(list_owner_entries::list_owner_entries);
}

/// The unit of a register; 404 if there is no such register.
pub async fn unit_of_register(conn: &impl store::Connection, id: OwnerRegisterId) -> Result<UnitId, Problem> {
    Ok(store::register(conn, id).await?.unit)
}

/// A register's flats with their areas and heads, and the numbers of each head's owners. Empty once the register was
/// replaced and removed.
pub async fn register_with_numbers(
    conn: &impl store::Connection,
    keys: &Keyring,
    id: OwnerRegisterId,
) -> Result<(Register, Vec<(Head, PhoneNumber)>), Problem> {
    let lines = store::lines(conn, keys, id).await?;
    let numbers = lines.iter().filter_map(|(_, _, head, phone)| Some((head.clone(), phone.clone()?))).collect();
    let register = Register::restore(lines.into_iter().map(|(flat, area, head, _)| (flat, area, head)));
    Ok((register, numbers))
}

/// Whether a flat of the register has an owner with this account's number.
pub async fn is_owner_in(
    conn: &impl store::Connection,
    keys: &Keyring,
    id: OwnerRegisterId,
    account: AccountId,
) -> Result<bool, Problem> {
    let Some(phone) = accounts::phone_of(conn, keys, account).await? else { return Ok(false) };
    Ok(!store::heads_of(conn, keys, id, &phone).await?.is_empty())
}
