//! After every operation has been called, no planted number, name, code, token, password or authenticator seed is in
//! the log, in the body of an error, in an address, or in a dump of the database.

use std::collections::HashMap;
use std::io::{Result as Written, Write};
use std::sync::{Arc, LazyLock, Mutex};

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use sha2::{Digest, Sha256};
use tests::document::OPERATIONS;
use tests::wechat::FakeWeChat;
use tests::{PASSWORD, Person, Town, Value, json, story_with};

use crate::matrix::world::World;

/// The planted values that must not be found anywhere, each with a name for it.
#[derive(Default)]
struct Seeds(Vec<(String, String)>);

impl Seeds {
    fn plant(&mut self, what: &str, seed: &str) {
        assert!(seed.chars().count() >= 2, "{what} is no seed: {seed:?}");
        self.0.push((what.to_owned(), seed.to_owned()));
    }

    fn plant_all(&mut self, what: &str, answer: &Value, names: &[&str]) {
        for name in names {
            match &answer[*name] {
                Value::String(seed) => self.plant(&format!("{what}.{name}"), seed),
                Value::Array(seeds) => {
                    seeds.iter().for_each(|seed| self.plant(&format!("{what}.{name}"), seed.as_str().unwrap()));
                }
                Value::Null => {}
                other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => panic!("{what}.{name} is {other}"),
            }
        }
    }

    /// The planted values that this text contains, plainly, in hex or as an unkeyed SHA-256 hash.
    fn found_in(&self, text: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(text);
        let found = self.0.iter().filter(|(_, seed)| forms(seed).iter().any(|form| stands(&text, form)));
        found.map(|(what, seed)| format!("{what} ({seed})")).collect()
    }
}

/// The forms in which a planted value counts as found.
fn forms(seed: &str) -> Vec<String> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Vec<String>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap();
    let made = known.entry(seed.to_owned()).or_insert_with(|| {
        let mut forms = vec![seed.to_owned(), hex::encode(seed)];
        // Tokens of 40 or more characters cannot be guessed, so the service may store their hashes.
        if seed.len() < 40 {
            forms.push(hex::encode(Sha256::digest(seed.as_bytes())));
        }
        forms
    });
    made.clone()
}

/// Whether the text contains the value. A short value, such as a code, must not be part of a longer word, because many
/// hashes contain any six digits.
fn stands(text: &str, seed: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_short = seed.len() < 10 && seed.is_ascii();
    text.match_indices(seed).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + seed.len()..].chars().next());
        !(is_short && (is_part(before) || is_part(after)))
    })
}

/// Every value in the database that is not null, as bytes, with its table and column.
async fn dump(conn: &DatabaseConnection) -> Vec<(String, Vec<u8>)> {
    let backend = conn.get_database_backend();
    let is_postgres = backend == DbBackend::Postgres;
    let columns = if is_postgres {
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = current_schema()"
    } else {
        "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    };
    let columns = conn.query_all_raw(Statement::from_string(backend, columns.to_owned())).await.unwrap();
    let mut dumped = Vec::new();
    for column in columns {
        let (table, column): (String, String) = (column.try_get("", "t").unwrap(), column.try_get("", "c").unwrap());
        let hex_of = if is_postgres {
            format!("encode(convert_to(\"{column}\"::text, 'UTF8'), 'hex')")
        } else {
            format!("hex(\"{column}\")")
        };
        let sql = format!("SELECT {hex_of} AS h FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
        for row in conn.query_all_raw(Statement::from_string(backend, sql)).await.unwrap() {
            let hex_text: String = row.try_get("", "h").unwrap();
            dumped.push((format!("{table}.{column}"), hex::decode(hex_text).unwrap()));
        }
    }
    dumped
}

async fn hits_in_dump(conn: &DatabaseConnection, seeds: &Seeds) -> Vec<String> {
    let cells = dump(conn).await;
    assert!(cells.len() > 5_000, "the dump has only {} cells", cells.len());
    let hits = cells
        .iter()
        .flat_map(|(column, bytes)| seeds.found_in(bytes).into_iter().map(move |seed| format!("{seed} in {column}")));
    hits.collect()
}

/// The log without the lines in which a development service prints messages that it does not send. Only those lines may
/// contain codes.
fn of_the_service(log: &str) -> String {
    let (shown, rest): (Vec<&str>, Vec<&str>) =
        log.lines().partition(|line| line.contains("a message of a development service"));
    assert!(shown.len() > 20, "the log is heard: {} messages", shown.len());
    rest.join("\n")
}

/// Uses every way to sign in, and plants every number, name and secret that is given or handed out.
async fn be_somebody(town: &Town, world: &World, wechat: &FakeWeChat, seeds: &mut Seeds) {
    let visitor = town.visitor();
    let (phone, other_phone, name) = ("+8613577001234", "+8613577005678", "欧阳暮雪");
    seeds.plant("phone", phone);
    seeds.plant("phone without prefix", "13577001234");
    seeds.plant("another phone", "13577005678");
    let asked = visitor.does("request_phone_code").with(json!({"phone": phone})).ok().await;
    let code = town.newest_message(phone).await;
    seeds.plant("code", &code);
    let wrong = json!({"request_id": asked["request_id"], "code": if code == "000000" { "000001" } else { "000000" }});
    visitor.does("sign_in_with_phone").with(wrong).refused("code-refused").await;
    let tokens =
        visitor.does("sign_in_with_phone").with(json!({"request_id": asked["request_id"], "code": code})).ok().await;
    seeds.plant_all("tokens", &tokens, &["access_token", "refresh_token"]);
    let me = town.holder_of(name, &tokens);
    me.does("update_me").with(json!({"display_name": name})).ok().await;
    me.does("update_me").with(json!({"display_name": name.repeat(20)})).refused_for("/display_name").await;
    seeds.plant("name", name);
    let refreshed = visitor.does("refresh_session").with(json!({"refresh_token": tokens["refresh_token"]})).ok().await;
    seeds.plant_all("refreshed", &refreshed, &["access_token", "refresh_token"]);

    let consent = json!({"policy_version": "2026-01", "channel": "app", "guardian_name": "欧阳守诚"});
    me.does("give_consent").at("purpose", "wechat_union").with(consent).ok().await;
    seeds.plant("guardian", "欧阳守诚");
    let login = wechat.login("o-canary-openid");
    seeds.plant("openid", "o-canary-openid");
    seeds.plant("unionid", "u-o-canary-openid");
    seeds.plant("wechat code", &login);
    me.does("bind_wechat").with(json!({"code": login})).ok().await;
    visitor.does("sign_in_with_wechat").with(json!({"code": login})).refused("wechat-code-refused").await; // used
    let button = json!({"wechat_phone_code": wechat.phone_button(other_phone.trim_start_matches("+86"))});
    me.does("bind_phone").with(button).ok().await;
    let export = me.does("request_my_export").ok().await;
    seeds.plant_all("export", &export, &["download_code"]);

    // Cards that the committee prints.
    let card = world.deed(world.person("mod"), &OPERATIONS["issue_sign_in_card"]).ok().await;
    seeds.plant_all("card", &card, &["code"]);
    seeds.plant("card without hyphens", &card["code"].as_str().unwrap().replace('-', ""));
    let by_card = visitor.does("sign_in_with_card").with(json!({"code": card["code"]})).ok().await;
    seeds.plant_all("by card", &by_card, &["access_token", "refresh_token"]);
    let registered = world.deed(world.person("mod"), &OPERATIONS["register_in_person"]).ok().await;
    seeds.plant_all("registered", &registered["card"], &["code"]);
    seeds.plant("name at the desk", "周奶奶");

    // Invitation, password and second factor.
    seeds.plant("password", PASSWORD);
    let (email, staff_name) = ("canary.clerk@example.cn", "诸葛静怡");
    let invitation = json!({"email": email, "display_name": staff_name});
    world.person("cit").does("invite_person").with(invitation).ok().await;
    seeds.plant("email", email);
    seeds.plant("staff name", staff_name);
    let token = town.newest_message(email).await;
    seeds.plant("invitation token", &token);
    visitor
        .does("accept_invitation")
        .with(json!({"token": token, "password": "1234567890123"}))
        .refused_for("/password")
        .await;
    visitor.does("accept_invitation").with(json!({"token": token, "password": PASSWORD})).ok().await;
    let clerk = Person::staff(town, staff_name, email);
    let first = clerk.gives_password().ok().await;
    seeds.plant_all("by password", &first, &["access_token", "refresh_token", "device_token"]);
    let bearer = format!("Bearer {}", first["access_token"].as_str().unwrap());
    let seed = visitor.does("enrol_second_factor").header("Authorization", &bearer).ok().await;
    seeds.plant_all("seed", &seed, &["secret"]);
    clerk.uses_app(&seed);
    let proof = json!({"code": clerk.next_code()});
    seeds.plant_all("app", &proof, &["code"]);
    let active = visitor.does("activate_second_factor").header("Authorization", &bearer).with(proof).ok().await;
    seeds.plant_all("recovery", &active, &["recovery_codes"]);
    let half = clerk.gives_password().ok().await;
    seeds.plant_all("challenge", &half, &["challenge"]);
    let recovery = json!({"challenge": half["challenge"], "recovery_code": active["recovery_codes"][0]});
    let whole = visitor.does("confirm_second_factor").with(recovery).ok().await;
    seeds.plant_all("by factor", &whole, &["access_token", "refresh_token", "device_token"]);
    visitor.does("request_password_reset").with(json!({"email": email})).ok().await;
    let reset = town.newest_message(email).await;
    seeds.plant("reset token", &reset);
    let another = "lantern pond thirteen geese";
    seeds.plant("another password", another);
    let done = visitor.does("reset_password").with(json!({"token": reset, "password": another})).ok().await;
    seeds.plant_all("reset", &done, &["device_token"]);
    for guess in [PASSWORD, "not the right passphrase"] {
        visitor
            .does("sign_in_with_password")
            .with(json!({"email": email, "password": guess}))
            .refused("credentials-refused")
            .await;
    }
    // This message is not delivered yet, so its number and code wait in the database.
    visitor.does("request_phone_code").with(json!({"phone": "13577009999"})).ok().await;
    seeds.plant("a phone nobody has", "13577009999");
    me.does("erase_me").ok().await;
}

#[test]
fn no_secret_is_in_the_log_an_error_an_address_or_the_database() {
    let log = Log::default();
    let writer = log.clone();
    let lines = sanhui::infra::telemetry::lines("trace", true, move || writer.clone());
    let listening = tracing::dispatcher::set_default(&lines);
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        log.0.lock().unwrap().clear(); // it has lines of the run on the other database
        town.listens();
        let world = World::new(&town).await;
        let mut seeds = Seeds::default();
        for who in ["res", "oth"] {
            let person = world.person(who);
            seeds.plant("name", person.name());
            seeds.plant("phone", person.reached_at().trim_start_matches("+86"));
            seeds.plant("access token", &person.token().await.unwrap());
            seeds.plant("refresh token", &person.refresh_token().await);
        }
        be_somebody(&town, &world, &wechat, &mut seeds).await;
        // Every other operation is called by people who may call it and by people who may not.
        for operation in
            OPERATIONS.values().filter(|one| !["end_all_sessions", "sign_out", "erase_me"].contains(&one.id.as_str()))
        {
            for who in ["res", "mod", "cit", "anon"] {
                world.deed(world.person(who), operation).answer().await;
            }
        }
        town.later(TimeDelta::minutes(2));
        assert!(seeds.0.len() > 40, "only {} seeds", seeds.0.len());

        let conn = town.app().db().reads();
        assert_eq!(hits_in_dump(conn, &seeds).await, Vec::<String>::new());
        let heard = town.heard();
        let errors: Vec<_> = heard.iter().filter(|(_, answer)| answer.status >= 400).collect();
        assert!(errors.len() > 200, "only {} errors", errors.len());
        for (call, answer) in &errors {
            let hits = seeds.found_in(&answer.bytes);
            assert!(hits.is_empty(), "{} {} tells {hits:?}: {}", call.method, call.path, answer.json());
        }
        for (call, answer) in heard.iter().filter(|(call, _)| call.path.starts_with("/v1/")) {
            let hits = seeds.found_in(call.path.as_bytes());
            assert!(hits.is_empty(), "{hits:?} in the address {}", call.path);
            let location = answer.header("Location").unwrap_or_default();
            assert!(seeds.found_in(location.as_bytes()).is_empty(), "{location}");
        }
        let text = of_the_service(&log.text());
        for line in text.lines() {
            let hits = seeds.found_in(line.as_bytes());
            assert!(hits.is_empty(), "{hits:?} in the log: {line}");
        }

        // The search itself works: it finds a value that is written into a column, a log line or the body of an error.
        let phone = "13577001234";
        let planted = format!("UPDATE audit_events SET role = 'seen {phone}'");
        conn.execute_unprepared(&planted).await.unwrap();
        assert!(hits_in_dump(conn, &seeds).await.iter().any(|hit| hit.ends_with("audit_events.role")));
        tracing::info!(phone, "planted");
        assert!(!seeds.found_in(of_the_service(&log.text()).as_bytes()).is_empty());
        assert!(!seeds.found_in(format!("{{\"detail\":\"{phone}\"}}").as_bytes()).is_empty());
        assert!(!seeds.found_in(hex::encode(phone).as_bytes()).is_empty());
        assert!(!seeds.found_in(hex::encode(Sha256::digest(phone)).as_bytes()).is_empty());
    });
    drop(listening);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Written<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Written<()> {
        Ok(())
    }
}
