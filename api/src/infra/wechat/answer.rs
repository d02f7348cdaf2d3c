//! What WeChat's answers mean. Success may come with `errcode` 0 or without one; a failure comes with HTTP 200, too.

use domain::Time;
use domain::account::PhoneNumber;
use serde_json::Value;

use super::{WeChatIdentity, WeChatRefusal};
use crate::infra::outgoing::text;

/// Longer ones are not WeChat's: an `openid` has 28 characters, a token has been seen with some hundred.
const ID_MAX: usize = 128;
const TOKEN_MAX: usize = 4_096;

#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub value: String,
    pub good_until: Time,
}

/// An answer without a result, and what of it may be logged.
pub enum Refused {
    Person(WeChatRefusal),
    /// 40001, 40014, 42001: the access token is not valid.
    Token {
        code: i64,
        rid: String,
    },
    /// Busy (-1), or about our own set-up (40013, 41002, …), or unknown.
    Call {
        code: i64,
        rid: String,
    },
    /// The answer does not have the documented form.
    Shape,
}

impl Refused {
    /// What the person is told; what they can't do anything about goes to the log.
    pub fn told(self) -> WeChatRefusal {
        match self {
            Self::Person(refusal) => refusal,
            Self::Call { code: -1, rid } => {
                tracing::warn!(rid, "WeChat is busy");
                WeChatRefusal::Unavailable
            }
            Self::Token { code, rid } | Self::Call { code, rid } => {
                tracing::error!(
                    code,
                    rid,
                    "WeChat refuses our calls; check wechat_app_id, wechat_app_secret and its IP list"
                );
                WeChatRefusal::Unavailable
            }
            Self::Shape => {
                tracing::error!("WeChat answered in an unknown shape");
                WeChatRefusal::Unavailable
            }
        }
    }
}

pub fn identity(answer: &Value) -> Result<WeChatIdentity, Refused> {
    refused(answer)?;
    let openid = id(answer, "/openid").ok_or(Refused::Shape)?;
    Ok(WeChatIdentity { openid, unionid: id(answer, "/unionid") })
}

/// The token and the seconds it is good for.
pub fn access_token(answer: &Value) -> Result<(String, i64), Refused> {
    refused(answer)?;
    let token = Some(text(answer, "/access_token")).filter(|token| (1..=TOKEN_MAX).contains(&token.len()));
    let seconds = answer.pointer("/expires_in").and_then(Value::as_i64).filter(|seconds| (1..=7_200).contains(seconds));
    token.map(str::to_owned).zip(seconds).ok_or(Refused::Shape)
}

pub fn phone_number(answer: &Value, app_id: &str) -> Result<PhoneNumber, Refused> {
    refused(answer)?;
    let info = answer.pointer("/phone_info").ok_or(Refused::Shape)?;
    // The watermark must name this app.
    if text(info, "/watermark/appid") != app_id {
        return Err(Refused::Shape);
    }
    // The documentation calls it text, but shows a number.
    let country = match info.pointer("/countryCode") {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(digits)) => digits.trim_start_matches('+').to_owned(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => return Err(Refused::Shape),
    };
    let national = Some(text(info, "/purePhoneNumber")).filter(|digits| !digits.is_empty()).ok_or(Refused::Shape)?;
    let foreign = || Refused::Person(WeChatRefusal::ForeignNumber);
    match country.as_str() {
        "86" => PhoneNumber::parse(national).map_err(|_| foreign()),
        _ => Err(foreign()),
    }
}

fn id(answer: &Value, pointer: &str) -> Option<String> {
    let id = text(answer, pointer);
    let plain = (1..=ID_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    plain.then(|| id.to_owned())
}

fn refused(answer: &Value) -> Result<(), Refused> {
    let code = match answer.pointer("/errcode") {
        None => return if answer.is_object() { Ok(()) } else { Err(Refused::Shape) },
        Some(code) => code.as_i64().ok_or(Refused::Shape)?,
    };
    let rid = rid(text(answer, "/errmsg"));
    match code {
        0 => Ok(()),
        40029 | 40163 => Err(Refused::Person(WeChatRefusal::Code)),
        45011 => Err(Refused::Person(WeChatRefusal::TooOften)),
        40226 => Err(Refused::Person(WeChatRefusal::Blocked)),
        40001 | 40014 | 42001 => Err(Refused::Token { code, rid }),
        code => Err(Refused::Call { code, rid }),
    }
}

/// The id of the call at WeChat, the last word of every error: the rest of the text is dropped.
fn rid(message: &str) -> String {
    let rid = message.rsplit("rid:").next().unwrap_or_default().trim();
    let plain = message.contains("rid:") && rid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain { rid.chars().take(64).collect() } else { String::new() }
}
