//! The root key is rotated, sealed values are sealed anew under the new root, and the old root is retired. No request
//! fails because of it.

use chrono::TimeDelta;
use domain::Time;
use ed25519_dalek::{Signature, VerifyingKey};
use sanhui::housekeeping::reseal::{self, Resealed};
use sanhui::infra::keys::{self, JWKS_CACHE_SECONDS, LEAD_MINUTES, Rotated};
use sanhui::key_command;
use tests::{Person, Town, TwoInstances, Value, json, two_instances, two_instances_with};

use crate::accounts::forged::{parts, seed, signed, status_with};
use crate::flow::Flow;

/// Writes the next root into the key file.
fn rotates(town: &Town, at_once: bool) -> Rotated {
    keys::rotate(&town.app().settings().key_file, town.now(), at_once).unwrap()
}

/// Rotates the root, has both instances read the key file, and waits until the new root signs.
fn rotated(town: &Town, other: &Town) {
    let next = rotates(town, false);
    town.app().reload_keys();
    other.app().reload_keys();
    lets_pass_until(town, next.from);
}

fn lets_pass_until(town: &Town, then: Time) {
    town.later(then - town.now());
}

async fn kids(town: &Town) -> Vec<Value> {
    let keys = town.visitor().does("read_jwks").ok().await;
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}

/// Signs in with a code sent to this number, and gives the answer.
async fn signs_in(town: &Town, number: &str) -> Value {
    let asked = town.visitor().does("request_phone_code").with(json!({"phone": number})).ok().await;
    let code = town.newest_message(&format!("+86{number}")).await;
    let proof = json!({"request_id": asked["request_id"], "code": code});
    town.visitor().does("sign_in_with_phone").with(proof).ok().await
}

#[test]
fn three_rotations_under_load_refuse_no_valid_token() {
    two_instances(async |TwoInstances { town, other }| {
        let mut people: Vec<Person> = Vec::new();
        for name in ["王芳", "李强"] {
            people.push(town.resident(name).await);
            people.push(other.resident(name).await); // refreshes at the other instance
        }
        let first = (parts(&people[0].token().await.unwrap()), seed(&town));
        let (mut asked, mut signers) = (0, std::collections::BTreeSet::new());
        for rotation in 0..3 {
            let next = rotates(&town, false);
            // One instance reads the key file at once, the other one minute before the new root may sign.
            town.app().reload_keys();
            for minute in 0..40 {
                if minute == LEAD_MINUTES - 1 {
                    other.app().reload_keys();
                }
                let published = kids(&town).await;
                for person in &people {
                    let token = person.token().await.unwrap();
                    signers.insert(parts(&token).0["kid"].to_string());
                    for instance in [&town, &other] {
                        assert_eq!(status_with(instance, &token).await, 200, "rotation {rotation}, minute {minute}");
                        asked += 1;
                    }
                    // A program that checks tokens by the published key set finds the key in it.
                    assert!(published.contains(&parts(&token).0["kid"]), "rotation {rotation}, minute {minute}");
                }
                town.later(TimeDelta::minutes(1));
            }
            assert!(town.now() >= next.from);
        }
        assert_eq!((asked, signers.len()), (3 * 40 * 4 * 2, 4), "four roots signed");

        // The first root still opens what it sealed, but a token signed with it is refused.
        assert!(town.app().keys().derive("k1", "access-tokens").is_some());
        let ((header, mut claims), seed) = first;
        let now = town.now().timestamp();
        (claims["iat"], claims["nbf"], claims["exp"]) = (json!(now), json!(now), json!(now + 600));
        let forged = signed(&seed, &header, &claims);
        assert_eq!([status_with(&town, &forged).await, status_with(&other, &forged).await], [401, 401]);
        assert!(!kids(&town).await.contains(&header["kid"]));
    });
}

#[test]
fn the_key_set_shows_next_current_and_previous() {
    two_instances(async |TwoInstances { town, other }| {
        let before = kids(&town).await;
        let next = rotates(&town, false);
        town.app().reload_keys();
        let answer = town.visitor().does("read_jwks").answer().await;
        assert_eq!(answer.header("Cache-Control"), Some(format!("public, max-age={JWKS_CACHE_SECONDS}").as_str()));
        let published = kids(&town).await;
        assert_eq!((published.len(), &published[0]), (2, &before[0]), "the next is published and does not sign");
        other.app().reload_keys();
        lets_pass_until(&town, next.from);
        assert_eq!(kids(&other).await, [published[1].clone(), published[0].clone()]);
        town.later(TimeDelta::minutes(10) + TimeDelta::seconds(5));
        assert_eq!(kids(&town).await, [published[1].clone()], "the last token of the first is over");

        // With an immediate rotation, meant for a leak, the new root signs at once and the old root's tokens are
        // refused.
        let wang = town.resident("王芳").await;
        let (held, refresh) = (wang.token().await.unwrap(), wang.refresh_token().await);
        rotates(&town, true);
        town.app().reload_keys();
        assert_eq!(kids(&town).await.len(), 1);
        assert_eq!(status_with(&town, &held).await, 401);
        let again = town.visitor().does("refresh_session").with(json!({"refresh_token": refresh})).ok().await;
        let fresh = again["access_token"].as_str().unwrap();
        assert_eq!(status_with(&other, fresh).await, 200, "who has not looked at the file looks now");
        assert_eq!(status_with(&other, &held).await, 401);
    });
}

#[test]
fn a_rotation_in_the_middle_of_a_flow_refuses_nothing() {
    two_instances_with(&[("codes_per_address_per_hour", "4")], async |TwoInstances { town, other }| {
        let wang = town.resident("王芳").await;
        let flow = town.unit("310101020").await;
        let next = rotates(&town, false);
        town.app().reload_keys();
        other.app().reload_keys();
        lets_pass_until(&town, next.from - TimeDelta::seconds(30));

        // Before the new root signs, a code is sent, a need is submitted and a page is read.
        let visitor = town.visitor();
        let asked = visitor.does("request_phone_code").with(json!({"phone": "13800138000"})).ok().await;
        let code = town.newest_message("+8613800138000").await;
        let need = json!({"unit_id": flow["id"], "text": "小区门口晚上太黑。"});
        let said = wang.does("submit_need").with(need.clone()).key("once").answer().await;
        assert_eq!((said.status, said.header("Idempotency-Replayed")), (201, None));
        let page = wang.does("list_areas").at("parent", "31").at("limit", 2).ok().await;

        // After that, each of these flows continues.
        town.later(TimeDelta::seconds(40));
        assert_eq!(town.app().keys().current_id(), "k2");
        let again = wang.does("submit_need").with(need).key("once").answer().await;
        assert_eq!((again.header("Idempotency-Replayed"), again.json()), (Some("true"), said.json()));
        let other_need = json!({"unit_id": flow["id"], "text": "另一件事。"});
        wang.does("submit_need").with(other_need).key("once").refused("idempotency-key-reused").await;
        let cursor = page["next_cursor"].as_str().unwrap();
        let second = wang.does("list_areas").at("parent", "31").at("limit", 2).at("cursor", cursor).ok().await;
        assert_ne!(second["items"], page["items"]);
        // The limits still know the number: it must wait for the rest of its minute. Its code is still good.
        visitor.does("request_phone_code").with(json!({"phone": "13800138000"})).refused("too-many-codes").await;
        let proof = json!({"request_id": asked["request_id"], "code": code});
        let first = visitor.does("sign_in_with_phone").with(proof).through(&other).ok().await;
        // The limits still know the address, too: it asked for two codes before, and may ask for two more.
        for number in ["13800138001", "13800138002"] {
            visitor.does("request_phone_code").with(json!({"phone": number})).ok().await;
        }
        let fifth = visitor.does("request_phone_code").with(json!({"phone": "13800138003"}));
        fifth.refused("too-many-codes").await;

        // The account is found by its number under a root that did not exist when the account was made.
        town.later(TimeDelta::hours(2));
        rotated(&town, &other);
        assert_eq!(signs_in(&other, "13800138000").await["account_id"], first["account_id"]);
    });
}

#[test]
fn one_number_is_one_account_while_instances_differ() {
    two_instances(async |TwoInstances { town, other }| {
        for number in ["13800138000", "13800138001", "13800138002"] {
            // Each instance sends a code. Then the root changes, and only one instance reads the new key file.
            let mut proofs = Vec::new();
            for instance in [&town, &other] {
                let asked = instance.visitor().does("request_phone_code").with(json!({"phone": number})).ok().await;
                let code = instance.newest_message(&format!("+86{number}")).await;
                proofs.push((instance, json!({"request_id": asked["request_id"], "code": code})));
                town.later(TimeDelta::minutes(2));
            }
            rotates(&town, true);
            town.app().reload_keys();
            let deeds = proofs.iter().map(|(instance, proof)| {
                instance.visitor().does("sign_in_with_phone").with(proof.clone()).answer_boxed()
            });
            let answers = futures_util::future::join_all(deeds).await;
            let accounts: Vec<_> = answers.iter().map(|answer| answer.json()["account_id"].clone()).collect();
            assert!(accounts[0].is_string(), "{accounts:?}");
            assert_eq!(accounts[0], accounts[1], "{number}");
        }
    });
}

fn verifies(receipt: &Value) -> bool {
    let bytes = |name: &str| hex::decode(receipt[name].as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_bytes(bytes("public_key").as_slice().try_into().unwrap()).unwrap();
    let signature = Signature::from_slice(&bytes("signature")).unwrap();
    key.verify_strict(receipt["statement"].as_str().unwrap().as_bytes(), &signature).is_ok()
}

#[test]
fn after_rotation_resealing_and_retirement_everything_is_as_before() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        wang.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        let receipt = wang.does("read_my_receipt").at("vote", &vote).ok().await;
        assert!(verifies(&receipt) && receipt["key_id"] == "k1");
        let people = [&wang, &flow.moderator, &flow.steward];
        let mut accounts = Vec::new();
        for person in people {
            accounts.push(person.account().await);
        }
        let k1 = town.app().keys().ring().root("k1").unwrap().clone();

        rotated(&town, &other);
        let waits = json!({"email": "li@example.cn", "display_name": "李书记"});
        town.administrator().await.does("invite_person").with(waits).ok().await;
        let refused = key_command::retire(town.app(), "k1").await.unwrap_err();
        assert!(refused.contains("accounts.phone") && refused.contains("urn.sealed"), "{refused}");

        let left = reseal::needs(town.app(), &k1).await.unwrap();
        let done = reseal::reseal(other.app()).await.unwrap();
        let sealed: u64 = left.iter().filter(|(name, _)| !name.ends_with("_index")).map(|(_, values)| values).sum();
        assert_eq!((done.values, done.stuck), (sealed, 0));
        assert_eq!(reseal::reseal(town.app()).await.unwrap(), Resealed::default(), "nothing is left to do");
        assert!(reseal::needs(town.app(), &k1).await.unwrap().is_empty());

        // Some values cannot be sealed anew and live for up to two days, so the old root must stay for two days more.
        let refused = key_command::retire(town.app(), "k1").await.unwrap_err();
        assert!(refused.contains("was current not long ago"), "{refused}");
        town.later(TimeDelta::hours(48));
        key_command::retire(town.app(), "k1").await.unwrap();
        for instance in [&town, &other] {
            instance.app().reload_keys();
            assert!(instance.app().keys().ring().root("k1").is_none());
        }
        let letter = town.newest_message("li@example.cn").await;
        assert!(!letter.is_empty(), "what waited to be sent opens");
        for (person, account) in people.iter().zip(&accounts) {
            person.signs_in_again().await;
            assert_eq!(person.account().await, *account);
            person.does("read_me").through(&other).ok().await;
        }
        let again = wang.does("read_my_receipt").at("vote", &vote).ok().await;
        assert_eq!(again, receipt, "signed under a root that is gone, and still to be verified");
        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &vote).through(&other).ok().await;
        assert_eq!(result["heads"]["cast"], 1, "{result}");
    });
}

#[test]
fn a_recovery_code_outlives_the_root_of_its_day() {
    two_instances(async |TwoInstances { town, other }| {
        let clerk = town.invited("clerk").await;
        let account = clerk.account().await;
        let codes = clerk.does("replace_recovery_codes").ok().await["recovery_codes"].clone();
        rotated(&town, &other);
        reseal::reseal(town.app()).await.unwrap();
        town.later(TimeDelta::hours(48));
        key_command::retire(town.app(), "k1").await.unwrap();
        for (instance, code) in [&town, &other].into_iter().zip(codes.as_array().unwrap()) {
            instance.app().reload_keys();
            assert!(instance.app().keys().ring().root("k1").is_none());
            let visitor = instance.visitor();
            let password = json!({"email": clerk.reached_at(), "password": "a long enough passphrase"});
            let half = visitor.does("sign_in_with_password").with(password).ok().await;
            let whole = json!({"challenge": half["challenge"], "recovery_code": code});
            assert_eq!(visitor.does("confirm_second_factor").with(whole).ok().await["account_id"], account);
        }
    });
}
