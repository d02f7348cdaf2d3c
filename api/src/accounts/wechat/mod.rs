//! WeChat identities: found by a fingerprint of the app and the person's `openid` in it, and bound to an account only
//! by its owner.

mod entity;
pub(super) mod store;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// A code by which WeChat tells who a person is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeChatCode {
    /// The `code` that `wx.login` gave.
    #[schema(
        min_length = 1,
        max_length = 128,
        pattern = "^[!-~]{1,128}$",
        example = "0a1Bc2De3Fg4Hi5Jk6Lm7No8Pq9Rs0Tu"
    )]
    pub code: String,
}

/// Checks that a code of `wx.login` or of the phone-number button has a form that may be sent to WeChat.
pub(super) fn code(raw: String, pointer: &str) -> Result<String, Problem> {
    if (1..=128).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(raw);
    }
    let (en, zh) =
        ("must be a code of 1 to 128 visible ASCII characters", "应为 1 至 128 个可见 ASCII 字符的微信 code");
    Err(Problem::field(pointer, "malformed", en, zh))
}
