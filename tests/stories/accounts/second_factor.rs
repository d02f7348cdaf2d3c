//! The second factor of staff: who has to prove it, what a code is good for, and what to do when the telephone is gone.

use chrono::TimeDelta;
use futures_util::future::join_all;
use sanhui::accounts::BootstrapError;
use sanhui::accounts::bootstrap;
use sanhui::edge::document::OPEN_WITHOUT_FACTOR;
use tests::document::OPERATIONS;
use tests::{Deed, PASSWORD, Person, Town, Value, json, story, two_instances};

use super::staff::{as_holder, challenged, disable, newcomer, refusals, told, with_password};

fn confirm(town: &Town, challenge: &Value, code: &str) -> Deed {
    town.visitor().does("confirm_second_factor").with(json!({"challenge": challenge, "code": code}))
}

fn recover(town: &Town, challenge: &Value, code: &Value) -> Deed {
    town.visitor().does("confirm_second_factor").with(json!({"challenge": challenge, "recovery_code": code}))
}

/// Six digits that are none of those the app could show now.
fn wrong_code(person: &Person, town: &Town) -> String {
    let near: Vec<String> = (-2..=2).map(|step| person.authenticator().code(town, step)).collect();
    let wrong = ["000000", "000001", "000002", "000003", "000004", "000005"];
    wrong.into_iter().find(|code| !near.contains(&(*code).to_owned())).unwrap().to_owned()
}

#[test]
fn a_fresh_service_has_no_account_and_bootstrap_works_once() {
    story(async |town| {
        for (email, password) in
            [("admin@example.cn", "admin"), ("city@example.cn", PASSWORD), ("root@localhost.cn", "")]
        {
            with_password(&town, email, password).refused("credentials-refused").await;
        }
        let weak = bootstrap(town.app(), "the city", "city@example.cn", "shanghai-shanghai").await;
        assert!(matches!(weak, Err(BootstrapError::Password(_))));
        bootstrap(town.app(), "the city", "city@example.cn", PASSWORD).await.unwrap();
        with_password(&town, "city@example.cn", PASSWORD).ok().await;
        let again = bootstrap(town.app(), "another", "another@example.cn", PASSWORD).await;
        assert!(matches!(again, Err(BootstrapError::AlreadyDone)));
        with_password(&town, "another@example.cn", PASSWORD).refused("credentials-refused").await;
    });
}

#[test]
fn a_post_with_a_password_alone_reaches_only_enrolment_and_signing_out() {
    story(async |town| {
        bootstrap(town.app(), "the city", "city@example.cn", PASSWORD).await.unwrap();
        let tokens = with_password(&town, "city@example.cn", PASSWORD).ok().await;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        assert_eq!(OPEN_WITHOUT_FACTOR, ["enrol_second_factor", "activate_second_factor", "sign_out"]);
        let shut = |id: &str| !OPEN_WITHOUT_FACTOR.contains(&id);
        for operation in OPERATIONS.values().filter(|one| one.roles.is_some() && shut(&one.id)) {
            let mut deed = as_holder(&town, &token, &operation.id);
            for name in operation.path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')) {
                deed = match name {
                    "code" | "area" => deed.at(name, "310101"),
                    "kind" => deed.at(name, "need"),
                    _ => deed.at(name, "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"),
                };
            }
            let deed = if operation.takes_a_body() { deed.with(json!({})) } else { deed };
            deed.refused("second-factor-needed").await;
        }
        // What anybody may read they read as anybody does.
        assert_eq!(as_holder(&town, &token, "list_units").ok().await["items"], json!([]));

        let person = Person::staff(&town, "the city", "city@example.cn");
        let seed = as_holder(&town, &token, "enrol_second_factor").ok().await;
        let uri = seed["otpauth_uri"].as_str().unwrap();
        assert!(
            uri.starts_with("otpauth://totp/Sanhui:city%40example.cn?secret=")
                && uri.contains(seed["secret"].as_str().unwrap())
        );
        as_holder(&town, &token, "read_me").refused("second-factor-needed").await;
        person.uses_app(&seed);
        let activate = |code: &str| as_holder(&town, &token, "activate_second_factor").with(json!({"code": code}));
        activate(&wrong_code(&person, &town)).refused_for("/code").await;
        activate("12345").refused_for("/code").await;
        let done = activate(&person.next_code()).ok().await;
        assert_eq!(done["recovery_codes"].as_array().unwrap().len(), 10);
        as_holder(&town, &token, "read_me").ok().await;
        let factor = as_holder(&town, &token, "read_second_factor").ok().await;
        assert_eq!((&factor["is_active"], &factor["recovery_codes_left"]), (&json!(true), &json!(10)));
        activate(&person.next_code()).refused("no-second-factor").await;

        // From now on the password alone gives nothing that opens a door.
        let challenge = challenged(&person).await;
        let bearer = challenge.as_str().unwrap();
        as_holder(&town, bearer, "enrol_second_factor").refused("sign-in-needed").await;
    });
}

#[test]
fn an_unproved_seed_lasts_an_hour_and_signing_out_is_always_open() {
    story(async |town| {
        let (_, token) = newcomer(&town).await;
        let seed = as_holder(&town, &token, "enrol_second_factor").ok().await;
        let person = Person::staff(&town, "新人", "unused@example.cn");
        person.uses_app(&seed);
        as_holder(&town, &token, "sign_out").answer().await;
        as_holder(&town, &token, "enrol_second_factor").refused("sign-in-needed").await;

        let (email, token) = newcomer(&town).await;
        let seed = as_holder(&town, &token, "enrol_second_factor").ok().await;
        person.uses_app(&seed);
        town.later(TimeDelta::hours(1));
        let token = with_password(&town, &email, PASSWORD).ok().await["access_token"].as_str().unwrap().to_owned();
        let late = json!({"code": person.next_code()});
        as_holder(&town, &token, "activate_second_factor").with(late).refused("no-second-factor").await;
        town.later(TimeDelta::minutes(5));
        as_holder(&town, &token, "enrol_second_factor").refused("proof-too-old").await;
    });
}

#[test]
fn a_second_factor_is_needed_while_a_post_is_held_and_no_longer() {
    story(async |town| {
        let city = town.administrator().await;
        let (_, token) = newcomer(&town).await;
        let me = as_holder(&town, &token, "read_me").ok().await;
        assert_eq!(me["posts"], json!([]), "no post, no second factor");
        let post = json!({"account_id": me["account_id"], "role": "moderator", "area_code": "310101020", "from_on": "2026-03-02", "reason": "聘任"});
        let appointment = city.does("appoint_person").with(post).ok().await;
        as_holder(&town, &token, "read_me").refused("second-factor-needed").await;
        as_holder(&town, &token, "list_residency_claims").refused("second-factor-needed").await;
        let why = json!({"reason": "岗位调动"});
        city.does("end_appointment").at("appointment", &appointment).with(why).ok().await;
        as_holder(&town, &token, "read_me").ok().await;
    });
}

#[test]
fn a_code_of_the_app_works_once_in_fifty_tries_at_once() {
    two_instances(async |both| {
        let (town, person) = (both.town.clone(), both.town.invited("clerk").await);
        person.account().await;
        let mut challenges = Vec::new();
        for _ in 0..50 {
            challenges.push(challenged(&person).await);
        }
        let code = person.next_code();
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        let tries = challenges.iter().enumerate().map(|(turn, challenge)| {
            let deed = confirm(&town, challenge, if turn % 3 == 0 { &spaced } else { &code });
            if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&both.other).answer_boxed() }
        });
        let answers = join_all(tries).await;
        let right = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(right, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    });
}

#[test]
fn a_challenge_and_a_recovery_code_each_work_once_in_fifty_tries_at_once() {
    two_instances(async |both| {
        let (town, person) = (both.town.clone(), both.town.invited("clerk").await);
        person.account().await;
        let codes = person.does("replace_recovery_codes").ok().await["recovery_codes"].clone();
        let challenge = challenged(&person).await;
        let tries = (0..50).map(|turn| {
            let deed = recover(&town, &challenge, &codes[turn % 10]);
            if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&both.other).answer_boxed() }
        });
        let right = join_all(tries).await.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(right, 1, "one challenge, one session");
        assert_eq!(person.does("read_second_factor").ok().await["recovery_codes_left"], 9);

        let left: Vec<Value> = codes.as_array().unwrap().clone();
        let mut challenges = Vec::new();
        for _ in 0..50 {
            challenges.push(challenged(&person).await);
        }
        // Whichever was used is refused to all; another is good for one of them.
        let shouted = json!(left[9].as_str().unwrap().to_uppercase().replace('-', " "));
        let tries = challenges.iter().enumerate().map(|(turn, challenge)| {
            let deed = recover(&town, challenge, if turn % 3 == 0 { &shouted } else { &left[9] });
            if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&both.other).answer_boxed() }
        });
        let right = join_all(tries).await.iter().filter(|answer| answer.status == 201).count();
        assert!(right <= 1, "a recovery code was good {right} times");
        town.later(TimeDelta::days(1)); // what was wrong is forgiven
        let used = 9 - person.does("read_second_factor").ok().await["recovery_codes_left"].as_u64().unwrap();
        assert_eq!(u64::try_from(right).unwrap(), used);
        assert!(told(&person).await.contains(&"recovery_code_used".to_owned()));
    });
}

#[test]
fn a_code_one_step_off_is_good_and_one_two_steps_off_is_not() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        town.later(TimeDelta::minutes(5));
        let challenge = challenged(&person).await;
        let app = person.authenticator();
        for steps in [-2, 2] {
            confirm(&town, &challenge, &app.code(&town, steps)).refused("second-factor-refused").await;
        }
        confirm(&town, &challenge, &app.code(&town, -1)).ok().await;
        confirm(&town, &challenged(&person).await, &app.code(&town, 1)).ok().await;
        // The step between them was passed over, and is used up with the later one.
        confirm(&town, &challenged(&person).await, &app.code(&town, 0)).refused("second-factor-refused").await;

        let late = challenged(&person).await;
        town.later(TimeDelta::minutes(5));
        confirm(&town, &late, &app.code(&town, 0)).refused("challenge-refused").await;
    });
}

#[test]
fn wrong_codes_are_counted_though_right_passwords_come_between() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        town.later(TimeDelta::minutes(5));
        let used = person.next_code();
        confirm(&town, &challenged(&person).await, &used).ok().await;
        for variant in [used.clone(), format!(" {used}"), format!("{used} "), format!("{} {}", &used[..3], &used[3..])]
        {
            confirm(&town, &challenged(&person).await, &variant).refused("second-factor-refused").await;
        }
        for padded in [format!("0{used}"), format!("{used}0"), format!("00{used}")] {
            confirm(&town, &challenged(&person).await, &padded).refused_for("/code").await;
        }
        confirm(&town, &challenged(&person).await, &wrong_code(&person, &town)).refused("second-factor-refused").await;
        assert_eq!(refusals(&town, "refuse_second_factor").await, 5);
        assert_eq!(refusals(&town, "make_second_factor_wait").await, 1);

        // That was the fifth in a row: a right one waits, too, and a new password step changes nothing.
        let right = person.next_code();
        let waiting = challenged(&person).await;
        let answer = confirm(&town, &waiting, &right).answer().await;
        assert_eq!((answer.status, answer.header("Retry-After")), (429, Some("60")));
        confirm(&town, &challenged(&person).await, &right).refused("too-many-attempts").await;
        town.later(TimeDelta::seconds(59));
        confirm(&town, &waiting, &person.next_code()).refused("too-many-attempts").await;
        town.later(TimeDelta::seconds(1));
        confirm(&town, &waiting, &wrong_code(&person, &town)).refused("second-factor-refused").await;
        let answer = confirm(&town, &waiting, &person.next_code()).answer().await;
        assert_eq!(answer.status, 429, "the wait grows");
        town.later(TimeDelta::minutes(2));
        confirm(&town, &challenged(&person).await, &person.next_code()).ok().await;
        for _ in 0..4 {
            let wrong = wrong_code(&person, &town);
            confirm(&town, &challenged(&person).await, &wrong).refused("second-factor-refused").await;
        }
        confirm(&town, &challenged(&person).await, &person.next_code()).ok().await;
    });
}

#[test]
fn a_challenge_ends_after_five_wrong_codes() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        let challenge = challenged(&person).await;
        for _ in 0..5 {
            confirm(&town, &challenge, &wrong_code(&person, &town)).refused("second-factor-refused").await;
        }
        town.later(TimeDelta::minutes(2));
        confirm(&town, &challenge, &person.next_code()).refused("challenge-refused").await;
    });
}

#[test]
fn no_step_of_a_sign_in_can_be_left_out() {
    story(async |town| {
        let (wang, li) = (town.invited("wang").await, town.invited("li").await);
        for person in [&wang, &li] {
            person.account().await;
        }
        let made_up = json!("wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3");
        confirm(&town, &made_up, &wang.next_code()).refused("challenge-refused").await;
        let refresh = json!(wang.refresh_token().await);
        confirm(&town, &refresh, &wang.next_code()).refused("challenge-refused").await;
        let challenge = challenged(&wang).await;
        let visitor = town.visitor();
        visitor.does("refresh_session").with(json!({"refresh_token": challenge})).refused("refresh-refused").await;
        let reset = json!({"token": challenge, "password": "lantern pond thirteen geese"});
        visitor.does("reset_password").with(reset.clone()).refused("reset-refused").await;
        let acceptance = json!({"token": challenge, "password": "lantern pond thirteen geese"});
        visitor.does("accept_invitation").with(acceptance).refused("invitation-refused").await;

        confirm(&town, &challenge, &wang.next_code()).ok().await;
        confirm(&town, &challenge, &wang.next_code()).refused("challenge-refused").await;

        // Proving without a seed, and new codes without a factor.
        let (_, token) = newcomer(&town).await;
        let code = json!({"code": "123456"});
        as_holder(&town, &token, "activate_second_factor").with(code).refused("no-second-factor").await;
        as_holder(&town, &token, "replace_recovery_codes").refused("no-second-factor").await;
        let both = json!({"challenge": challenged(&li).await, "code": "123456", "recovery_code": "abcd-efgh-2345"});
        visitor.does("confirm_second_factor").with(both).refused_for("/code").await;
        let neither = json!({"challenge": challenged(&li).await});
        visitor.does("confirm_second_factor").with(neither).refused_for("/code").await;
    });
}

#[test]
fn a_challenge_is_met_by_its_own_account_alone_and_once() {
    story(async |town| {
        let (thief, victim) = (town.invited("thief").await, town.invited("victim").await);
        for person in [&thief, &victim] {
            person.account().await;
        }
        // Whoever begins a sign-in and hands it to somebody else gets nothing of what they prove, and their own code nothing of another's.
        let theirs = challenged(&thief).await;
        confirm(&town, &theirs, &victim.next_code()).refused("second-factor-refused").await;
        let session = confirm(&town, &theirs, &thief.next_code()).ok().await;
        assert_eq!(session["account_id"], thief.account().await);
        let (one, other) = (challenged(&victim).await, challenged(&victim).await);
        assert_ne!(one, other, "every sign-in has a secret of its own");
        confirm(&town, &one, &victim.next_code()).ok().await;
        confirm(&town, &one, &victim.next_code()).refused("challenge-refused").await;
    });
}

#[test]
fn an_account_shut_between_the_steps_of_a_sign_in_stays_shut() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        let challenge = challenged(&person).await;
        disable(&town, &person).await;
        confirm(&town, &challenge, &person.next_code()).refused("challenge-refused").await;
        person.gives_password().refused("credentials-refused").await;

        // So does one whose address is hammered at from devices nobody knows, for the devices nobody knows.
        let other = town.invited("clerk").await;
        other.account().await;
        let known = challenged(&other).await;
        let answer = with_password(&town, other.reached_at(), PASSWORD).answer().await;
        for _ in 0..5 {
            with_password(&town, other.reached_at(), "not what anybody chose").refused("credentials-refused").await;
        }
        confirm(&town, &answer.json()["challenge"], &other.next_code()).refused("too-many-attempts").await;
        confirm(&town, &known, &other.next_code()).ok().await;
    });
}

#[test]
fn a_second_factor_is_replaced_only_after_a_fresh_proof_made_with_it() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        person.does("enrol_second_factor").ok().await;
        town.later(TimeDelta::minutes(5));
        person.does("enrol_second_factor").refused("proof-too-old").await;
        person.does("replace_recovery_codes").refused("proof-too-old").await;
        let elsewhere = format!("Bearer {}", person.token().await.unwrap());
        person.signs_in_again().await;
        let (old, seed) = (person.authenticator(), person.does("enrol_second_factor").ok().await);

        // Until the new one is proved the old one counts, and only the old one.
        person.does("activate_second_factor").with(json!({"code": old.code(&town, 1)})).refused_for("/code").await;
        person.uses_app(&seed);
        person.does("activate_second_factor").with(json!({"code": person.next_code()})).ok().await;
        town.visitor().does("read_me").header("Authorization", &elsewhere).refused("sign-in-needed").await;
        assert_eq!(told(&person).await[0], "second_factor_activated");
        town.later(TimeDelta::minutes(2));
        confirm(&town, &challenged(&person).await, &old.code(&town, 0)).refused("second-factor-refused").await;
        person.signs_in_again().await;
        town.resident("王芳").await.does("enrol_second_factor").refused("no-password").await;
    });
}

#[test]
fn a_lost_telephone_is_helped_with_by_who_may_fill_every_post() {
    story(async |town| {
        let (city, moderator) = (town.administrator().await, town.moderator("310101020").await);
        let (steward, elsewhere) = (town.steward("310101").await, town.steward("310104").await);
        let account = moderator.account().await;
        let remove = |by: &Person, account: &str| {
            by.does("remove_second_factor").at("account", account).with(json!({"reason": "手机遗失，已当面核实"}))
        };
        remove(&elsewhere, &account).refused("not-found").await;
        remove(&steward, &city.account().await).refused("not-found").await;
        remove(&steward, &steward.account().await).refused("own-second-factor").await;
        remove(&moderator, &steward.account().await).refused("not-for-your-role").await;
        remove(&city, "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b").refused("not-found").await;

        let (held, codes) = (moderator.token().await.unwrap(), moderator.does("replace_recovery_codes").ok().await);
        let half_way = challenged(&moderator).await;
        town.later(TimeDelta::minutes(5));
        remove(&steward, &account).refused("proof-too-old").await;
        steward.signs_in_again().await;
        remove(&steward, &account).ok().await;
        remove(&steward, &account).refused("no-second-factor").await;
        as_holder(&town, &held, "read_me").refused("sign-in-needed").await;
        confirm(&town, &half_way, &moderator.next_code()).refused("challenge-refused").await;
        assert_eq!(town.messages(moderator.reached_at()).await[0]["template"], "account_notice");

        // The next sign-in is by password, reaches enrolment only, and is told what happened.
        let tokens = with_password(&town, moderator.reached_at(), PASSWORD).ok().await;
        let token = tokens["access_token"].as_str().unwrap().to_owned();
        as_holder(&town, &token, "list_residency_claims").refused("second-factor-needed").await;
        moderator.uses_app(&as_holder(&town, &token, "enrol_second_factor").ok().await);
        let proof = json!({"code": moderator.next_code()});
        as_holder(&town, &token, "activate_second_factor").with(proof).ok().await;
        as_holder(&town, &token, "list_residency_claims").ok().await;
        moderator.signs_in_again().await;
        assert!(told(&moderator).await.contains(&"second_factor_removed".to_owned()));
        let void = &codes["recovery_codes"][0];
        recover(&town, &challenged(&moderator).await, void).refused("second-factor-refused").await;
    });
}
