//! Consent, and erasure of one's account. (The export reads every slice, so it is above them, in `api/src/rights/`.)
//!
//! Promises: people can agree only to purposes whose ground is consent; an account can't be used from the request for
//! erasure on, and is gone after the days of grace; the answer says what is kept, and why.

pub mod consents;
mod erase_me;
pub mod erasure;
mod give_consent;
mod keep_me;
mod list_my_consents;
mod read_policies;
mod withdraw_consent;

pub use consents::policy_version;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(read_policies::read_policies)
        .service(list_my_consents::list_my_consents)
        .service(give_consent::give_consent)
        .service(withdraw_consent::withdraw_consent)
        .service(erase_me::erase_me)
        .service(keep_me::keep_me);
}
