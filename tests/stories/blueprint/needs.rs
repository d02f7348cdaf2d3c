//! Needs: what residents say is missing or wrong. The service keeps the words as they were said, and shows them without
//! their author.

use tests::{json, story};

use crate::flow::{Flow, STREET};

#[test]
fn a_need_is_public_and_its_author_is_not() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let wang = town.resident("王芳").await;
        let said = json!({
            "unit_id": unit["id"], "text": "小区门口晚上太黑，老人出门容易摔跤。",
            "place": {"lon": 121.475, "lat": 31.205, "datum": "gcj02"}, "facility": "public_space",
        });
        let need = wang.does("submit_need").with(said.clone()).ok().await;
        assert_eq!((&need["text"], &need["place"]["datum"]), (&said["text"], &json!("gcj02")));
        let visitor = town.visitor();
        let read = visitor.does("read_need").at("need", &need).ok().await;
        assert!((read["place"]["lon"].as_f64().unwrap() - 121.4705).abs() < 0.0005, "WGS-84 unless asked: {read}");
        let listed = visitor.does("list_needs").at("unit_id", &unit).at("facility", "public_space").ok().await;
        assert_eq!(listed["items"], json!([read]));
        assert_eq!(visitor.does("list_needs").at("facility", "nursery").ok().await["items"], json!([]));
        let account = wang.account().await;
        for public in [&need, &read] {
            assert!(!public.to_string().contains(&account) && !public.to_string().contains("王芳"), "{public}");
        }

        visitor.does("submit_need").with(said.clone()).refused("sign-in-needed").await;
        let mut nowhere = said.clone();
        nowhere["unit_id"] = json!("0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b");
        wang.does("submit_need").with(nowhere).refused_for("/unit_id").await;
        let mut short = said;
        short["text"] = json!("灯");
        wang.does("submit_need").with(short).refused_for("/text").await;
    });
}

#[test]
fn a_planned_meeting_is_listed_to_staff_and_an_announced_one_to_everybody() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let plan = flow.meeting_plan("hearing", &flow.unit);
        let planned = flow.moderator.does("plan_meeting").with(plan).ok().await;
        let announced = flow.announced("hearing", &flow.unit).await;
        let seen = flow.public.does("list_meetings").at("unit_id", &flow.unit).ok().await;
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        assert_eq!(seen["items"][0]["id"], announced["id"]);
        let staff = flow.steward.does("list_meetings").at("unit_id", &flow.unit).at("status", "planned").ok().await;
        assert_eq!(staff["items"][0]["id"], planned["id"]);
        let elsewhere = town.moderator("310104003").await;
        elsewhere.does("read_meeting").at("meeting", &planned).refused("not-found").await;
        elsewhere.does("announce_meeting").at("meeting", &planned).refused("not-found").await;
        flow.moderator.does("read_meeting").at("meeting", &planned).ok().await;
    });
}
