//! At the committee's desk: a moderator registers a resident in person, issues sign-in cards, or looks a person up.
//!
//! Promises: only a moderator of the resident's own area does this; each deed is in the audit trail, and the person is
//! told.

pub mod cards;
mod confirm_birth_year;
mod confirm_in_person;
mod issue_sign_in_card;
mod register_in_person;
mod sought;

pub use cards::shanghai;
pub use sought::{PersonSought, Sought};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(register_in_person::register_in_person)
        .service(issue_sign_in_card::issue_sign_in_card)
        .service(confirm_in_person::confirm_in_person)
        .service(confirm_birth_year::confirm_birth_year);
}
