//! Projects of the blueprint, as long as their plans, sources and designs can still change.

use tests::{json, story};

use crate::flow::Flow;

#[test]
fn a_plan_is_changed_only_with_the_etag_of_its_newest_version() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let project = flow.project().await;
        let mut plan = Flow::plan();
        plan["budget_fen"] = json!(40_000_000);
        let change = || flow.steward.does("update_project").at("project", &project).with(plan.clone());
        change().without("If-Match").refused("if-match-needed").await;
        let read = flow.public.does("read_project").at("project", &project).answer().await;
        let tag = read.header("ETag").unwrap();
        assert_eq!(change().if_match(tag).ok().await["plan"]["budget_fen"], 40_000_000);
        change().if_match(tag).refused("changed-meanwhile").await;

        let mut backwards = plan.clone();
        backwards["ends_on"] = json!("2026-05-01");
        let now = flow.public.does("read_project").at("project", &project).answer().await;
        let backwards = flow.steward.does("update_project").at("project", &project).with(backwards);
        backwards.if_match(now.header("ETag").unwrap()).refused_for("/ends_on").await;
    });
}

#[test]
fn sources_and_designs_come_and_go_while_the_project_is_proposed() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let project = flow.project().await;
        let (first, second) = (flow.need().await, flow.need().await);
        let link = |need: &tests::Value| {
            let source = json!({"kind": "need", "id": need["id"], "reason": "居民提出"});
            flow.moderator.does("link_source").at("project", &project).with(source)
        };
        link(&first).ok().await;
        link(&second).ok().await;
        link(&first).refused("already-linked").await;
        flow.moderator.does("unlink_source").at("project", &project).at("source", &second).answer().await;
        let read = flow.public.does("read_project").at("project", &project).ok().await;
        assert_eq!(read["sources"].as_array().unwrap().len(), 1);
        flow.moderator.does("unlink_source").at("project", &project).at("source", &second).refused("not-found").await;

        let design = flow.design(&project, "方案一").await;
        flow.moderator
            .does("unlink_source")
            .at("project", &project)
            .at("source", &first)
            .refused("last-source-linked")
            .await;
        let conflicted = json!({"opinion": "本人参与设计", "verdict": "recommend", "conflict": true});
        flow.planner.does("review_design").at("design", &design).with(conflicted).ok().await;
        flow.moderator.does("open_publicity").at("project", &project).refused("design-not-reviewed").await;
        let undeclared = json!({"opinion": "可行", "verdict": "recommend"});
        flow.planner.does("review_design").at("design", &design).with(undeclared).refused_for("/conflict").await;
        let read = flow.public.does("read_design").at("design", &design).ok().await;
        assert_eq!((&read["reviews"][0]["conflict"], read["reviews"].as_array().unwrap().len()), (&json!(true), 1));
        flow.reviewed(&design).await;
        let why = json!({"reason": "另有方案"});
        flow.moderator.does("withdraw_design").at("design", &design).with(why.clone()).ok().await;
        flow.moderator.does("withdraw_design").at("design", &design).with(why).refused("design-withdrawn").await;
        flow.moderator.does("open_publicity").at("project", &project).refused("no-design-submitted").await;

        let elsewhere = town.planner("310104").await;
        let other = flow.design(&project, "方案二").await;
        let review = json!({"opinion": "可行", "verdict": "recommend", "conflict": false});
        elsewhere.does("review_design").at("design", &other).with(review).refused("planner-not-engaged").await;
    });
}

#[test]
fn the_blueprint_is_listed_by_place_stage_and_year() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (kept, gone) = (flow.project().await, flow.project().await);
        let why = json!({"reason": "用地性质调整"});
        flow.steward.does("drop_project").at("project", &gone).with(why).ok().await;
        let ids = async |filters: &[(&str, &str)]| {
            let mut asked = flow.public.does("list_projects");
            for (name, value) in filters {
                asked = asked.at(name, *value);
            }
            let listed = asked.ok().await;
            listed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[("area", "310101")]).await, [gone["id"].clone(), kept["id"].clone()]);
        assert_eq!(ids(&[("stage", "proposed"), ("year", "2026")]).await, [kept["id"].clone()]);
        assert!(ids(&[("area", "310104")]).await.is_empty());
        assert!(ids(&[("year", "2027")]).await.is_empty());
        let project = json!({"unit_id": flow.unit["id"], "plan": Flow::plan()});
        town.moderator("310104003").await.does("propose_project").with(project).refused("not-your-area").await;
    });
}
