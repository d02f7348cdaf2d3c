use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use tracing_subscriber::fmt::MakeWriter;

use super::*;

const APP_ID: &str = "wx0123456789abcdef";
const SECRET: &str = "canary-app-secret";
const SESSION_KEY: &str = "canary-session-key==";

#[derive(Clone, Default)]
struct Provider {
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Provider {
    /// A WeChat that gives these answers in turn and remembers what it was asked.
    async fn giving(answers: &[(u16, &str)]) -> (Self, WeChat) {
        let provider = Self::default();
        provider.answers.lock().unwrap().extend(answers.iter().map(|(status, body)| (*status, (*body).to_owned())));
        let seen = provider.clone();
        let server = HttpServer::new(move || {
            let seen = seen.clone();
            App::new().default_service(web::to(move |request: HttpRequest, body: String| {
                let path = format!("{} {}?{}", request.method(), request.path(), request.query_string());
                seen.asked.lock().unwrap().push((path, body));
                let (status, body) = seen.answers.lock().unwrap().pop_front().unwrap_or((500, String::new()));
                let status = actix_web::http::StatusCode::from_u16(status).unwrap();
                async move { HttpResponse::build(status).insert_header(("location", "/again")).body(body) }
            }))
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        let app = WeChatApp { base_url, app_id: APP_ID.to_owned(), app_secret: SECRET.to_owned() };
        (provider, WeChat::new(app))
    }

    fn asked(&self) -> Vec<(String, String)> {
        self.asked.lock().unwrap().clone()
    }
}

/// Everything that is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn keep(&self) -> tracing::subscriber::DefaultGuard {
        let kept = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(self.clone()).finish();
        tracing::subscriber::set_default(kept)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn now() -> Time {
    chrono::DateTime::UNIX_EPOCH
}

/// As WeChat documents them: <https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/>.
#[actix_web::test]
async fn a_code_becomes_an_identity_and_the_session_key_goes_nowhere() {
    let found = format!(r#"{{"session_key":"{SESSION_KEY}","openid":"oABC-123_x","unionid":"uXYZ"}}"#);
    let zero = format!(r#"{{"errcode":0,"errmsg":"ok","session_key":"{SESSION_KEY}","openid":"oABC-123_x"}}"#);
    let log = Log::default();
    let _kept = log.keep();
    let (provider, wechat) = Provider::giving(&[(200, &found), (200, &zero)]).await;
    let identity = wechat.identity("a&b=c").await.unwrap();
    assert_eq!((identity.openid.as_str(), identity.unionid.as_deref()), ("oABC-123_x", Some("uXYZ")));
    assert_eq!(wechat.identity("d").await.unwrap().unionid, None);
    let asked = &provider.asked()[0].0;
    let wanted = "GET /sns/jscode2session?appid=wx0123456789abcdef&secret=canary-app-secret&js_code=a%26b%3Dc&grant_type=authorization_code";
    assert_eq!(asked, wanted);
    assert!(!log.text().contains("canary"), "{}", log.text());
}

#[actix_web::test]
async fn every_error_is_told_apart_and_its_rid_is_logged_but_no_secret() {
    let deep = "[".repeat(10_000);
    let wide = format!(r#"{{"openid":"{}"}}"#, "o".repeat(70_000));
    let table = [
        (200, r#"{"errcode":40029,"errmsg":"invalid code, rid: 6a-1"}"#, WeChatRefusal::Code),
        (200, r#"{"errcode":40163,"errmsg":"code been used, rid: 6a-2"}"#, WeChatRefusal::Code),
        (200, r#"{"errcode":45011,"errmsg":"api minute-quota reach limit, rid: 6a-3"}"#, WeChatRefusal::TooOften),
        (200, r#"{"errcode":40226,"errmsg":"code blocked, rid: 6a-4"}"#, WeChatRefusal::Blocked),
        (200, r#"{"errcode":-1,"errmsg":"system error, rid: busy-5"}"#, WeChatRefusal::Unavailable),
        (200, r#"{"errcode":40013,"errmsg":"invalid appid canary, rid: setup-6"}"#, WeChatRefusal::Unavailable),
        (200, r#"{"errcode":41002,"errmsg":"appid missing, rid: setup-7"}"#, WeChatRefusal::Unavailable),
        (200, r#"{"errcode":"40029"}"#, WeChatRefusal::Unavailable),
        (200, r#"{"openid":5,"session_key":"canary-session-key=="}"#, WeChatRefusal::Unavailable),
        (200, r#"{"openid":"o b"}"#, WeChatRefusal::Unavailable),
        (200, r#"[]"#, WeChatRefusal::Unavailable),
        (200, "<html>", WeChatRefusal::Unavailable),
        (200, &deep, WeChatRefusal::Unavailable),
        (200, &wide, WeChatRefusal::Unavailable),
        (302, r#"{"openid":"o"}"#, WeChatRefusal::Unavailable),
        (503, r#"{"openid":"o"}"#, WeChatRefusal::Unavailable),
    ];
    let log = Log::default();
    let _kept = log.keep();
    for (status, body, expected) in table {
        let (provider, wechat) = Provider::giving(&[(status, body)]).await;
        assert_eq!(wechat.identity("canary-code").await.err(), Some(expected), "{status} {body:.60}");
        assert_eq!(provider.asked().len(), 1, "no redirect is followed and nothing is repeated");
    }
    let log = log.text();
    assert!(log.contains("busy-5") && log.contains("setup-6") && log.contains("setup-7"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}

#[actix_web::test]
async fn without_an_app_and_without_wechat_nobody_is_asked() {
    let off = WeChat::new(WeChatApp { base_url: String::new(), app_id: String::new(), app_secret: String::new() });
    assert_eq!(off.identity("c").await.err(), Some(WeChatRefusal::NotSetUp));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (app_id, app_secret) = (APP_ID.to_owned(), SECRET.to_owned());
    let gone = WeChat::new(WeChatApp { base_url: format!("http://{closed}"), app_id, app_secret });
    assert_eq!(gone.identity("c").await.err(), Some(WeChatRefusal::Unavailable));
}

const TOKEN: &str = r#"{"access_token":"canary-token-1","expires_in":7200}"#;
const RENEWED: &str = r#"{"access_token":"canary-token-2","expires_in":300}"#;

fn phone(country: &str, pure: &str) -> String {
    format!(
        r#"{{"errcode":0,"errmsg":"ok","phone_info":{{"phoneNumber":"{pure}","purePhoneNumber":"{pure}","countryCode":{country},
            "watermark":{{"timestamp":1637744274,"appid":"{APP_ID}"}}}}}}"#
    )
}

#[actix_web::test]
async fn a_number_is_asked_for_with_a_token_that_is_remembered() {
    let (text, number) = (phone("\"86\"", "13800138000"), phone("86", "13800138001"));
    let (provider, wechat) =
        Provider::giving(&[(200, TOKEN), (200, &text), (200, &number), (200, RENEWED), (200, &text)]).await;
    assert_eq!(wechat.phone_number("p1", now()).await.unwrap().as_e164(), "+8613800138000");
    assert_eq!(wechat.phone_number("p2", now()).await.unwrap().as_e164(), "+8613800138001");
    wechat.phone_number("p3", now() + TimeDelta::seconds(7_200)).await.unwrap();
    let paths: Vec<String> = provider.asked().into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "POST /cgi-bin/stable_token?",
            "POST /wxa/business/getuserphonenumber?access_token=canary-token-1",
            "POST /wxa/business/getuserphonenumber?access_token=canary-token-1",
            "POST /cgi-bin/stable_token?",
            "POST /wxa/business/getuserphonenumber?access_token=canary-token-2",
        ]
    );
    let asked: Value = serde_json::from_str(&provider.asked()[0].1).unwrap();
    assert_eq!((&asked["grant_type"], &asked["force_refresh"]), (&json!("client_credential"), &json!(false)));
    assert_eq!(provider.asked()[1].1, r#"{"code":"p1"}"#);
}

#[actix_web::test]
async fn a_token_without_force_is_renewed_once() {
    let refused = r#"{"errcode":42001,"errmsg":"access_token expired, rid: t-1"}"#;
    let found = phone("\"86\"", "13800138000");
    let (provider, wechat) = Provider::giving(&[(200, TOKEN), (200, refused), (200, RENEWED), (200, &found)]).await;
    assert!(wechat.phone_number("p", now()).await.is_ok());
    assert_eq!(provider.asked().len(), 4);

    let log = Log::default();
    let _kept = log.keep();
    let forged = r#"{"errcode":40001,"errmsg":"invalid credential, rid: t-2"}"#;
    let (provider, wechat) = Provider::giving(&[(200, TOKEN), (200, forged), (200, RENEWED), (200, forged)]).await;
    assert_eq!(wechat.phone_number("p", now()).await.err(), Some(WeChatRefusal::Unavailable));
    assert_eq!(provider.asked().len(), 4, "once, not again and again");
    assert!(log.text().contains("t-2") && !log.text().contains("canary"), "{}", log.text());
}

#[actix_web::test]
async fn a_number_must_be_made_out_to_this_app_and_this_country() {
    let foreign = phone("\"852\"", "62345678");
    let elsewhere = phone("\"86\"", "13800138000").replace(APP_ID, "wxsomebodyelse");
    let odd = [
        (foreign.as_str(), WeChatRefusal::ForeignNumber),
        (&elsewhere, WeChatRefusal::Unavailable),
        (r#"{"errcode":0,"phone_info":{}}"#, WeChatRefusal::Unavailable),
        (r#"{"errcode":0}"#, WeChatRefusal::Unavailable),
        (r#"{"errcode":40029,"errmsg":"invalid code"}"#, WeChatRefusal::Code),
        (r#"{"errcode":45011,"errmsg":"often"}"#, WeChatRefusal::TooOften),
    ];
    for (body, expected) in odd {
        let (_, wechat) = Provider::giving(&[(200, TOKEN), (200, body)]).await;
        assert_eq!(wechat.phone_number("p", now()).await.err(), Some(expected), "{body}");
    }
    let never = [r#"{"access_token":"","expires_in":7200}"#, r#"{"access_token":"t","expires_in":"7200"}"#];
    for body in never {
        let (provider, wechat) = Provider::giving(&[(200, body)]).await;
        assert_eq!(wechat.phone_number("p", now()).await.err(), Some(WeChatRefusal::Unavailable), "{body}");
        assert_eq!(provider.asked().len(), 1);
    }
}
