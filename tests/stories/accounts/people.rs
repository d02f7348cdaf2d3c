//! How people sign in, stay signed in and sign out; and how they get posts.

use chrono::TimeDelta;
use tests::{json, story};

#[test]
fn a_phone_signs_in_with_a_code_that_is_good_once() {
    story(async |town| {
        let visitor = town.visitor();
        let phone = "13800138000";
        let asked = visitor.does("request_phone_code").with(json!({"phone": phone})).ok().await;
        let code = town.newest_message("+8613800138000").await;
        let proof = json!({"request_id": asked["request_id"], "code": code});
        let first = visitor.does("sign_in_with_phone").with(proof.clone()).ok().await;
        visitor.does("sign_in_with_phone").with(proof).refused("code-refused").await;

        // The number has an account now, and the answer looks as it did before.
        town.later(TimeDelta::minutes(1));
        let again = visitor.does("request_phone_code").with(json!({"phone": "+86 138-0013-8000"})).ok().await;
        assert_eq!(asked["resend_after_seconds"], again["resend_after_seconds"]);
        let code = town.newest_message("+8613800138000").await;
        let other = json!({"request_id": asked["request_id"], "code": code});
        visitor.does("sign_in_with_phone").with(other).refused("code-refused").await;
        let proof = json!({"request_id": again["request_id"], "code": code});
        let second = visitor.does("sign_in_with_phone").with(proof).ok().await;
        assert_eq!(first["account_id"], second["account_id"]);
        assert_ne!(first["session_id"], second["session_id"]);
    });
}

#[test]
fn five_wrong_tries_or_five_minutes_end_a_code() {
    story(async |town| {
        let visitor = town.visitor();
        let ask = async |phone: &str| {
            let asked = visitor.does("request_phone_code").with(json!({"phone": phone})).ok().await;
            (asked["request_id"].clone(), town.newest_message(&format!("+86{phone}")).await)
        };
        let (request, code) = ask("13800138001").await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            let guess = json!({"request_id": request, "code": wrong});
            visitor.does("sign_in_with_phone").with(guess).refused("code-refused").await;
        }
        let right = json!({"request_id": request, "code": code});
        visitor.does("sign_in_with_phone").with(right).refused("code-refused").await;

        let (request, code) = ask("13800138002").await;
        town.later(TimeDelta::minutes(5));
        let late = json!({"request_id": request, "code": code});
        visitor.does("sign_in_with_phone").with(late).refused("code-refused").await;
        let made_up = json!({"request_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "code": code});
        visitor.does("sign_in_with_phone").with(made_up).refused("code-refused").await;
    });
}

#[test]
fn a_number_gets_one_code_a_minute_and_five_an_hour() {
    story(async |town| {
        let visitor = town.visitor();
        let ask = || visitor.does("request_phone_code").with(json!({"phone": "13800138003"}));
        for wait in ["60", "60", "60", "60", "3360"] {
            ask().ok().await;
            let refused = ask().answer().await;
            assert_eq!((refused.status, refused.header("Retry-After")), (429, Some(wait)));
            town.later(TimeDelta::minutes(1));
        }
        ask().refused("too-many-codes").await;
        town.later(TimeDelta::minutes(55));
        ask().ok().await;
        assert_eq!(town.messages("+8613800138003").await.len(), 6);
    });
}

#[test]
fn a_lost_answer_to_a_refresh_can_be_asked_for_again() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let visitor = town.visitor();
        let refresh = |token: &str| visitor.does("refresh_session").with(json!({"refresh_token": token}));
        let first = wang.refresh_token().await;
        let lost = refresh(&first).ok().await;
        let second = refresh(&first).ok().await;
        assert_ne!(lost["refresh_token"], second["refresh_token"]);
        let third = refresh(second["refresh_token"].as_str().unwrap()).ok().await;

        // A later token was used, so the person who still presents the first one may be a thief. The session ends for
        // both.
        refresh(&first).refused("refresh-refused").await;
        refresh(third["refresh_token"].as_str().unwrap()).refused("refresh-refused").await;
        wang.does("read_me").refused("sign-in-needed").await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        assert_eq!(wang.does("read_me").ok().await["display_name"], "王芳");

        // The service tells the person.
        let told = wang.does("list_my_notices").at("unread", "true").ok().await;
        assert_eq!(told["items"][0]["kind"], "session_ended_for_reused_token");
        let read = json!({"notice_ids": [told["items"][0]["id"]]});
        let li = town.resident("李强").await;
        assert_eq!(li.does("mark_notices_read").with(read.clone()).ok().await["marked"], 0, "it is not Li's");
        assert_eq!(wang.does("mark_notices_read").with(read).ok().await["marked"], 1);
        assert_eq!(wang.does("list_my_notices").at("unread", "true").ok().await["items"], json!([]));
    });
}

#[test]
fn an_access_token_is_short_lived_and_a_session_can_be_ended() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let old = format!("Bearer {}", wang.token().await.unwrap());
        town.later(TimeDelta::minutes(11));
        let stale = town.visitor();
        stale.does("read_me").header("Authorization", &old).refused("sign-in-needed").await;
        wang.does("read_me").ok().await; // the person's device has refreshed the token

        let phone = format!("Bearer {}", wang.token().await.unwrap());
        wang.signs_in_again().await;
        let sessions = wang.does("list_my_sessions").ok().await;
        let other = sessions["items"].as_array().unwrap().iter().find(|one| one["is_current"] == false).unwrap();
        wang.does("end_my_session").at("session", other).answer().await;
        stale.does("read_me").header("Authorization", &phone).refused("sign-in-needed").await;
        let li = town.resident("李强").await;
        li.does("end_my_session").at("session", other).refused("not-found").await;

        let (tablet, others) = (format!("Bearer {}", wang.token().await.unwrap()), wang.does("end_my_sessions"));
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        assert_eq!(others.ok().await["ended"], 1, "this one stays");
        stale.does("read_me").header("Authorization", &tablet).refused("sign-in-needed").await;

        let held = format!("Bearer {}", wang.token().await.unwrap());
        assert_eq!(wang.does("sign_out").answer().await.status, 204);
        stale.does("read_me").header("Authorization", &held).refused("sign-in-needed").await;
    });
}

#[test]
fn invited_is_not_yet_appointed_and_an_appointment_ends() {
    story(async |town| {
        let city = town.administrator().await;
        let person = town.invited("clerk").await;
        person.does("list_appointments").refused("not-for-your-role").await;

        let account = person.account().await;
        let post = json!({"account_id": account, "role": "moderator", "area_code": "310101020", "from_on": "2026-03-05", "reason": "聘任"});
        let appointment = city.does("appoint_person").with(post.clone()).ok().await;
        assert_eq!(appointment["in_force"], false, "its first day is still to come");
        city.does("appoint_person").with(post).refused("already-appointed").await;
        person.does("list_residency_claims").refused("not-for-your-role").await;
        town.later(TimeDelta::days(3));
        person.does("list_residency_claims").ok().await;
        assert_eq!(person.does("read_me").ok().await["posts"][0]["area_code"], "310101020");
        let listed = person.does("list_appointments").ok().await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);

        let why = json!({"reason": "岗位调动"});
        city.does("end_appointment").at("appointment", &appointment).with(why.clone()).ok().await;
        person.does("list_residency_claims").refused("not-for-your-role").await;
        city.does("end_appointment")
            .at("appointment", &appointment)
            .with(why)
            .refused("appointment-already-ended")
            .await;
    });
}

#[test]
fn nobody_gives_what_is_not_theirs_to_give() {
    story(async |town| {
        let steward = town.steward("310101020").await;
        let person = town.invited("clerk").await;
        let account = person.account().await;
        let post = |role: &str, area: &str| json!({"account_id": account, "role": role, "area_code": area, "from_on": "2026-03-01", "reason": "聘任"});
        steward.does("appoint_person").with(post("steward", "310101020")).refused("not-yours-to-appoint").await;
        steward.does("appoint_person").with(post("moderator", "310101013")).refused("not-yours-to-appoint").await;
        steward.does("appoint_person").with(post("moderator", "310101020")).ok().await;
        person.does("appoint_person").with(post("moderator", "310101020")).refused("not-for-your-role").await;

        let city = town.administrator().await;
        let oneself = json!({
            "account_id": city.account().await, "role": "steward", "area_code": "310101", "from_on": "2026-03-01", "reason": "聘任",
        });
        city.does("appoint_person").with(oneself).refused("appoints-oneself").await;
        let again =
            sanhui::accounts::bootstrap(town.app(), "another", "another@example.cn", "a long enough passphrase").await;
        assert!(matches!(again, Err(sanhui::accounts::BootstrapError::AlreadyDone)));
    });
}

#[test]
fn an_invitation_is_good_once_and_for_a_week() {
    story(async |town| {
        let (city, visitor) = (town.administrator().await, town.visitor());
        let accept = |token: &str, password: &str| {
            visitor.does("accept_invitation").with(json!({"token": token, "password": password}))
        };
        let invite = async |email: &str| {
            city.does("invite_person").with(json!({"email": email, "display_name": "李书记"})).ok().await;
            town.newest_message(email).await
        };
        let replaced = invite("li@example.cn").await;
        let token = invite("li@example.cn").await;
        accept(&replaced, "correct horse battery").refused("invitation-refused").await;
        accept(&token, "too short").refused_for("/password").await;
        accept(&token, "correct horse battery").ok().await;
        accept(&token, "another horse battery").refused("invitation-refused").await;
        city.does("invite_person")
            .with(json!({"email": "li@example.cn", "display_name": "李书记"}))
            .refused("invitation-already-accepted")
            .await;

        let sign_in = |email: &str, password: &str| {
            visitor.does("sign_in_with_password").with(json!({"email": email, "password": password}))
        };
        sign_in("li@example.cn", "correct horse battery").ok().await;
        sign_in("li@example.cn", "wrong horse battery").refused("credentials-refused").await;
        sign_in("nobody@example.cn", "correct horse battery").refused("credentials-refused").await;

        let late = invite("chen@example.cn").await;
        town.later(TimeDelta::days(7));
        accept(&late, "correct horse battery").refused("invitation-refused").await;
    });
}

#[test]
fn the_keys_that_sign_are_public() {
    story(async |town| {
        let keys = town.visitor().does("read_jwks").ok().await;
        let key = &keys["keys"][0];
        assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
        assert!(key.get("d").is_none(), "no private part: {key}");
    });
}
