//! Printed codes from the committee: a person with a home's code is verified as living there.

use chrono::TimeDelta;
use futures_util::future::join_all;
use sanhui::housekeeping::reseal;
use sanhui::infra::keys;
use sanhui::key_command;
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances, two_instances_with};

use crate::ask_database;

/// The street of the committees.
pub const STREET: &str = "310101020";

/// A committee with its moderator, the unit around it, a moderator of the street and the moderator of the committee
/// next door.
pub struct Committee {
    pub unit: Value,
    pub code: String,
    pub moderator: Person,
    pub colleague: Person,
    pub next_door: Person,
}

impl Committee {
    /// Sets up the unit and the moderators.
    pub async fn new(town: &Town) -> Self {
        let unit = town.unit(STREET).await;
        let committees = town.visitor().does("list_areas").at("parent", STREET).ok().await;
        let code = |index: usize| committees["items"][index]["code"].as_str().unwrap().to_owned();
        Self {
            unit,
            moderator: town.moderator(&code(0)).await,
            colleague: town.moderator(STREET).await,
            next_door: town.moderator(&code(1)).await,
            code: code(0),
        }
    }

    /// The body of a home in building 3, for `issue_residency_code`.
    pub fn home(&self, room: &str) -> Value {
        json!({"unit_id": self.unit["id"], "committee_code": self.code, "building": "3号", "room": room})
    }

    /// The body of a claim to live in that home.
    pub fn claim(&self, room: &str) -> Value {
        let mut claim = self.home(room);
        claim["kind"] = json!("lives");
        claim
    }

    async fn issues(&self, what: Value) -> Value {
        self.moderator.does("issue_residency_code").with(what).ok().await
    }
}

fn with_code(slip: &Value) -> Value {
    json!({"code": slip["code"], "kind": "lives"})
}

#[test]
fn a_slip_for_the_door_verifies_at_once() {
    story(async |town| {
        let here = Committee::new(&town).await;
        here.moderator.token().await;
        let answers = "SELECT count(*) AS answer FROM idempotency_keys";
        let stored = ask_database(&town, answers).await;
        let slip = here.issues(here.home("502")).await;
        assert_eq!(ask_database(&town, answers).await, stored, "an answer with the code is kept nowhere");
        let code = slip["code"].as_str().unwrap();
        assert!(slip["lines"].as_array().unwrap().iter().any(|line| line == code), "{slip}");
        assert_eq!(code.len(), 14, "twelve of Crockford's thirty-two symbols are sixty bits, in groups of four");

        let wang = town.resident("王芳").await;
        let typed = json!({"code": code.to_lowercase().replace('-', " "), "kind": "lives"});
        let mine = wang.does("claim_residency").with(typed).ok().await;
        let verifier = here.moderator.account().await;
        assert_eq!(
            (&mine["state"], &mine["means"], &mine["room"], &mine["decided_by"]),
            (&json!("verified"), &json!("code"), &json!("502"), &json!(verifier))
        );
        assert_eq!(wang.does("list_my_residencies").ok().await["items"][0], mine);
        let seen = here.moderator.does("list_residency_claims").at("state", "verified").ok().await;
        assert_eq!(seen["items"][0]["means"], "code");

        let known = here.moderator.does("list_residency_codes").ok().await;
        let (one, text) = (&known["items"][0], known.to_string());
        assert_eq!((&one["state"], &one["used"], &one["issued_by"]), (&json!("spent"), &json!(1), &json!(verifier)));
        assert!(!text.contains(code) && !text.contains("code_hash"), "nobody reads it again: {text}");
        let li = town.resident("李强").await;
        li.does("claim_residency").with(with_code(&slip)).refused("residency-code-refused").await;
        assert_eq!(li.does("list_my_residencies").ok().await["items"], json!([]));
        assert_eq!(here.next_door.does("list_residency_codes").ok().await["items"], json!([]));

        // The database does not have the code either.
        let bare = code.replace('-', "");
        let kept = format!("SELECT count(*) AS answer FROM residency_codes WHERE code_hash IN ('{code}', '{bare}')");
        assert_eq!(ask_database(&town, &kept).await, 0);
        for (action, outcome) in
            [("issue_residency_code", "done"), ("redeem_residency_code", "done"), ("redeem_residency_code", "refused")]
        {
            let sql = format!(
                "SELECT count(*) AS answer FROM audit_events WHERE action = '{action}' AND outcome = '{outcome}'"
            );
            assert_eq!(ask_database(&town, &sql).await, i64::from(outcome == "done"), "{action} {outcome}");
        }
    });
}

#[test]
fn a_code_knows_the_door_or_asks_for_it() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let door = here.issues(here.home("502")).await;
        let wang = town.resident("王芳").await;
        for (field, value) in [("unit_id", here.unit["id"].clone()), ("committee_code", json!(here.code))] {
            let mut claim = with_code(&door);
            claim[field] = value;
            wang.does("claim_residency").with(claim).refused_for(&format!("/{field}")).await;
        }
        let mut elsewhere = with_code(&door);
        (elsewhere["building"], elsewhere["room"]) = (json!("3号"), json!("503"));
        wang.does("claim_residency").with(elsewhere.clone()).refused_for("/building").await;
        elsewhere["room"] = json!("５０２");
        wang.does("claim_residency").with(elsewhere).ok().await;

        let all = json!({"unit_id": here.unit["id"], "committee_code": here.code, "uses": 2});
        let all = here.issues(all).await;
        for (name, room) in [("李强", "601"), ("赵敏", "602")] {
            let somebody = town.resident(name).await;
            somebody.does("claim_residency").with(with_code(&all)).refused_for("/building").await;
            let mut claim = with_code(&all);
            (claim["building"], claim["room"]) = (json!("3号"), json!(room));
            let mine = somebody.does("claim_residency").with(claim).ok().await;
            assert_eq!((&mine["state"], &mine["room"]), (&json!("verified"), &json!(room)));
        }
        let mut claim = with_code(&all);
        (claim["building"], claim["room"]) = (json!("3号"), json!("603"));
        town.resident("钱多").await.does("claim_residency").with(claim).refused("residency-code-refused").await;
    });
}

#[test]
fn a_code_ends_after_its_days_and_when_it_is_revoked() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let month = here.issues(here.home("502")).await;
        let expected = (town.now() + TimeDelta::days(30)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        assert_eq!(month["expires_at"], expected);
        let mut family = here.home("503");
        (family["days"], family["uses"]) = (json!(90), json!(2));
        let quarter = here.issues(family).await;

        town.later(TimeDelta::days(30) - TimeDelta::seconds(1));
        let revoke = |by: &Person| by.does("revoke_residency_code").at("residency_code", &quarter);
        revoke(&here.next_door).refused("not-found").await;
        wang.does("claim_residency").with(with_code(&month)).ok().await;
        li.does("claim_residency").with(with_code(&quarter)).ok().await;
        let revoked = revoke(&here.colleague).ok().await;
        assert_eq!((&revoked["state"], &revoked["used"]), (&json!("revoked"), &json!(1)));
        revoke(&here.moderator).refused("residency-code-over").await;
        let zhao = town.resident("赵敏").await;
        zhao.does("claim_residency").with(with_code(&quarter)).refused("residency-code-refused").await;
        let still = li.does("list_my_residencies").ok().await;
        assert_eq!(still["items"][0]["state"], "verified", "what was verified by it stays");

        let late = here.issues(here.home("504")).await;
        town.later(TimeDelta::days(30));
        zhao.does("claim_residency").with(with_code(&late)).refused("residency-code-refused").await;
    });
}

#[test]
fn nobody_verifies_themselves_by_a_code_of_their_own() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let slip = here.issues(here.home("502")).await;
        here.moderator.does("claim_residency").with(with_code(&slip)).refused("own-residency-code").await;
        let from_colleague = here.colleague.does("issue_residency_code").with(here.home("502")).ok().await;
        let mine = here.moderator.does("claim_residency").with(with_code(&from_colleague)).ok().await;
        assert_eq!(mine["decided_by"], here.colleague.account().await);
        town.resident("王芳").await.does("claim_residency").with(with_code(&slip)).ok().await;
    });
}

#[test]
fn a_moderator_issues_within_bounds_and_in_their_own_area() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let with = |field: &str, value: Value| {
            let mut what = here.home("502");
            what[field] = value;
            here.moderator.does("issue_residency_code").with(what)
        };
        with("uses", json!(21)).refused_for("/uses").await;
        with("uses", json!(0)).refused_for("/uses").await;
        with("days", json!(91)).refused_for("/days").await;
        with("days", json!(0)).refused_for("/days").await;
        with("committee_code", json!(STREET)).refused_for("/committee_code").await;
        let half = json!({"unit_id": here.unit["id"], "committee_code": here.code, "building": "3号"});
        here.moderator.does("issue_residency_code").with(half).refused_for("/room").await;
        let hall = json!({"unit_id": here.unit["id"], "committee_code": here.code, "uses": 501});
        here.moderator.does("issue_residency_code").with(hall).refused_for("/uses").await;
        let street = json!({"unit_id": here.unit["id"], "committee_code": STREET});
        here.colleague.does("issue_residency_code").with(street).refused_for("/committee_code").await;
        here.next_door.does("issue_residency_code").with(here.home("502")).refused("not-your-area").await;
        let mut outside = here.home("502");
        outside["committee_code"] = json!("310104003001");
        let elsewhere = town.moderator("310104003").await;
        elsewhere.does("issue_residency_code").with(outside).refused_for("/committee_code").await;
    });
}

#[test]
fn a_single_code_used_by_fifty_at_once_verifies_one() {
    two_instances_with(&[("codes_per_address_per_hour", "1000")], async |TwoInstances { town, other }| {
        let here = Committee::new(&town).await;
        let slip = here.issues(here.home("502")).await;
        let mut family = Vec::new();
        for number in 0..50 {
            let one = town.resident(&format!("居民{number}")).await;
            one.token().await;
            family.push(one);
        }
        let tries = family.iter().enumerate().map(|(turn, one)| {
            let deed = one.does("claim_residency").with(with_code(&slip));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(tries).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!(count(201), 1);
        assert_eq!(count(409) + count(503), 49, "{:?}", answers.iter().map(|one| one.status).collect::<Vec<_>>());
        let verified = "SELECT count(*) AS answer FROM residencies WHERE state = 'verified'";
        assert_eq!(ask_database(&town, verified).await, 1);
        let all = "SELECT count(*) AS answer FROM residencies";
        assert_eq!(ask_database(&town, all).await, 1, "a refused claim leaves nothing");
    });
}

#[test]
fn a_person_who_guesses_codes_waits_and_other_people_do_not() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Committee::new(&town).await;
        let slip = here.issues(here.home("502")).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        wang.token().await;
        let guesses = (0..20).map(|turn| {
            let code = json!({"code": format!("{turn:012}"), "kind": "lives"});
            let deed = wang.does("claim_residency").with(code);
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(guesses).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert!(count(409) <= 5 && count(409) + count(429) + count(503) == 20, "{} {}", count(409), count(429));
        wang.does("claim_residency").with(with_code(&slip)).refused("too-many-tries").await;
        // The same person may still claim a home without a code, and another person may still use the code.
        wang.does("claim_residency").with(here.claim("601")).ok().await;
        li.does("claim_residency").with(with_code(&slip)).ok().await;
        let again = here.issues(here.home("503")).await;
        town.later(TimeDelta::hours(1));
        let taken = wang.does("list_my_residencies").ok().await["items"][0].clone();
        wang.does("end_residency").at("residency", &taken).ok().await;
        wang.does("claim_residency").with(with_code(&again)).ok().await;
    });
}

#[test]
fn a_slip_outlives_a_rotation_and_a_repeated_claim_gets_the_first_answer() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Committee::new(&town).await;
        let slip = here.issues(here.home("502")).await;
        let next = keys::rotate(&town.app().settings().key_file, town.now(), false).unwrap();
        town.app().reload_keys();
        other.app().reload_keys();
        town.later(next.from - town.now());
        reseal::reseal(town.app()).await.unwrap();
        // A code on paper cannot be sealed anew, so its root must stay until the code is used or has expired.
        town.later(TimeDelta::days(3));
        let refused = key_command::retire(town.app(), "k1").await.unwrap_err();
        assert!(refused.contains("1 residency codes on paper"), "{refused}");
        let wang = town.resident("王芳").await;
        let claim = || wang.does("claim_residency").with(with_code(&slip)).key("one-and-the-same");
        let mine = claim().through(&other).ok().await;
        let again = claim().answer().await;
        assert_eq!((again.status, again.json(), again.header("Idempotency-Replayed")), (201, mine, Some("true")));
        assert_eq!(wang.does("list_my_residencies").ok().await["items"].as_array().unwrap().len(), 1);
        key_command::retire(town.app(), "k1").await.unwrap();
    });
}

#[test]
fn codes_that_are_long_over_are_deleted_and_verified_people_stay_verified() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let used = here.issues(here.home("502")).await;
        here.issues(here.home("503")).await; // expires after thirty days
        let revoked = here.issues(here.home("504")).await;
        here.moderator.does("revoke_residency_code").at("residency_code", &revoked).ok().await;
        let wang = town.resident("王芳").await;
        wang.does("claim_residency").with(with_code(&used)).ok().await;
        let begin = town.now();
        let left = async |days: i64, seconds: i64| {
            let then = begin + TimeDelta::days(days) + TimeDelta::seconds(seconds);
            town.later(then - town.now());
            sanhui::accounts::sweep(town.app()).await.unwrap();
            ask_database(&town, "SELECT count(*) AS answer FROM residency_codes").await
        };
        assert_eq!(left(400, -60).await, 3);
        assert_eq!(left(400, 60).await, 2, "the revoked one");
        assert_eq!(left(430, -60).await, 2);
        assert_eq!(left(430, 60).await, 0);
        let mine = wang.does("list_my_residencies").ok().await;
        assert_eq!((&mine["items"][0]["state"], &mine["items"][0]["means"]), (&json!("verified"), &json!("code")));
    });
}
