//! The measured town. Its people act through the API until the vote is open; only the hundreds of thousands of
//! residents are put into the database directly.

use std::path::Path;

use chrono::TimeDelta;
use domain::ids::{AccountId, VoteId};
use sanhui::infra::clock::Clock;
use sanhui::infra::settings::Settings;
use sanhui::infra::tokens::Bearer;
use tests::{Town, Value, json};
use uuid::Uuid;

use crate::flow::{Flow, STREET};
use crate::people;
use crate::sql::Sql;

/// The things of the town that the measurements use.
pub struct Scene {
    pub unit: Uuid,
    pub committee: String,
    pub moderator: Uuid,
    /// Account and phone number of the residents who sign in by phone. They are on the roll, too.
    pub with_phone: Vec<(AccountId, String)>,
    /// The id of the open vote.
    pub vote: String,
    /// The id of a small vote that is closed and counted.
    pub counted: String,
}

/// How many designs the open vote has.
const DESIGNS: usize = 6;
/// How many projects the list has: half of the longest page.
const PROJECTS: usize = 50;

/// An open vote with this many voters on its roll. The voters are only numbers and have no accounts.
pub async fn opened_on_paper(settings: Settings, sql: &Sql, voters: usize) -> VoteId {
    let town = Town::on(settings, Clock::system().now() - TimeDelta::days(13)).await;
    let flow = Flow::new(&town).await;
    let project = publicized(&flow).await;
    flow.held("coordination", &project).await;
    town.later(Clock::system().now() - town.now());
    let draft = json!({
        "project_id": project["id"], "title": "设计方案表决", "closes_at": town.in_days(7), "method": "approve", "at_most": 2,
    });
    let vote = flow.moderator.does("draft_vote").with(draft).ok().await;
    let account = "('01900000-0000-7000-8000-' || lpad(to_hex(one), 12, '0'))::uuid";
    sql.run(&format!(
        "INSERT INTO roll_entries (vote_id, account_id, voter, building) \
         SELECT '{}', {account}, 'person:' || {account}, (one % 200) || '号' FROM generate_series(1, {voters}) AS one",
        word(&vote["id"])
    ))
    .await;
    flow.moderator.does("open_vote").at("vote", &vote).ok().await;
    drop(flow);
    town.leave().await;
    VoteId(id(&vote["id"]))
}

/// Brings the town to the moment when the vote takes ballots. Gives the scene and the residents on the roll.
pub async fn settle(
    settings: Settings,
    key_file: &Path,
    sql: &Sql,
    residents: usize,
    with_phone: usize,
) -> (Scene, Vec<Bearer>) {
    let town = Town::on(settings, Clock::system().now() - TimeDelta::days(13)).await;
    let flow = Flow::new(&town).await;
    let neighbours = flow.neighbours(&["王芳", "李强", "陈静", "赵敏", "周杰", "吴霞"]).await;
    let (small, _) = flow.publicized().await;
    let large = publicized(&flow).await;
    let meetings = [flow.announced("coordination", &small).await, flow.announced("coordination", &large).await];
    town.later(TimeDelta::days(12));
    for meeting in &meetings {
        flow.moderator.does("open_meeting").at("meeting", meeting).ok().await;
        flow.moderator.does("close_meeting").at("meeting", meeting).ok().await;
    }
    let counted = opened(&flow, flow.drafted(&small).await).await;
    for (turn, neighbour) in neighbours.iter().enumerate() {
        let ballot = json!({"choices": [turn % 2 + 1]});
        neighbour.does("cast_ballot").at("vote", &counted).with(ballot).ok().await;
    }
    let why = json!({"reason": "名册上的居民均已投票"});
    flow.moderator.does("close_vote").at("vote", &counted).with(why).ok().await;
    for _ in 0..PROJECTS {
        flow.project().await;
    }
    let mut phones = Vec::new();
    for number in 0..with_phone {
        let person = town.resident(&format!("居民{number}")).await;
        phones.push((AccountId(id(&json!(person.account().await))), person.reached_at().to_owned()));
    }
    town.later(Clock::system().now() - town.now());

    let committees = flow.public.does("list_areas").at("parent", STREET).at("limit", 1).ok().await;
    let mut scene = Scene {
        unit: id(&flow.unit["id"]),
        committee: committees["items"][0]["code"].as_str().expect("a committee").to_owned(),
        moderator: id(&json!(flow.moderator.account().await)),
        with_phone: phones,
        vote: String::new(),
        counted: word(&counted["id"]),
    };
    let bearers = people::move_in(sql, key_file, &scene, residents).await;
    let draft = json!({
        "project_id": large["id"], "title": "设计方案表决", "closes_at": town.in_days(7), "method": "approve", "at_most": 2,
    });
    let vote = opened(&flow, flow.moderator.does("draft_vote").with(draft).ok().await).await;
    scene.vote = word(&vote["id"]);
    drop(flow);
    town.leave().await;
    (scene, bearers)
}

/// A project in publicity with reviewed designs.
async fn publicized(flow: &Flow) -> Value {
    let project = flow.project().await;
    flow.sourced(&project).await;
    for number in 1..=DESIGNS {
        let design = flow.design(&project, &format!("方案{number}")).await;
        flow.reviewed(&design).await;
    }
    flow.moderator.does("open_publicity").at("project", &project).ok().await;
    project
}

/// Builds the roll and opens the vote.
async fn opened(flow: &Flow, vote: Value) -> Value {
    flow.moderator.does("build_roll").at("vote", &vote).ok().await;
    flow.moderator.does("open_vote").at("vote", &vote).ok().await
}

fn word(value: &Value) -> String {
    value.as_str().expect("a word").to_owned()
}

fn id(value: &Value) -> Uuid {
    word(value).parse().expect("an id")
}
