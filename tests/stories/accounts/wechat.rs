//! Signing in by WeChat, and binding another phone number or WeChat identity to an account.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::wechat::{FakeWeChat, Odd, SESSION_KEY};
use tests::{Person, Town, TwoInstances, Value, json, story, story_with, two_instances_with};

use crate::ask_database;

async fn signs_in(town: &Town, wechat: &FakeWeChat, openid: &str) -> Value {
    town.visitor().does("sign_in_with_wechat").with(json!({"code": wechat.login(openid)})).ok().await
}

/// Asks for a code to bind this number, and gives the body by which it is redeemed.
async fn code_to(town: &Town, person: &Person, phone: &str) -> Value {
    let asked = person.does("request_phone_code").with(json!({"phone": phone, "purpose": "bind_phone"})).ok().await;
    json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await})
}

async fn notices(person: &Person) -> Vec<String> {
    let told = person.does("list_my_notices").ok().await;
    told["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_first_sign_in_makes_an_account_and_the_next_ones_find_it() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let first = signs_in(&town, &wechat, "o-wang").await;
        let wang = town.holder_of("王芳", &first);
        let me = wang.does("read_me").ok().await;
        assert_eq!((&me["phone"], &me["wechat_bound"], &me["posts"]), (&json!(null), &json!(true), &json!([])));
        let again = signs_in(&town, &wechat, "o-wang").await;
        assert_eq!(first["account_id"], again["account_id"]);
        assert_ne!(first["session_id"], again["session_id"]);
        let li = signs_in(&town, &wechat, "o-li").await;
        assert_ne!(first["account_id"], li["account_id"]);
        let text = me.to_string() + &first.to_string();
        assert!(!text.contains("o-wang") && !text.contains(SESSION_KEY), "{text}");
        // The database keeps the `openid` sealed: neither its bytes nor its index contain it.
        let bytes = if town.app().db().is_postgres() { "encode(openid, 'hex')" } else { "lower(hex(openid))" };
        let (kept, clear) = ("SELECT count(*) AS answer FROM wechat_identities", "6f2d77616e67"); // o-wang
        assert_eq!(ask_database(&town, kept).await, 2);
        let clear = format!("{kept} WHERE {bytes} LIKE '%{clear}%' OR openid_index LIKE '%o-wang%'");
        assert_eq!(ask_database(&town, &clear).await, 0);
    });
}

#[test]
fn a_wechat_code_used_by_fifty_at_once_signs_one_in() {
    let wechat = FakeWeChat::start();
    two_instances_with(&wechat.settings(), async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let code = json!({"code": wechat.login("o-wang")});
        let tries = (0..50).map(|turn| {
            let deed = visitor.does("sign_in_with_wechat").with(code.clone());
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(answer.json()["type"], "/problems/wechat-code-refused");
        }
    });
}

#[test]
fn one_person_who_comes_in_fifty_times_at_once_has_one_account() {
    let wechat = FakeWeChat::start();
    two_instances_with(&wechat.settings(), async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let tries = (0..50).map(|turn| {
            let deed = visitor.does("sign_in_with_wechat").with(json!({"code": wechat.login("o-wang")}));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(tries).await;
        let mut accounts: Vec<Value> = Vec::new();
        for answer in answers {
            assert!([201, 503].contains(&answer.status), "{}", answer.json());
            accounts.extend((answer.status == 201).then(|| answer.json()["account_id"].clone()));
        }
        assert!(!accounts.is_empty() && accounts.iter().all(|account| *account == accounts[0]), "{accounts:?}");
    });
}

#[test]
fn every_refusal_of_wechat_is_told_apart() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let try_code = |code: &str| town.visitor().does("sign_in_with_wechat").with(json!({"code": code}));
        try_code("made-up").refused("wechat-code-refused").await;
        for (errcode, slug) in [
            (40029, "wechat-code-refused"),
            (40163, "wechat-code-refused"),
            (40226, "wechat-account-blocked"),
            (45011, "too-many-requests"),
            (-1, "unavailable"),
            (40013, "unavailable"),
            (41002, "unavailable"),
            (99999, "unavailable"),
        ] {
            try_code(&wechat.failing(errcode)).refused(slug).await;
        }
        let waits = try_code(&wechat.failing(45011)).answer().await;
        assert_eq!((waits.status, waits.header("Retry-After")), (429, Some("60")));
        try_code("with blanks").refused_for("/code").await;
        try_code(&"x".repeat(129)).refused_for("/code").await;
        try_code("").refused_for("/code").await;
    });
}

#[test]
fn whatever_wechat_answers_is_a_bounded_problem() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.resident("王芳").await;
        for odd in
            [Odd::FiftyMegabytes, Odd::Deep, Odd::WrongType, Odd::NotJson, Odd::Redirect, Odd::SlowDrip, Odd::Closed]
        {
            let before = wechat.calls().len();
            let answer =
                town.visitor().does("sign_in_with_wechat").with(json!({"code": wechat.odd(odd)})).answer().await;
            assert_eq!(answer.json()["type"], "/problems/unavailable", "{odd:?}");
            assert!(answer.header("Retry-After").is_some() && answer.bytes.len() < 2_000, "{odd:?}");
            let text = answer.json().to_string();
            assert!(!text.contains("html") && !text.contains("127.0.0.1") && !text.contains("secret"), "{text}");
            assert_eq!(wechat.calls().len(), before + 1, "{odd:?}: asked once, no redirect followed");
        }
        let number = json!({"wechat_phone_code": wechat.odd(Odd::Deep)});
        wang.does("bind_phone").with(number).refused("unavailable").await;
        wang.does("read_me").ok().await;
    });
}

#[test]
fn without_an_app_wechat_is_not_set_up() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let code = json!({"code": "0a1b2c"});
        town.visitor().does("sign_in_with_wechat").with(code.clone()).refused("wechat-not-set-up").await;
        wang.does("bind_wechat").with(code).refused("wechat-not-set-up").await;
        wang.does("bind_phone").with(json!({"wechat_phone_code": "e5"})).refused("wechat-not-set-up").await;
        wang.does("prove_myself").with(json!({"wechat_code": "0a"})).refused("wechat-not-set-up").await;
        assert_eq!(wang.does("unbind_wechat").answer().await.status, 204, "none is bound");
    });
}

#[test]
fn a_wechat_or_a_number_of_another_account_is_never_joined() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.resident("王芳").await;
        let li = town.holder_of("李强", &signs_in(&town, &wechat, "o-li").await);
        // Both accounts may belong to one person. The service does not guess, and never joins accounts.
        let own = wang.reached_at().trim_start_matches("+86");
        let by_button = json!({"wechat_phone_code": wechat.phone_button(own)});
        li.does("bind_phone").with(by_button).refused("phone-taken").await;
        town.later(TimeDelta::minutes(1));
        let by_code = code_to(&town, &li, wang.reached_at()).await;
        li.does("bind_phone").with(by_code).refused("phone-taken").await;
        wang.does("bind_wechat").with(json!({"code": wechat.login("o-li")})).refused("wechat-taken").await;
        assert_eq!(wang.does("read_me").ok().await["wechat_bound"], false);
        assert_eq!(li.does("read_me").ok().await["phone"], json!(null));
        assert_eq!(signs_in(&town, &wechat, "o-li").await["account_id"], json!(li.account().await));
        let refused = "SELECT count(*) AS answer FROM audit_events WHERE action IN ('bind_phone', 'bind_wechat') AND outcome = 'refused'";
        assert_eq!(ask_database(&town, refused).await, 3);
    });
}

#[test]
fn a_phone_account_takes_wechat_and_a_wechat_account_takes_a_phone() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.resident("王芳").await;
        let bind = || wang.does("bind_wechat").with(json!({"code": wechat.login("o-wang")}));
        assert_eq!(bind().ok().await["wechat_bound"], true);
        bind().ok().await; // once more changes nothing
        assert_eq!(signs_in(&town, &wechat, "o-wang").await["account_id"], json!(wang.account().await));
        assert_eq!(notices(&wang).await, ["wechat_bound"]);

        let li = town.holder_of("李强", &signs_in(&town, &wechat, "o-li").await);
        let number = json!({"wechat_phone_code": wechat.phone_button("13800138000")});
        assert_eq!(li.does("bind_phone").with(number.clone()).ok().await["phone"], "+86138****8000");
        li.does("bind_phone").with(number).refused("wechat-code-refused").await; // a code works once
        assert_eq!(notices(&li).await, ["phone_bound"]);
        let asked = town.visitor().does("request_phone_code").with(json!({"phone": "13800138000"})).ok().await;
        let proof = json!({"request_id": asked["request_id"], "code": town.newest_message("+8613800138000").await});
        let by_phone = town.visitor().does("sign_in_with_phone").with(proof).ok().await;
        assert_eq!(by_phone["account_id"], json!(li.account().await));
    });
}

#[test]
fn the_access_token_is_asked_for_once_and_renewed_when_it_loses_force() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.resident("王芳").await;
        let before = wechat.calls().len();
        for number in ["13800138001", "13800138002"] {
            wang.does("bind_phone").with(json!({"wechat_phone_code": wechat.phone_button(number)})).ok().await;
        }
        wechat.revoke_token();
        let last = json!({"wechat_phone_code": wechat.phone_button("13800138003")});
        assert_eq!(wang.does("bind_phone").with(last).ok().await["phone"], "+86138****8003");
        let (token, number) = ("/cgi-bin/stable_token", "/wxa/business/getuserphonenumber");
        assert_eq!(wechat.calls()[before..], [token, number, number, number, token, number]);
    });
}

#[test]
fn another_phone_ends_the_other_sessions_and_the_old_number_opens_the_account_no_more() {
    let wechat = FakeWeChat::start();
    two_instances_with(&wechat.settings(), async |TwoInstances { town, other }| {
        let wang = town.resident("王芳").await;
        let (tablet, tablet_refresh) = (wang.token().await.unwrap(), wang.refresh_token().await);
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        let bound = wang.does("bind_phone").with(code_to(&town, &wang, "+8613800138000").await).ok().await;
        assert_eq!(bound["phone"], "+86138****8000");

        let (stale, held) = (town.visitor(), format!("Bearer {tablet}"));
        stale.does("read_me").header("Authorization", &held).refused("sign-in-needed").await;
        stale.does("read_me").header("Authorization", &held).through(&other).refused("sign-in-needed").await;
        let refresh = json!({"refresh_token": tablet_refresh});
        stale.does("refresh_session").with(refresh).through(&other).refused("refresh-refused").await;
        assert_eq!(wang.does("read_me").ok().await["display_name"], "王芳", "this one stays");
        assert_eq!(notices(&wang).await, ["phone_bound"]);
        let replaced =
            "SELECT count(*) AS answer FROM audit_events WHERE action = 'replace_phone' AND outcome = 'done'";
        assert_eq!(ask_database(&town, replaced).await, 1);

        // The next person who signs in with the old number gets another account.
        town.later(TimeDelta::minutes(1));
        let old = wang.reached_at();
        let asked = town.visitor().does("request_phone_code").with(json!({"phone": old})).ok().await;
        let proof = json!({"request_id": asked["request_id"], "code": town.newest_message(old).await});
        let stranger = town.visitor().does("sign_in_with_phone").with(proof).ok().await;
        assert_ne!(stranger["account_id"], json!(wang.account().await));
    });
}

#[test]
fn another_wechat_or_none_ends_the_other_sessions() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.resident("王芳").await;
        wang.does("bind_wechat").with(json!({"code": wechat.login("o-old")})).ok().await;
        let by_old = town.holder_of("the old phone", &signs_in(&town, &wechat, "o-old").await);
        wang.does("bind_wechat").with(json!({"code": wechat.login("o-new")})).ok().await;
        let held = format!("Bearer {}", by_old.token().await.unwrap());
        town.visitor().does("read_me").header("Authorization", &held).refused("sign-in-needed").await;
        assert_ne!(signs_in(&town, &wechat, "o-old").await["account_id"], json!(wang.account().await));

        let by_new = town.holder_of("the new phone", &signs_in(&town, &wechat, "o-new").await);
        let held = format!("Bearer {}", by_new.token().await.unwrap());
        assert_eq!(wang.does("unbind_wechat").answer().await.status, 204);
        assert_eq!(wang.does("unbind_wechat").answer().await.status, 204, "nothing is left to unbind");
        town.visitor().does("read_me").header("Authorization", &held).refused("sign-in-needed").await;
        assert_eq!(wang.does("read_me").ok().await["wechat_bound"], false);
        assert_eq!(notices(&wang).await, ["wechat_unbound", "wechat_bound", "wechat_bound"]);
        assert_ne!(signs_in(&town, &wechat, "o-new").await["account_id"], json!(wang.account().await));
    });
}

#[test]
fn the_only_way_in_stays() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.holder_of("王芳", &signs_in(&town, &wechat, "o-wang").await);
        wang.does("unbind_wechat").refused("only-way-in").await;
        wang.does("bind_phone").with(json!({"wechat_phone_code": wechat.phone_button("13800138000")})).ok().await;
        assert_eq!(wang.does("unbind_wechat").answer().await.status, 204);
        assert_eq!(wang.does("read_me").ok().await["phone"], "+86138****8000");
    });
}

#[test]
fn a_disabled_or_erased_account_is_not_entered_by_a_code_sent_before() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let visitor = town.visitor();
        let wang = town.resident("王芳").await;
        wang.does("bind_wechat").with(json!({"code": wechat.login("o-wang")})).ok().await;
        let sign_in = async || {
            town.later(TimeDelta::minutes(1));
            let asked = visitor.does("request_phone_code").with(json!({"phone": wang.reached_at()})).ok().await;
            json!({"request_id": asked["request_id"], "code": town.newest_message(wang.reached_at()).await})
        };
        let before = sign_in().await;
        crate::change_database(&town, "UPDATE accounts SET disabled_at = created_at").await;
        let wrong = json!({"request_id": before["request_id"], "code": if before["code"] == "000000" { "1" } else { "0" }.repeat(6)});
        visitor.does("sign_in_with_phone").with(wrong).refused("code-refused").await;
        visitor.does("sign_in_with_phone").with(before.clone()).refused("account-disabled").await;
        visitor.does("sign_in_with_phone").with(before).refused("code-refused").await; // the code was used
        let code = json!({"code": wechat.login("o-wang")});
        visitor.does("sign_in_with_wechat").with(code).refused("account-disabled").await;

        let before = sign_in().await;
        crate::change_database(&town, "UPDATE accounts SET disabled_at = NULL, erased_at = created_at").await;
        visitor.does("sign_in_with_phone").with(before).refused("code-refused").await;
        let code = json!({"code": wechat.login("o-wang")});
        visitor.does("sign_in_with_wechat").with(code).refused("wechat-code-refused").await;
        let sessions = "SELECT count(*) AS answer FROM sessions";
        assert_eq!(ask_database(&town, sessions).await, 1, "only the one from before");
    });
}
