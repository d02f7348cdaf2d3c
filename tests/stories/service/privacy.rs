//! Public answers name no resident, and give no phone number, home or account.

use tests::document::OPERATIONS;
use tests::{Value, json, story};

use crate::flow::Flow;

#[test]
fn public_pages_name_no_resident() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let residents = flow.neighbours(&["王芳芳", "李强强"]).await;
        let said = json!({"unit_id": flow.unit["id"], "text": "小区门口晚上太黑。"});
        let need = residents[0].does("submit_need").with(said).ok().await;
        let suggested =
            json!({"area_code": crate::flow::STREET, "topic": "路灯", "reasons": "太黑。", "proposal": "加一盏灯。"});
        let suggestion = residents[1].does("submit_suggestion").with(suggested).ok().await;
        let vote = flow.open_vote().await;
        for resident in &residents {
            resident.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        }
        town.later(chrono::TimeDelta::days(8));
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;

        let mut secrets = vec!["王芳芳".to_owned(), "李强强".to_owned(), "3号".to_owned()];
        for resident in &residents {
            secrets.push(resident.account().await);
            secrets.push(resident.reached_at().trim_start_matches("+86").to_owned());
        }
        let project = flow.public.does("read_project").at("project", &vote["project_id"]).ok().await;
        let design = &project["designs"][0];
        let known = |name: &str| match name {
            "need" => Some(&need),
            "suggestion" => Some(&suggestion),
            "vote" => Some(&vote),
            "project" => Some(&project),
            "design" => Some(design),
            "unit" => Some(&flow.unit),
            _ => None,
        };
        let mut read = 0;
        for operation in OPERATIONS.values().filter(|one| one.method == "GET" && one.roles.is_none()) {
            let names: Vec<_> =
                operation.path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')).collect();
            let things: Option<Vec<(&str, &Value)>> = names.iter().map(|name| Some((*name, known(name)?))).collect();
            let Some(things) = things else { continue };
            let mut asked = flow.public.does(&operation.id);
            for (name, thing) in things {
                asked = asked.at(name, thing);
            }
            if operation.takes("query", "limit") {
                asked = asked.at("limit", 100);
            }
            let answer = asked.answer().await;
            read += usize::from(answer.status == 200);
            let text = String::from_utf8_lossy(&answer.bytes).into_owned();
            // A turnout shows a building only when it has enough voters. Two are too few, so "3号" must not appear.
            let told = secrets.iter().find(|secret| text.contains(secret.as_str()));
            assert!(told.is_none(), "{} tells {told:?}: {text}", operation.id);
        }
        assert!(read >= 12, "only {read} pages were read");
        for (kind, thing) in [("need", &need), ("vote", &vote), ("project", &project)] {
            let trace = flow.public.does("read_trace").at("kind", kind).at("id", thing).ok().await.to_string();
            assert!(!secrets.iter().any(|secret| trace.contains(secret.as_str())), "{trace}");
        }
    });
}
