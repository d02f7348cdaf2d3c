//! Posts: inviting and appointing people, ending appointments, and disabling accounts.
//!
//! Promises: all authority comes from appointments; duties that must be held apart are held apart; the city always has
//! an administrator.

mod accept_invitation;
mod appoint_person;
pub mod appointments;
mod bootstrap;
mod disable_account;
mod enable_account;
mod end_all_sessions;
mod end_appointment;
mod end_sessions_of;
mod invite_person;
mod list_appointments;
mod oversight;

pub use appointments::{NewAppointment, appoint, end_appointment, moderates};
pub use bootstrap::{BootstrapError, bootstrap};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(disable_account::disable_account)
        .service(enable_account::enable_account)
        .service(end_sessions_of::end_sessions_of)
        .service(end_all_sessions::end_all_sessions)
        .service(invite_person::invite_person)
        .service(accept_invitation::accept_invitation)
        .service(appoint_person::appoint_person)
        .service(list_appointments::list_appointments)
        .service(end_appointment::end_appointment);
}
