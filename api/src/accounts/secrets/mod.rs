//! Passwords and second factors of staff and planners.
//!
//! Promises: a person who holds a post proves a second factor; a secret is stored as a hash; a person is told of every change.

mod activate_second_factor;
mod change_password;
mod choose;
mod enrol_second_factor;
pub mod factors;
pub mod forget_password;
mod read_second_factor;
mod remove_second_factor;
mod replace_recovery_codes;
mod request_password_reset;
mod reset_password;
pub mod resets;

pub use choose::choose_password;
pub use factors::FactorProof;
pub use forget_password::forget_password;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(enrol_second_factor::enrol_second_factor)
        .service(activate_second_factor::activate_second_factor)
        .service(read_second_factor::read_second_factor)
        .service(replace_recovery_codes::replace_recovery_codes)
        .service(remove_second_factor::remove_second_factor)
        .service(change_password::change_password)
        .service(request_password_reset::request_password_reset)
        .service(reset_password::reset_password);
}
