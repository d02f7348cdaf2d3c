//! People: who they are, how they sign in, what they may do, where they live or work.
//!
//! Promises: authority comes from the rows of sessions and appointments, never from what a token says; a resident's
//! session has no posts; a person who holds a post proves a second factor before anything else; an ended session or
//! appointment has no effect a second later, on every instance.

mod desk;
mod me;
mod people;
mod refusals;
mod residency;
mod rights;
mod seal_names;
mod secrets;
mod sessions;
mod sign_in;
mod staff;
mod sweep;
mod telling;
mod view;
mod wechat;

pub use desk::{PersonSought, Sought};
pub use people::store::{birth_years, lock};
pub use people::{account_of, accounts_of, is_in_use, phone_of, public_name, public_names};
pub use residency::forget_residencies;
pub use residency::{
    Between, Changes, Door, LateChange, VerifiedResident, behind_door, changes_between, count_changes, doors,
    first_verified, is_verified_resident, verified_residents, verified_residents_by,
};
pub use rights::policy_version;
pub use seal_names::seal_names;
pub use secrets::forget_password;
pub use sign_in::{authenticate, was_issued};
pub use staff::{BootstrapError, bootstrap};
pub use staff::{NewAppointment, appoint, end_appointment, moderates};
pub use sweep::sweep;
pub use telling::tell_owner;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    sign_in::routes(config);
    secrets::routes(config);
    me::routes(config);
    staff::routes(config);
    rights::routes(config);
    desk::routes(config);
    residency::routes(config);
}
