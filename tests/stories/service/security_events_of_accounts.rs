//! Security events of one account: consent, export and erasure, changes of phone, WeChat, second factor and password,
//! and what moderators and administrators do to the account. Each is in the audit trail once.

use chrono::TimeDelta;
use tests::wechat::FakeWeChat;
use tests::{Value, json, story, story_with};

use super::security_events::{Watch, Who};
use crate::flow::{Flow, STREET};

#[test]
fn consent_export_and_erasure_are_in_the_trail() {
    story(async |town| {
        let auditor = town.duty("audit_administrator").await;
        let watch = Watch { town: town.clone(), auditor: auditor.clone() };
        let wang = town.resident("王芳").await;
        let me = wang.account().await;
        let resident = || Who::Account(&me, "resident");
        let yes = json!({"policy_version": "2026-01", "channel": "app"});
        let yes = wang.does("give_consent").at("purpose", "wechat_union").with(yes);
        watch.sees(yes, "give_consent", "done", resident()).await;
        let no = wang.does("withdraw_consent").at("purpose", "wechat_union");
        watch.sees(no, "withdraw_consent", "done", resident()).await;
        let export = watch.sees(wang.does("request_my_export"), "request_my_export", "done", resident()).await.json();
        let fetch =
            |code: &Value| wang.does("download_my_export").at("export", &export).with(json!({"download_code": code}));
        let wrong = json!("wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3");
        watch.sees(fetch(&wrong), "download_my_export", "refused", resident()).await;
        watch.sees(fetch(&export["download_code"]), "download_my_export", "done", resident()).await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        watch.sees(wang.does("erase_me"), "erase_me", "done", resident()).await;
        wang.signs_in_again().await;
        watch.sees(wang.does("keep_me"), "keep_me", "done", resident()).await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        wang.does("erase_me").ok().await;
        town.later(TimeDelta::days(7));
        sanhui::accounts::sweep(town.app()).await.unwrap();
        let erased = auditor.does("list_audit_events").at("action", "erase_account").ok().await;
        let event = &erased["items"][0];
        assert_eq!((&event["subject_id"], &event["role"]), (&json!(me), &json!("service")));
        assert_eq!(erased["items"].as_array().unwrap().len(), 1);
        assert_eq!(auditor.does("verify_audit_trail").ok().await["is_whole"], true);
    });
}

#[test]
fn changes_of_phone_wechat_second_factor_and_password_are_in_the_trail() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let auditor = town.duty("audit_administrator").await;
        let watch = Watch { town: town.clone(), auditor };
        let visitor = town.visitor();
        let login = |who: &str| json!({"code": wechat.login(who)});
        let phone = |number: &str| json!({"wechat_phone_code": wechat.phone_button(number)});

        // A resident changes WeChat identity and phone number.
        let wang = town.resident("王芳").await;
        let me = wang.account().await;
        let resident = || Who::Account(&me, "resident");
        watch.sees(wang.does("bind_wechat").with(login("o-wang")), "bind_wechat", "done", resident()).await;
        watch.sees(wang.does("bind_wechat").with(login("o-new")), "replace_wechat", "done", resident()).await;
        watch.sees(wang.does("unbind_wechat"), "unbind_wechat", "done", resident()).await;
        wang.signs_in_again().await;
        watch.sees(wang.does("bind_phone").with(phone("13800138000")), "replace_phone", "done", resident()).await;
        let li = town.holder_of("李强", &visitor.does("sign_in_with_wechat").with(login("o-li")).ok().await);
        let other = li.account().await;
        let of_li = || Who::Account(&other, "resident");
        watch.sees(li.does("bind_phone").with(phone("13800138000")), "bind_phone", "refused", of_li()).await;
        watch.sees(li.does("bind_phone").with(phone("13800138001")), "bind_phone", "done", of_li()).await;

        // A clerk with a password changes second factor, recovery codes and password.
        let clerk = town.invited("clerk").await;
        let account = clerk.account().await;
        let own = || Who::Account(&account, "resident");
        let enrol = clerk.does("enrol_second_factor");
        let seed = watch.sees(enrol, "enrol_second_factor", "done", own()).await.json();
        clerk.uses_app(&seed);
        let activate = clerk.does("activate_second_factor").with(json!({"code": clerk.authenticator().code(&town, 2)}));
        watch.sees(activate, "activate_second_factor", "done", own()).await;
        let replace = clerk.does("replace_recovery_codes");
        let codes = watch.sees(replace, "replace_recovery_codes", "done", own()).await.json();
        let change =
            json!({"current_password": "a long enough passphrase", "new_password": "lantern pond thirteen geese"});
        watch.sees(clerk.does("change_password").with(change), "change_password", "done", own()).await;
        let proof = json!({"email": clerk.reached_at(), "password": "lantern pond thirteen geese"});
        let half = visitor.does("sign_in_with_password").with(proof).ok().await;
        let confirm = |field: &str, code: &Value| {
            visitor.does("confirm_second_factor").with(json!({"challenge": half["challenge"], field: code}))
        };
        let wrong = confirm("recovery_code", &json!("aaaa-aaaa-aaaa"));
        watch.sees(wrong, "refuse_second_factor", "refused", Who::Nobody).await;
        let right = confirm("recovery_code", &codes["recovery_codes"][0]);
        watch.sees(right, "use_recovery_code", "done", Who::Nobody).await;
        let ask = visitor.does("request_password_reset").with(json!({"email": clerk.reached_at()}));
        watch.sees(ask, "request_password_reset", "done", Who::Nobody).await;
        let mailed = town.newest_message(clerk.reached_at()).await;
        let reset = json!({"token": mailed, "password": "copper kettle nineteen herons"});
        watch.sees(visitor.does("reset_password").with(reset), "reset_password", "done", Who::Nobody).await;
    });
}

#[test]
fn what_moderators_and_administrators_do_to_an_account_is_in_the_trail() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (city, auditor) = (town.administrator().await, town.duty("audit_administrator").await);
        let watch = Watch { town: town.clone(), auditor };
        let (chief, moderator) = (city.account().await, flow.moderator.account().await);
        let by_chief = || Who::Account(&chief, "city_administrator");
        let staff = || Who::Account(&moderator, "moderator");

        // A moderator at the desk registers a person without a telephone and issues sign-in cards.
        let papers = json!({
            "display_name": "张奶奶", "unit_id": flow.unit["id"], "committee_code": "310101020001",
            "building": "3号", "room": "502", "kind": "lives",
        });
        let register = flow.moderator.does("register_in_person").with(papers);
        let made = watch.sees(register, "register_in_person", "done", staff()).await.json();
        let issue = flow.moderator.does("issue_sign_in_card").at("account", &made["account_id"]);
        let card = watch.sees(issue, "issue_sign_in_card", "done", staff()).await.json();
        let enter = |code: &Value| town.visitor().does("sign_in_with_card").with(json!({"code": code}));
        watch.sees(enter(&made["card"]["code"]), "redeem_sign_in_card", "refused", Who::Nobody).await;
        watch.sees(enter(&card["code"]), "redeem_sign_in_card", "done", Who::Nobody).await;
        let confirm = flow.moderator.does("confirm_in_person").at("account", &made["account_id"]);
        watch.sees(confirm, "confirm_in_person", "done", staff()).await;
        let born = flow.moderator.does("confirm_birth_year").at("account", &made["account_id"]);
        watch.sees(born.with(json!({"birth_year": 1939})), "confirm_birth_year", "done", staff()).await;

        // The city's administrator acts on the moderator's account.
        let at = |action: &str| city.does(action).at("account", &moderator);
        let why = || json!({"reason": "手机遗失，已当面核实"});
        watch.sees(at("end_sessions_of"), "end_sessions_of", "done", by_chief()).await;
        city.signs_in_again().await;
        watch.sees(at("remove_second_factor").with(why()), "remove_second_factor", "done", by_chief()).await;
        watch.sees(at("disable_account").with(why()), "disable_account", "done", by_chief()).await;
        watch.sees(at("enable_account"), "enable_account", "done", by_chief()).await;
        let all = city.does("end_all_sessions").with(json!({"whom": "staff", "area_code": STREET}));
        watch.sees(all, "end_all_sessions", "done", by_chief()).await;
    });
}
