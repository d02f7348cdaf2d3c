//! Codes by text message: what a code is good for, how often it may be tried and sent, and that no answer tells whether
//! a number has an account.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{Person, Town, TwoInstances, Value, json, story, story_with, two_instances};

use crate::ask_database;

/// Asks for a code, and gives the body by which it is redeemed.
async fn ask(town: &Town, person: &Person, phone: &str, purpose: &str) -> Value {
    let asked = person.does("request_phone_code").with(json!({"phone": phone, "purpose": purpose})).ok().await;
    json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await})
}

/// The same request with a wrong code.
fn wrong(proof: &Value) -> Value {
    let code = if proof["code"] == "000000" { "000001" } else { "000000" };
    json!({"request_id": proof["request_id"], "code": code})
}

#[test]
fn a_code_used_by_fifty_at_once_signs_one_in() {
    two_instances(async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let proof = ask(&town, &visitor, "+8613800138000", "sign_in").await;
        let tries = (0..50).map(|turn| {
            let deed = visitor.does("sign_in_with_phone").with(proof.clone());
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            assert!([401, 503].contains(&answer.status), "{} {}", answer.status, answer.json());
        }
        visitor.does("sign_in_with_phone").with(proof).refused("code-refused").await;
    });
}

#[test]
fn a_code_of_any_purpose_lives_five_minutes() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let visitor = town.visitor();
        town.later(TimeDelta::minutes(1));
        let late = ask(&town, &visitor, "+8613800138000", "sign_in").await;
        let bind = ask(&town, &wang, "+8613800138001", "bind_phone").await;
        let prove = ask(&town, &wang, wang.reached_at(), "prove").await;
        town.later(TimeDelta::seconds(299));
        let fresh = ask(&town, &visitor, "+8613800138000", "sign_in").await;
        wang.does("prove_myself").with(prove.clone()).ok().await;
        town.later(TimeDelta::seconds(1));
        visitor.does("sign_in_with_phone").with(late).refused("code-refused").await;
        wang.does("bind_phone").with(bind).refused("code-refused").await;
        wang.does("prove_myself").with(prove).refused("code-refused").await;
        visitor.does("sign_in_with_phone").with(fresh).ok().await;
    });
}

#[test]
fn a_code_is_good_for_its_request_phone_purpose_and_account_only() {
    story(async |town| {
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let visitor = town.visitor();
        town.later(TimeDelta::minutes(1));
        let sign_in = ask(&town, &visitor, "+8613800138000", "sign_in").await;
        let other = ask(&town, &visitor, "+8613800138009", "sign_in").await;
        let bind = ask(&town, &wang, "+8613800138001", "bind_phone").await;
        let prove = ask(&town, &wang, wang.reached_at(), "prove").await;

        // A code does not answer the request of another phone.
        if sign_in["code"] != other["code"] {
            let mixed = json!({"request_id": sign_in["request_id"], "code": other["code"]});
            visitor.does("sign_in_with_phone").with(mixed).refused("code-refused").await;
        }
        // A code does not serve another purpose, though it is right and its owner sends it.
        for code in [&bind, &prove] {
            visitor.does("sign_in_with_phone").with(code.clone()).refused("code-refused").await;
        }
        for code in [&sign_in, &prove] {
            wang.does("bind_phone").with(code.clone()).refused("code-refused").await;
        }
        for code in [&sign_in, &bind] {
            wang.does("prove_myself").with(code.clone()).refused("code-refused").await;
        }
        // A code does not serve another account, whose holder may have read it over a shoulder.
        li.does("bind_phone").with(bind.clone()).refused("code-refused").await;
        li.does("prove_myself").with(prove.clone()).refused("code-refused").await;
        // Each code is still good for the purpose it was asked for.
        visitor.does("sign_in_with_phone").with(sign_in).ok().await;
        wang.does("prove_myself").with(prove).ok().await;
        assert_eq!(wang.does("bind_phone").with(bind).ok().await["phone"], "+86138****8001");
    });
}

#[test]
fn a_code_to_prove_goes_to_the_accounts_own_number_and_needs_a_session() {
    story(async |town| {
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let visitor = town.visitor();
        town.later(TimeDelta::minutes(1));
        for purpose in ["bind_phone", "prove"] {
            let asked = json!({"phone": wang.reached_at(), "purpose": purpose});
            visitor.does("request_phone_code").with(asked).refused("sign-in-needed").await;
        }
        let others = json!({"phone": wang.reached_at(), "purpose": "prove"});
        let before = town.messages(wang.reached_at()).await.len();
        li.does("request_phone_code").with(others).refused_for("/phone").await;
        assert_eq!(town.messages(wang.reached_at()).await.len(), before, "nothing was sent");
        let unknown = json!({"phone": wang.reached_at(), "purpose": "look_around"});
        li.does("request_phone_code").with(unknown).refused_for("/purpose").await;
    });
}

#[test]
fn five_wrong_tries_burn_a_code_of_any_purpose() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        town.later(TimeDelta::minutes(1));
        let bind = ask(&town, &wang, "+8613800138001", "bind_phone").await;
        let prove = ask(&town, &wang, wang.reached_at(), "prove").await;
        for _ in 0..5 {
            wang.does("bind_phone").with(wrong(&bind)).refused("code-refused").await;
            wang.does("prove_myself").with(wrong(&prove)).refused("code-refused").await;
        }
        wang.does("bind_phone").with(bind).refused("code-refused").await;
        wang.does("prove_myself").with(prove).refused("code-refused").await;
    });
}

#[test]
fn a_known_number_and_an_unknown_one_get_the_same_answer() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let li = town.resident("李强").await;
        let visitor = town.visitor();
        town.later(TimeDelta::minutes(1));
        for (asker, purpose) in [(&visitor, "sign_in"), (&li, "bind_phone")] {
            let mut shapes = Vec::new();
            for phone in [wang.reached_at(), "+8613800138000"] {
                let answer =
                    asker.does("request_phone_code").with(json!({"phone": phone, "purpose": purpose})).answer();
                let answer = answer.await;
                let mut body = answer.json();
                assert!(body["request_id"].take().is_string());
                let mut headers: Vec<String> = answer.headers.keys().map(|name| name.to_string()).collect();
                headers.sort_unstable();
                shapes.push((answer.status, body.to_string(), headers));
                // A wrong code is refused alike, too.
                let guess = wrong(
                    &json!({"request_id": answer.json()["request_id"], "code": town.newest_message(phone).await}),
                );
                visitor.does("sign_in_with_phone").with(guess).refused("code-refused").await;
            }
            assert_eq!(shapes[0], shapes[1], "{purpose}");
            town.later(TimeDelta::minutes(1));
        }
    });
}

#[test]
fn of_two_hundred_wrong_codes_at_once_five_are_looked_at() {
    two_instances(async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let proof = ask(&town, &visitor, "+8613800138000", "sign_in").await;
        let guesses = (0..200).map(|turn| {
            let deed = visitor.does("sign_in_with_phone").with(wrong(&proof));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        for answer in join_all(guesses).await {
            assert!([401, 503].contains(&answer.status), "{} {}", answer.status, answer.json());
        }
        let looked_at = ask_database(
            &town,
            "SELECT count(*) AS answer FROM audit_events WHERE action = 'redeem_phone_code' AND outcome = 'refused'",
        );
        assert_eq!(looked_at.await, 5);
        visitor.does("sign_in_with_phone").with(proof).refused("code-refused").await;
    });
}

#[test]
fn twenty_right_sign_ins_at_once_all_succeed() {
    two_instances(async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let mut proofs = Vec::new();
        for number in 0..20 {
            proofs.push(ask(&town, &visitor, &format!("+86138001380{number:02}"), "sign_in").await);
        }
        let tries = proofs.into_iter().enumerate().map(|(turn, proof)| {
            let deed = visitor.does("sign_in_with_phone").with(proof);
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        for answer in join_all(tries).await {
            assert_eq!(answer.status, 201, "{}", answer.json());
        }
    });
}

#[test]
fn a_code_asked_for_by_one_account_is_of_no_use_to_another() {
    story(async |town| {
        let (wang, thief) = (town.resident("王芳").await, town.resident("李强").await);
        town.later(TimeDelta::minutes(1));
        // The thief asks for a code, and tricks the victim into sending the code with the thief's request id.
        let phone = "+8613800138000";
        let begun = thief.does("request_phone_code").with(json!({"phone": phone, "purpose": "bind_phone"})).ok().await;
        let typed = json!({"request_id": begun["request_id"], "code": town.newest_message(phone).await});
        wang.does("bind_phone").with(typed).refused("code-refused").await;
        // The thief knows the victim's request id, and cannot use it even with the right code.
        let seen = ask(&town, &wang, wang.reached_at(), "prove").await;
        thief.does("prove_myself").with(wrong(&seen)).refused("code-refused").await;
        thief.does("prove_myself").with(seen.clone()).refused("code-refused").await;
        wang.does("prove_myself").with(seen).ok().await;
    });
}

#[test]
fn all_numbers_together_have_an_hourly_budget() {
    let thrifty = [("codes_per_hour", "3")];
    story_with(&thrifty, async |town| {
        let visitor = town.visitor();
        let ask = |number: u32| {
            visitor.does("request_phone_code").key("pumped").with(json!({"phone": format!("1380013800{number}")}))
        };
        for number in 0..3 {
            let fresh = format!("key-of-{number}");
            ask(number).key(&fresh).ok().await;
            town.later(TimeDelta::minutes(10));
        }
        let refused = ask(3).answer().await;
        assert_eq!(
            (refused.status, refused.header("Retry-After")),
            (503, Some("1800")),
            "the first was half an hour ago"
        );
        assert_eq!(refused.json()["type"], "/problems/codes-spent");
        assert!(town.messages("+8613800138003").await.is_empty());
        let kept = ask_database(
            &town,
            "SELECT count(*) AS answer FROM audit_events WHERE action = 'request_phone_code' AND outcome = 'refused'",
        );
        assert_eq!(kept.await, 1);
        town.later(TimeDelta::minutes(30));
        ask(3).ok().await; // the client repeats the refused request
    });
}

#[test]
fn the_hourly_budget_holds_when_instances_are_asked_at_once() {
    let thrifty = [("codes_per_hour", "5")];
    tests::two_instances_with(&thrifty, async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let asks = (0..20).map(|number| {
            let deed = visitor.does("request_phone_code").with(json!({"phone": format!("138001380{number:02}")}));
            if number % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(asks).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 5);
    });
}
