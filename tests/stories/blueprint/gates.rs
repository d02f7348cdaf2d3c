//! Calls out of order. At each stage of the flow, a step that comes too early or too late is refused, and the problem
//! names the gate that is shut.

use chrono::TimeDelta;
use tests::{Deed, Value, json, story};

use crate::flow::Flow;

/// The things that the flow has made so far.
struct Things {
    flow: Flow,
    project: Value,
    designs: Vec<Value>,
    vote: Value,
    meeting: Value,
    rating: Value,
}

impl Things {
    /// A call of the operation that would succeed if its gate were open.
    fn attempt(&self, operation: &str) -> Deed {
        let Self { flow, project, vote, meeting, rating, .. } = self;
        let (moderator, steward) = (&flow.moderator, &flow.steward);
        match operation {
            "update_project" => moderator.does(operation).at("project", project).if_match("*").with(Flow::plan()),
            "link_source" => {
                let source =
                    json!({"kind": "need", "id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "reason": "居民提出"});
                moderator.does(operation).at("project", project).with(source)
            }
            "submit_design" => {
                moderator.does(operation).at("project", project).with(json!({"title": "方案三", "summary": "从简。"}))
            }
            "review_design" => {
                let review = json!({"opinion": "可行", "verdict": "recommend", "conflict": false});
                flow.planner.does(operation).at("design", &self.designs[0]).with(review)
            }
            "withdraw_design" => {
                moderator.does(operation).at("design", &self.designs[0]).with(json!({"reason": "另有考虑"}))
            }
            "open_publicity" | "start_building" => {
                let person = if operation == "open_publicity" { moderator } else { steward };
                person.does(operation).at("project", project)
            }
            "plan_meeting coordination" => {
                moderator.does("plan_meeting").with(flow.meeting_plan("coordination", project))
            }
            "plan_meeting review" => moderator.does("plan_meeting").with(flow.meeting_plan("review", project)),
            "draft_vote" => {
                let closes_at = flow.town.in_days(30);
                moderator.does(operation).with(
                    json!({"project_id": project["id"], "title": "表决", "closes_at": closes_at, "objection_days": 0}),
                )
            }
            "open_vote" | "build_roll" => moderator.does(operation).at("vote", vote),
            "cast_ballot" => moderator.does(operation).at("vote", vote).with(json!({"choices": [1]})),
            "close_vote" => moderator.does(operation).at("vote", vote).with(json!({"reason": "提前结束"})),
            "read_result" => flow.public.does(operation).at("vote", vote),
            "certify_result" => flow.colleague.does(operation).at("vote", vote),
            "approve_design by vote" => {
                let winner = json!({"design_id": self.designs[0]["id"], "vote_id": vote["id"]});
                steward.does("approve_design").at("project", project).with(winner)
            }
            "approve_design by reason" => {
                let design = self.designs.first().map_or(&project["id"], |design| &design["id"]);
                let approval = json!({"design_id": design, "reason": "公示期内无异议"});
                steward.does("approve_design").at("project", project).with(approval)
            }
            "report_progress" => {
                let report = json!({"done_percent": 50, "spent_fen": 1_000, "text": "过半"});
                steward.does(operation).at("project", project).with(report)
            }
            "complete_project" => steward.does(operation).at("project", project).with(json!({})),
            "drop_project" => steward.does(operation).at("project", project).with(json!({"reason": "用地调整"})),
            "open_rating" => {
                moderator.does(operation).at("project", project).with(json!({"closes_at": flow.town.in_days(10)}))
            }
            "submit_rating" => moderator.does(operation).at("rating", rating).with(json!({"design": 4, "built": 4})),
            "close_rating" => moderator.does(operation).at("rating", rating),
            "announce_meeting" | "open_meeting" | "close_meeting" | "publish_minutes" => {
                moderator.does(operation).at("meeting", meeting)
            }
            "cancel_meeting" => moderator.does(operation).at("meeting", meeting).with(json!({"reason": "停电"})),
            "write_minutes" => {
                let minutes = json!({"text": "十二位居民发言。", "decisions": []});
                moderator.does(operation).at("meeting", meeting).if_match("*").with(minutes)
            }
            other => panic!("no attempt at {other}"),
        }
    }

    /// Tries each operation of the table at this stage, and expects the gate beside it.
    async fn at(&self, station: &str, table: &[(&str, &str)]) {
        for (operation, gate) in table {
            let problem = self.attempt(operation).answer().await.json();
            assert_eq!(problem["type"], format!("/problems/{gate}"), "{station}: {operation}: {problem}");
        }
    }
}

async fn things(flow: Flow) -> Things {
    let project = flow.project().await;
    Things { flow, project, designs: Vec::new(), vote: Value::Null, meeting: Value::Null, rating: Value::Null }
}

#[test]
fn the_flow_of_a_project_is_gated() {
    story(async |town| {
        let mut now = things(Flow::new(&town).await).await;
        let not_built = [
            ("start_building", "design-not-approved"),
            ("report_progress", "not-building"),
            ("complete_project", "not-building"),
            ("plan_meeting review", "project-not-completed"),
            ("open_rating", "project-not-completed"),
        ];
        now.at("proposed", &not_built).await;
        let table = [
            ("submit_design", "no-source-linked"),
            ("open_publicity", "no-design-submitted"),
            ("plan_meeting coordination", "project-not-in-publicity"),
            ("draft_vote", "project-not-in-publicity"),
            ("approve_design by reason", "project-not-in-publicity"),
        ];
        now.at("proposed", &table).await;

        now.flow.sourced(&now.project).await;
        for title in ["方案一", "方案二"] {
            now.designs.push(now.flow.design(&now.project, title).await);
        }
        now.at("designed", &[("open_publicity", "design-not-reviewed")]).await;
        for design in &now.designs {
            now.flow.reviewed(design).await;
        }
        now.flow.moderator.does("open_publicity").at("project", &now.project).ok().await;
        now.at("in publicity", &not_built).await;
        let table = [
            ("update_project", "plan-is-fixed"),
            ("submit_design", "designs-are-fixed"),
            ("open_publicity", "publicity-already-opened"),
            ("approve_design by reason", "publicity-still-running"),
        ];
        now.at("in publicity", &table).await;

        town.later(TimeDelta::days(7));
        let reason = json!({"design_id": now.designs[0]["id"], "reason": "公示期内无异议"});
        now.flow.steward.does("approve_design").at("project", &now.project).with(reason).ok().await;
        let fixed = [
            ("update_project", "plan-is-fixed"),
            ("submit_design", "designs-are-fixed"),
            ("review_design", "reviews-are-fixed"),
            ("withdraw_design", "designs-are-fixed"),
        ];
        now.at("approved", &fixed).await;
        let table = [
            ("open_publicity", "publicity-already-opened"),
            ("plan_meeting coordination", "project-not-in-publicity"),
            ("draft_vote", "project-not-in-publicity"),
            ("approve_design by reason", "design-already-approved"),
            ("report_progress", "not-building"),
            ("complete_project", "not-building"),
            ("open_rating", "project-not-completed"),
        ];
        now.at("approved", &table).await;

        now.flow.steward.does("start_building").at("project", &now.project).ok().await;
        now.attempt("report_progress").ok().await;
        let back = json!({"done_percent": 49, "spent_fen": 1_000, "text": "倒退"});
        now.flow.steward.does("report_progress").at("project", &now.project).with(back).refused("progress-falls").await;
        now.at("building", &fixed).await;
        let table = [
            ("start_building", "building-already-started"),
            ("approve_design by reason", "design-already-approved"),
            ("plan_meeting review", "project-not-completed"),
            ("open_rating", "project-not-completed"),
        ];
        now.at("building", &table).await;

        now.attempt("complete_project").ok().await;
        now.at("completed", &fixed).await;
        let table = [
            ("start_building", "building-already-started"),
            ("report_progress", "not-building"),
            ("complete_project", "not-building"),
            ("drop_project", "project-completed"),
            ("open_rating", "no-review-meeting"),
        ];
        now.at("completed", &table).await;
        let review = now.flow.announced("review", &now.project).await;
        now.at("review announced", &[("open_rating", "no-review-meeting")]).await;
        town.later(TimeDelta::days(12));
        now.flow.moderator.does("open_meeting").at("meeting", &review).ok().await;
        now.rating = now.attempt("open_rating").ok().await;
        now.at("rated", &[("open_rating", "rating-already-open"), ("submit_rating", "not-a-verified-resident")]).await;
        assert_eq!(now.flow.public.does("read_rating").at("rating", &now.rating).ok().await["status"], "open");
        now.attempt("close_rating").ok().await;
        now.at("rating closed", &[("close_rating", "rating-closed")]).await;
    });
}

#[test]
fn a_dropped_project_is_over() {
    story(async |town| {
        let mut now = things(Flow::new(&town).await).await;
        now.flow.sourced(&now.project).await;
        now.designs.push(now.flow.design(&now.project, "方案一").await);
        now.attempt("drop_project").ok().await;
        let table = [
            ("drop_project", "project-dropped"),
            ("update_project", "plan-is-fixed"),
            ("submit_design", "designs-are-fixed"),
            ("review_design", "reviews-are-fixed"),
            ("withdraw_design", "designs-are-fixed"),
            ("open_publicity", "project-dropped"),
            ("plan_meeting coordination", "project-not-in-publicity"),
            ("draft_vote", "project-not-in-publicity"),
            ("approve_design by reason", "project-dropped"),
            ("start_building", "project-dropped"),
            ("report_progress", "not-building"),
            ("complete_project", "not-building"),
            ("plan_meeting review", "project-not-completed"),
            ("open_rating", "project-not-completed"),
        ];
        now.at("dropped", &table).await;
        let need = now.flow.need().await;
        let source = json!({"kind": "need", "id": need["id"], "reason": "居民提出"});
        now.flow
            .moderator
            .does("link_source")
            .at("project", &now.project)
            .with(source)
            .refused("sources-are-fixed")
            .await;
    });
}

#[test]
fn the_flow_of_a_vote_is_gated() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let (project, designs) = flow.publicized().await;
        let vote = flow.drafted(&project).await;
        let now = Things { flow, project, designs, vote, meeting: Value::Null, rating: Value::Null };
        let table = [
            ("open_vote", "publicity-still-running"),
            ("draft_vote", "vote-not-finished"),
            ("cast_ballot", "vote-not-opened"),
            ("close_vote", "vote-not-opened"),
            ("read_result", "vote-not-opened"),
            ("certify_result", "vote-not-opened"),
        ];
        now.at("drafted", &table).await;
        town.later(TimeDelta::days(7) - TimeDelta::hours(1));
        let longer = json!({"title": "表决", "closes_at": town.in_days(60), "objection_days": 0});
        let read = now.flow.moderator.does("read_vote").at("vote", &now.vote).answer().await;
        let tag = read.header("ETag").unwrap().to_owned();
        now.flow.moderator.does("update_vote").at("vote", &now.vote).if_match(&tag).with(longer).ok().await;
        now.flow.announced("coordination", &now.project).await;
        town.later(TimeDelta::hours(1));
        let table = [("open_vote", "no-coordination-meeting"), ("approve_design by vote", "vote-not-certified")];
        now.at("publicity over", &table).await;
        now.flow.held("coordination", &now.project).await;
        now.at("met", &[("open_vote", "roll-not-built")]).await;

        now.attempt("build_roll").ok().await;
        now.attempt("open_vote").ok().await;
        let table = [
            ("open_vote", "vote-already-opened"),
            ("build_roll", "vote-already-opened"),
            ("withdraw_design", "vote-not-finished"),
            ("drop_project", "vote-not-finished"),
            ("approve_design by reason", "vote-not-finished"),
            ("read_result", "result-sealed"),
            ("certify_result", "vote-still-open"),
            ("cast_ballot", "not-on-the-roll"),
            ("approve_design by vote", "vote-not-certified"),
        ];
        now.at("open", &table).await;
        now.attempt("close_vote").ok().await;
        let table = [
            ("open_vote", "vote-already-opened"),
            ("close_vote", "vote-closed"),
            ("cast_ballot", "vote-closed"),
            ("approve_design by vote", "vote-not-certified"),
            ("draft_vote", "vote-not-finished"),
        ];
        now.at("closed", &table).await;
        now.attempt("certify_result").ok().await;
        let table = [
            ("certify_result", "result-already-certified"),
            ("close_vote", "vote-closed"),
            ("cast_ballot", "vote-closed"),
            ("approve_design by vote", "not-the-winner"), // nobody voted, so no design has won
        ];
        now.at("certified", &table).await;
        now.attempt("approve_design by reason").ok().await;
    });
}

#[test]
fn the_flow_of_a_meeting_is_gated() {
    story(async |town| {
        let mut now = things(Flow::new(&town).await).await;
        let unit = now.flow.unit.clone();
        let plan = now.flow.meeting_plan("hearing", &unit);
        now.meeting = now.flow.moderator.does("plan_meeting").with(plan.clone()).ok().await;
        let table = [
            ("open_meeting", "meeting-not-announced"),
            ("close_meeting", "meeting-not-open"),
            ("write_minutes", "meeting-not-closed"),
            ("publish_minutes", "meeting-not-closed"),
        ];
        now.at("planned", &table).await;
        now.flow.public.does("read_meeting").at("meeting", &now.meeting).refused("not-found").await;
        let need = json!({"unit_id": unit["id"], "meeting_id": now.meeting["id"], "text": "小区门口晚上太黑。"});
        let wang = town.resident("王芳").await;
        wang.does("submit_need").with(need.clone()).refused_for("/meeting_id").await; // it is not announced
        let soon = json!({"starts_at": town.in_days(2)});
        let mut hasty = plan;
        hasty["starts_at"] = soon["starts_at"].clone();
        let hasty = now.flow.moderator.does("plan_meeting").with(hasty).ok().await;
        now.flow.moderator.does("announce_meeting").at("meeting", &hasty).refused("notice-too-short").await;

        now.attempt("announce_meeting").ok().await;
        let table = [
            ("announce_meeting", "meeting-already-announced"),
            ("open_meeting", "too-early"),
            ("close_meeting", "meeting-not-open"),
            ("write_minutes", "meeting-not-closed"),
        ];
        now.at("announced", &table).await;
        wang.does("submit_need").with(need.clone()).ok().await;
        town.later(TimeDelta::days(12) - TimeDelta::minutes(31));
        now.at("31 minutes before", &[("open_meeting", "too-early")]).await;
        town.later(TimeDelta::minutes(1));
        now.attempt("open_meeting").ok().await;
        let table = [
            ("announce_meeting", "meeting-already-announced"),
            ("open_meeting", "meeting-already-open"),
            ("cancel_meeting", "meeting-already-open"),
            ("write_minutes", "meeting-not-closed"),
        ];
        now.at("open", &table).await;
        now.attempt("close_meeting").ok().await;
        wang.does("submit_need").with(need).refused("hearing-not-collecting").await;
        let table = [
            ("open_meeting", "meeting-already-closed"),
            ("close_meeting", "meeting-already-closed"),
            ("publish_minutes", "minutes-not-written"),
        ];
        now.at("closed", &table).await;
        let early = json!({"unit_id": unit["id"], "hearing_id": now.meeting["id"], "plan": Flow::plan()});
        let propose = || now.flow.moderator.does("propose_project").with(early.clone());
        propose().refused("hearing-minutes-not-published").await;
        now.flow.public.does("read_minutes").at("meeting", &now.meeting).refused("not-found").await;

        let minutes = json!({"text": "十二位居民发言。", "decisions": ["列入明年项目"]});
        let write = || now.flow.moderator.does("write_minutes").at("meeting", &now.meeting).with(minutes.clone());
        write().ok().await;
        write().refused("if-match-needed").await;
        propose().refused("hearing-minutes-not-published").await;
        now.flow.public.does("read_minutes").at("meeting", &now.meeting).refused("not-found").await;
        let draft = now.flow.moderator.does("read_minutes").at("meeting", &now.meeting).answer().await;
        write().if_match(draft.header("ETag").unwrap()).ok().await;
        now.attempt("publish_minutes").ok().await;
        let table = [("write_minutes", "minutes-already-published"), ("publish_minutes", "minutes-already-published")];
        now.at("published", &table).await;
        assert_eq!(now.flow.public.does("read_minutes").at("meeting", &now.meeting).ok().await["status"], "published");
        propose().ok().await;

        now.meeting = now.flow.announced("hearing", &unit).await;
        now.attempt("cancel_meeting").ok().await;
        let called_off = now.flow.public.does("read_meeting").at("meeting", &now.meeting).ok().await;
        assert_eq!((&called_off["status"], &called_off["cancel_reason"]), (&json!("cancelled"), &json!("停电")));
        let gates =
            ["announce_meeting", "open_meeting", "close_meeting", "cancel_meeting", "write_minutes", "publish_minutes"];
        now.at("cancelled", &gates.map(|operation| (operation, "meeting-cancelled"))).await;
    });
}
