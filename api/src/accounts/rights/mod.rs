//! Consent, and erasure of one's account. (An export reads every slice, so it stands above them, in `rights/` of the api.)
//!
//! Promises: only purposes whose ground is consent can be agreed to; whoever asks to be erased sleeps at once and is gone after the
//! days of grace; what stays is said, with the reason.

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
