//! After a vote: a voter objects to the result, staff answer the objection, and the protocol is published.

use chrono::TimeDelta;
use sanhui::in_process::Answer;
use tests::{Town, Value, json, story};

use crate::flow::Flow;

/// A vote that is over, in which new residents with these names cast their ballots.
async fn over(town: &Town, names: &[&str]) -> (Flow, Vec<tests::Person>, Value) {
    let flow = Flow::new(town).await;
    let voters = flow.neighbours(names).await;
    let vote = flow.open_vote().await;
    for voter in &voters {
        voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
    }
    let objection = json!({"text": "还没有结果。"});
    voters[0].does("object_to_result").at("vote", &vote).with(objection).refused("vote-still-open").await;
    town.later(TimeDelta::days(8));
    (flow, voters, vote)
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.to_vec()).unwrap()
}

fn objection(text: &str) -> Value {
    json!({"text": text})
}

#[test]
fn an_objection_waits_for_an_answer_before_anybody_certifies() {
    story(async |town| {
        let (flow, voters, vote) = over(&town, &["王芳", "李强"]).await;
        let object =
            |who: usize, text: &str| voters[who].does("object_to_result").at("vote", &vote).with(objection(text));
        object(0, "").refused_for("/text").await;
        let stranger = town.resident("过路人");
        stranger
            .await
            .does("object_to_result")
            .at("vote", &vote)
            .with(objection("我也要投"))
            .refused("not-on-the-roll")
            .await;
        let raised = object(0, "三号楼的纸票没有唱票。").ok().await;
        assert_eq!(raised["answer"], Value::Null);
        flow.steward.does("certify_result").at("vote", &vote).refused("objections-unanswered").await;

        let all = flow.moderator.does("list_result_objections").at("vote", &vote).ok().await;
        assert_eq!(all["items"], json!([raised]));
        assert_eq!(voters[1].does("list_my_result_objections").at("vote", &vote).ok().await["items"], json!([]));
        let answer = |finding: &str, text: &str| {
            let answer = json!({"finding": finding, "text": text});
            flow.moderator.does("answer_result_objection").at("vote", &vote).at("objection", &raised).with(answer)
        };
        answer("dismissed", "").refused_for("/text").await;
        let answered = answer("dismissed", "当晚已唱票，见记录。").ok().await;
        assert_eq!(answered["answer"]["finding"], "dismissed");
        answer("upheld", "改了主意。").refused("objection-already-answered").await;
        assert_eq!(
            voters[0].does("list_my_result_objections").at("vote", &vote).ok().await["items"],
            json!([answered])
        );
        let told = voters[0].does("list_my_notices").ok().await;
        assert_eq!(
            (&told["items"][0]["kind"], &told["items"][0]["about_id"]),
            (&json!("objection_answered"), &vote["id"])
        );

        object(0, "还有一处。").ok().await;
        object(0, "第三处。").ok().await;
        object(0, "第四处。").refused("too-many-objections").await;
        for one in
            flow.moderator.does("list_result_objections").at("vote", &vote).ok().await["items"].as_array().unwrap()
        {
            if one["answer"].is_null() {
                let answer = json!({"finding": "dismissed", "text": "已核对。"});
                let answering = flow.steward.does("answer_result_objection").at("vote", &vote).at("objection", one);
                answering.with(answer).ok().await;
            }
        }
        flow.steward.does("certify_result").at("vote", &vote).ok().await;
        object(1, "晚了。").refused("result-already-certified").await;
    });
}

#[test]
fn a_result_that_was_rightly_objected_to_is_voided_and_the_vote_is_held_again() {
    story(async |town| {
        let (flow, voters, vote) = over(&town, &["王芳"]).await;
        let raised =
            voters[0].does("object_to_result").at("vote", &vote).with(objection("方案二的图纸贴错了。")).ok().await;
        let answer = json!({"finding": "upheld", "text": "经核对，图纸确实贴错。"});
        let answering = flow.steward.does("answer_result_objection").at("vote", &vote).at("objection", &raised);
        answering.with(answer).ok().await;
        flow.colleague.does("certify_result").at("vote", &vote).refused("objection-upheld").await;
        let why = json!({"reason": "图纸贴错，重新表决"});
        flow.steward.does("void_vote").at("vote", &vote).with(why).ok().await;
        voters[0].does("object_to_result").at("vote", &vote).with(objection("再说一次")).refused("vote-voided").await;
        flow.public.does("read_protocol").at("vote", &vote).refused("vote-voided").await;

        let again = json!({"project_id": vote["project_id"], "title": "重新表决", "closes_at": town.in_days(7), "objection_days": 0});
        let second = flow.moderator.does("draft_vote").with(again).ok().await;
        flow.moderator.does("build_roll").at("vote", &second).ok().await;
        flow.moderator.does("open_vote").at("vote", &second).ok().await;
        voters[0].does("cast_ballot").at("vote", &second).with(json!({"choices": [1]})).ok().await;
        town.later(TimeDelta::days(8));
        let result = flow.colleague.does("certify_result").at("vote", &second).ok().await;
        assert_eq!(result["elected"]["number"], 1);
    });
}

#[test]
fn the_protocol_tells_the_whole_vote_and_escapes_what_people_wrote() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        flow.public.does("read_protocol").at("vote", &vote).refused("result-sealed").await;
        for voter in &voters {
            voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        }
        let why = json!({"reason": "停电 <script>alert(1)</script> & 断网"});
        flow.moderator.does("pause_vote").at("vote", &vote).with(why).ok().await;
        flow.moderator.does("resume_vote").at("vote", &vote).with(json!({"reason": "来电了"})).ok().await;
        town.later(TimeDelta::days(8));
        let read = async || text(&flow.public.does("read_protocol").at("vote", &vote).answer().await);
        let page = read().await;
        let hash = vote["roll"]["hash"].as_str().unwrap();
        for part in [
            "方案二",
            "当选",
            "停电 &#60;script&#62;",
            "来电了",
            hash,
            "初步结果",
            "名册上每人一票",
            "0 raised, 0 upheld",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("<script") && !page.contains("王芳"), "{page}");
        let spoken = objection("没有唱票");
        let raised = voters[0].does("object_to_result").at("vote", &vote).with(spoken).ok().await;
        assert!(read().await.contains("待答复"));
        let answer = json!({"finding": "dismissed", "text": "当晚已唱票"});
        let answering = flow.moderator.does("answer_result_objection").at("vote", &vote).at("objection", &raised);
        answering.with(answer).ok().await;
        flow.steward.does("certify_result").at("vote", &vote).ok().await;
        let page = read().await;
        for part in ["最终结果", "不成立", "当晚已唱票", "1 raised, 0 upheld"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    });
}

#[test]
fn the_wall_of_the_hall_shows_the_turnout_as_it_changes() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let (project, _) = flow.publicized().await;
        let draft = flow.drafted(&project).await;
        flow.public.does("watch_turnout").at("vote", &draft).refused("vote-not-opened").await;
        flow.held("coordination", &project).await;
        let closes = json!({"title": "设计方案表决", "closes_at": town.in_days(7)});
        let drafted = flow.moderator.does("read_vote").at("vote", &draft).answer().await;
        let tag = drafted.header("ETag").unwrap().to_owned();
        flow.moderator.does("update_vote").at("vote", &draft).if_match(&tag).with(closes).ok().await;
        flow.moderator.does("build_roll").at("vote", &draft).ok().await;
        let vote = flow.moderator.does("open_vote").at("vote", &draft).ok().await;
        voter.token().await;
        let night = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await; // until the turnout is followed
            voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
            tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
            flow.moderator.does("close_vote").at("vote", &vote).with(json!({"reason": "都投了"})).ok().await;
        };
        let watching = flow.public.does("watch_turnout").at("vote", &vote).answer();
        let (wall, ()) = futures_util::future::join(watching, night).await;
        assert_eq!(wall.header("Content-Type"), Some("text/event-stream; charset=utf-8"));
        let shown: Vec<Value> = text(&wall)
            .split("\n\n")
            .filter(|event| !event.is_empty())
            .map(|event| serde_json::from_str(event.strip_prefix("event: turnout\ndata: ").unwrap()).unwrap())
            .collect();
        let seen: Vec<(u64, &str)> =
            shown.iter().map(|one| (one["cast"].as_u64().unwrap(), one["status"].as_str().unwrap())).collect();
        assert_eq!(seen, [(0, "open"), (1, "open"), (1, "closed")]);
    });
}
