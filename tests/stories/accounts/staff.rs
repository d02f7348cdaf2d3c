//! Helpers for stories in which staff sign in.

use sanhui::in_process::Answer;
use sea_orm::ConnectionTrait as _;
use tests::{Deed, PASSWORD, Person, Town, Value, json};

/// The first step of a sign-in by password, from a device that the service does not know.
pub fn with_password(town: &Town, email: &str, password: &str) -> Deed {
    town.visitor().does("sign_in_with_password").with(json!({"email": email, "password": password}))
}

/// The second step of a sign-in, with a code of the app.
pub fn confirm(town: &Town, challenge: &Value, code: &str) -> Deed {
    town.visitor().does("confirm_second_factor").with(json!({"challenge": challenge, "code": code}))
}

/// The second step of a sign-in, with a recovery code.
pub fn recover(town: &Town, challenge: &Value, code: &Value) -> Deed {
    town.visitor().does("confirm_second_factor").with(json!({"challenge": challenge, "recovery_code": code}))
}

/// Six digits that the app shows neither now nor two steps before or after.
pub fn wrong_code(person: &Person, town: &Town) -> String {
    let near: Vec<String> = (-2..=2).map(|step| person.authenticator().code(town, step)).collect();
    let wrong = ["000000", "000001", "000002", "000003", "000004", "000005"];
    wrong.into_iter().find(|code| !near.contains(&(*code).to_owned())).unwrap().to_owned()
}

/// A person who accepted an invitation and has no second factor. Gives the mail address and the access token of the
/// first session.
pub async fn newcomer(town: &Town) -> (String, String) {
    let email = format!("newcomer-{}@example.cn", town.number());
    let city = town.administrator().await;
    city.does("invite_person").with(json!({"email": email, "display_name": "新人"})).ok().await;
    let acceptance = json!({"token": town.newest_message(&email).await, "password": PASSWORD});
    town.visitor().does("accept_invitation").with(acceptance).ok().await;
    let tokens = with_password(town, &email, PASSWORD).ok().await;
    (email, tokens["access_token"].as_str().unwrap().to_owned())
}

/// A call with this access token, for sessions that no `Person` of the story holds.
pub fn as_holder(town: &Town, token: &str, operation: &str) -> Deed {
    town.visitor().does(operation).header("Authorization", &format!("Bearer {token}"))
}

/// Gives the right password, and returns the challenge for the second factor.
pub async fn challenged(person: &Person) -> Value {
    let answer = person.gives_password().answer().await;
    assert_eq!(answer.status, 202, "{}", answer.json());
    answer.json()["challenge"].clone()
}

/// The parts of an answer by which an attacker could tell accounts apart: status, body and headers, without request id,
/// time and remaining limit.
pub fn seen(answer: &Answer) -> (u16, Value, Vec<(String, String)>) {
    let mut body = answer.json();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("instance");
    }
    let own = ["x-request-id", "ratelimit", "date"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned())).collect();
    headers.sort();
    (answer.status, body, headers)
}

/// Disables the account directly in the database.
pub async fn disable(town: &Town, person: &Person) {
    let id = crate::literal(town, &person.account().await);
    let sql = format!("UPDATE accounts SET disabled_at = created_at WHERE id = {id}");
    let done = town.app().db().reads().execute_unprepared(&sql).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
}

/// How many refused events of this action the audit trail has.
pub async fn refusals(town: &Town, action: &str) -> usize {
    let sql = format!("SELECT id FROM audit_events WHERE action = '{action}' AND outcome = 'refused'");
    let db = town.app().db().reads();
    let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await;
    rows.unwrap().len()
}

/// The kinds of the person's notices, the newest first.
pub async fn told(person: &Person) -> Vec<String> {
    let notices = person.does("list_my_notices").ok().await;
    notices["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}
