//! Many requests for the same step arrive at once on two instances. One of them succeeds, and the others are refused
//! with the gate that is now shut.

use chrono::TimeDelta;
use tests::{Deed, TwoInstances, json, two_instances};

use crate::flow::Flow;

const AT_ONCE: usize = 6;

/// Makes the call several times at once on both instances, checks that exactly one succeeds, and gives its answer.
async fn once(other: &tests::Town, gate: &str, deed: impl Fn() -> Deed) -> tests::Value {
    let deeds = (0..AT_ONCE).map(|turn| {
        let deed = deed();
        if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(other).answer_boxed() }
    });
    let answers = futures_util::future::join_all(deeds).await;
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status < 300);
    for answer in &refused {
        let busy = answer.status == 503; // the database was busy, and the client is to try again
        assert!(busy || answer.json()["type"] == format!("/problems/{gate}"), "{}", answer.json());
    }
    assert_eq!(done.len(), 1, "{gate}: it happened {} times", done.len());
    done[0].json()
}

#[test]
fn every_step_of_a_project_happens_once() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let Flow { moderator, colleague, steward, .. } = &flow;
        let (project, need) = (flow.project().await, flow.need().await);
        let source = json!({"kind": "need", "id": need["id"], "reason": "居民提出"});
        once(&other, "already-linked", || moderator.does("link_source").at("project", &project).with(source.clone()))
            .await;
        let designs = [flow.design(&project, "方案一").await, flow.design(&project, "方案二").await];
        for design in &designs {
            flow.reviewed(design).await;
        }
        once(&other, "publicity-already-opened", || moderator.does("open_publicity").at("project", &project)).await;
        let talk = flow.meeting_plan("coordination", &project);
        let talk = moderator.does("plan_meeting").with(talk).ok().await;
        once(&other, "meeting-already-announced", || moderator.does("announce_meeting").at("meeting", &talk)).await;
        town.later(TimeDelta::days(12));
        once(&other, "meeting-already-open", || moderator.does("open_meeting").at("meeting", &talk)).await;
        once(&other, "meeting-already-closed", || moderator.does("close_meeting").at("meeting", &talk)).await;

        let vote =
            json!({"project_id": project["id"], "title": "表决", "closes_at": town.in_days(7), "objection_days": 0});
        let vote = once(&other, "vote-not-finished", || moderator.does("draft_vote").with(vote.clone())).await;
        moderator.does("build_roll").at("vote", &vote).ok().await;
        once(&other, "vote-already-opened", || moderator.does("open_vote").at("vote", &vote)).await;
        wang.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        let why = json!({"reason": "名册上的居民均已投票"});
        once(&other, "vote-closed", || moderator.does("close_vote").at("vote", &vote).with(why.clone())).await;
        once(&other, "result-already-certified", || colleague.does("certify_result").at("vote", &vote)).await;

        let winner = json!({"design_id": designs[0]["id"], "vote_id": vote["id"]});
        let approve = || steward.does("approve_design").at("project", &project).with(winner.clone());
        once(&other, "design-already-approved", approve).await;
        once(&other, "building-already-started", || steward.does("start_building").at("project", &project)).await;
        let complete = || steward.does("complete_project").at("project", &project).with(json!({}));
        once(&other, "not-building", complete).await;
        flow.held("review", &project).await;
        let round = json!({"closes_at": town.in_days(10)});
        let open = || moderator.does("open_rating").at("project", &project).with(round.clone());
        once(&other, "rating-already-open", open).await;
    });
}

#[test]
fn what_is_good_once_is_good_once() {
    two_instances(async |TwoInstances { town, other }| {
        let visitor = town.visitor();
        let asked = json!({"phone": "13800138000"});
        let asked = once(&other, "too-many-codes", || visitor.does("request_phone_code").with(asked.clone())).await;
        let sent = if town.messages("+8613800138000").await.is_empty() { &other } else { &town };
        let proof = json!({"request_id": asked["request_id"], "code": sent.newest_message("+8613800138000").await});
        let tokens = once(&other, "code-refused", || visitor.does("sign_in_with_phone").with(proof.clone())).await;

        // Each of these refreshes may succeed, but only one of the new refresh tokens can be used afterwards.
        let refresh = |token: &tests::Value| visitor.does("refresh_session").with(json!({"refresh_token": token}));
        let token = &tokens["refresh_token"];
        let asked = (0..AT_ONCE).map(|_| refresh(token).answer());
        let answers = futures_util::future::join_all(asked).await;
        let mut lives = 0;
        for answer in answers.iter().filter(|answer| answer.status == 200) {
            lives += usize::from(refresh(&answer.json()["refresh_token"]).answer().await.status == 200);
        }
        assert_eq!(lives, 1, "one live chain");

        let city = town.administrator().await;
        let letter = json!({"email": "li@example.cn", "display_name": "李书记"});
        city.does("invite_person").with(letter).ok().await;
        let sent = if town.messages("li@example.cn").await.is_empty() { &other } else { &town };
        let acceptance =
            json!({"token": sent.newest_message("li@example.cn").await, "password": "correct horse battery"});
        once(&other, "invitation-refused", || visitor.does("accept_invitation").with(acceptance.clone())).await;
    });
}
