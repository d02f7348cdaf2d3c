//! One whole cycle of 一图三会, from a resident's sentence to the rating of what was built, with the trace through all of
//! it.

use chrono::TimeDelta;
use tests::{Person, Town, Value, json, story};

const STREET: &str = "310101020";
const DISTRICT: &str = "310101";

#[test]
fn a_need_becomes_a_lit_path() {
    story(async |town| {
        // 人与地: a unit, its staff, and the people who live there.
        let unit = town.unit(STREET).await;
        let (steward, moderator) = (town.steward(STREET).await, town.moderator(STREET).await);
        let planner = town.planner(DISTRICT).await;
        let wang = town.neighbour("王芳", &unit, &moderator).await;
        let li = town.neighbour("李强", &unit, &moderator).await;
        let chen = town.neighbour("陈静", &unit, &moderator).await;
        let public = town.visitor();

        // 听证会: a resident submits a need to a hearing, which is held.
        let hearing = planned(&town, &moderator, json!({"kind": "hearing", "unit_id": unit["id"]})).await;
        let need = json!({
            "unit_id": unit["id"], "meeting_id": hearing["id"], "text": "小区门口晚上太黑，老人出门容易摔跤。",
            "place": {"lon": 121.475, "lat": 31.205, "datum": "gcj02"}, "facility": "public_space",
        });
        let need = wang.does("submit_need").with(need).ok().await;
        held(&town, &moderator, &hearing, "十二位居民发言，多数希望先解决照明。").await;

        // 一张蓝图: a project answers the need.
        let plan = json!({
            "title": "小区门口照明", "content": "加装路灯六盏。", "implementation_path": "街道立项", "implementing_body": "五里桥街道办事处",
            "funding_source": "区级财政", "budget_fen": 36_000_000, "starts_on": "2026-06-01", "ends_on": "2026-09-30",
            "kind": "basic_guarantee", "level": "street", "year": 2026,
        });
        let project = json!({"unit_id": unit["id"], "hearing_id": hearing["id"], "plan": plan});
        let project = moderator.does("propose_project").with(project).ok().await;
        let source = json!({"kind": "need", "id": need["id"], "reason": "听证会上提出"});
        moderator.does("link_source").at("project", &project).with(source).ok().await;

        // 设计方案: two designs, each with a planner's review.
        let mut designs = Vec::new();
        for (title, summary) in [("方案一：林荫步道", "沿路一侧布灯。"), ("方案二：街角客厅", "转角处设休憩角。")]
        {
            let design = json!({"title": title, "summary": summary});
            let design = moderator.does("submit_design").at("project", &project).with(design).ok().await;
            let review = json!({"opinion": "可行，注意坡道。", "verdict": "recommend", "conflict": false});
            planner.does("review_design").at("design", &design).with(review).ok().await;
            designs.push(design);
        }

        // 公示与协调会: the designs are published, and a coordination meeting discusses them.
        moderator.does("open_publicity").at("project", &project).ok().await;
        let talk = planned(&town, &moderator, json!({"kind": "coordination", "project_id": project["id"]})).await;
        held(&town, &moderator, &talk, "两个方案逐一说明，同意付诸表决。").await;

        // 表决: everybody on the roll may vote, and may change their ballot.
        let vote = json!({"project_id": project["id"], "title": "照明设计方案表决", "closes_at": town.in_days(7), "meeting_id": talk["id"]});
        let vote = moderator.does("draft_vote").with(vote).ok().await;
        let roll = moderator.does("build_roll").at("vote", &vote).ok().await;
        assert_eq!(roll["voters"], 3);
        let ready = moderator.does("check_vote").at("vote", &vote).ok().await;
        assert_eq!(ready["ready"], true, "{ready}");
        moderator.does("open_vote").at("vote", &vote).ok().await;
        for (voter, choice) in [(&wang, 1), (&wang, 2), (&li, 2), (&chen, 1)] {
            voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [choice]})).ok().await;
        }
        public.does("read_result").at("vote", &vote).refused("result-sealed").await;
        assert_eq!(public.does("read_turnout").at("vote", &vote).ok().await["cast"], 3);
        moderator.does("close_vote").at("vote", &vote).with(json!({"reason": "名册上的居民均已投票"})).ok().await;
        let result = public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["elected"]["number"], &result["standings"][0]["votes"]), (&json!(2), &json!(2)));
        moderator.does("certify_result").at("vote", &vote).refused("certifier-ran-the-vote").await;
        let colleague = town.moderator(STREET).await;
        colleague.does("certify_result").at("vote", &vote).refused("objection-period-running").await;
        town.later(TimeDelta::days(3));
        colleague.does("certify_result").at("vote", &vote).ok().await;

        // 实施: the winner is approved and built.
        let winner = json!({"design_id": designs[1]["id"], "vote_id": vote["id"]});
        steward.does("approve_design").at("project", &project).with(winner).ok().await;
        steward.does("start_building").at("project", &project).ok().await;
        let report = json!({"done_percent": 60, "spent_fen": 20_000_000, "text": "灯杆基础完成"});
        moderator.does("report_progress").at("project", &project).with(report).ok().await;
        town.later(TimeDelta::days(60));
        let done =
            steward.does("complete_project").at("project", &project).with(json!({"spent_fen": 35_000_000})).ok().await;
        assert_eq!((&done["stage"], &done["works"]["spent_fen"]), (&json!("completed"), &json!(35_000_000)));

        // 评议会: the people who live there rate the result.
        let review = planned(&town, &moderator, json!({"kind": "review", "project_id": project["id"]})).await;
        held(&town, &moderator, &review, "居民普遍满意。").await;
        let rating = json!({"closes_at": town.in_days(10)});
        let rating = moderator.does("open_rating").at("project", &project).with(rating).ok().await;
        for (resident, design, built) in [(&wang, 5, 4), (&li, 4, 5)] {
            let answer = json!({"design": design, "built": built, "comment": "晚上出门安心了。"});
            resident.does("submit_rating").at("rating", &rating).with(answer).ok().await;
        }
        let summary = public.does("read_rating_summary").at("rating", &rating).ok().await;
        assert_eq!(summary["response"], json!({"answers": 2, "eligible": 3}));

        // 全程可溯: the trace shows the same chain, whichever of its things it begins with.
        let chain = [
            ("need", &need),
            ("meeting", &hearing),
            ("project", &project),
            ("design", &designs[1]),
            ("meeting", &talk),
            ("vote", &vote),
            ("meeting", &review),
            ("rating", &rating),
        ];
        for (kind, start) in chain {
            let trace = public.does("read_trace").at("kind", kind).at("id", start).ok().await;
            for (kind, thing) in chain {
                let seen = trace["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|node| node["kind"] == kind && node["id"] == thing["id"]);
                assert!(seen, "the trace of {start} does not reach the {kind} {thing}");
            }
        }
    });
}

/// An announced meeting, twelve days from now.
async fn planned(town: &Town, moderator: &Person, about: Value) -> Value {
    let mut plan = json!({"title": "三会", "agenda": "一、说明；二、发言；三、小结", "place": "居委会二楼", "starts_at": town.in_days(12)});
    plan.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
    let meeting = moderator.does("plan_meeting").with(plan).ok().await;
    moderator.does("announce_meeting").at("meeting", &meeting).ok().await;
    meeting
}

/// Waits for the meeting's day, opens and closes the meeting, and publishes its minutes.
async fn held(town: &Town, moderator: &Person, meeting: &Value, said: &str) {
    town.later(TimeDelta::days(12));
    moderator.does("open_meeting").at("meeting", meeting).ok().await;
    moderator.does("close_meeting").at("meeting", meeting).ok().await;
    let minutes = json!({"text": said, "decisions": []});
    moderator.does("write_minutes").at("meeting", meeting).with(minutes).ok().await;
    moderator.does("publish_minutes").at("meeting", meeting).ok().await;
}
