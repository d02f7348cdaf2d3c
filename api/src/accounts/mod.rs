//! People: who they are, how they sign in, what they may do, where they live or work.
//!
//! Promises: authority comes from the session's and the appointments' rows, never from what a token says; a session by
//! phone carries no post; an ended session or appointment has no power a second later, on every instance.

mod accept_invitation;
mod appoint_person;
mod appointments;
mod authenticate;
mod bootstrap;
mod claim_residency;
mod device;
mod disable_account;
mod enable_account;
mod end_all_sessions;
mod end_appointment;
mod end_my_session;
mod end_my_sessions;
mod end_sessions_of;
mod invite_person;
mod list_appointments;
mod list_my_residencies;
mod list_my_sessions;
mod list_residency_claims;
mod oversight;
mod people;
mod read_jwks;
mod read_me;
mod refresh_session;
mod refusals;
mod request_phone_code;
mod residencies;
mod sessions;
mod sign_in_with_password;
mod sign_in_with_phone;
mod sign_out;
mod telling;
mod update_me;
mod verify_residency;
mod view;

pub use appointments::{NewAppointment, appoint, end_appointment};
pub use authenticate::authenticate;
pub use bootstrap::{BootstrapError, bootstrap};
pub use people::{public_name, public_names};
pub use residencies::{VerifiedResident, is_verified_resident, verified_residents};
pub use sessions::sweep;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    config
        .service(request_phone_code::request_phone_code)
        .service(sign_in_with_phone::sign_in_with_phone)
        .service(sign_in_with_password::sign_in_with_password)
        .service(refresh_session::refresh_session)
        .service(sign_out::sign_out)
        .service(list_my_sessions::list_my_sessions)
        .service(end_my_session::end_my_session)
        .service(end_my_sessions::end_my_sessions)
        .service(disable_account::disable_account)
        .service(enable_account::enable_account)
        .service(end_sessions_of::end_sessions_of)
        .service(end_all_sessions::end_all_sessions)
        .service(read_me::read_me)
        .service(update_me::update_me)
        .service(claim_residency::claim_residency)
        .service(list_my_residencies::list_my_residencies)
        .service(list_residency_claims::list_residency_claims)
        .service(verify_residency::verify_residency)
        .service(invite_person::invite_person)
        .service(accept_invitation::accept_invitation)
        .service(appoint_person::appoint_person)
        .service(list_appointments::list_appointments)
        .service(end_appointment::end_appointment)
        .service(read_jwks::read_jwks);
}
