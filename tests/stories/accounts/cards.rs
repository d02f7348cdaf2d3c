//! Printed sign-in cards, for people who cannot use text messages.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances};

use crate::ask_database;

const STREET: &str = "310101020";

/// A committee's desk: its moderator, the unit around it, and the moderator of the committee next door.
struct Desk {
    unit: Value,
    committee: String,
    moderator: Person,
    next_door: Person,
    elsewhere: String,
}

impl Desk {
    async fn new(town: &Town) -> Self {
        let unit = town.unit(STREET).await;
        let committees = town.visitor().does("list_areas").at("parent", STREET).ok().await;
        let code = |index: usize| committees["items"][index]["code"].as_str().unwrap().to_owned();
        let (committee, elsewhere) = (code(0), code(1));
        let (moderator, next_door) = (town.moderator(&committee).await, town.moderator(&elsewhere).await);
        Self { unit, committee, moderator, next_door, elsewhere }
    }

    fn papers(&self, name: &str) -> Value {
        json!({
            "display_name": name, "unit_id": self.unit["id"], "committee_code": self.committee,
            "building": "3号", "room": "502", "kind": "lives",
        })
    }

    async fn registers(&self, name: &str) -> Value {
        self.moderator.does("register_in_person").with(self.papers(name)).ok().await
    }

    async fn issues(&self, account: &Value) -> Value {
        self.moderator.does("issue_sign_in_card").at("account", account).ok().await
    }
}

async fn signs_in(town: &Town, code: &str) -> Value {
    town.visitor().does("sign_in_with_card").with(json!({"code": code})).ok().await
}

#[test]
fn somebody_without_a_phone_is_registered_at_the_desk_and_comes_in_by_card() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        assert_eq!((&made["residency"]["state"], &made["residency"]["room"]), (&json!("verified"), &json!("502")));
        let code = made["card"]["code"].as_str().unwrap();
        assert!(made["card"]["lines"].as_array().unwrap().iter().any(|line| line == code), "{made}");
        assert_eq!(
            made["card"]["expires_at"],
            (town.now() + TimeDelta::hours(24)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
        );

        let zhang = town.holder_of("张奶奶", &signs_in(&town, code).await);
        let me = zhang.does("read_me").ok().await;
        assert_eq!(
            (&me["display_name"], &me["phone"], &me["account_id"]),
            (&json!("张奶奶"), &json!(null), &made["account_id"])
        );
        let home = zhang.does("list_my_residencies").ok().await;
        assert_eq!((&home["items"][0]["state"], &home["items"][0]["means"]), (&json!("verified"), &json!("in_person")));
        zhang.does("submit_need").with(json!({"unit_id": desk.unit["id"], "text": "楼道里缺一把长椅。"})).ok().await;
        let told = zhang.does("list_my_notices").ok().await;
        let kinds: Vec<&Value> = told["items"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
        assert_eq!(kinds, ["sign_in_card_used", "sign_in_card_issued"]);

        // The trail has two events about the account: a moderator issued the card, and the card was used.
        let account = made["account_id"].as_str().unwrap();
        for (action, role) in [("issue_sign_in_card", "moderator"), ("redeem_sign_in_card", "anonymous")] {
            let sql = format!(
                "SELECT count(*) AS answer FROM audit_events WHERE action = '{action}' AND role = '{role}' AND {}",
                on(&town, account)
            );
            assert_eq!(ask_database(&town, &sql).await, 1, "{action}");
        }
    });
}

/// The SQL condition that an audit event is about this id, for the database of this story.
fn on(town: &Town, id: &str) -> String {
    if town.app().db().is_postgres() {
        format!("subject_id = '{id}'")
    } else {
        format!("lower(hex(subject_id)) = '{}'", id.replace('-', ""))
    }
}

#[test]
fn a_card_used_by_fifty_at_once_lets_one_in() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let visitor = town.visitor();
        let code = json!({"code": made["card"]["code"]});
        let tries = (0..50).map(|turn| {
            let deed = visitor.does("sign_in_with_card").with(code.clone());
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert!(answers.iter().all(|answer| [201, 401, 429, 503].contains(&answer.status)));
    });
}

#[test]
fn a_card_is_read_as_people_type_it() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let ways: [fn(&str) -> String; 4] = [
            |code| code.to_lowercase().replace('-', ""),
            |code| format!(" {} ", code.replace('-', " - ")),
            |code| code.replace('0', "O").replace('1', "l"),
            |code| code.replace('0', "o").replace('1', "I").replace('-', "—"),
        ];
        for way in ways {
            let card = desk.issues(&made["account_id"]).await;
            signs_in(&town, &way(card["code"].as_str().unwrap())).await;
        }
        for malformed in ["UUUU-UUUU-UUUU", "0000-0000-00000", "！！！！－！！！！－！！！！"] {
            town.visitor().does("sign_in_with_card").with(json!({"code": malformed})).refused_for("/code").await;
        }
    });
}

#[test]
fn a_card_ends_after_a_day_and_with_the_next_card() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let refused = |card: &Value| {
            let code = json!({"code": card["code"]});
            town.visitor().does("sign_in_with_card").with(code).refused("card-refused")
        };
        let second = desk.issues(&made["account_id"]).await;
        refused(&made["card"]).await;
        town.later(TimeDelta::hours(24));
        refused(&second).await;
        let third = desk.issues(&made["account_id"]).await;
        town.later(TimeDelta::hours(24) - TimeDelta::seconds(1));
        signs_in(&town, third["code"].as_str().unwrap()).await;
        refused(&third).await;
    });
}

#[test]
fn a_session_by_card_changes_neither_phone_nor_wechat() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let zhang = town.holder_of("张奶奶", &signs_in(&town, made["card"]["code"].as_str().unwrap()).await);
        let phone = "+8613800138000";
        let asked = zhang.does("request_phone_code").with(json!({"phone": phone, "purpose": "bind_phone"})).ok().await;
        let proof = json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await});
        zhang.does("bind_phone").with(proof).refused("proof-too-old").await;
        zhang.does("bind_wechat").with(json!({"code": "0a"})).refused("proof-too-old").await;
        zhang.does("unbind_wechat").refused("proof-too-old").await;
    });
}

#[test]
fn a_person_with_only_a_card_exports_and_erases_data_after_the_committee_saw_them() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let confirm = |by: &Person| by.does("confirm_in_person").at("account", &made["account_id"]);
        confirm(&desk.moderator).refused("no-card-session").await;
        let zhang = town.holder_of("张奶奶", &signs_in(&town, made["card"]["code"].as_str().unwrap()).await);
        let begun = town.now();
        zhang.does("request_my_export").refused("proof-too-old").await;
        confirm(&desk.next_door).refused("not-found").await;
        confirm(&zhang).refused("not-for-your-role").await;
        let confirmed = confirm(&desk.moderator).ok().await;
        let end = (town.now() + TimeDelta::minutes(5)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        assert_eq!((&confirmed["sessions"], &confirmed["good_until"]), (&json!(1), &json!(end)));
        let told = zhang.does("list_my_notices").ok().await;
        assert_eq!(told["items"][0]["kind"], "confirmed_in_person");
        town.later(TimeDelta::seconds(1));
        zhang.does("request_my_export").through(&other).ok().await;

        // The committee's word is no proof for changing the phone or the WeChat identity of the account.
        let phone = "+8613800138000";
        let asked = zhang.does("request_phone_code").with(json!({"phone": phone, "purpose": "bind_phone"})).ok().await;
        let proof = json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await});
        zhang.does("bind_phone").with(proof).refused("proof-too-old").await;
        zhang.does("bind_wechat").with(json!({"code": "0a"})).refused("proof-too-old").await;
        zhang.does("unbind_wechat").refused("proof-too-old").await;

        // The confirmation is good for five minutes, and is possible in the first ten minutes of the session.
        town.later(TimeDelta::minutes(5));
        zhang.does("erase_me").refused("proof-too-old").await;
        town.later(begun + TimeDelta::minutes(10) - TimeDelta::seconds(1) - town.now());
        confirm(&desk.moderator).ok().await;
        town.later(TimeDelta::seconds(1));
        confirm(&desk.moderator).refused("no-card-session").await;
        zhang.does("erase_me").ok().await;
    });
}

#[test]
fn a_number_given_at_the_desk_is_one_persons() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let wang = town.resident("王芳").await;
        let mut papers = desk.papers("张奶奶");
        papers["phone"] = json!(wang.reached_at());
        desk.moderator.does("register_in_person").with(papers.clone()).refused("phone-taken").await;
        papers["phone"] = json!("138 0013 8000");
        let made = desk.moderator.does("register_in_person").with(papers).ok().await;
        let asked = town.visitor().does("request_phone_code").with(json!({"phone": "13800138000"})).ok().await;
        let proof = json!({"request_id": asked["request_id"], "code": town.newest_message("+8613800138000").await});
        let tokens = town.visitor().does("sign_in_with_phone").with(proof).ok().await;
        assert_eq!(tokens["account_id"], made["account_id"]);
    });
}

#[test]
fn nobody_is_registered_twice_because_an_answer_was_lost() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town).await;
        let tries = (0..6).map(|turn| {
            let deed = desk.moderator.does("register_in_person").with(desk.papers("张奶奶"));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        desk.moderator.does("register_in_person").with(desk.papers("张奶奶")).refused("already-registered").await;
        desk.registers("张爷爷").await; // another person at the same address
        let known = desk.moderator.does("list_residency_claims").at("state", "verified").ok().await;
        assert_eq!(known["items"].as_array().unwrap().len(), 2);
        desk.issues(&known["items"][0]["account_id"]).await;
    });
}

#[test]
fn a_moderator_registers_and_issues_in_their_own_area_only() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let issue = |by: &Person, account: &Value| by.does("issue_sign_in_card").at("account", account);
        issue(&desk.next_door, &made["account_id"]).refused("not-found").await;
        desk.next_door.does("register_in_person").with(desk.papers("李爷爷")).refused("not-your-area").await;
        let mut outside = desk.papers("李爷爷");
        outside["committee_code"] = json!("310104003001");
        town.moderator("310104003").await.does("register_in_person").with(outside).refused_for("/committee_code").await;
        let street = town.moderator(STREET).await;
        issue(&street, &made["account_id"]).ok().await;

        // A moderator may issue a card for a person who claims a residency here. Other people are unknown here.
        let wang = town.resident("王芳").await;
        let account = json!(wang.account().await);
        issue(&desk.moderator, &account).refused("not-found").await;
        let claim = json!({"unit_id": desk.unit["id"], "committee_code": desk.elsewhere, "building": "1", "room": "1", "kind": "lives"});
        let claim = wang.does("claim_residency").with(claim).ok().await;
        issue(&desk.moderator, &account).refused("not-found").await;
        issue(&desk.next_door, &account).ok().await;
        let refusal = json!({"decision": "refused", "reason": "查无此户"});
        desk.next_door.does("verify_residency").at("claim", &claim).with(refusal).ok().await;
        issue(&desk.next_door, &account).refused("not-found").await;
        issue(&wang, &account).refused("not-for-your-role").await;
        wang.does("register_in_person").with(desk.papers("李爷爷")).refused("not-for-your-role").await;
    });
}

#[test]
fn nobody_issues_a_card_for_themselves_or_for_staff() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let home = |room: &str| json!({"unit_id": desk.unit["id"], "committee_code": desk.committee, "building": "1号", "room": room, "kind": "lives"});
        desk.moderator.does("claim_residency").with(home("1")).ok().await;
        let clerk = town.invited("clerk").await;
        clerk.does("claim_residency").with(home("2")).ok().await;
        let issue = |account: String| desk.moderator.does("issue_sign_in_card").at("account", &account);
        issue(desk.moderator.account().await).refused("own-card").await;
        issue(clerk.account().await).refused("no-card-for-staff").await;
        for (account, slug) in
            [(desk.moderator.account().await, "own-card"), (clerk.account().await, "no-card-for-staff")]
        {
            desk.moderator.does("confirm_in_person").at("account", &account).refused(slug).await;
        }
        let wang = town.resident("王芳").await; // signs in by phone, not by card
        wang.does("claim_residency").with(home("3")).ok().await;
        let confirm = desk.moderator.does("confirm_in_person").at("account", &wang.account().await);
        confirm.refused("no-card-session").await;
    });
}

#[test]
fn a_card_opens_no_account_that_has_a_password_or_was_disabled_since() {
    story(async |town| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let redeem = || town.visitor().does("sign_in_with_card").with(json!({"code": made["card"]["code"]}));
        let resident = "FROM residencies WHERE residencies.account_id = accounts.id";
        let with = |what: &str| format!("UPDATE accounts SET {what} WHERE EXISTS (SELECT 1 {resident})");
        crate::change_database(&town, &with("password_hash = 'x'")).await;
        redeem().refused("card-refused").await;
        crate::change_database(&town, &with("password_hash = NULL, disabled_at = created_at")).await;
        redeem().refused("account-disabled").await;
        desk.moderator.does("issue_sign_in_card").at("account", &made["account_id"]).refused("account-disabled").await;
        crate::change_database(&town, &with("disabled_at = NULL, erased_at = created_at")).await;
        desk.moderator.does("issue_sign_in_card").at("account", &made["account_id"]).refused("not-found").await;
    });
}

#[test]
fn wrong_cards_are_limited_for_an_address_on_all_instances() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town).await;
        let made = desk.registers("张奶奶").await;
        let visitor = town.visitor();
        let guesses = (0..40).map(|turn| {
            let deed = visitor.does("sign_in_with_card").with(json!({"code": format!("{turn:012}")}));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(guesses).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert!(count(401) <= 10 && count(401) + count(429) + count(503) == 40, "{} {}", count(401), count(429));
        let right = json!({"code": made["card"]["code"]});
        let refused = visitor.does("sign_in_with_card").with(right.clone()).answer().await;
        assert_eq!((refused.status, refused.json()["type"].as_str()), (429, Some("/problems/too-many-tries")));
        town.later(TimeDelta::hours(1));
        visitor.does("sign_in_with_card").with(right).ok().await;
    });
}
