//! The service answers public reads from memory for less than a second. Apart from that delay such an answer is like
//! any other.

use std::time::Duration;

use chrono::TimeDelta;
use sanhui::in_process::Answer;
use tests::{Person, Town, TwoInstances, Value, json, redis_url, story_with, two_instances_with};

use crate::flow::Flow;

/// The setting's default, which other stories set to zero.
const REMEMBERED: &[(&str, &str)] = &[("reads_kept_ms", "900")];

/// The titles of the public list of projects, as this reader gets them through this instance.
async fn titles(reader: &Person, through: &Town) -> Vec<String> {
    let list = reader.does("list_projects").through(through).ok().await;
    list["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

/// Asks again until the answer is yes. The service promises it within a second; the long wait is for a busy machine.
async fn comes_true(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..600 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never seen: {what}");
}

/// How many answers to public reads this instance has made instead of taking them from memory.
fn made(town: &Town) -> u64 {
    town.app().remembered().made()
}

#[test]
fn a_write_is_seen_at_once_where_it_was_made_and_soon_elsewhere() {
    two_instances_with(REMEMBERED, async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let propose = async |title: &str| {
            let mut plan = Flow::plan();
            plan["title"] = json!(title);
            let project = json!({"unit_id": flow.unit["id"], "plan": plan});
            flow.moderator.does("propose_project").with(project).ok().await
        };
        let first = propose("一号楼电梯").await;
        assert_eq!(titles(&flow.public, &town).await, ["一号楼电梯"]);
        comes_true("the first project", async || titles(&flow.public, &other).await == ["一号楼电梯"]).await;
        propose("二号楼电梯").await;
        assert_eq!(titles(&flow.public, &town).await, ["二号楼电梯", "一号楼电梯"]);
        comes_true("the second project", async || titles(&flow.public, &other).await.len() == 2).await;

        let read = flow.moderator.does("read_project").at("project", &first).answer().await;
        let mut plan = Flow::plan();
        plan["title"] = json!("一号楼加装电梯");
        let edit = flow.moderator.does("update_project").at("project", &first).with(plan);
        edit.if_match(read.header("ETag").unwrap()).ok().await;
        let title = async |through: &Town| {
            flow.public.does("read_project").at("project", &first).through(through).ok().await["plan"]["title"].clone()
        };
        assert_eq!(title(&town).await, "一号楼加装电梯");
        comes_true("the new title", async || title(&other).await == "一号楼加装电梯").await;
    });
}

#[test]
fn ballots_show_in_the_turnout_soon() {
    two_instances_with(REMEMBERED, async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        let cast = async |through: &Town| {
            let read = flow.public.does("read_turnout").at("vote", &vote).through(through).ok().await;
            read["cast"].as_u64().unwrap()
        };
        assert_eq!((cast(&town).await, cast(&other).await), (0, 0));
        for (voter, so_far) in voters.iter().zip(1..) {
            voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
            for instance in [&town, &other] {
                comes_true("the ballot", async || cast(instance).await == so_far).await;
            }
        }
    });
}

#[test]
fn what_many_ask_for_at_once_is_made_once() {
    story_with(REMEMBERED, async |town| {
        let flow = Flow::new(&town).await;
        flow.project().await;
        let before = made(&town);
        let answers = futures_util::future::join_all((0..50).map(|_| flow.public.does("list_projects").answer())).await;
        assert_eq!(made(&town) - before, 1);
        let of = |name: &str| -> std::collections::HashSet<String> {
            answers.iter().map(|answer| answer.header(name).unwrap_or_default().to_owned()).collect()
        };
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.bytes == answers[0].bytes));
        assert_eq!((of("ETag").len(), of("X-Request-Id").len()), (1, 50));
        assert_eq!(of("RateLimit").len(), 50, "each is counted");
    });
}

#[test]
fn an_answer_from_memory_carries_what_every_answer_does() {
    story_with(REMEMBERED, async |town| {
        let flow = Flow::new(&town).await;
        let project = flow.project().await;
        let read = || flow.public.does("read_project").at("project", &project);
        let (first, second) = (read().answer().await, read().answer().await);
        assert_eq!(first.bytes, second.bytes);
        let names = |answer: &Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(&first), names(&second));
        for name in ["Content-Type", "ETag", "Cache-Control", "X-Content-Type-Options", "RateLimit-Policy"] {
            assert_eq!(first.header(name), second.header(name), "{name}");
        }
        assert_ne!(first.header("X-Request-Id"), second.header("X-Request-Id"));
    });
}

#[test]
fn an_unchanged_answer_is_not_sent_again_and_asking_for_it_fills_the_memory() {
    story_with(REMEMBERED, async |town| {
        let flow = Flow::new(&town).await;
        let project = flow.project().await;
        let read = || flow.public.does("read_project").at("project", &project);
        let tag = read().answer().await.header("ETag").unwrap().to_owned();
        let unchanged = read().header("If-None-Match", &tag).answer().await;
        assert_eq!((unchanged.status, unchanged.bytes.len(), unchanged.header("ETag")), (304, 0, Some(tag.as_str())));
        assert_eq!(unchanged.header("Content-Type"), None);
        flow.project().await; // a write empties the memory
        let before = made(&town);
        assert_eq!(read().header("If-None-Match", &tag).answer().await.status, 304);
        assert_eq!(made(&town) - before, 1);
        let whole = read().answer().await;
        assert_eq!((whole.status, whole.header("ETag")), (200, Some(tag.as_str())));
        assert_eq!(read().header("If-None-Match", "\"another\"").answer().await.status, 200);
    });
}

#[test]
fn a_signed_in_caller_neither_gets_nor_fills_the_answers_remembered_for_the_public() {
    story_with(REMEMBERED, async |town| {
        let flow = Flow::new(&town).await;
        let meeting = flow.moderator.does("plan_meeting").with(flow.meeting_plan("hearing", &flow.unit)).ok().await;
        let seen = async |by: &Person| {
            let list = by.does("list_meetings").at("unit_id", &flow.unit).ok().await;
            let one = by.does("read_meeting").at("meeting", &meeting).answer().await;
            (list["items"].as_array().unwrap().len(), one.status)
        };
        let before = made(&town);
        assert_eq!(seen(&flow.moderator).await, (1, 200));
        assert_eq!(made(&town), before, "what staff read is theirs");
        assert_eq!(seen(&flow.public).await, (0, 404));
        assert_eq!(seen(&flow.moderator).await, (1, 200));
        assert_eq!(seen(&flow.public).await, (0, 404));
        let strange = flow.public.does("list_meetings").header("Authorization", "Bearer nobody");
        strange.refused("sign-in-needed").await;
    });
}

#[test]
fn refusals_are_not_remembered_and_are_said_in_the_language_of_each() {
    story_with(REMEMBERED, async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        let before = made(&town);
        for language in ["en", "zh-CN", "en"] {
            let asked = flow.public.does("read_result").at("vote", &vote).header("Accept-Language", language);
            let refused = asked.refused("result-sealed").await;
            let title = refused["title"].as_str().unwrap();
            assert_eq!(language == "en", title.is_ascii(), "{title}");
        }
        assert_eq!(made(&town), before);
        let read = |language: &str| flow.public.does("read_vote").at("vote", &vote).header("Accept-Language", language);
        read("en").ok().await;
        read("zh-CN").ok().await;
        assert_eq!(made(&town) - before, 2, "languages are kept apart");
    });
}

#[test]
fn time_that_passes_is_seen_at_once() {
    story_with(REMEMBERED, async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let vote = flow.open_vote().await;
        let status = async || flow.public.does("read_vote").at("vote", &vote).ok().await["status"].clone();
        assert_eq!(status().await, "open");
        town.later(TimeDelta::days(8));
        assert_eq!(status().await, "closed");
        let result: Value = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!(result["status"], "closed");
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        assert_eq!(flow.public.does("read_result").at("vote", &vote).ok().await["status"], "certified");
    });
}

#[test]
fn answers_from_memory_are_held_to_the_limit() {
    let strict = [("requests_per_minute", "6"), ("redis_url", ""), ("reads_kept_ms", "900")];
    story_with(&strict, async |town| {
        let read = || town.visitor().does("read_area").at("code", "310101").answer();
        for left in (0..6).rev() {
            let answer = read().await;
            let said = answer.header("RateLimit").unwrap().to_owned();
            assert!(answer.status == 200 && said.starts_with(&format!("\"requests\";r={left};t=")), "{said}");
        }
        assert_eq!(read().await.status, 429);
        town.later(TimeDelta::minutes(1));
        assert_eq!(read().await.status, 200);
    });
}

#[test]
fn instances_tell_each_other_what_they_answered_from_memory() {
    if redis_url().is_none() {
        return; // without Redis each instance counts for itself
    }
    let strict = [("requests_per_minute", "10"), ("reads_kept_ms", "900")];
    two_instances_with(&strict, async |TwoInstances { town, other }| {
        town.goes_to_a_minute_of_its_own();
        let read = async |through: &Town| {
            town.visitor().does("read_area").at("code", "310101").through(through).answer().await.status
        };
        for _ in 0..6 {
            assert_eq!(read(&town).await, 200);
        }
        town.app().limits().tell(town.now()).await;
        let answers = [read(&other).await, read(&other).await, read(&other).await, read(&other).await];
        assert_eq!(answers, [200; 4]);
        assert_eq!(read(&other).await, 429);
        other.app().limits().tell(town.now()).await;
        assert_eq!(read(&town).await, 200, "this one has not heard yet");
        town.app().limits().tell(town.now()).await;
        assert_eq!(read(&town).await, 429);
    });
}
