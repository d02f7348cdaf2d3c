//! People: who they are, how they sign in, what they may do, where they live or work.
//!
//! Promises: authority comes from the session's and the appointments' rows, never from what a token says; a session by
//! phone carries no post; who holds a post proves a second factor before anything else; an ended session or appointment
//! has no power a second later, on every instance.

mod accept_invitation;
mod activate_second_factor;
mod appoint_person;
mod appointments;
mod attempts;
mod authenticate;
mod bind_phone;
mod bind_wechat;
mod bootstrap;
mod cards;
mod challenges;
mod change_password;
mod choose;
mod claim_residency;
mod confirm_birth_year;
mod confirm_in_person;
mod confirm_second_factor;
mod consents;
mod device;
mod devices;
mod disable_account;
mod enable_account;
mod end_all_sessions;
mod end_appointment;
mod end_my_session;
mod end_my_sessions;
mod end_residency;
mod end_residency_of;
mod end_sessions_of;
mod enrol_second_factor;
mod entry;
mod erase_me;
mod erasure;
mod factors;
mod forget;
mod forget_residencies;
mod give_consent;
mod home;
mod household_lists;
mod import_household_list;
mod invite_person;
mod issue_residency_code;
mod issue_sign_in_card;
mod keep_me;
mod list_appointments;
mod list_household_entries;
mod list_my_consents;
mod list_my_residencies;
mod list_my_sessions;
mod list_residency_claims;
mod list_residency_codes;
mod me;
mod network;
mod oversight;
mod people;
mod phone_codes;
mod prove_myself;
mod read_jwks;
mod read_me;
mod read_policies;
mod read_second_factor;
mod refresh_session;
mod refusals;
mod register_in_person;
mod remove_second_factor;
mod replace_recovery_codes;
mod request_password_reset;
mod request_phone_code;
mod reset_password;
mod resets;
mod residencies;
mod residency_codes;
mod revoke_residency_code;
mod seal_names;
mod sessions;
mod sign_in_with_card;
mod sign_in_with_password;
mod sign_in_with_phone;
mod sign_in_with_wechat;
mod sign_out;
mod sought;
mod sweep;
mod telling;
mod tries;
mod unbind_wechat;
mod update_me;
mod verify_residency;
mod view;
mod ways_in;
mod wechat;
mod withdraw_consent;

pub use appointments::{NewAppointment, appoint, end_appointment, moderates};
pub use authenticate::{authenticate, was_issued};
pub use bootstrap::{BootstrapError, bootstrap};
pub use consents::policy_version;
pub use forget::forget_password;
pub use forget_residencies::forget_residencies;
pub use people::store::{birth_years, lock};
pub use people::{account_of, accounts_of, is_in_use, phone_of, public_name, public_names};
pub use residencies::{
    Changes, Door, LateChange, VerifiedResident, behind_door, changes_between, count_changes, doors, first_verified,
    is_verified_resident, verified_residents, verified_residents_by,
};
pub use seal_names::seal_names;
pub use sought::{PersonSought, Sought};
pub use sweep::sweep;
pub use telling::tell_owner;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(request_phone_code::request_phone_code)
        .service(sign_in_with_phone::sign_in_with_phone)
        .service(sign_in_with_wechat::sign_in_with_wechat)
        .service(sign_in_with_card::sign_in_with_card)
        .service(sign_in_with_password::sign_in_with_password)
        .service(confirm_second_factor::confirm_second_factor)
        .service(enrol_second_factor::enrol_second_factor)
        .service(activate_second_factor::activate_second_factor)
        .service(read_second_factor::read_second_factor)
        .service(replace_recovery_codes::replace_recovery_codes)
        .service(remove_second_factor::remove_second_factor)
        .service(change_password::change_password)
        .service(request_password_reset::request_password_reset)
        .service(reset_password::reset_password)
        .service(refresh_session::refresh_session)
        .service(prove_myself::prove_myself)
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
        .service(read_policies::read_policies)
        .service(list_my_consents::list_my_consents)
        .service(give_consent::give_consent)
        .service(withdraw_consent::withdraw_consent)
        .service(erase_me::erase_me)
        .service(keep_me::keep_me)
        .service(bind_phone::bind_phone)
        .service(bind_wechat::bind_wechat)
        .service(unbind_wechat::unbind_wechat)
        .service(register_in_person::register_in_person)
        .service(issue_sign_in_card::issue_sign_in_card)
        .service(confirm_in_person::confirm_in_person)
        .service(confirm_birth_year::confirm_birth_year)
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
        .service(list_household_entries::list_household_entries)
        .service(invite_person::invite_person)
        .service(accept_invitation::accept_invitation)
        .service(appoint_person::appoint_person)
        .service(list_appointments::list_appointments)
        .service(end_appointment::end_appointment)
        .service(read_jwks::read_jwks);
}
