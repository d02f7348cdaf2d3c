//! Each event that `openapi/audit-events.md` calls a security event is in the audit trail once. The event says when it
//! happened, whose account acted, what was done, from which address and in which request.

use chrono::{DateTime, TimeDelta, Utc};
use sanhui::housekeeping::reseal;
use sanhui::in_process::Answer;
use sanhui::infra::keys;
use sanhui::key_command;
use tests::{Deed, Person, Town, TwoInstances, Value, json, story, story_with, two_instances};

use crate::flow::{Flow, STREET};

/// The account and the role that an event must name.
pub enum Who<'a> {
    Nobody,
    Account(&'a str, &'static str),
}

/// An audit administrator who looks into the trail after each call.
pub struct Watch {
    pub town: Town,
    pub auditor: Person,
}

impl Watch {
    /// Makes the call and finds exactly one event of this action, with all it must say, in the trail.
    pub async fn sees(&self, deed: Deed, action: &str, outcome: &str, who: Who<'_>) -> Answer {
        self.town.later(TimeDelta::seconds(61)); // because refusals of one kind in one minute are a single event
        self.auditor.token().await;
        let before = self.town.now();
        let answer = deed.answer().await;
        let query = self.auditor.does("list_audit_events").at("action", action).at("from", &before.to_rfc3339());
        let found = query.ok().await;
        let events = found["items"].as_array().unwrap();
        assert_eq!(events.len(), 1, "{action} is there once: {found}, after {}", answer.json());
        let event = &events[0];
        let at = event["at"].as_str().unwrap();
        assert!(at.ends_with('Z') && at.parse::<DateTime<Utc>>().unwrap() >= before, "{at} is UTC");
        assert_eq!((&event["outcome"], &event["address"]), (&json!(outcome), &json!("127.0.0.1")), "{event}");
        assert_eq!(event["request_id"].as_str(), answer.header("X-Request-Id"), "{action}");
        match who {
            Who::Nobody => assert_eq!((&event["account_id"], &event["role"]), (&Value::Null, &json!("anonymous"))),
            Who::Account(account, role) => {
                assert_eq!((&event["account_id"], &event["role"]), (&json!(account), &json!(role)), "{event}");
            }
        }
        answer
    }
}

#[test]
fn sign_ins_residencies_posts_and_refusals_are_each_in_the_trail_once() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (city, auditor) = (town.administrator().await, town.duty("audit_administrator").await);
        let security = town.duty("security_administrator").await;
        let watch = Watch { town: town.clone(), auditor: auditor.clone() };
        let visitor = town.visitor();
        let (chief, officer) = (city.account().await, security.account().await);

        // A resident signs in by phone: asks for a code, types a wrong one, then the right one.
        let asked = visitor.does("request_phone_code").with(json!({"phone": "13800138000"}));
        let asked = watch.sees(asked, "request_phone_code", "done", Who::Nobody).await.json();
        let code = town.newest_message("+8613800138000").await;
        let proof = |code: &str| {
            visitor.does("sign_in_with_phone").with(json!({"request_id": asked["request_id"], "code": code}))
        };
        let wrong = if code == "000000" { "000001" } else { "000000" };
        watch.sees(proof(wrong), "redeem_phone_code", "refused", Who::Nobody).await;
        let tokens = proof(&code).answer().await.json();
        let account = tokens["account_id"].as_str().unwrap().to_owned();
        let begun =
            auditor.does("list_audit_events").at("action", "begin_session").at("account_id", &account).ok().await;
        assert_eq!(begun["items"][0]["subject_id"], tokens["session_id"]);
        assert_eq!(begun["items"].as_array().unwrap().len(), 1);

        // Staff sign in.
        let sign_in = |password: &str| {
            visitor.does("sign_in_with_password").with(json!({"email": city.reached_at(), "password": password}))
        };
        watch.sees(sign_in("not this passphrase"), "refuse_password", "refused", Who::Nobody).await;
        let right = sign_in("a long enough passphrase");
        let half = watch.sees(right, "begin_challenge", "done", Who::Nobody).await.json();
        let factor = json!({"challenge": half["challenge"], "code": city.next_code()});
        let whole = visitor.does("confirm_second_factor").with(factor).ok().await;
        let begun = auditor.does("list_audit_events").at("action", "begin_session").at("account_id", &chief).ok().await;
        let begun = begun["items"].as_array().unwrap().iter().filter(|one| one["subject_id"] == whole["session_id"]);
        assert_eq!(begun.count(), 1);

        // Sessions end: another one, all others, the present one, and one whose refresh token was used twice.
        let wang = town.resident("王芳").await;
        let me = wang.account().await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        let sessions = wang.does("list_my_sessions").ok().await;
        let other = sessions["items"].as_array().unwrap().iter().find(|one| one["is_current"] == false).unwrap();
        let resident = || Who::Account(&me, "resident");
        watch.sees(wang.does("end_my_session").at("session", other), "end_my_session", "done", resident()).await;
        watch.sees(wang.does("end_my_sessions"), "end_my_sessions", "done", resident()).await;
        watch.sees(wang.does("sign_out"), "sign_out", "done", resident()).await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;
        let stolen = wang.refresh_token().await;
        let refresh = |token: &str| visitor.does("refresh_session").with(json!({"refresh_token": token}));
        let next = refresh(&stolen).ok().await;
        refresh(next["refresh_token"].as_str().unwrap()).ok().await;
        watch.sees(refresh(&stolen), "end_session_for_reused_token", "done", Who::Nobody).await;
        town.later(TimeDelta::minutes(1));
        wang.signs_in_again().await;

        // Residency: claimed, read, verified.
        let claim = json!({
            "unit_id": flow.unit["id"], "committee_code": "310101020001", "building": "5号", "room": "502", "kind": "lives",
        });
        let claim = wang.does("claim_residency").with(claim);
        let claim = watch.sees(claim, "claim_residency", "done", resident()).await.json();
        let moderator = flow.moderator.account().await;
        let staff = || Who::Account(&moderator, "moderator");
        watch.sees(flow.moderator.does("list_residency_claims"), "list_residency_claims", "done", staff()).await;
        let verdict = flow.moderator.does("verify_residency").at("claim", &claim).with(json!({"decision": "verified"}));
        watch.sees(verdict, "verify_residency", "done", staff()).await;
        let door =
            json!({"unit_id": flow.unit["id"], "committee_code": "310101020001", "building": "5号", "room": "503"});
        let issue = || flow.moderator.does("issue_residency_code").with(door.clone());
        let slip = watch.sees(issue(), "issue_residency_code", "done", staff()).await.json();
        let unused = issue().ok().await;
        let guess = wang.does("claim_residency").with(json!({"code": "0000-0000-0000", "kind": "works"}));
        watch.sees(guess, "redeem_residency_code", "refused", resident()).await;
        let works = json!({"code": slip["code"], "kind": "works"});
        let works = watch.sees(wang.does("claim_residency").with(works), "redeem_residency_code", "done", resident());
        let works = works.await.json();
        let leave = wang.does("end_residency").at("residency", &works);
        watch.sees(leave, "end_residency", "done", resident()).await;
        let revoke = flow.moderator.does("revoke_residency_code").at("residency_code", &unused);
        watch.sees(revoke, "revoke_residency_code", "done", staff()).await;
        let households = json!({
            "unit_id": flow.unit["id"], "committee_code": "310101020001", "csv": "幢,室,手机\n5号,503,13800138000\n",
        });
        let households = flow.moderator.does("import_household_list").with(households);
        watch.sees(households, "import_household_list", "done", staff()).await;
        let owners =
            json!({"unit_id": flow.unit["id"], "estate": "桃园小区", "csv": "幢,室,面积,业主\n5号,503,89.52,王芳\n"});
        let owners = flow.moderator.does("import_owner_register").with(owners);
        watch.sees(owners, "import_owner_register", "done", staff()).await;
        let registers = flow.moderator.does("list_owner_registers").at("unit_id", &flow.unit).ok().await;
        let entries = flow.moderator.does("list_owner_entries").at("register", &registers["items"][0]);
        watch.sees(entries, "list_owner_entries", "done", staff()).await;
        let entries = flow.moderator.does("list_household_entries").at("unit_id", &flow.unit);
        let entries = entries.at("committee_code", "310101020001");
        watch.sees(entries, "list_household_entries", "done", staff()).await;
        let neighbour = town.holder_of("李强", &tokens);
        let claim = neighbour.does("claim_residency").with(json!({
            "unit_id": flow.unit["id"], "committee_code": "310101020001", "building": "5号", "room": "503", "kind": "lives",
        }));
        watch.sees(claim, "verify_residency_by_list", "done", Who::Account(&account, "resident")).await;

        // Staff: invited, refused, accepted, appointed, ended.
        let invite = || city.does("invite_person").with(json!({"email": "li@example.cn", "display_name": "李书记"}));
        let by_chief = || Who::Account(&chief, "city_administrator");
        let replaced = invite().ok().await;
        assert!(replaced["id"].is_string());
        let old = town.newest_message("li@example.cn").await;
        watch.sees(invite(), "invite_person", "done", by_chief()).await;
        let token = town.newest_message("li@example.cn").await;
        let accept = |token: &str| {
            visitor.does("accept_invitation").with(json!({"token": token, "password": "correct horse battery staple"}))
        };
        watch.sees(accept(&old), "refuse_invitation", "refused", Who::Nobody).await;
        let li = replaced["account_id"].as_str().unwrap().to_owned();
        watch.sees(accept(&token), "accept_invitation", "done", Who::Account(&li, "resident")).await;
        let post = json!({
            "account_id": li, "role": "moderator", "area_code": STREET, "from_on": "2026-03-01", "reason": "聘任",
        });
        let appoint = city.does("appoint_person").with(post);
        let appointment = watch.sees(appoint, "appoint_person", "done", by_chief()).await.json();
        let end = city.does("end_appointment").at("appointment", &appointment).with(json!({"reason": "岗位调动"}));
        watch.sees(end, "end_appointment", "done", by_chief()).await;

        // Planners, by their district.
        let district = town.steward("310101").await;
        let chooser = district.account().await;
        let planner = town.invited("planner").await;
        let engagement = json!({
            "account_id": planner.account().await, "district_code": "310101", "from_on": "2026-03-01", "until_on": "2027-12-31",
            "professional_name": "周未", "specialities": ["口袋公园"], "statement": "把弄堂修好。", "reason": "聘任书",
        });
        let engage = district.does("engage_planner").with(engagement);
        let by_district = || Who::Account(&chooser, "steward");
        let engaged = watch.sees(engage, "engage_planner", "done", by_district()).await.json();
        let end = district.does("end_engagement").at("planner", &engaged).with(json!({"reason": "本人申请"}));
        watch.sees(end, "end_engagement", "done", by_district()).await;
        let rename = wang.does("update_me").with(json!({"display_name": "王阿姨"}));
        watch.sees(rename, "update_me", "done", resident()).await;

        // Refusals: a wrong role, another area, and a forged token.
        let refusal = wang.does("list_appointments");
        watch.sees(refusal, "refuse_role", "refused", resident()).await;
        let elsewhere = town.moderator("310104003").await;
        let stranger = elsewhere.account().await;
        let plan = flow.moderator.does("plan_meeting").with(flow.meeting_plan("hearing", &flow.unit));
        plan.ok().await;
        let plan = elsewhere.does("plan_meeting").with(flow.meeting_plan("hearing", &flow.unit));
        watch.sees(plan, "refuse_area", "refused", Who::Account(&stranger, "resident")).await;
        let forged = visitor.does("read_me").header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        watch.sees(forged, "refuse_token", "refused", Who::Nobody).await;

        // Acts of the security administrator and of the audit administrator.
        let tag = security.does("read_staff_networks").at("code", STREET).answer().await;
        let networks = json!({"networks": ["10.20.0.0/16"], "reason": "仅限政务外网办公"});
        let set = security.does("set_staff_networks").at("code", STREET).with(networks);
        let set = set.if_match(tag.header("ETag").unwrap());
        watch.sees(set, "set_staff_networks", "done", Who::Account(&officer, "security_administrator")).await;
        let asleep = flow.moderator.does("list_residency_claims");
        watch.sees(asleep, "refuse_network", "refused", Who::Account(&moderator, "resident")).await;
        let reader = auditor.account().await;
        let verify = auditor.does("verify_audit_trail");
        watch.sees(verify, "verify_audit_trail", "done", Who::Account(&reader, "audit_administrator")).await;
        let read = auditor.does("list_audit_events").at("limit", 1);
        watch.sees(read, "list_audit_events", "done", Who::Account(&reader, "audit_administrator")).await;
        let first = auditor.does("list_audit_events").at("action", "bootstrap").ok().await;
        assert_eq!(first["items"].as_array().unwrap().len(), 1);
        assert_eq!((&first["items"][0]["role"], &first["items"][0]["subject_id"]), (&json!("service"), &json!(chief)));
    });
}

#[test]
fn reading_a_roll_and_asking_too_often_are_in_the_trail() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let watch = Watch { town: town.clone(), auditor: town.duty("audit_administrator").await };
        flow.neighbours(&["王芳"]).await;
        let vote = flow.open_vote().await;
        let moderator = flow.moderator.account().await;
        let read = flow.moderator.does("read_roll").at("vote", &vote);
        watch.sees(read, "read_roll", "done", Who::Account(&moderator, "moderator")).await;
        let late = flow.moderator.does("list_late_roll_changes").at("vote", &vote);
        watch.sees(late, "list_late_roll_changes", "done", Who::Account(&moderator, "moderator")).await;
        let helped = flow.moderator.does("list_assisted_ballots").at("vote", &vote);
        watch.sees(helped, "list_assisted_ballots", "done", Who::Account(&moderator, "moderator")).await;
    });
    story_with(&[("requests_per_minute", "20")], async |town| {
        town.goes_to_a_minute_of_its_own();
        let auditor = town.duty("audit_administrator").await;
        auditor.token().await;
        town.later(TimeDelta::minutes(1));
        for _ in 0..30 {
            town.visitor().does("list_areas").answer().await;
        }
        let told = auditor.does("list_audit_events").at("action", "limit_requests").ok().await;
        assert_eq!(told["items"].as_array().unwrap().len(), 1, "a flood is one event: {told}");
    });
}

#[test]
fn a_flood_of_refusals_is_one_event_a_minute_and_one_more_with_the_count() {
    story(async |town| {
        let auditor = town.duty("audit_administrator").await;
        let wang = town.resident("王芳").await;
        let events = async |action: &str| {
            let found = auditor.does("list_audit_events").at("action", action).ok().await;
            let times: Vec<_> =
                found["items"].as_array().unwrap().iter().map(|one| one["times"].as_i64().unwrap()).collect();
            times
        };
        wang.token().await;
        town.later(TimeDelta::seconds(60 - town.now().timestamp() % 60)); // a minute begins
        for _ in 0..30 {
            wang.does("list_appointments").refused("not-for-your-role").await;
            let forged = town.visitor().does("read_me").header("Authorization", "Bearer not.a.token");
            forged.refused("sign-in-needed").await;
        }
        assert_eq!((events("refuse_role").await, events("refuse_token").await), (vec![1], vec![1]));
        sanhui::edge::refused::settle(town.app()).await;
        assert_eq!(events("refuse_role").await, [1], "the minute is not over");
        town.later(TimeDelta::minutes(1));
        sanhui::edge::refused::settle(town.app()).await;
        assert_eq!((events("refuse_role").await, events("refuse_token").await), (vec![29, 1], vec![29, 1]));

        // A token that has merely expired is no security event.
        let stale = format!("Bearer {}", wang.token().await.unwrap());
        town.later(TimeDelta::minutes(11));
        town.visitor().does("read_me").header("Authorization", &stale).refused("sign-in-needed").await;
        town.visitor().does("read_me").refused("sign-in-needed").await;
        assert_eq!(events("refuse_token").await.len(), 2);
        assert_eq!(auditor.does("verify_audit_trail").ok().await["is_whole"], true);
    });
}

#[test]
fn rotating_resealing_and_retiring_a_key_are_in_the_trail() {
    two_instances(async |TwoInstances { town, .. }| {
        let auditor = town.duty("audit_administrator").await;
        let next = keys::rotate(&town.app().settings().key_file, town.now(), false).unwrap();
        key_command::record_rotation(town.app()).await.unwrap();
        town.app().reload_keys();
        town.later(next.from - town.now());
        reseal::reseal(town.app()).await.unwrap();
        town.later(TimeDelta::hours(48));
        key_command::retire(town.app(), "k1").await.unwrap();
        for (by, action) in [("action", "rotate_key"), ("action", "reseal"), ("action", "retire_key")] {
            let found = auditor.does("list_audit_events").at(by, action).ok().await;
            assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
            let event = &found["items"][0];
            assert_eq!((&event["account_id"], &event["role"]), (&Value::Null, &json!("service")));
            assert_eq!((&event["outcome"], &event["subject_id"]), (&json!("done"), &event["request_id"]), "{event}");
            assert!(event["at"].as_str().unwrap().ends_with('Z'), "{event}");
        }
    });
}
