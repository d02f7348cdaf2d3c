//! Codes of the second factor: how often and how long a code, a challenge or a recovery code is good, how wrong codes
//! are counted, and that no step of a sign-in can be left out.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{PASSWORD, Value, json, story, two_instances};

use super::staff::{
    as_holder, challenged, confirm, disable, newcomer, recover, refusals, told, with_password, wrong_code,
};

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
        // Fifty new challenges are answered at once with one recovery code. It is good for at most one of them.
        let shouted = json!(left[9].as_str().unwrap().to_uppercase().replace('-', " "));
        let tries = challenges.iter().enumerate().map(|(turn, challenge)| {
            let deed = recover(&town, challenge, if turn % 3 == 0 { &shouted } else { &left[9] });
            if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&both.other).answer_boxed() }
        });
        let right = join_all(tries).await.iter().filter(|answer| answer.status == 201).count();
        assert!(right <= 1, "a recovery code was good {right} times");
        town.later(TimeDelta::days(1)); // wrong tries are forgiven
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
        // A code of the step between them is refused, because a later step was used already.
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

        // That was the fifth wrong code in a row. Now a right code must wait, too, also with a new challenge.
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

        // Nobody activates a second factor without a seed, or gets recovery codes without a second factor.
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
        // A thief who begins a sign-in and makes the victim answer its challenge gains nothing: only the thief's own
        // code is accepted.
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

        // An account under attack from unknown devices is shut for unknown devices, and stays open for a known one.
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
