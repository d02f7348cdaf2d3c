//! Owners (业主): the register of an estate, and what its owners decide jointly by it (业主共同决定, Civil Code art. 278).
//!
//! Promises: a register is taken whole or not at all; names and numbers in it are sealed, and what is published names flats;
//! areas and heads are exact integers.

mod entity;
mod import_owner_register;
mod list_owner_entries;
mod list_owner_registers;
mod read_owner_register;
mod refusals;
mod register_view;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(import_owner_register::import_owner_register)
        .service(list_owner_registers::list_owner_registers)
        .service(read_owner_register::read_owner_register)
        .service(list_owner_entries::list_owner_entries);
}
