//! A signed-in person proves again who they are before a delicate change. These stories say which proof is accepted and
//! how long it is good for.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::wechat::FakeWeChat;
use tests::{Person, Town, TwoInstances, Value, json, story, story_with, two_instances};

/// Asks for a code with the purpose `prove`, and gives the body by which it is redeemed.
async fn code_to_prove(town: &Town, person: &Person, phone: &str) -> Value {
    let asked = person.does("request_phone_code").with(json!({"phone": phone, "purpose": "prove"})).ok().await;
    json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await})
}

#[test]
fn a_change_of_phone_or_wechat_needs_a_proof_younger_than_five_minutes() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let wang = town.resident("王芳").await;
        let phone = |number: &str| json!({"wechat_phone_code": wechat.phone_button(number)});
        let login = || json!({"code": wechat.login("o-wang")});
        town.later(TimeDelta::seconds(299));
        wang.does("bind_wechat").with(login()).ok().await;
        town.later(TimeDelta::seconds(1));
        let asked = wechat.calls().len();
        wang.does("bind_phone").with(phone("13800138000")).refused("proof-too-old").await;
        wang.does("bind_wechat").with(login()).refused("proof-too-old").await;
        wang.does("unbind_wechat").refused("proof-too-old").await;
        assert_eq!(wechat.calls().len(), asked, "no code is spent on it");

        let proof = wang.does("prove_myself").with(code_to_prove(&town, &wang, wang.reached_at()).await).ok().await;
        assert_eq!(
            proof["good_until"],
            (town.now() + TimeDelta::minutes(5)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
        );
        wang.does("bind_phone").with(phone("13800138000")).ok().await;

        town.later(TimeDelta::minutes(5));
        wang.does("unbind_wechat").refused("proof-too-old").await;
        wang.does("prove_myself").with(json!({"wechat_code": wechat.login("o-wang")})).ok().await;
        assert_eq!(wang.does("unbind_wechat").answer().await.status, 204);
        // Refreshing the session is no proof.
        wang.does("prove_myself").with(code_to_prove(&town, &wang, "+8613800138000").await).ok().await;
        town.later(TimeDelta::minutes(11));
        wang.does("bind_wechat").with(login()).refused("proof-too-old").await;
    });
}

#[test]
fn a_proof_must_be_the_accounts_own() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        li.does("bind_wechat").with(json!({"code": wechat.login("o-li")})).ok().await;
        town.later(TimeDelta::minutes(5));
        for openid in ["o-li", "o-nobody"] {
            let login = json!({"wechat_code": wechat.login(openid)});
            wang.does("prove_myself").with(login).refused("wechat-code-refused").await;
        }
        let others = code_to_prove(&town, &li, li.reached_at()).await;
        wang.does("prove_myself").with(others).refused("code-refused").await;
        wang.does("bind_wechat").with(json!({"code": wechat.login("o-wang")})).refused("proof-too-old").await;

        // A code that was sent to the account's former number.
        let old = code_to_prove(&town, &wang, wang.reached_at()).await;
        town.later(TimeDelta::minutes(1));
        wang.does("prove_myself").with(code_to_prove(&town, &wang, wang.reached_at()).await).ok().await;
        wang.does("bind_phone").with(json!({"wechat_phone_code": wechat.phone_button("13800138000")})).ok().await;
        wang.does("prove_myself").with(old).refused("code-refused").await;
    });
}

#[test]
fn one_proof_at_a_time_and_whole() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let request = "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";
        let prove = |body: Value| wang.does("prove_myself").with(body);
        prove(json!({})).refused_for("/request_id").await;
        prove(json!({"code": "123456"})).refused_for("/request_id").await;
        prove(json!({"request_id": request})).refused_for("/code").await;
        prove(json!({"request_id": request, "code": "12345a"})).refused_for("/code").await;
        prove(json!({"wechat_code": "with blanks"})).refused_for("/wechat_code").await;
        prove(json!({"request_id": request, "code": "123456", "password": "p"})).refused_for("").await;
        prove(json!({"password": "p".repeat(129)})).refused_for("/password").await;
        let bind = |body: Value| wang.does("bind_phone").with(body);
        bind(json!({})).refused_for("/request_id").await;
        bind(json!({"request_id": request})).refused_for("/code").await;
        bind(json!({"code": "123456", "wechat_phone_code": "e5"})).refused_for("/wechat_phone_code").await;
        bind(json!({"request_id": request, "code": "123456"})).refused("code-refused").await;
    });
}

#[test]
fn a_session_is_proved_by_its_own_kind_of_proof() {
    story(async |town| {
        let (wang, moderator) = (town.resident("王芳").await, town.moderator("310101020").await);
        wang.does("prove_myself").with(json!({"password": "whatever it is"})).refused("proof-of-another-kind").await;
        let code = json!({"request_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "code": "123456"});
        moderator.does("prove_myself").with(code).refused("proof-of-another-kind").await;
        moderator.does("prove_myself").with(json!({"wechat_code": "0a"})).refused("proof-of-another-kind").await;
    });
}

const PASSWORD: &str = "a long enough passphrase";

#[test]
fn a_password_is_proved_and_guesses_end_after_five() {
    story(async |town| {
        let newcomer = town.invited("clerk").await;
        let clerk = town.holder_of("clerk", &newcomer.gives_password().ok().await); // no second factor yet
        let try_password = |password: &str| clerk.does("prove_myself").with(json!({"password": password}));
        town.later(TimeDelta::minutes(6));
        let bind = || clerk.does("bind_wechat").with(json!({"code": "0a"}));
        bind().refused("proof-too-old").await;
        try_password(PASSWORD).ok().await;
        bind().refused("wechat-not-set-up").await; // no longer because of the proof
        for _ in 0..6 {
            try_password(PASSWORD).ok().await; // right passwords are not counted
        }
        for _ in 0..5 {
            try_password("a wrong passphrase").refused("credentials-refused").await;
        }
        let refused = try_password(PASSWORD).answer().await;
        assert_eq!((refused.status, refused.header("Retry-After")), (429, Some("900")));
        assert_eq!(refused.json()["type"], "/problems/too-many-tries");
        town.later(TimeDelta::minutes(9));
        try_password(PASSWORD).refused("too-many-tries").await;
        town.later(TimeDelta::minutes(6));
        try_password(PASSWORD).ok().await;
    });
}

#[test]
fn an_account_with_a_second_factor_needs_it_for_a_proof() {
    story(async |town| {
        let moderator = town.moderator("310101020").await;
        moderator.token().await;
        let prove = |proof: tests::Value| moderator.does("prove_myself").with(proof);
        prove(json!({"password": PASSWORD})).refused("credentials-refused").await;
        let wrong = json!({"password": "a wrong passphrase", "code": moderator.next_code()});
        prove(wrong).refused("credentials-refused").await;
        prove(json!({"password": PASSWORD, "code": moderator.next_code()})).ok().await;
        prove(json!({"wechat_code": "0a", "recovery_code": "ABCDEFGHIJKL"})).refused_for("/recovery_code").await;
        moderator.does("list_residency_claims").ok().await; // refused proofs change nothing about the session
    });
}

#[test]
fn of_sixty_wrong_passwords_at_once_at_most_five_are_looked_at() {
    two_instances(async |TwoInstances { town, other }| {
        let clerk = town.invited("clerk").await;
        clerk.token().await;
        let guesses = (0..60).map(|turn| {
            let deed = clerk.does("prove_myself").with(json!({"password": "a wrong passphrase"}));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(guesses).await;
        let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
        assert!(looked_at <= 5, "{looked_at} were looked at");
        assert!(answers.iter().all(|answer| [401, 429, 503].contains(&answer.status)));
        clerk.does("prove_myself").with(json!({"password": PASSWORD})).refused("too-many-tries").await;
    });
}
