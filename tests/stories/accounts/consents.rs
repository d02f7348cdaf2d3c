//! Consent: the service asks once with the words of one version, remembers the answer, and lets it be withdrawn. No
//! other right depends on the answer.

use sha2::{Digest, Sha256};
use tests::wechat::FakeWeChat;
use tests::{json, story, story_with};

use crate::ask_database;

#[test]
fn the_policy_says_what_is_processed_on_which_ground_and_hashes_its_words() {
    story(async |town| {
        let policies = town.visitor().does("read_policies").ok().await;
        assert_eq!(policies["present_version"], policies["items"][0]["version"]);
        let purposes = policies["items"][0]["purposes"].as_array().unwrap();
        for purpose in purposes {
            let necessary = purpose["necessary"].as_bool().unwrap();
            assert_eq!(purpose["ground"] == "consent", !necessary, "{purpose}");
            let words =
                ["purpose", "text_zh", "text_en", "kept_zh", "kept_en"].map(|name| purpose[name].as_str().unwrap());
            let hash = hex::encode(Sha256::digest(words.map(|word| format!("{word}\n")).concat()));
            assert_eq!(purpose["text_hash"], hash.as_str());
        }
        assert!(purposes.iter().any(|purpose| purpose["ground"] == "statutory_duty"));
    });
}

#[test]
fn a_no_is_remembered_a_yes_is_kept_with_its_words_and_nothing_is_held_up() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let me = wang.does("read_me").ok().await;
        assert_eq!(me["to_decide"]["purposes"], json!(["wechat_union"]));
        let version = me["to_decide"]["policy_version"].clone();
        let give = |body| wang.does("give_consent").at("purpose", "wechat_union").with(body);
        let refuse = || wang.does("withdraw_consent").at("purpose", "wechat_union");

        refuse().ok().await;
        assert_eq!(refuse().ok().await["items"].as_array().unwrap().len(), 1, "said once");
        assert!(wang.does("read_me").ok().await["to_decide"].is_null(), "not asked again after a no");
        give(json!({"policy_version": "2020-01", "channel": "app"})).refused("policy-changed").await;
        let yes = json!({"policy_version": version, "channel": "mini_program", "guardian_name": "王建国"});
        give(yes.clone()).ok().await;
        let kept = give(yes).ok().await;
        let newest = &kept["items"][0];
        assert_eq!(
            (&newest["decision"], &newest["by_guardian"], &newest["channel"]),
            (&json!("given"), &json!(true), &json!("mini_program"))
        );
        let policies = town.visitor().does("read_policies").ok().await;
        let purposes = policies["items"][0]["purposes"].as_array().unwrap();
        let asked = purposes.iter().find(|one| one["purpose"] == "wechat_union").unwrap();
        assert_eq!(newest["text_hash"], asked["text_hash"]);
        refuse().ok().await;
        let all = wang.does("list_my_consents").ok().await;
        let decisions: Vec<_> =
            all["items"].as_array().unwrap().iter().map(|one| one["decision"].as_str().unwrap()).collect();
        assert_eq!(decisions, ["withdrawn", "given", "refused"], "history is kept");

        let necessary = json!({"policy_version": version, "channel": "app"});
        wang.does("give_consent")
            .at("purpose", "account")
            .with(necessary.clone())
            .refused("consent-not-the-ground")
            .await;
        wang.does("withdraw_consent").at("purpose", "account").refused("consent-not-the-ground").await;
        wang.does("give_consent").at("purpose", "advertising").with(necessary).refused("not-found").await;
        let nameless = json!({"policy_version": version, "channel": "app", "guardian_name": " "});
        give(nameless).refused_for("/guardian_name").await;
        // A person who has not decided may do everything.
        let li = town.resident("李强").await;
        li.does("submit_suggestion")
            .with(json!({"area_code": "310101020", "topic": "路灯", "reasons": "太黑。", "proposal": "加一盏灯。"}))
            .ok()
            .await;
    });
}

#[test]
fn a_union_id_is_kept_only_with_consent_and_goes_with_it() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let kept = async || {
            ask_database(&town, "SELECT count(*) AS answer FROM wechat_identities WHERE unionid IS NOT NULL").await
        };
        let sign_in = async || {
            let tokens =
                town.visitor().does("sign_in_with_wechat").with(json!({"code": wechat.login("o-wang")})).ok().await;
            town.holder_of("wang", &tokens)
        };
        let wang = sign_in().await;
        assert_eq!(kept().await, 0, "nobody was asked");
        let yes = json!({"policy_version": "2026-01", "channel": "mini_program"});
        wang.does("give_consent").at("purpose", "wechat_union").with(yes).ok().await;
        sign_in().await;
        assert_eq!(kept().await, 1);
        wang.does("withdraw_consent").at("purpose", "wechat_union").ok().await;
        assert_eq!(kept().await, 0, "deleted at once");
        let again = sign_in().await;
        assert_eq!((kept().await, again.account().await), (0, wang.account().await), "and signing in goes on");
    });
}
