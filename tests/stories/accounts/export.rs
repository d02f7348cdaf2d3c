//! A person asks for everything that the service holds about them, and downloads it once.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{Person, TwoInstances, Value, json, story, two_instances};

use crate::ask_database;
use crate::flow::{Flow, STREET};

fn section<'a>(data: &'a Value, name: &str) -> &'a Vec<Value> {
    let all = data["sections"].as_array().unwrap();
    let found = all.iter().find(|one| one["section"] == name).unwrap_or_else(|| panic!("no section {name}"));
    found["items"].as_array().unwrap()
}

fn fetch(person: &Person, export: &Value) -> tests::Deed {
    let code = json!({"download_code": export["download_code"]});
    person.does("download_my_export").at("export", export).with(code)
}

#[test]
fn an_export_has_everything_the_person_said_and_did_and_nothing_of_others() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let residents = flow.neighbours(&["王芳芳", "李强强"]).await;
        let vote = flow.open_vote().await;
        for (resident, word) in residents.iter().zip(["甲说的话", "乙说的话"]) {
            let need = json!({"unit_id": flow.unit["id"], "text": word});
            resident.does("submit_need").with(need).ok().await;
            let said = json!({"area_code": STREET, "topic": word, "reasons": word, "proposal": word});
            resident.does("submit_suggestion").with(said).ok().await;
            resident.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        }
        let [wang, li] = &residents[..] else { panic!("two neighbours") };
        town.later(TimeDelta::minutes(6));
        wang.does("request_my_export").refused("proof-too-old").await;
        wang.signs_in_again().await;
        let export = wang.does("request_my_export").ok().await;
        let state = wang.does("read_my_export").at("export", &export).ok().await;
        assert!(state["fetched_at"].is_null() && state["bytes"].as_u64().unwrap() > 1_000, "{state}");
        li.does("read_my_export").at("export", &export).refused("not-found").await;
        fetch(li, &export).refused("export-refused").await;

        let data = fetch(wang, &export).ok().await;
        assert!(data["readme_zh"].as_str().unwrap().contains("更正"));
        assert_eq!(section(&data, "account")[0]["phone"], wang.reached_at(), "whole, not masked");
        assert_eq!(section(&data, "needs")[0]["wording"], "甲说的话");
        assert_eq!(section(&data, "suggestions")[0]["proposal"], "甲说的话");
        assert_eq!(section(&data, "residencies")[0]["state"], "verified");
        assert_eq!(section(&data, "sessions").len(), 2);
        let mut receipt = wang.does("read_my_receipt").at("vote", &vote).ok().await;
        receipt["channel"] = json!("online");
        assert_eq!(section(&data, "receipts"), &vec![receipt]);
        let did = |action: &str| section(&data, "audit_events").iter().any(|event| event["action"] == action);
        assert!(did("submit_need") && !did("cast_ballot"), "the trail does not say who cast a ballot");
        let not_included = data["not_included"].as_array().unwrap();
        assert!(not_included.iter().any(|one| one["what"] == "photos"));
        let text = data.to_string();
        for foreign in
            ["乙说的话", "李强强", li.reached_at(), &li.account().await, "choices\":[2]", "token_hash", "_index\""]
        {
            assert!(!text.contains(foreign), "{foreign} is in it");
        }
        wang.does("list_my_notices").ok().await["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["kind"] == "export_made")
            .unwrap();
    });
}

#[test]
fn an_export_is_fetched_once_with_its_code_within_a_day_and_then_deleted() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let held = "SELECT count(*) AS answer FROM exports WHERE content IS NOT NULL";
        let export = wang.does("request_my_export").ok().await;
        assert_eq!(ask_database(&town, held).await, 1);
        let wrong = json!({"id": export["id"], "download_code": "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3"});
        fetch(&wang, &wrong).refused("export-refused").await;
        fetch(&wang, &json!({"id": export["id"], "download_code": "short"})).refused_for("/download_code").await;
        fetch(&wang, &export).ok().await;
        assert_eq!(ask_database(&town, held).await, 0, "nothing of it is left");
        fetch(&wang, &export).refused("export-refused").await;
        let state = wang.does("read_my_export").at("export", &export).ok().await;
        assert!(state["fetched_at"].is_string());

        let replaced = wang.does("request_my_export").ok().await;
        let newer = wang.does("request_my_export").ok().await;
        fetch(&wang, &replaced).refused("export-refused").await;
        town.later(TimeDelta::hours(24));
        fetch(&wang, &newer).refused("export-refused").await;
        wang.does("read_my_export").at("export", &newer).refused("not-found").await;
        sanhui::rights::sweep(town.app()).await.unwrap();
        assert_eq!(ask_database(&town, "SELECT count(*) AS answer FROM exports").await, 0);
    });
}

#[test]
fn of_fifty_fetches_at_once_one_gets_the_export() {
    two_instances(async |TwoInstances { town, other }| {
        let wang = town.resident("王芳").await;
        let export = wang.does("request_my_export").ok().await;
        let deeds = (0..50).map(|turn| {
            let deed = fetch(&wang, &export);
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let answers = join_all(deeds).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 409, 503].contains(status)), "{statuses:?}");
    });
}
