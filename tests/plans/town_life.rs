//! A year in a town: people go through the whole flow, and read every list by each of its filters.

use chrono::TimeDelta;
use tests::{Person, Town, Value, json};

use crate::flow::{Flow, STREET};

/// Lets the year pass.
pub async fn goes_by(town: &Town) {
    let flow = Flow::new(town).await;
    let voters = flow.neighbours(&["王芳", "李强", "陈静"]).await;
    let suggestion = suggested(&flow, &voters[0]).await;
    let vote = flow.open_vote().await;
    night(&flow, &voters, &vote).await;
    let project = json!({"id": vote["project_id"]});
    read(&flow, &vote, &project).await;
    town.later(TimeDelta::days(8));
    flow.public.does("read_result").at("vote", &vote).ok().await;
    after(&flow, &voters, &vote).await;
    built(&flow, &vote, &project).await;
    lists(&flow, &vote, &project).await;
    flow.public.does("read_suggestion").at("suggestion", &suggestion).ok().await;
}

async fn suggested(flow: &Flow, by: &Person) -> Value {
    let said = json!({"area_code": STREET, "topic": "路灯", "reasons": "晚上太黑，老人出门容易摔跤。", "proposal": "在小区门口加装路灯。"});
    let suggestion = by.does("submit_suggestion").with(said).ok().await;
    flow.steward.does("acknowledge_suggestion").at("suggestion", &suggestion).ok().await;
    flow.steward.does("list_overdue").ok().await;
    suggestion
}

async fn night(flow: &Flow, voters: &[Person], vote: &Value) {
    for (voter, choice) in voters.iter().zip([1, 2, 2]) {
        let cast = || voter.does("cast_ballot").at("vote", vote).with(json!({"choices": [choice]}));
        voter.does("read_my_eligibility").at("vote", vote).ok().await;
        cast().ok().await;
        cast().ok().await;
        voter.does("read_my_receipt").at("vote", vote).ok().await;
    }
    voters[0].does("cast_ballot").at("vote", vote).with(json!({"choices": [2]})).ok().await;
    flow.moderator.does("list_non_voters").at("vote", vote).ok().await;
    flow.moderator.does("read_roll").at("vote", vote).ok().await;
    flow.moderator.does("check_vote").at("vote", vote).answer().await;
}

async fn read(flow: &Flow, vote: &Value, project: &Value) {
    for id in ["read_vote", "read_turnout", "list_vote_steps", "read_checkpoint", "list_log_leaves"] {
        flow.public.does(id).at("vote", vote).ok().await;
    }
    flow.public.does("read_project").at("project", project).ok().await;
    flow.public.does("read_trace").at("kind", "project").at("id", project).ok().await;
}

async fn after(flow: &Flow, voters: &[Person], vote: &Value) {
    flow.public.does("read_turnout").at("vote", vote).ok().await;
    flow.public.does("read_protocol").at("vote", vote).answer().await;
    flow.public.does("download_bundle").at("vote", vote).answer().await;
    voters[0].does("read_my_eligibility").at("vote", vote).ok().await;
    let doubt = json!({"text": "我投的票没有算进去。"});
    voters[0].does("object_to_result").at("vote", vote).with(doubt).answer().await;
    voters[0].does("list_my_result_objections").at("vote", vote).ok().await;
    flow.colleague.does("list_result_objections").at("vote", vote).ok().await;
    flow.colleague.does("certify_result").at("vote", vote).answer().await;
    flow.public.does("list_log_leaves").at("vote", vote).ok().await;
}

async fn built(flow: &Flow, vote: &Value, project: &Value) {
    let seen = flow.public.does("read_project").at("project", project).ok().await;
    let winner = json!({"design_id": seen["designs"][0]["id"], "vote_id": vote["id"]});
    flow.steward.does("approve_design").at("project", project).with(winner).answer().await;
    flow.steward.does("start_building").at("project", project).answer().await;
}

/// Reads the first and the second page of every list, with each filter.
async fn lists(flow: &Flow, vote: &Value, project: &Value) {
    let pages = async |by: &Person, id: &str, filters: &[(&str, Value)]| {
        let asked = || filters.iter().fold(by.does(id).at("limit", 1), |deed, (name, value)| deed.at(name, value));
        if let Some(cursor) = asked().ok().await["next_cursor"].as_str() {
            asked().at("cursor", cursor).ok().await;
        }
    };
    let (unit, street) = (flow.unit["id"].clone(), json!(STREET));
    let (public, word) = (&flow.public, |word: &str| json!(word));
    for filters in [vec![], vec![("unit_id", unit.clone())], vec![("facility", word("public_space"))]] {
        pages(public, "list_needs", &filters).await;
    }
    let stage = ("stage", word("building"));
    for filters in [
        vec![],
        vec![("unit_id", unit.clone())],
        vec![("area", street.clone())],
        vec![stage],
        vec![("year", json!(2026))],
    ] {
        pages(public, "list_projects", &filters).await;
    }
    let of_project = ("project_id", project["id"].clone());
    for filters in
        [vec![], vec![("unit_id", unit.clone())], vec![of_project.clone()], vec![("status", word("certified"))]]
    {
        pages(public, "list_votes", &filters).await;
    }
    for filters in [vec![], vec![("unit_id", unit.clone())], vec![of_project], vec![("kind", word("hearing"))]] {
        pages(public, "list_meetings", &filters).await;
    }
    for filters in [vec![], vec![("area", street.clone())], vec![("status", word("received"))]] {
        pages(public, "list_suggestions", &filters).await;
    }
    for id in ["list_areas", "list_units", "list_planners", "list_owners_decisions"] {
        pages(public, id, &[]).await;
    }
    pages(public, "list_units", &[("area", street)]).await;
    public.does("locate_unit").at("lon", 121.475).at("lat", 31.205).at("datum", "wgs84").ok().await;
    pages(&flow.moderator, "list_residency_claims", &[]).await;
    for id in ["list_my_notices", "list_my_sessions", "list_my_residencies", "list_my_consents", "read_me"] {
        flow.moderator.does(id).ok().await;
    }
    let auditor = flow.town.duty("audit_administrator").await;
    pages(&auditor, "list_audit_events", &[]).await;
    pages(&auditor, "list_audit_events", &[("subject_id", vote["id"].clone())]).await;
    auditor.does("verify_audit_trail").ok().await;
}
