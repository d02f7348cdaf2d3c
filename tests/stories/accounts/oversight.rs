//! Administrators and stewards disable accounts and end sessions of the people they oversee.

use chrono::TimeDelta;
use tests::{Person, Town, TwoInstances, json, story, two_instances};

use super::forged::status_with;
use crate::flow::{DISTRICT, Flow, STREET};

const PASSWORD: &str = "a long enough passphrase";

async fn refreshed(town: &Town, token: &str) -> u16 {
    town.visitor().does("refresh_session").with(json!({"refresh_token": token})).answer().await.status
}

async fn disables(by: &Person, whom: &Person) -> tests::Value {
    let why = json!({"reason": "账号疑似被盗用"});
    by.does("disable_account").at("account", &whom.account().await).with(why).ok().await
}

#[test]
fn disabling_an_account_ends_every_session_within_a_second() {
    two_instances(async |TwoInstances { town, other }| {
        let (steward, moderator) = (town.steward(DISTRICT).await, town.moderator(STREET).await);
        let mut held = Vec::new();
        for _ in 0..2 {
            held.push((moderator.token().await.unwrap(), moderator.refresh_token().await));
            moderator.signs_in_again().await;
        }
        held.push((moderator.token().await.unwrap(), moderator.refresh_token().await));
        for (access, _) in &held {
            assert_eq!([status_with(&town, access).await, status_with(&other, access).await], [200, 200]);
        }

        let standing = disables(&steward, &moderator).await;
        assert_eq!(standing["reason"], "账号疑似被盗用");
        for (access, refresh) in &held {
            assert_eq!(status_with(&town, access).await, 401, "at once here");
            assert_eq!([refreshed(&town, refresh).await, refreshed(&other, refresh).await], [401, 401]);
        }
        town.later(TimeDelta::seconds(1));
        for (access, _) in &held {
            assert_eq!(status_with(&other, access).await, 401, "within a second there");
        }
        let proof = json!({"email": moderator.reached_at(), "password": PASSWORD});
        for instance in [&town, &other] {
            instance.visitor().does("sign_in_with_password").with(proof.clone()).refused("credentials-refused").await;
        }
        let mail = town.messages(moderator.reached_at()).await;
        assert!(mail[0]["values"][1].as_str().unwrap().contains("was disabled"), "{mail:?}");

        let account = moderator.account().await;
        let again = json!({"reason": "再次停用"});
        let deed = steward.does("disable_account").at("account", &account).with(again);
        deed.refused("account-already-disabled").await;
        let standing = steward.does("enable_account").at("account", &account).through(&other).ok().await;
        assert_eq!(standing["disabled_at"], json!(null));
        steward.does("enable_account").at("account", &account).refused("account-not-disabled").await;
        for (access, refresh) in &held {
            assert_eq!(status_with(&town, access).await, 401, "what ended stays ended");
            assert_eq!(refreshed(&town, refresh).await, 401);
        }
        moderator.signs_in_again().await;
        let told = moderator.does("list_my_notices").ok().await;
        let kinds: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
        assert_eq!(kinds[..2], [json!("account_enabled"), json!("account_disabled")]);
        moderator.does("list_residency_claims").ok().await;
    });
}

#[test]
fn a_disabled_resident_is_told_so_when_the_code_is_right() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        disables(&flow.steward, &wang).await;
        wang.does("read_me").refused("sign-in-needed").await;
        town.later(TimeDelta::minutes(2));
        let asked = json!({"phone": wang.reached_at()});
        let asked = town.visitor().does("request_phone_code").with(asked).ok().await;
        let code = town.newest_message(wang.reached_at()).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let proof = |code: &str| json!({"request_id": asked["request_id"], "code": code});
        let tries = |code: &str| town.visitor().does("sign_in_with_phone").with(proof(code));
        tries(wrong).refused("code-refused").await; // without the phone's code nobody learns of it
        tries(&code).refused("account-disabled").await;
    });
}

#[test]
fn nobody_oversees_more_than_their_own() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let Flow { steward, moderator, .. } = &flow;
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let (city, district, planner) = (town.administrator().await, town.steward(DISTRICT).await, &flow.planner);
        let stranger = town.resident("李强").await;
        let why = json!({"reason": "试一试"});
        let tries = async |by: &Person, whom: &Person, slug: &str| {
            let account = whom.account().await;
            by.does("disable_account").at("account", &account).with(why.clone()).refused(slug).await;
            by.does("enable_account").at("account", &account).refused(slug).await;
            by.does("end_sessions_of").at("account", &account).refused(slug).await;
        };
        tries(moderator, &wang, "not-for-your-role").await;
        tries(&wang, moderator, "not-for-your-role").await;
        tries(steward, steward, "own-account").await;
        tries(&city, &city, "own-account").await;
        tries(steward, &district, "not-found").await; // the district is not inside the street
        tries(steward, planner, "not-found").await;
        tries(steward, &stranger, "not-found").await;
        tries(steward, &city, "not-found").await;
        tries(&town.steward("310104").await, moderator, "not-found").await;
        tries(steward, &town.steward(STREET).await, "not-yours-to-oversee").await;
        let nobody = "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";
        city.does("disable_account").at("account", nobody).with(why.clone()).refused("not-found").await;
        let silent = city.does("disable_account").at("account", &stranger.account().await);
        silent.with(json!({"reason": " "})).refused_for("/reason").await;
        disables(&district, planner).await;
        disables(&city, &stranger).await;
    });
}

#[test]
fn the_city_is_never_without_an_administrator_who_can_sign_in() {
    two_instances(async |TwoInstances { town, other }| {
        let (city, colleague) = (town.administrator().await, town.invited("colleague").await);
        let post = json!({
            "account_id": colleague.account().await, "role": "city_administrator", "area_code": "31", "from_on": "2026-03-01", "reason": "任命",
        });
        let post = city.does("appoint_person").with(post).ok().await;

        // The two administrators disable each other at the same moment. One of them succeeds.
        let (mine, theirs) = (city.account().await, colleague.account().await);
        let why = json!({"reason": "互相停用"});
        let one = city.does("disable_account").at("account", &theirs).with(why.clone()).answer_boxed();
        let two = colleague.does("disable_account").at("account", &mine).with(why.clone()).through(&other);
        let answers = futures_util::future::join_all([one, two.answer_boxed()]).await;
        let done: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(done.iter().filter(|status| **status == 200).count(), 1, "{done:?}");

        let (stays, gone) = if done[0] == 200 { (&city, &theirs) } else { (&colleague, &mine) };
        town.later(TimeDelta::seconds(1));
        // A disabled administrator cannot sign in, so the post of the other one may not be ended.
        if done[0] == 200 {
            let listed = stays.does("list_appointments").at("account_id", &mine).ok().await;
            let end = stays.does("end_appointment").at("appointment", &listed["items"][0]);
            end.with(why.clone()).refused("last-city-administrator").await;
            stays.does("enable_account").at("account", gone).ok().await;
            stays.does("end_appointment").at("appointment", &post).with(why).ok().await;
        } else {
            stays.does("enable_account").at("account", gone).ok().await;
        }
    });
}

#[test]
fn an_administrator_ends_the_sessions_of_one_person_of_an_areas_staff_or_of_everybody() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let (wang, li) = (flow.neighbours(&["王芳"]).await.remove(0), town.resident("李强").await);
        let (city, elsewhere) = (town.administrator().await, town.steward("310104").await);
        let held = async |person: &Person| (person.token().await.unwrap(), person.refresh_token().await);

        // The steward ends one person's sessions on both devices, and nobody else's.
        let first = held(&wang).await;
        town.later(TimeDelta::minutes(2));
        wang.signs_in_again().await;
        let second = held(&wang).await;
        wang.does("read_me").through(&other).ok().await;
        let end = flow.steward.does("end_sessions_of").at("account", &wang.account().await);
        assert_eq!(end.ok().await["ended"], 2);
        for (access, refresh) in [&first, &second] {
            assert_eq!((status_with(&town, access).await, refreshed(&other, refresh).await), (401, 401));
        }
        town.later(TimeDelta::seconds(1));
        assert_eq!(status_with(&other, &second.0).await, 401, "within a second there");
        li.does("read_me").ok().await;
        town.later(TimeDelta::minutes(2));
        wang.signs_in_again().await;
        let told = wang.does("list_my_notices").ok().await;
        assert_eq!(told["items"][0]["kind"], "sessions_ended_by_administrator");

        // The city ends the sessions of one area's staff.
        let (inside, outside, resident) = (held(&flow.moderator).await, held(&elsewhere).await, held(&wang).await);
        flow.steward.does("end_all_sessions").with(json!({"whom": "everybody"})).refused("not-for-your-role").await;
        for area in ["319999", "310101999", "31"] {
            let whom = if area == "31" { "everybody" } else { "staff" };
            let strange = json!({"whom": whom, "area_code": area});
            city.does("end_all_sessions").with(strange).refused_for("/area_code").await;
        }
        city.does("end_all_sessions").with(json!({"whom": "staff"})).refused_for("/area_code").await;
        city.does("end_all_sessions").with(json!({})).refused_for("/whom").await;
        let ended = city.does("end_all_sessions").with(json!({"whom": "staff", "area_code": DISTRICT})).ok().await;
        assert!(ended["ended"].as_u64().unwrap() >= 4, "{ended}");
        assert_eq!(refreshed(&town, &inside.1).await, 401);
        assert_eq!([refreshed(&town, &outside.1).await, refreshed(&town, &resident.1).await], [200, 200]);

        // The city ends everybody's sessions except its own.
        city.does("end_all_sessions").with(json!({"whom": "everybody"})).ok().await;
        town.later(TimeDelta::seconds(1));
        for (access, _) in [&inside, &outside, &resident] {
            assert_eq!([status_with(&town, access).await, status_with(&other, access).await], [401, 401]);
        }
        assert_eq!(refreshed(&town, &held(&li).await.1).await, 401);
        city.does("read_me").ok().await;
    });
}
