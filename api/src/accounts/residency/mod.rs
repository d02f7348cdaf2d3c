//! Where a person lives or works, verified by the committee: a moderator decides, sees the person, prints a code or
//! imports a household list.
//!
//! Promises: a person has at most one verified residency of a kind; every verified residency names the person who
//! answers for it.

mod claim_residency;
mod end_residency;
mod end_residency_of;
mod forget_residencies;
pub mod home;
pub mod household_lists;
mod import_household_list;
mod issue_residency_code;
mod list_household_entries;
mod list_my_residencies;
mod list_residency_claims;
mod list_residency_codes;
pub mod residencies;
pub mod residency_codes;
mod revoke_residency_code;
mod verify_residency;

pub use forget_residencies::forget_residencies;
pub use home::{CommitteeWord, DoorWord, Home};
pub use residencies::{
    Between, Changes, Door, LateChange, ResidencyKindWord, ResidencyView, VerifiedResident, behind_door,
    changes_between, count_changes, doors, first_verified, is_verified_resident, verified_residents,
    verified_residents_by,
};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(claim_residency::claim_residency)
        .service(list_my_residencies::list_my_residencies)
        .service(list_residency_claims::list_residency_claims)
        .service(verify_residency::verify_residency)
        .service(end_residency::end_residency)
        .service(end_residency_of::end_residency_of)
        .service(issue_residency_code::issue_residency_code)
        .service(list_residency_codes::list_residency_codes)
        .service(revoke_residency_code::revoke_residency_code)
        .service(import_household_list::import_household_list)
        .service(list_household_entries::list_household_entries);
}
