//! The second factor of staff: which accounts need it, how it is set up and replaced, and how it is removed when a
//! telephone is lost.

use chrono::TimeDelta;
use sanhui::accounts::BootstrapError;
use sanhui::accounts::bootstrap;
use sanhui::edge::document::OPEN_WITHOUT_FACTOR;
use tests::document::OPERATIONS;
use tests::{PASSWORD, Person, json, story};

use super::staff::{as_holder, challenged, confirm, newcomer, recover, told, with_password, wrong_code};

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
        // Public reads are open to this person as to anybody.
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

        // From now on the password alone gives only a challenge, which is not accepted as an access token.
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

        // A code of the old app does not activate the new one.
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
fn a_lost_second_factor_is_removed_only_by_staff_set_over_its_owner() {
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

        // The next sign-in is by password alone and reaches only enrolment. Afterwards a notice tells what happened.
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
