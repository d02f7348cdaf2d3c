//! A person erases their account. It is closed at once, kept if they come back within seven days, and erased
//! afterwards. No vote changes because of it.

use chrono::TimeDelta;
use sanhui::infra::personal::{Fate, NAMINGS};
use tests::wechat::FakeWeChat;
use tests::{Person, Town, Value, json, story, story_with};

use crate::flow::{Flow, STREET};
use crate::{ask_database, literal};

/// Signs in with a code sent to this number.
async fn signs_in(town: &Town, phone: &str) -> Person {
    let asked = town.visitor().does("request_phone_code").with(json!({"phone": phone})).ok().await;
    let proof = json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await});
    let tokens = town.visitor().does("sign_in_with_phone").with(proof).ok().await;
    town.holder_of("somebody", &tokens)
}

#[test]
fn an_erased_account_is_closed_at_once_and_kept_when_its_owner_returns_in_time() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let (phone, account) = (wang.reached_at().to_owned(), wang.account().await);
        town.later(TimeDelta::minutes(6));
        wang.does("erase_me").refused("proof-too-old").await;
        wang.signs_in_again().await;
        let old = wang.refresh_token().await;
        let erasure = wang.does("erase_me").ok().await;
        let until = (town.now() + TimeDelta::days(7)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        assert_eq!(erasure["erase_after"], until, "seven days unless it is set otherwise");
        let kept = erasure["kept"].as_array().unwrap();
        for part in kept {
            for name in ["what_zh", "what_en", "why_zh", "why_en", "until_zh", "until_en"] {
                assert!(!part[name].as_str().unwrap().is_empty(), "{part}");
            }
        }
        assert!(kept.iter().any(|part| part["what_zh"].as_str().unwrap().contains("选票")));
        wang.does("read_me").refused("sign-in-needed").await;
        town.visitor().does("refresh_session").with(json!({"refresh_token": old})).refused("refresh-refused").await;

        town.later(TimeDelta::days(7) - TimeDelta::minutes(1));
        let back = signs_in(&town, &phone).await;
        assert_eq!(back.account().await, account);
        assert_eq!(back.does("read_me").ok().await["erase_after"], until);
        let need = json!({"area_code": STREET, "topic": "路灯", "reasons": "太黑。", "proposal": "加一盏灯。"});
        back.does("submit_suggestion").with(need.clone()).refused("account-leaving").await;
        for shut in [
            "list_my_sessions",
            "list_my_notices",
            "erase_me",
            "request_my_export",
            "enrol_second_factor",
            "list_my_consents",
        ] {
            back.does(shut).refused("account-leaving").await;
        }
        assert!(back.does("keep_me").ok().await["erase_after"].is_null());
        back.does("submit_suggestion").with(need).ok().await;
        back.does("keep_me").ok().await; // once more changes nothing
        town.later(TimeDelta::days(1));
        let notices = back.does("list_my_notices").ok().await;
        let kinds: Vec<_> =
            notices["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["account_kept", "erasure_asked"]);
    });
}

#[test]
fn after_the_last_day_the_number_opens_a_new_account_whether_or_not_the_sweep_has_run() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let (phone, account) = (wang.reached_at().to_owned(), wang.account().await);
        wang.does("erase_me").ok().await;
        town.later(TimeDelta::days(6));
        let asleep = signs_in(&town, &phone).await;
        asleep.does("read_me").ok().await;
        let refresh = asleep.refresh_token().await;
        town.later(TimeDelta::days(1));
        town.visitor().does("refresh_session").with(json!({"refresh_token": refresh})).refused("refresh-refused").await;

        let newcomer = signs_in(&town, &phone).await;
        let fresh = newcomer.does("read_me").ok().await;
        assert_ne!(fresh["account_id"], account.as_str());
        assert_ne!(fresh["display_name"], "王芳");
        assert!(fresh["erase_after"].is_null());
        assert_eq!(newcomer.does("list_my_sessions").ok().await["items"].as_array().unwrap().len(), 1);
        assert_eq!(newcomer.does("list_my_notices").ok().await["items"], json!([]));

        // Nothing in the trail connects the old account with the new one: the service erased it, in a request of its
        // own.
        let auditor = town.duty("audit_administrator").await;
        let erased = auditor.does("list_audit_events").at("action", "erase_account").ok().await;
        let event = &erased["items"][0];
        assert_eq!(
            (&event["subject_id"], &event["role"], &event["account_id"]),
            (&json!(account), &json!("service"), &Value::Null)
        );
        let begun =
            auditor.does("list_audit_events").at("account_id", fresh["account_id"].as_str().unwrap()).ok().await;
        assert!(begun["items"].as_array().unwrap().iter().all(|one| one["request_id"] != event["request_id"]));
    });
}

#[test]
fn nothing_leads_to_an_erased_person_and_their_public_words_stay() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let flow = Flow::new(&town).await;
        let wang = flow.neighbours(&["王芳芳"]).await.remove(0);
        let account = wang.account().await;
        let need = json!({"unit_id": flow.unit["id"], "text": "小区门口晚上太黑。"});
        let need = wang.does("submit_need").with(need).ok().await;
        let yes = json!({"policy_version": "2026-01", "channel": "app", "guardian_name": "王建国"});
        let decided = wang.does("give_consent").at("purpose", "wechat_union").with(yes).ok().await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        wang.does("bind_wechat").with(json!({"code": wechat.login("o-wang")})).ok().await;
        let code = json!({"phone": wang.reached_at(), "purpose": "prove"});
        town.later(TimeDelta::minutes(1));
        wang.does("request_phone_code").with(code).ok().await;
        flow.moderator.does("issue_sign_in_card").at("account", account.as_str()).ok().await;
        wang.does("request_my_export").ok().await;
        wang.does("erase_me").ok().await;
        town.later(TimeDelta::days(7));
        sanhui::accounts::sweep(town.app()).await.unwrap();
        sanhui::accounts::sweep(town.app()).await.unwrap();

        let id = literal(&town, &account);
        for naming in NAMINGS.iter().filter(|naming| naming.fate == Fate::Gone) {
            let sql = format!("SELECT count(*) AS answer FROM {} WHERE {} = {id}", naming.table, naming.column);
            assert_eq!(ask_database(&town, &sql).await, 0, "{}.{}", naming.table, naming.column);
        }
        let shell = format!(
            "SELECT count(*) AS answer FROM accounts WHERE id = {id} AND display_name = '已注销用户' AND phone IS NULL \
             AND phone_index IS NULL AND email IS NULL AND email_index IS NULL AND password_hash IS NULL AND erased_at IS NOT NULL"
        );
        assert_eq!(ask_database(&town, &shell).await, 1);
        assert_eq!(flow.public.does("read_need").at("need", &need).ok().await["text"], "小区门口晚上太黑。");
        let proof = decided["items"][0]["proof"].as_str().unwrap();
        let proofs = format!("SELECT count(*) AS answer FROM consent_proofs WHERE proof = '{proof}'");
        assert_eq!(ask_database(&town, &proofs).await, 1, "that consent was given can still be shown");
        let erased = "SELECT count(*) AS answer FROM audit_events WHERE action = 'erase_account'";
        assert_eq!(ask_database(&town, erased).await, 1, "once");
        // The same WeChat identity opens a new account, too.
        let tokens =
            town.visitor().does("sign_in_with_wechat").with(json!({"code": wechat.login("o-wang")})).ok().await;
        assert_ne!(tokens["account_id"], account.as_str());
    });
}

#[test]
fn no_tally_changes_when_somebody_leaves_in_the_middle_of_a_vote() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let residents = flow.neighbours(&["王芳芳", "李强强", "赵敏敏"]).await;
        let vote = flow.open_vote().await;
        for (resident, choice) in residents.iter().zip([2, 2, 1]) {
            resident.does("cast_ballot").at("vote", &vote).with(json!({"choices": [choice]})).ok().await;
        }
        let roll = flow.public.does("read_vote").at("vote", &vote).ok().await;
        let wang = &residents[0];
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        wang.does("erase_me").ok().await;
        town.later(TimeDelta::days(8));
        sanhui::accounts::sweep(town.app()).await.unwrap();
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["heads"]["eligible"]), (&json!(3), &json!(3)), "{result}");
        let standing = result["standings"].as_array().unwrap().iter().find(|one| one["option"]["number"] == 2).unwrap();
        assert_eq!(standing["votes"], 2, "{result}");
        let after = flow.public.does("read_vote").at("vote", &vote).ok().await;
        assert_eq!(after["roll"], roll["roll"], "the frozen roll is as it was");
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
    });
}

#[test]
fn erased_before_the_opening_a_person_is_on_no_roll_and_afterwards_counted_without_a_name() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let people = flow.neighbours(&["王芳芳", "李强强", "赵敏敏"]).await;
        let leaves = async |who: &Person| {
            town.later(TimeDelta::minutes(1));
            who.signs_in_again().await;
            who.does("erase_me").ok().await;
            town.later(TimeDelta::days(8));
            sanhui::accounts::sweep(town.app()).await.unwrap();
        };
        let [wang, li, zhao] = people.as_slice() else { panic!("three people") };
        let (phone, account) = (wang.reached_at().to_owned(), wang.account().await);
        leaves(zhao).await;
        let vote = flow.open_vote().await;
        assert_eq!(vote["roll"]["voters"], 2, "who had left by then is nobody's voter");

        let ballot =
            |who: &Person, choice: u8| who.does("cast_ballot").at("vote", &vote).with(json!({"choices": [choice]}));
        let receipt = ballot(wang, 2).ok().await;
        ballot(li, 1).ok().await;
        ballot(li, 2).ok().await;
        let more = json!({"closes_at": town.in_days(20), "reason": "居民要求延长"});
        flow.moderator.does("extend_vote").at("vote", &vote).with(more).ok().await;
        leaves(wang).await;
        // The next person with this number has another account, and may not vote here.
        let next = signs_in(&town, &phone).await;
        ballot(&next, 1).refused("not-on-the-roll").await;
        assert_eq!(flow.public.does("read_turnout").at("vote", &vote).ok().await["cast"], 2);
        ballot(li, 1).ok().await;
        let why = json!({"reason": "名册上的居民均已投票"});
        flow.moderator.does("close_vote").at("vote", &vote).with(why).ok().await;

        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["heads"]["eligible"]), (&json!(2), &json!(2)));
        assert!(result["standings"].as_array().unwrap().iter().all(|one| one["votes"] == 1), "{result}");
        // The receipt that Wang kept still proves that the ballot is in the log.
        flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", &receipt["tracker"]).ok().await;
        let bundle = crate::votes::log::bundle(&flow, &vote).await;
        let kept = sanhui::record::checks::Evidence { receipts: vec![receipt.to_string()], ..Default::default() };
        assert_eq!(crate::votes::verifiers::faults(&bundle, &kept), Vec::<String>::new());

        let (number, id) = (phone.trim_start_matches('+'), account.replace('-', ""));
        let published = bundle.to_string().replace('-', "");
        for trace in ["王芳芳", number, &id] {
            assert!(!published.contains(trace), "the bundle names them");
        }
        for (table, rows) in crate::votes::secrecy::dump(&town).await {
            let names = |cell: &String| cell.contains("王芳芳") || cell.contains(number);
            assert!(!rows.iter().flatten().any(names), "{table} names them");
            // The frozen roll keeps the id of the erased account, and that it voted. No table has the id beside a
            // ballot.
            let ballots =
                ["open_ballots", "vote_log_leaves", "vote_results", "vote_standings"].contains(&table.as_str());
            assert!(!ballots || !rows.iter().flatten().any(|cell| cell.contains(&id)), "{table}");
        }
    });
}

#[test]
fn a_person_with_a_post_cannot_erase_and_an_erasing_person_gets_no_post() {
    story(async |town| {
        let city = town.administrator().await;
        city.signs_in_again().await;
        city.does("erase_me").refused("holds-posts").await;
        let clerk = town.invited("clerk").await;
        let account = clerk.account().await;
        let post = |from: &str| json!({"account_id": account, "role": "moderator", "area_code": STREET, "from_on": from, "reason": "聘任"});
        let appointment = city.does("appoint_person").with(post("2026-04-01")).ok().await;
        clerk.does("erase_me").refused("holds-posts").await; // the post begins in a month
        city.does("end_appointment").at("appointment", &appointment).with(json!({"reason": "离职"})).ok().await;
        clerk.does("erase_me").ok().await;
        let mail = town.messages(clerk.reached_at()).await;
        assert_eq!(mail[0]["template"], "account_notice", "who has an address is told there, too");
        city.does("appoint_person").with(post("2026-03-01")).refused_for("/account_id").await;

        // With password and second factor the person may still sign in, but only to keep the account.
        town.later(TimeDelta::days(1));
        clerk.signs_in_again().await;
        clerk.does("list_my_sessions").refused("account-leaving").await;
        clerk.does("keep_me").ok().await;
        clerk.does("erase_me").ok().await;
        town.later(TimeDelta::days(7));
        clerk.gives_password().refused("credentials-refused").await;
        // The mail address is free for a new account.
        let again = json!({"email": clerk.reached_at(), "display_name": "新同事"});
        let invited = city.does("invite_person").with(again).ok().await;
        assert_ne!(invited["account_id"], account.as_str());
    });
}
