//! Tries at passwords: how many the service checks, which devices have to wait after wrong ones, and which do not.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{PASSWORD, Person, Town, json, story, story_with, two_instances};

use super::staff::{disable, refusals, seen, with_password};

const WRONG: &str = "not what anybody chose";

/// A person with a password and a second factor, who has signed in once.
async fn clerk(town: &Town) -> Person {
    let person = town.invited("clerk").await;
    person.account().await;
    person
}

#[test]
fn of_two_hundred_wrong_passwords_at_once_at_most_five_are_looked_at() {
    two_instances(async |both| {
        let (town, person) = (&both.town, clerk(&both.town).await);
        for email in [person.reached_at(), "nobody@example.cn"] {
            let tries = (0..200).map(|turn| {
                let deed = with_password(town, email, WRONG);
                if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&both.other).answer_boxed() }
            });
            let answers = join_all(tries).await;
            let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
            assert!((1..=5).contains(&looked_at), "{email}: {looked_at} were looked at");
            assert!(answers.iter().all(|answer| [401, 429, 503].contains(&answer.status)));
        }
        assert!(refusals(town, "refuse_password").await <= 10);
        assert!(refusals(town, "make_sign_in_wait").await <= 2);
    });
}

#[test]
fn twenty_right_passwords_at_once_are_all_accepted() {
    two_instances(async |both| {
        let (town, person) = (&both.town, clerk(&both.town).await);
        let tries = (0..20).map(|turn| {
            let deed = with_password(town, person.reached_at(), PASSWORD);
            if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&both.other).answer_boxed() }
        });
        for mut answer in join_all(tries).await {
            for _ in 0..5 {
                if answer.status != 503 {
                    break; // on a slow machine the service may ask to try again
                }
                answer = with_password(town, person.reached_at(), PASSWORD).answer().await;
            }
            assert_eq!(answer.status, 202, "{}", answer.json());
        }
    });
}

#[test]
fn the_wait_after_wrong_passwords_doubles_and_ends() {
    story(async |town| {
        let person = clerk(&town).await;
        for email in [person.reached_at(), "nobody@example.cn"] {
            for _ in 0..5 {
                with_password(&town, email, WRONG).refused("credentials-refused").await;
            }
            for minutes in [1, 2, 4] {
                let answer = with_password(&town, email, WRONG).answer().await;
                let seconds = (minutes * 60).to_string();
                assert_eq!((answer.status, answer.header("Retry-After")), (429, Some(seconds.as_str())), "{email}");
                with_password(&town, email, PASSWORD).refused("too-many-attempts").await;
                town.later(TimeDelta::minutes(minutes));
                with_password(&town, email, WRONG).refused("credentials-refused").await;
            }
        }
        assert_eq!(refusals(&town, "refuse_password").await, 16);
        assert_eq!(refusals(&town, "make_sign_in_wait").await, 8);
        town.later(TimeDelta::minutes(8));
        assert_eq!(with_password(&town, person.reached_at(), PASSWORD).answer().await.status, 202);
        with_password(&town, person.reached_at(), WRONG).refused("credentials-refused").await;
        assert_eq!(with_password(&town, person.reached_at(), PASSWORD).answer().await.status, 202, "it is forgiven");
    });
}

#[test]
fn guessing_from_fifty_addresses_does_not_shut_the_owner_out() {
    story_with(&[("trusted_proxies", "127.0.0.1")], async |town| {
        let person = clerk(&town).await;
        let from = |turn: usize| format!("203.0.113.{turn}");
        for round in 0..3 {
            let mut waits = false;
            for _ in 0..5 {
                let tries = (0..50).map(|turn| {
                    let wrong = with_password(&town, person.reached_at(), WRONG);
                    wrong.header("X-Forwarded-For", &from(turn)).answer_boxed()
                });
                waits = waits || join_all(tries).await.iter().any(|answer| answer.status == 429);
            }
            assert!(waits, "round {round}");
            with_password(&town, person.reached_at(), PASSWORD).refused("too-many-attempts").await;
            person.signs_in_again().await; // from a device that the service knows
            person.does("read_me").ok().await;
        }

        // Neither the device token of another account nor an invented one makes a device known.
        let other = clerk(&town).await;
        other.signs_in_again().await;
        let stolen = other.gives_password().body()["device_token"].clone();
        for token in [stolen, json!("wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3")] {
            let proof = json!({"email": person.reached_at(), "password": PASSWORD, "device_token": token});
            town.visitor().does("sign_in_with_password").with(proof).refused("too-many-attempts").await;
        }

        // A known device may not try without end either, and its wrong tries make no other device wait.
        town.later(TimeDelta::days(1));
        let mut proof = person.gives_password().body();
        proof["password"] = json!(WRONG);
        let wrong = || town.visitor().does("sign_in_with_password").with(proof.clone());
        for _ in 0..5 {
            wrong().refused("credentials-refused").await;
        }
        wrong().refused("too-many-attempts").await;
        assert_eq!(with_password(&town, person.reached_at(), PASSWORD).answer().await.status, 202);
        person.gives_password().refused("too-many-attempts").await;

        // A person who has lost the known device gets in again by a password reset by mail.
        for _ in 0..5 {
            with_password(&town, person.reached_at(), WRONG).answer().await;
        }
        person.loses_device();
        person.gives_password().refused("too-many-attempts").await;
        town.visitor().does("request_password_reset").with(json!({"email": person.reached_at()})).ok().await;
        let reset = json!({"token": town.newest_message(person.reached_at()).await, "password": PASSWORD});
        let device = town.visitor().does("reset_password").with(reset).ok().await["device_token"].clone();
        let proof = json!({"email": person.reached_at(), "password": PASSWORD, "device_token": device});
        assert_eq!(town.visitor().does("sign_in_with_password").with(proof).answer().await.status, 202);
    });
}

#[test]
fn a_refused_sign_in_looks_the_same_for_every_account() {
    story(async |town| {
        let (person, disabled) = (clerk(&town).await, clerk(&town).await);
        disable(&town, &disabled).await;
        let letter = json!({"email": "invited@example.cn", "display_name": "李书记"});
        town.administrator().await.does("invite_person").with(letter).ok().await;
        let everybody = ["nobody@example.cn", disabled.reached_at(), "invited@example.cn"];
        for password in [WRONG, "", "x"] {
            let known = seen(&with_password(&town, person.reached_at(), password).answer().await);
            assert_eq!(known.0, 401);
            for email in everybody {
                assert_eq!(seen(&with_password(&town, email, password).answer().await), known, "{email}");
            }
        }
        // The right password of a disabled account is as wrong as any.
        let known = seen(&with_password(&town, person.reached_at(), WRONG).answer().await);
        for email in everybody {
            assert_eq!(seen(&with_password(&town, email, PASSWORD).answer().await), known, "{email}");
        }
        let over_long = "x".repeat(129);
        let known = seen(&with_password(&town, person.reached_at(), &over_long).answer().await);
        assert_eq!(seen(&with_password(&town, "nobody@example.cn", &over_long).answer().await), known);

        // After too many wrong tries, all of these addresses wait alike.
        for email in everybody.into_iter().chain([person.reached_at()]) {
            with_password(&town, email, WRONG).refused("credentials-refused").await;
        }
        let known = seen(&with_password(&town, person.reached_at(), PASSWORD).answer().await);
        assert_eq!(known.0, 429);
        for email in everybody {
            assert_eq!(seen(&with_password(&town, email, WRONG).answer().await), known, "{email}");
        }
    });
}
