//! WeChat identities: keyed by the app and the person's `openid` in it, and joined to an account by its owner alone.

mod entity;
pub(super) mod store;

use crate::http::problem::Problem;

/// The code of `wx.login` or of the phone-number button, of a form that may go out.
pub(super) fn code(raw: String, pointer: &str) -> Result<String, Problem> {
    if (1..=128).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(raw);
    }
    let (en, zh) =
        ("must be a code of 1 to 128 visible ASCII characters", "应为 1 至 128 个可见 ASCII 字符的微信 code");
    Err(Problem::field(pointer, "malformed", en, zh))
}
