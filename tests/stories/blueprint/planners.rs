//! Planners (社区规划师): a district engages one for a term, and may end the engagement early.

use chrono::TimeDelta;
use tests::{Town, Value, json, story};

const STREET: &str = "310101020";
const DISTRICT: &str = "310101";

async fn engagement(town: &Town) -> Value {
    json!({
        "account_id": town.invited("planner").await.account().await, "district_code": DISTRICT,
        "from_on": "2026-03-02", "until_on": "2028-03-01", "professional_name": "周未", "specialities": ["口袋公园", "适老化改造"],
        "statement": "与居民一起把弄堂修好。", "reason": "区规划资源局聘任书",
    })
}

#[test]
fn a_district_engages_a_planner_for_a_term() {
    story(async |town| {
        let (steward, public) = (town.steward(DISTRICT).await, town.visitor());
        let new = engagement(&town).await;
        let planner = steward.does("engage_planner").with(new.clone()).ok().await;
        assert_eq!((&planner["status"], &planner["professional_name"]), (&json!("engaged"), &json!("周未")));
        assert!(planner.get("account_id").is_none(), "{planner}");
        steward.does("engage_planner").with(new).refused("already-appointed").await;

        let engaged = async || {
            let list = public.does("list_planners").at("district", DISTRICT).at("engaged", "true").ok().await;
            list["items"].as_array().unwrap().len()
        };
        assert_eq!(engaged().await, 1);
        town.later(TimeDelta::days(730)); // 1 March 2028, the last day
        assert_eq!(engaged().await, 1);
        town.later(TimeDelta::days(1));
        assert_eq!(engaged().await, 0);
        let over = public.does("read_planner").at("planner", &planner).ok().await;
        assert_eq!(over["status"], "over");
        let ending = steward.does("end_engagement").at("planner", &planner).with(json!({"reason": "聘期已满"}));
        ending.refused("engagement-over").await;
    });
}

#[test]
fn the_appointment_ends_with_the_engagement() {
    story(async |town| {
        let steward = town.steward(DISTRICT).await;
        let person = town.invited("planner").await;
        let mut new = engagement(&town).await;
        new["account_id"] = json!(person.account().await);
        let planner = steward.does("engage_planner").with(new.clone()).ok().await;
        assert_eq!(person.does("read_me").ok().await["posts"][0]["role"], "planner");
        let post = person.does("read_me").ok().await["posts"][0]["appointment_id"].clone();
        let by_itself = steward.does("end_appointment").at("appointment", &post).with(json!({"reason": "误操作"}));
        by_itself.refused("planner-ends-with-engagement").await;
        let ending = || steward.does("end_engagement").at("planner", &planner).with(json!({"reason": "本人申请"}));
        assert_eq!(ending().ok().await["status"], "ended");
        ending().refused("engagement-already-ended").await;
        assert_eq!(person.does("read_me").ok().await["posts"], json!([]));

        let suggestion =
            json!({"area_code": STREET, "topic": "口袋公园", "reasons": "空地闲置。", "proposal": "建一处口袋公园。"});
        assert_eq!(person.does("submit_suggestion").with(suggestion).ok().await["by"], "resident");
        steward.does("engage_planner").with(new).ok().await; // the same person may be engaged again
    });
}

#[test]
fn only_the_districts_own_steward_engages_and_within_bounds() {
    story(async |town| {
        let steward = town.steward(DISTRICT).await;
        let new = engagement(&town).await;
        town.steward(STREET).await.does("engage_planner").with(new.clone()).refused("not-your-area").await;
        town.steward("310104").await.does("engage_planner").with(new.clone()).refused("not-your-area").await;
        town.moderator(STREET).await.does("engage_planner").with(new.clone()).refused("not-for-your-role").await;
        for (field, value, pointer) in [
            ("district_code", json!(STREET), "/district_code"),
            ("until_on", json!("2026-03-01"), "/until_on"),
            ("until_on", json!("2031-03-02"), "/until_on"),
            ("specialities", json!([]), "/specialities"),
            ("specialities", json!(["口袋公园", " "]), "/specialities/1"),
            ("account_id", json!("0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"), "/account_id"),
        ] {
            let mut wrong = new.clone();
            wrong[field] = value;
            steward.does("engage_planner").with(wrong).refused_for(pointer).await;
        }
    });
}

#[test]
fn the_profile_of_an_erased_planner_names_nobody() {
    story(async |town| {
        let (steward, public) = (town.steward(DISTRICT).await, town.visitor());
        let planner = town.invited("planner").await;
        let mut new = engagement(&town).await;
        new["account_id"] = planner.account().await.as_str().into();
        let engaged = steward.does("engage_planner").with(new).ok().await;
        let reason = json!({"reason": "聘期已满"});
        steward.does("end_engagement").at("planner", &engaged).with(reason).ok().await;
        town.later(TimeDelta::days(1));
        planner.signs_in_again().await;
        planner.does("erase_me").ok().await;
        town.later(TimeDelta::days(30));
        sanhui::accounts::sweep(town.app()).await.unwrap();
        let seen = public.does("read_planner").at("planner", &engaged).ok().await;
        assert_eq!(seen["professional_name"], "已注销用户", "{seen}");
        assert_eq!(seen["specialities"], json!(["已注销用户"]));
        assert_eq!(seen["statement"], "已注销用户");
    });
}
