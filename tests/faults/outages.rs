//! Redis, the mail and SMS providers, or the database cannot be reached. Nobody gets in because of that, and no answer
//! says which of them is gone.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use sanhui::app;
use sanhui::housekeeping::delivery;
use sanhui::in_process::{Answer, Call, InProcess};
use sanhui::infra::clock::Clock;
use sanhui::infra::keys::Keyring;
use sanhui::infra::outbox;
use sanhui::infra::settings::Settings;
use sea_orm::{ConnectionTrait as _, Database};
use tests::{json, postgres_url, redis_url, story_with};

/// A proxy between the service and a server it needs. A test can cut the connection and mend it.
#[derive(Clone)]
pub struct Wire {
    at: String,
    open: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Wire {
    fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire =
            Self { at: listener.local_addr().unwrap().to_string(), open: Arc::new(Mutex::new(Some(Vec::new()))) };
        let (open, server) = (Arc::clone(&wire.open), server.to_owned());
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let mut open = open.lock().unwrap();
                let Some(streams) = open.as_mut() else { continue }; // the wire is cut, so the caller is hung up on
                let Ok(far) = TcpStream::connect(&server) else { continue };
                carry(&near, &far);
                carry(&far, &near);
                streams.extend([near, far]);
            }
        });
        wire
    }

    /// Closes all connections and refuses new ones.
    pub fn cut(&self) {
        for stream in self.open.lock().unwrap().take().into_iter().flatten() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.open.lock().unwrap().get_or_insert_default();
    }
}

/// Copies bytes from one connection to the other until it ends.
fn carry(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    thread::spawn(move || {
        let mut buffer = [0; 16_384];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

/// A wire to the server of this URL, and the URL with the wire's address in place of the server's.
pub fn rewired(url: &str, port: u16) -> (Wire, String) {
    let begin = url.find('@').map_or_else(|| url.find("://").unwrap() + 3, |at| at + 1);
    let end = url[begin..].find('/').map_or(url.len(), |slash| begin + slash);
    let host = &url[begin..end];
    let server = if host.contains(':') { host.to_owned() } else { format!("{host}:{port}") };
    let wire = Wire::to(&server);
    let rewired = format!("{}{}{}", &url[..begin], wire.at, &url[end..]);
    (wire, rewired)
}

#[test]
fn without_redis_requests_are_still_answered_and_still_limited() {
    let Some(url) = redis_url() else {
        println!("not tried: TEST_REDIS_URL names no Redis");
        return;
    };
    let (wire, url) = rewired(&url, 6379);
    story_with(&[("redis_url", &url), ("requests_per_minute", "60")], async |town| {
        town.goes_to_a_minute_of_its_own();
        let system = town.duty("system_administrator").await;
        assert_eq!(system.does("read_service_state").ok().await["redis"], "reachable");
        wire.cut();
        town.later(TimeDelta::minutes(1));
        assert_eq!(system.does("read_service_state").ok().await["redis"], "unreachable");
        let mut statuses = Vec::new();
        for _ in 0..80 {
            statuses.push(town.visitor().does("list_areas").answer().await.status);
        }
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 60, "{statuses:?}");
        assert!(statuses[60..].iter().all(|status| *status == 429), "{statuses:?}");
        let forged = town.visitor().does("read_me").header("Authorization", "Bearer not.a.token");
        forged.refused("too-many-requests").await;
        town.administrator().await.does("read_me").ok().await;
        wire.mend(); // because the story runs again on the next database
    });
}

#[test]
fn without_mail_and_sms_requests_succeed_and_the_messages_wait() {
    let off = [
        ("sms_provider", "aliyun"),
        ("sms_base_url", "http://127.0.0.1:1"),
        ("sms_access_key_id", "id"),
        ("sms_access_key_secret", "secret"),
        ("sms_sign_name", "三会"),
        ("sms_template_code", "SMS_1"),
        ("smtp_url", "smtp://127.0.0.1:1"),
        ("mail_from", "Sanhui <noreply@example.gov.cn>"),
    ];
    story_with(&off, async |town| {
        let city = town.administrator().await;
        let asked = town.visitor().does("request_phone_code").with(json!({"phone": "13800138000"})).answer().await;
        assert_eq!(asked.status, 202);
        let invitation = json!({"email": "li@example.cn", "display_name": "李书记"});
        city.does("invite_person").with(invitation).ok().await;
        let _ = delivery::drain(town.app()).await;
        let backlog = outbox::backlog(town.app().db().reads()).await.unwrap();
        // Three messages wait: the code, the invitation, and the notice of the administrator's second factor.
        assert_eq!((backlog.waiting, backlog.dead), (3, 0), "all wait for another attempt");
        let guess = json!({"request_id": asked.json()["request_id"], "code": "000000"});
        assert_eq!(town.visitor().does("sign_in_with_phone").with(guess).answer().await.status, 401);
    });
}

#[actix_web::test]
async fn without_the_database_nobody_gets_in_and_no_answer_names_it() {
    let Some(url) = postgres_url() else {
        println!("not tried: TEST_DATABASE_URL names no PostgreSQL");
        return;
    };
    let schema = format!("outage_{}", std::process::id());
    let admin = Database::connect(&url).await.unwrap();
    admin.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    let (wire, rewired) = rewired(&url, 5432);
    let keys = std::env::temp_dir().join(format!("{schema}.toml"));
    Keyring::from_file(&keys, true).unwrap();
    let keys = keys.display().to_string();
    let settings = [
        ("mode", "development"),
        ("second_factor", "optional"), // so that one call signs in; the second factor is not the subject here
        ("database_url", rewired.as_str()),
        ("key_file", &keys),
    ];
    let app = app::open(Settings::with(&settings).unwrap(), Clock::system(), Some(&schema)).await.unwrap();
    let service = InProcess::start(app.clone()).await;
    let (email, password) = ("city@example.cn", "a long enough passphrase");
    sanhui::accounts::bootstrap(&app, "the city", email, password).await.unwrap();

    let call = async |method: &str, path: &str, token: Option<&str>, body| -> Answer {
        let headers = vec![("Idempotency-Key".to_owned(), "outage".to_owned())];
        let (method, path, token) = (method.to_owned(), path.to_owned(), token.map(str::to_owned));
        service.call(&Call { method, path, token, headers, body }).await
    };
    let sign_in = json!({"email": email, "password": password});
    let signed_in = call("POST", "/v1/auth/sessions/password", None, Some(sign_in.clone())).await;
    let token = signed_in.json()["access_token"].as_str().unwrap().to_owned();
    let token = Some(token.as_str());
    assert_eq!(call("GET", "/v1/me", token, None).await.status, 200);

    wire.cut();
    tokio::time::sleep(Duration::from_secs(1)).await; // an instance may remember a session for a second
    let invitation = json!({"email": "li@example.cn", "display_name": "李书记"});
    let wrong = json!({"email": email, "password": "not this passphrase"});
    let forged = Some("eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJub25lIn0.e30.");
    let mut answers = join_all([
        call("GET", "/v1/me", token, None),
        call("GET", "/v1/audit-events", token, None),
        call("GET", "/v1/residency-claims", token, None),
        call("POST", "/v1/invitations", token, Some(invitation)),
        call("POST", "/v1/auth/sessions/password", None, Some(sign_in)),
        call("POST", "/v1/auth/sessions/password", None, Some(wrong)),
        call("GET", "/v1/areas", None, None),
        call("GET", "/readyz", None, None),
    ])
    .await;
    for answer in &answers {
        assert_eq!(answer.status, 503, "{}", answer.json());
        assert_eq!(answer.json()["type"], "/problems/unavailable");
        assert!(answer.header("Retry-After").is_some());
    }
    answers.push(call("GET", "/v1/me", forged, None).await);
    assert_eq!(answers.last().unwrap().status, 401, "what needs no database is refused without it");
    for answer in answers {
        let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
        for told in ["postgres", "sqlx", "connection", "127.0.0.1", "pool", "select", "panicked", &schema] {
            assert!(!text.contains(told), "{told} is told: {text}");
        }
    }

    wire.mend();
    let mut back = call("GET", "/v1/me", token, None).await;
    for _ in 0..20 {
        if back.status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
        back = call("GET", "/v1/me", token, None).await;
    }
    assert_eq!(back.status, 200, "it goes on by itself");
    app.db().clone().close().await;
    let _ = std::fs::remove_file(&keys);
    admin.execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
}
