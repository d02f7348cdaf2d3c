//! Passwords: which are allowed, how a person changes one, and how a forgotten one is reset.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{Deed, PASSWORD, Person, Town, Value, json, story, two_instances};

use super::staff::{as_holder, challenged, disable, newcomer, seen, told, with_password};

const ANOTHER: &str = "lantern pond thirteen geese";

/// Invites a person, and gives the code from the mail.
async fn invitation(town: &Town, email: &str, name: &str) -> String {
    let letter = json!({"email": email, "display_name": name});
    town.administrator().await.does("invite_person").with(letter).ok().await;
    town.newest_message(email).await
}

fn accept(town: &Town, token: &str, password: &str) -> Deed {
    town.visitor().does("accept_invitation").with(json!({"token": token, "password": password}))
}

fn change(person: &Person, current: &str, new: &str) -> Deed {
    person.does("change_password").with(json!({"current_password": current, "new_password": new}))
}

async fn mailed_reset(town: &Town, email: &str) -> String {
    town.visitor().does("request_password_reset").with(json!({"email": email})).ok().await;
    town.newest_message(email).await
}

fn reset(town: &Town, token: &str, password: &str) -> Deed {
    town.visitor().does("reset_password").with(json!({"token": token, "password": password}))
}

#[test]
fn twelve_characters_are_enough_and_open_no_post_without_a_second_factor() {
    story(async |town| {
        let token = invitation(&town, "li@example.cn", "李书记").await;
        let refused = accept(&town, &token, "nine foxes,").refused_for("/password").await;
        assert_eq!(refused["errors"][0]["code"], "too_short");
        let account = accept(&town, &token, "nine foxes, ").ok().await;
        let signed_in = with_password(&town, "li@example.cn", "nine foxes, ").ok().await;
        with_password(&town, "li@example.cn", "nine foxes,").refused("credentials-refused").await;
        let post = json!({"account_id": account["account_id"], "role": "moderator", "area_code": "310101020", "from_on": "2026-03-01", "reason": "聘任"});
        town.administrator().await.does("appoint_person").with(post).ok().await;
        let token = signed_in["access_token"].as_str().unwrap();
        as_holder(&town, token, "list_residency_claims").refused("second-factor-needed").await;
    });
}

#[test]
fn long_passwords_in_any_script_are_compared_beyond_the_sixtieth_character() {
    story(async |town| {
        let chinese = "一二三梧桐树下卖栀子花的阿婆今天没有来上班".chars().cycle().take(64).collect::<String>();
        let emoji = "🦊🌳 🚲🥟🏮门前x9 ".chars().cycle().take(128).collect::<String>();
        for (turn, password) in [chinese, emoji].iter().enumerate() {
            let email = format!("li{turn}@example.cn");
            let token = invitation(&town, &email, "李书记").await;
            accept(&town, &token, password).ok().await;
            let mut changed: Vec<char> = password.chars().collect();
            let place = if changed.len() > 73 { 73 } else { 63 };
            changed[place] = '?';
            with_password(&town, &email, &changed.iter().collect::<String>()).refused("credentials-refused").await;
            with_password(&town, &email, password).ok().await;
        }
        let token = invitation(&town, "chen@example.cn", "陈书记").await;
        let refused = accept(&town, &token, &"长而又长的一句话".repeat(17)).refused_for("/password").await;
        assert_eq!(refused["errors"][0]["code"], "too_long");
        with_password(&town, "chen@example.cn", &"x".repeat(129)).refused_for("/password").await;
    });
}

#[test]
fn a_passphrase_of_small_letters_is_accepted() {
    story(async |town| {
        let token = invitation(&town, "li@example.cn", "李书记").await;
        accept(&town, &token, "quietbicycleunderplum").ok().await;
        with_password(&town, "li@example.cn", "quietbicycleunderplum").ok().await;
        with_password(&town, "li@example.cn", "Quietbicycleunderplum").refused("credentials-refused").await;
    });
}

#[test]
fn a_common_password_or_the_persons_own_name_is_refused_wherever_one_is_set() {
    story(async |town| {
        let invited = invitation(&town, "li.jianguo@wuliqiao.example.cn", "李建国").await;
        let (_, token) = newcomer(&town).await;
        let person = town.invited("clerk").await;
        person.account().await;
        let reset_token = mailed_reset(&town, person.reached_at()).await;
        for weak in [
            "123456789012",
            "qwertyuiop12",
            "生活圈生活圈生活圈生活圈",
            "shanghai2026!!",
            "huangpuhuangpu",
            "黄浦区徐汇区静安区长宁区",
        ] {
            for refused in [
                accept(&town, &invited, weak).refused_for("/password").await,
                reset(&town, &reset_token, weak).refused_for("/password").await,
                change(&person, PASSWORD, weak).refused_for("/new_password").await,
                as_holder(&town, &token, "change_password")
                    .with(json!({"current_password": PASSWORD, "new_password": weak}))
                    .refused_for("/new_password")
                    .await,
            ] {
                assert_eq!(refused["errors"][0]["code"], "too_common", "{weak}");
            }
        }
        for own in ["li.jianguo12", "li.jianguo@wuliqiao.example.cn", "wuliqiaowuliqiao", "李建国李建国李建国李建国"]
        {
            let refused = accept(&town, &invited, own).refused_for("/password").await;
            assert_eq!(refused["errors"][0]["code"], "too_common", "{own}");
        }
        accept(&town, &invited, ANOTHER).ok().await;
        reset(&town, &reset_token, ANOTHER).ok().await;
    });
}

#[test]
fn a_change_needs_the_present_password() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        let odd = [
            json!({"new_password": ANOTHER}),
            json!({"current_password": null, "new_password": ANOTHER}),
            json!({"current_password": [PASSWORD], "new_password": ANOTHER}),
            json!({"current_password": {"$ne": ""}, "new_password": ANOTHER}),
            json!({"current_password": true, "new_password": ANOTHER}),
            json!({"current_password": "", "new_password": ANOTHER}),
            json!({"current_password": "x".repeat(129), "new_password": ANOTHER}),
            json!({"current_password": ANOTHER, "new_password": ANOTHER}),
            json!({"current_password": format!("{PASSWORD} "), "new_password": ANOTHER}),
            json!({"current_password": PASSWORD.to_uppercase(), "new_password": ANOTHER}),
        ];
        for body in odd {
            person.does("change_password").with(body.clone()).refused_for("/current_password").await;
            with_password(&town, person.reached_at(), ANOTHER).refused("credentials-refused").await;
            challenged(&person).await;
            town.later(TimeDelta::days(1)); // so that the number of tries is no reason to refuse
            person.account().await;
        }
        change(&person, PASSWORD, ANOTHER).ok().await;
        with_password(&town, person.reached_at(), PASSWORD).refused("credentials-refused").await;
        assert_eq!(with_password(&town, person.reached_at(), ANOTHER).answer().await.status, 202);
        town.resident("王芳")
            .await
            .does("change_password")
            .with(json!({"current_password": PASSWORD, "new_password": ANOTHER}))
            .refused("no-password")
            .await;
    });
}

#[test]
fn a_stolen_session_may_try_five_present_passwords_and_then_waits() {
    story(async |town| {
        let person = town.invited("clerk").await;
        person.account().await;
        for _ in 0..5 {
            change(&person, ANOTHER, ANOTHER).refused_for("/current_password").await;
        }
        let answer = change(&person, PASSWORD, ANOTHER).answer().await;
        assert_eq!((answer.status, answer.header("Retry-After")), (429, Some("60")));
        challenged(&person).await; // tries at signing in are counted apart
        town.later(TimeDelta::minutes(1));
        change(&person, PASSWORD, ANOTHER).ok().await;
    });
}

#[test]
fn a_change_ends_the_other_sessions_on_every_instance_unless_the_person_keeps_them() {
    two_instances(async |both| {
        let (town, person) = (&both.town, town_clerk(&both.town).await);
        let elsewhere = (person.token().await.unwrap(), person.refresh_token().await);
        person.signs_in_again().await;
        let kept = (person.token().await.unwrap(), person.refresh_token().await);
        person.signs_in_again().await;
        let stay = json!({"current_password": PASSWORD, "new_password": ANOTHER, "end_other_sessions": false});
        assert_eq!(person.does("change_password").with(stay).ok().await["ended_sessions"], 0);
        for (token, _) in [&elsewhere, &kept] {
            as_holder(town, token, "read_me").through(&both.other).ok().await;
        }
        let half_way = with_password(town, person.reached_at(), ANOTHER).ok().await["challenge"].clone();
        let mailed = mailed_reset(town, person.reached_at()).await;
        assert_eq!(change(&person, ANOTHER, PASSWORD).ok().await["ended_sessions"], 2);
        town.later(TimeDelta::seconds(1)); // an instance remembers a session for at most a second
        for (access, refresh) in [elsewhere, kept] {
            as_holder(town, &access, "read_me").refused("sign-in-needed").await;
            as_holder(town, &access, "read_me").through(&both.other).refused("sign-in-needed").await;
            let refresh = json!({"refresh_token": refresh});
            town.visitor().does("refresh_session").through(&both.other).with(refresh).refused("refresh-refused").await;
        }
        person.does("read_me").ok().await;
        let proof = json!({"challenge": half_way, "code": person.next_code()});
        town.visitor().does("confirm_second_factor").with(proof).refused("challenge-refused").await;
        reset(town, &mailed, ANOTHER).refused("reset-refused").await;
        assert_eq!(told(&person).await[0], "password_changed");
    });
}

async fn town_clerk(town: &Town) -> Person {
    let person = town.invited("clerk").await;
    person.account().await;
    person
}

#[test]
fn a_password_never_expires() {
    story(async |town| {
        let person = town_clerk(&town).await;
        town.later(TimeDelta::days(400));
        assert_eq!(with_password(&town, person.reached_at(), PASSWORD).answer().await.status, 202);
        person.does("read_me").ok().await;
    });
}

#[test]
fn a_forgotten_password_is_set_anew_and_the_second_factor_stays() {
    story(async |town| {
        let person = town_clerk(&town).await;
        let held = (person.token().await.unwrap(), person.refresh_token().await);
        let other = mailed_reset(&town, person.reached_at()).await;
        let token = mailed_reset(&town, person.reached_at()).await;
        let half_way = challenged(&person).await;
        let done = reset(&town, &token, ANOTHER).ok().await;
        for used in [&token, &other] {
            reset(&town, used, PASSWORD).refused("reset-refused").await;
        }
        as_holder(&town, &held.0, "read_me").refused("sign-in-needed").await;
        town.visitor().does("refresh_session").with(json!({"refresh_token": held.1})).refused("refresh-refused").await;
        let code = json!({"challenge": half_way, "code": person.next_code()});
        town.visitor().does("confirm_second_factor").with(code).refused("challenge-refused").await;
        with_password(&town, person.reached_at(), PASSWORD).refused("credentials-refused").await;

        let proof = json!({"email": person.reached_at(), "password": ANOTHER, "device_token": done["device_token"]});
        let answer = town.visitor().does("sign_in_with_password").with(proof).answer().await;
        assert_eq!(answer.status, 202, "the second factor is asked for as ever");
        let confirmed = json!({"challenge": answer.json()["challenge"], "code": person.next_code()});
        let tokens = town.visitor().does("confirm_second_factor").with(confirmed).ok().await;
        assert_eq!(tokens["device_token"], Value::Null, "the device is known by the token of the reset");
        let notices = as_holder(&town, tokens["access_token"].as_str().unwrap(), "list_my_notices").ok().await;
        assert_eq!(notices["items"][0]["kind"], "password_reset");
    });
}

#[test]
fn a_reset_and_an_invitation_each_work_once_in_fifty_tries_at_once() {
    two_instances(async |both| {
        let town = &both.town;
        let person = town_clerk(town).await;
        let (token, invited) =
            (mailed_reset(town, person.reached_at()).await, invitation(town, "li@example.cn", "李书记").await);
        let through = |turn: usize, deed: Deed| if turn.is_multiple_of(2) { deed } else { deed.through(&both.other) };
        for deeds in [
            (0..50).map(|turn| through(turn, reset(town, &token, ANOTHER)).answer_boxed()).collect::<Vec<_>>(),
            (0..50).map(|turn| through(turn, accept(town, &invited, ANOTHER)).answer_boxed()).collect(),
        ] {
            let done = join_all(deeds).await.iter().filter(|answer| answer.status < 300).count();
            assert_eq!(done, 1);
        }
    });
}

#[test]
fn a_reset_is_good_for_half_an_hour_and_not_for_a_disabled_account() {
    story(async |town| {
        let person = town_clerk(&town).await;
        let token = mailed_reset(&town, person.reached_at()).await;
        town.later(TimeDelta::minutes(30));
        reset(&town, &token, ANOTHER).refused("reset-refused").await;
        let token = mailed_reset(&town, person.reached_at()).await;
        disable(&town, &person).await;
        reset(&town, &token, ANOTHER).refused("reset-refused").await;
        let before = town.messages(person.reached_at()).await.len();
        town.visitor().does("request_password_reset").with(json!({"email": person.reached_at()})).ok().await;
        assert_eq!(town.messages(person.reached_at()).await.len(), before, "nothing is mailed to a disabled account");
    });
}

#[test]
fn asking_for_a_reset_shows_no_accounts_and_sends_three_mails_an_hour() {
    story(async |town| {
        let person = town_clerk(&town).await;
        invitation(&town, "invited@example.cn", "李书记").await;
        let disabled = town_clerk(&town).await;
        disable(&town, &disabled).await;
        let ask = |email: &str| town.visitor().does("request_password_reset").with(json!({"email": email}));
        let before = town.messages(person.reached_at()).await.len();
        let mailed = seen(&ask(person.reached_at()).answer().await);
        assert_eq!(mailed.0, 202);
        for email in ["nobody@example.cn", "invited@example.cn", disabled.reached_at()] {
            assert_eq!(seen(&ask(email).answer().await), mailed, "{email}");
        }
        for _ in 0..4 {
            assert_eq!(seen(&ask(person.reached_at()).answer().await), mailed);
            assert_eq!(seen(&ask("nobody@example.cn").answer().await), mailed);
        }
        assert_eq!(town.messages(person.reached_at()).await.len(), before + 3, "three an hour");
        town.later(TimeDelta::hours(1));
        ask(person.reached_at()).ok().await;
        assert_eq!(town.messages(person.reached_at()).await.len(), before + 4);
        assert_eq!(town.messages("nobody@example.cn").await.len(), 0);
    });
}
