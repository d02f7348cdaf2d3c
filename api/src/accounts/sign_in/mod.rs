//! Ways in: by a code on the phone, WeChat, a card, or a password with a second factor; and the session that follows.
//!
//! Promises: every way in ends in the same function, which checks the account's standing; a try is counted before it is
//! checked; a refusal is the same whether or not there is such an account; a refresh token is used once, and reuse ends
//! the session.

pub mod attempts;
mod authenticate;
pub mod challenges;
mod confirm_second_factor;
mod device;
pub mod devices;
mod entry;
pub mod network;
pub mod phone_codes;
mod prove_myself;
mod read_jwks;
mod refresh_session;
mod request_phone_code;
mod sign_in_with_card;
mod sign_in_with_password;
mod sign_in_with_phone;
mod sign_in_with_wechat;
mod sign_out;
pub mod wrong_tries;

pub use attempts::Side;
pub use authenticate::{authenticate, was_issued};
pub use phone_codes::{PresentedCode, ProvedPhone};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(request_phone_code::request_phone_code)
        .service(sign_in_with_phone::sign_in_with_phone)
        .service(sign_in_with_wechat::sign_in_with_wechat)
        .service(sign_in_with_card::sign_in_with_card)
        .service(sign_in_with_password::sign_in_with_password)
        .service(confirm_second_factor::confirm_second_factor)
        .service(refresh_session::refresh_session)
        .service(prove_myself::prove_myself)
        .service(sign_out::sign_out)
        .service(read_jwks::read_jwks);
}
