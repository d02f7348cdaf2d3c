//! WeChat's server interface (developers.weixin.qq.com), as far as signing in needs it: who is behind a code of
//! `wx.login`, and which number is behind a code of the phone-number button.
//!
//! Both codes can be used once, within five minutes; WeChat sees to that. The `session_key` that comes with a sign-in
//! opens nothing this service needs, so it is dropped where it arrives. Addresses contain the app's secret or its
//! access token and are never logged. WeChat's `rid`, which names the call in their records, is logged.

mod answer;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use domain::Time;
use domain::account::PhoneNumber;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::outgoing::{self, Call, Endpoint, Failure};
use super::settings::WeChatApp;
use answer::{AccessToken, Refused};
use awc::http::Method;

const HOST: &str = "api.weixin.qq.com";

/// The person whom WeChat recognises. The same person has another `openid` in another app.
pub struct WeChatIdentity {
    pub openid: String,
    /// Only when the app belongs to an open-platform account.
    pub unionid: Option<String>,
}

/// Why nobody was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeChatRefusal {
    #[error("no WeChat app is set")]
    NotSetUp,
    /// Unknown, older than five minutes, or used.
    #[error("WeChat does not accept the code")]
    Code,
    #[error("WeChat answers too many calls a minute")]
    TooOften,
    /// WeChat considers the account a risk.
    #[error("WeChat has blocked the account")]
    Blocked,
    /// Not reached, busy, or an answer that makes no sense.
    #[error("WeChat can't answer now")]
    Unavailable,
    /// The number is not one of the Chinese mainland.
    #[error("the number is not a mobile number of the Chinese mainland")]
    ForeignNumber,
}

pub struct WeChat {
    app: WeChatApp,
    /// WeChat gives every caller of `stable_token` the same token while it is valid. So several instances that each
    /// remember it don't make each other's invalid, as they would with the older `token` call.
    token: Mutex<Option<AccessToken>>,
}

impl WeChat {
    pub fn new(app: WeChatApp) -> Self {
        Self { app, token: Mutex::default() }
    }

    /// The id of the app in which these people are known: an `openid` means nothing without it.
    pub fn app_id(&self) -> &str {
        &self.app.app_id
    }

    /// The person behind a code of `wx.login` (`jscode2session`).
    pub async fn identity(&self, code: &str) -> Result<WeChatIdentity, WeChatRefusal> {
        let base = self.base()?;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("appid", &self.app.app_id)
            .append_pair("secret", &self.app.app_secret)
            .append_pair("js_code", code)
            .append_pair("grant_type", "authorization_code")
            .finish();
        let answer = call(Method::GET, format!("{base}/sns/jscode2session?{query}"), None).await?;
        answer::identity(&answer).map_err(Refused::told)
    }

    /// The number behind a code of the phone-number button (`getuserphonenumber`).
    pub async fn phone_number(&self, code: &str, now: Time) -> Result<PhoneNumber, WeChatRefusal> {
        let base = self.base()?;
        let mut token = self.access_token(&base, None, now).await?;
        for last in [false, true] {
            let query =
                form_urlencoded::Serializer::new(String::new()).append_pair("access_token", &token.value).finish();
            let url = format!("{base}/wxa/business/getuserphonenumber?{query}");
            let answer = call(Method::POST, url, Some(json!({ "code": code }))).await?;
            match answer::phone_number(&answer, &self.app.app_id) {
                // The token became invalid before its time. A fresh one is tried once; a second refusal is final.
                Err(Refused::Token { .. }) if !last => token = self.access_token(&base, Some(&token), now).await?,
                done => return done.map_err(Refused::told),
            }
        }
        Err(WeChatRefusal::Unavailable) // the second round always returns
    }

    /// The token that is remembered, or a fresh one: when there is none, when it is over, or when it is `refused`.
    async fn access_token(
        &self,
        base: &str,
        refused: Option<&AccessToken>,
        now: Time,
    ) -> Result<AccessToken, WeChatRefusal> {
        // The lock is held meanwhile, so that a hall full of people asks for one token only.
        let mut known = self.token.lock().await;
        if let Some(token) = known.as_ref().filter(|token| now < token.good_until && refused != Some(*token)) {
            return Ok(token.clone());
        }
        let asked = json!({
            "grant_type": "client_credential", "appid": self.app.app_id, "secret": self.app.app_secret,
            "force_refresh": false,
        });
        let answer = call(Method::POST, format!("{base}/cgi-bin/stable_token"), Some(asked)).await?;
        let (value, seconds) = answer::access_token(&answer).map_err(Refused::told)?;
        let token = AccessToken { value, good_until: now + TimeDelta::seconds(seconds) };
        *known = Some(token.clone());
        Ok(token)
    }

    fn base(&self) -> Result<String, WeChatRefusal> {
        if self.app.app_id.is_empty() {
            return Err(WeChatRefusal::NotSetUp);
        }
        let endpoint = Endpoint::new(&self.app.base_url, HOST).ok_or_else(|| {
            tracing::error!("the setting wechat_base_url is not an address");
            WeChatRefusal::Unavailable
        });
        Ok(endpoint?.base)
    }
}

async fn call(method: Method, url: String, body: Option<Value>) -> Result<Value, WeChatRefusal> {
    // Raw UTF-8 as serde_json writes it, because some of WeChat's calls fail on \u escapes.
    let headers = body.iter().map(|_| ("content-type", "application/json".to_owned())).collect();
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    outgoing::ask(Call { method, url, headers, body }).await.map_err(|failure| {
        let why = match failure {
            Failure::Unreachable | Failure::Silent | Failure::Busy(_) | Failure::Odd(_) => failure.to_string(),
        };
        tracing::warn!(why, "WeChat gave no usable answer");
        WeChatRefusal::Unavailable
    })
}
