//! Suggestions (人民建议): from submission to a rated answer, and on to the need or project that a suggestion becomes.

use chrono::TimeDelta;
use tests::{Value, json, story};

const STREET: &str = "310101020";
const OTHER_STREET: &str = "310101017";
const DISTRICT: &str = "310101";

fn street_lamp() -> Value {
    json!({
        "area_code": STREET, "topic": "弄堂口加装路灯", "reasons": "晚上看不清台阶，上个月有两位老人摔倒。",
        "proposal": "在弄堂口加一盏感应灯。",
    })
}

#[test]
fn a_suggestion_is_acknowledged_answered_rated_and_becomes_a_need() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let (wang, moderator, public) = (town.resident("王芳").await, town.moderator(STREET).await, town.visitor());
        let suggestion = wang.does("submit_suggestion").with(street_lamp()).ok().await;
        let due = |duty: &str| suggestion["due"][duty]["due_on"].clone();
        assert_eq!(
            [due("acknowledge"), due("first_answer"), due("final_answer")],
            ["2026-03-03", "2026-03-09", "2026-03-23"]
        );
        assert_eq!((&suggestion["by"], &suggestion["planner"]), (&json!("resident"), &Value::Null));

        let answer = json!({"outcome": "adopted_measure", "text": "已列入本季度路灯增补计划。"});
        let answering = || moderator.does("answer_suggestion").at("suggestion", &suggestion);
        answering().with(answer.clone()).refused("suggestion-not-acknowledged").await;
        let acknowledging = || moderator.does("acknowledge_suggestion").at("suggestion", &suggestion);
        acknowledging().ok().await;
        acknowledging().refused("suggestion-already-acknowledged").await;
        let rating = |score: u8| wang.does("rate_answer").at("suggestion", &suggestion).with(json!({"score": score}));
        rating(4).refused("suggestion-not-answered").await;
        answering().with(json!({"outcome": "not_adopted", "text": "不予采纳。"})).refused_for("/reason").await;
        answering()
            .with(json!({"outcome": "not_a_suggestion", "text": "请走司法途径。"}))
            .refused_for("/redirect")
            .await;
        answering().with(answer.clone()).ok().await;
        answering().with(answer).ok().await; // once more changes nothing

        // A new wording needs the ETag of the present answer. The events show that there were two answers.
        let better = json!({"outcome": "improvement_of_work", "text": "路灯已于 3 月 1 日报修，另增一盏。"});
        answering().with(better.clone()).refused("if-match-needed").await;
        answering().with(better.clone()).if_match("\"stale\"").refused("changed-meanwhile").await;
        let read = public.does("read_suggestion").at("suggestion", &suggestion).answer().await;
        answering().with(better.clone()).if_match(read.header("ETag").unwrap()).ok().await;

        town.resident("李强")
            .await
            .does("rate_answer")
            .at("suggestion", &suggestion)
            .with(json!({"score": 1}))
            .refused("not-the-author")
            .await;
        rating(6).refused_for("/score").await;
        rating(3).ok().await;
        let rated = rating(5).ok().await;
        assert_eq!(rated["answer"]["rating"]["score"], 5);
        let third = json!({"outcome": "reference", "text": "留作参考。"});
        let read = public.does("read_suggestion").at("suggestion", &suggestion).answer().await;
        answering().with(third).if_match(read.header("ETag").unwrap()).refused("answer-already-rated").await;
        wang.does("withdraw_suggestion").at("suggestion", &suggestion).refused("suggestion-already-answered").await;

        let adopting = || moderator.does("adopt_suggestion").at("suggestion", &suggestion);
        adopting().with(json!({"need": {"unit_id": suggestion["id"]}})).refused_for("/need/unit_id").await;
        let adopted = adopting().with(json!({"need": {"unit_id": unit["id"]}})).ok().await;
        adopting().with(json!({"need": {"unit_id": unit["id"]}})).refused("suggestion-already-adopted").await;
        let need = public.does("read_need").at("need", &adopted["adoption"]).ok().await;
        assert_eq!(need["text"], "在弄堂口加一盏感应灯。");
        let trace = public.does("read_trace").at("kind", "need").at("id", &need).ok().await;
        assert!(trace["nodes"].as_array().unwrap().iter().any(|node| node["id"] == suggestion["id"]), "{trace}");

        let read = public.does("read_suggestion").at("suggestion", &suggestion).ok().await;
        let events: Vec<_> =
            read["events"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["submitted", "acknowledged", "answered", "answered", "rated", "rated", "adopted"]);
        assert!(!read.to_string().contains(&wang.account().await) && !read.to_string().contains("王芳"), "{read}");
    });
}

#[test]
fn time_alone_makes_a_duty_late() {
    story(async |town| {
        let (wang, public) = (town.resident("王芳").await, town.visitor());
        let (moderator, stranger) = (town.moderator(STREET).await, town.moderator(OTHER_STREET).await);
        let suggestion = wang.does("submit_suggestion").with(street_lamp()).ok().await;
        let late = async || moderator.does("list_overdue").ok().await["items"].as_array().unwrap().len();
        assert_eq!(late().await, 0);
        town.later(TimeDelta::hours(38)); // 23:00 in Shanghai on the day it is due
        assert_eq!(late().await, 0);
        town.later(TimeDelta::hours(1));
        assert_eq!(late().await, 1);
        let read = public.does("read_suggestion").at("suggestion", &suggestion).ok().await;
        assert_eq!(read["overdue"], json!({"acknowledgement": true, "first_answer": false, "final_answer": false}));

        // Staff of another street neither see nor acknowledge the suggestion.
        assert_eq!(stranger.does("list_overdue").ok().await["items"], json!([]));
        stranger.does("acknowledge_suggestion").at("suggestion", &suggestion).refused("not-your-area").await;
        wang.does("list_overdue").refused("not-for-your-role").await;

        moderator.does("acknowledge_suggestion").at("suggestion", &suggestion).ok().await;
        assert_eq!(late().await, 0);
        let found = async |overdue: &str| {
            public.does("list_suggestions").at("area", DISTRICT).at("overdue", overdue).ok().await
        };
        assert_eq!(found("true").await["items"], json!([]));
        assert_eq!(found("false").await["items"][0]["id"], suggestion["id"]);
        town.later(TimeDelta::days(30));
        assert_eq!(found("true").await["items"][0]["overdue"]["final_answer"], true);
    });
}

#[test]
fn a_due_day_beyond_the_known_holidays_says_so() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        town.later(TimeDelta::days(297)); // Thursday 24 December 2026
        let suggestion = wang.does("submit_suggestion").with(street_lamp()).ok().await;
        assert_eq!(suggestion["due"]["first_answer"], json!({"due_on": "2026-12-31", "calendar_known": true}));
        assert_eq!(suggestion["due"]["final_answer"], json!({"due_on": "2027-01-14", "calendar_known": false}));
    });
}

#[test]
fn what_its_author_takes_back_is_the_authors_alone() {
    story(async |town| {
        let (wang, li, public) = (town.resident("王芳").await, town.resident("李强").await, town.visitor());
        let moderator = town.moderator(STREET).await;
        let suggestion = wang.does("submit_suggestion").with(street_lamp()).ok().await;
        li.does("withdraw_suggestion").at("suggestion", &suggestion).refused("not-the-author").await;
        let withdrawing = || wang.does("withdraw_suggestion").at("suggestion", &suggestion).key("once");
        withdrawing().ok().await;
        withdrawing().ok().await; // a repetition
        public.does("read_suggestion").at("suggestion", &suggestion).refused("not-found").await;
        assert_eq!(public.does("list_suggestions").ok().await["items"], json!([]));
        let mine = wang.does("read_suggestion").at("suggestion", &suggestion).ok().await;
        assert_eq!(mine["status"], "withdrawn");
        moderator.does("acknowledge_suggestion").at("suggestion", &suggestion).refused("suggestion-withdrawn").await;
    });
}

#[test]
fn a_suggestion_is_addressed_to_a_street_or_a_committee_that_exists() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        for area in [DISTRICT, "31", "310199001", "street"] {
            let mut suggestion = street_lamp();
            suggestion["area_code"] = json!(area);
            wang.does("submit_suggestion").with(suggestion).refused_for("/area_code").await;
        }
        town.visitor().does("submit_suggestion").with(street_lamp()).refused("sign-in-needed").await;
    });
}

#[test]
fn a_planner_speaks_independently_and_a_project_answers() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let (planner, moderator, public) = (town.planner(DISTRICT).await, town.moderator(STREET).await, town.visitor());
        let suggestion = planner.does("submit_suggestion").with(street_lamp()).ok().await;
        assert_eq!(suggestion["by"], "planner");
        assert_eq!(suggestion["planner"]["professional_name"], planner.name());
        town.resident("王芳").await.does("submit_suggestion").with(street_lamp()).ok().await;
        let by = async |planner: &str| {
            let list = public.does("list_suggestions").at("by_planner", planner).ok().await;
            list["items"].as_array().unwrap().iter().map(|item| item["by"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((by("true").await, by("false").await), (vec![json!("planner")], vec![json!("resident")]));

        let adopting = || moderator.does("adopt_suggestion").at("suggestion", &suggestion);
        let plan = json!({
            "title": "弄堂照明", "content": "加装路灯六盏。", "implementation_path": "街道立项", "implementing_body": "五里桥街道办事处",
            "funding_source": "区级财政", "budget_fen": 36_000_000, "starts_on": "2026-06-01", "ends_on": "2026-09-30",
            "kind": "basic_guarantee", "level": "street", "year": 2026,
        });
        let project = moderator.does("propose_project").with(json!({"unit_id": unit["id"], "plan": plan})).ok().await;
        let into = json!({"project": {"project_id": project["id"], "reason": "本项目包含弄堂照明。"}});
        adopting().with(into.clone()).refused("suggestion-not-answered").await;
        moderator.does("acknowledge_suggestion").at("suggestion", &suggestion).ok().await;
        let answer = json!({"outcome": "rule_change", "text": "拟修订照明标准。"});
        moderator.does("answer_suggestion").at("suggestion", &suggestion).with(answer).ok().await;
        adopting().with(into.clone()).refused("outcome-not-adoptable").await;
        let read = public.does("read_suggestion").at("suggestion", &suggestion).answer().await;
        let answer = json!({"outcome": "adopted_measure", "text": "列入弄堂照明项目。"});
        let changing = moderator.does("answer_suggestion").at("suggestion", &suggestion).with(answer);
        changing.if_match(read.header("ETag").unwrap()).ok().await;
        let adopted = adopting().with(into).ok().await;
        assert_eq!(adopted["adoption"]["id"], project["id"]);
        let trace = public.does("read_trace").at("kind", "suggestion").at("id", &suggestion).ok().await;
        assert!(trace["nodes"].as_array().unwrap().iter().any(|node| node["id"] == project["id"]), "{trace}");
    });
}
