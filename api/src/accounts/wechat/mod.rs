//! WeChat identities: keyed by the app and the person's `openid` in it, and joined to an account by its owner alone.

mod entity;
pub(super) mod store;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Who somebody is to WeChat.
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

/// The code of `wx.login` or of the phone-number button, of a form that may go out.
pub(super) fn code(raw: String, pointer: &str) -> Result<String, Problem> {
    if (1..=128).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(raw);
    }
    let (en, zh) =
        ("must be a code of 1 to 128 visible ASCII characters", "应为 1 至 128 个可见 ASCII 字符的微信 code");
    Err(Problem::field(pointer, "malformed", en, zh))
}
