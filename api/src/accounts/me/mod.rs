//! A person's own account: how they see it, the number and the WeChat identity with which they sign in, and their
//! sessions.
//!
//! Promise: a change of the ways into an account needs a fresh proof, and the person is told; replacing or removing one
//! ends the other sessions.

mod bind_phone;
mod bind_wechat;
mod end_my_session;
mod end_my_sessions;
mod list_my_sessions;
pub mod present;
mod read_me;
mod unbind_wechat;
mod update_me;
pub mod ways_in;

pub use end_my_sessions::EndedSessionsView;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_my_sessions::list_my_sessions)
        .service(end_my_session::end_my_session)
        .service(end_my_sessions::end_my_sessions)
        .service(read_me::read_me)
        .service(update_me::update_me)
        .service(bind_phone::bind_phone)
        .service(bind_wechat::bind_wechat)
        .service(unbind_wechat::unbind_wechat);
}
