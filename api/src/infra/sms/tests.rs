use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

use super::*;

/// Signatures the providers document, and two made for SendSms with a routine that reproduces those.
pub fn vector(name: &str) -> serde_json::Value {
    let all: serde_json::Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    all[name].clone()
}

type Calls = Arc<Mutex<Vec<String>>>;

/// A provider that gives one answer to everything and remembers what it was asked.
async fn provider(status: u16, body: &'static str) -> (String, Calls) {
    let calls = Calls::default();
    let seen = calls.clone();
    let server = HttpServer::new(move || {
        let seen = seen.clone();
        App::new().default_service(web::to(move |request: HttpRequest, body_in: String| {
            let signed = request.headers().get("authorization").is_some_and(|value| !value.is_empty());
            seen.lock().unwrap().push(format!("{} {body_in} signed={signed}", request.query_string()));
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            async move { HttpResponse::build(status).insert_header(("location", "/again")).body(body) }
        }))
    })
    .workers(1)
    .disable_signals()
    .bind("127.0.0.1:0")
    .unwrap();
    let base = format!("http://{}", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    (base, calls)
}

fn settings(provider: SmsProvider, base_url: String) -> Sms {
    Sms {
        provider,
        base_url,
        access_key_id: "testId".to_owned(),
        access_key_secret: "testKey".to_owned(),
        sign_name: "社区生活圈".to_owned(),
        template_code: "SMS_1".to_owned(),
        app_id: "1400000000".to_owned(),
        region: "ap-guangzhou".to_owned(),
    }
}

async fn try_sending(settings: &Sms) -> Result<(), NotSent> {
    let phone = PhoneNumber::parse("13800138000").unwrap();
    let message = CodeMessage { key: "k".to_owned(), to: &phone, code: "123456", minutes: 5 };
    send_code(settings, &message, chrono::DateTime::UNIX_EPOCH).await
}

#[actix_web::test]
async fn an_accepted_message_was_asked_for_once_and_signed() {
    let (base, calls) = provider(200, r#"{"Code":"OK","BizId":"1"}"#).await;
    assert_eq!(try_sending(&settings(SmsProvider::Aliyun, base)).await, Ok(()));
    let seen = calls.lock().unwrap().clone();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].contains("PhoneNumbers=13800138000") && seen[0].ends_with("signed=true"), "{seen:?}");

    let (base, calls) = provider(200, r#"{"Response":{"SendStatusSet":[{"Code":"Ok"}]}}"#).await;
    assert_eq!(try_sending(&settings(SmsProvider::Tencent, base)).await, Ok(()));
    let seen = calls.lock().unwrap().clone();
    assert!(seen[0].contains(r#""TemplateParamSet":["123456","5"]"#), "{seen:?}");
}

#[actix_web::test]
async fn refusals_are_told_apart() {
    let big: &'static str = Box::leak("[0,".repeat(50_000).into_boxed_str());
    let table = [
        (SmsProvider::Aliyun, 200, r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL"}"#, false),
        (SmsProvider::Aliyun, 200, r#"{"Code":"isp.SYSTEM_ERROR"}"#, true),
        (SmsProvider::Aliyun, 503, "busy", true),
        (SmsProvider::Aliyun, 302, r#"{"Code":"OK"}"#, false),
        (SmsProvider::Aliyun, 200, "<html>", false),
        (SmsProvider::Aliyun, 200, big, false),
        (SmsProvider::Tencent, 200, r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire"}}}"#, false),
        (SmsProvider::Tencent, 200, r#"{"Response":{"SendStatusSet":[{"Code":"InternalError.Timeout"}]}}"#, true),
        (SmsProvider::Tencent, 200, r#"{"Response":{}}"#, false),
    ];
    for (kind, status, body, again) in table {
        let (base, calls) = provider(status, body).await;
        let answer = try_sending(&settings(kind, base)).await;
        assert_eq!(matches!(answer, Err(NotSent::Later(_))), again, "{status} {body:.60} {answer:?}");
        assert!(answer.is_err());
        assert_eq!(calls.lock().unwrap().len(), 1, "no redirect is followed and nothing is repeated");
    }
}

#[actix_web::test]
async fn a_provider_that_is_not_there_is_tried_again_later() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let answer = try_sending(&settings(SmsProvider::Aliyun, format!("https://{closed}"))).await;
    assert!(matches!(answer, Err(NotSent::Later(_))), "{answer:?}");
}

#[actix_web::test]
async fn a_provider_that_takes_the_call_and_says_nothing_was_sent_nothing() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("https://{}", silent.local_addr().unwrap());
    let answer = try_sending(&settings(SmsProvider::Aliyun, base_url)).await;
    assert!(matches!(answer, Err(NotSent::Later(_))), "the connection was never encrypted: {answer:?}");
    let base_url = format!("http://{}", silent.local_addr().unwrap());
    let answer = try_sending(&settings(SmsProvider::Aliyun, base_url)).await;
    assert!(matches!(answer, Err(NotSent::Never(_))), "perhaps it was received: {answer:?}");
}
