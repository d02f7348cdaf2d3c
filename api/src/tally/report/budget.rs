//! Budgets.

use domain::vote::tally::budget::{EqualShares, Selection, Start, WhenTooDear, greedy};
use serde_json::{Map, Value, json};

use super::super::{Budget, VoteType};
use super::object;

pub fn report(file: &Budget) -> Map<String, Value> {
    let choose = |when| greedy(&file.instance, &file.points, when, Selection::default());
    let (skip, stop) = (choose(WhenTooDear::Skip), choose(WhenTooDear::Stop));
    let points: Value =
        file.projects.iter().zip(&file.points).map(|(id, n)| (id.clone(), json!(n.to_string()))).collect();
    let official = file.selected.as_ref().map(|selected| sorted(file, selected));
    let mut matches = object([
        ("greedy (skip)", json!(official == Some(sorted(file, &skip.chosen)))),
        ("greedy (stop)", json!(official == Some(sorted(file, &stop.chosen)))),
    ]);
    let mut report = object([
        ("kind", json!("pb")),
        ("vote_type", json!(file.vote_type.word())),
        ("recorded_rule", json!(file.rule)),
        ("budget", json!(money(file, file.instance.budget))),
        ("ballots", json!(file.instance.voters())),
        ("projects", json!(file.projects.len())),
        ("points", points),
        (
            "greedy",
            json!({
                "skip": ids(file, &skip.chosen), "skip_cost": money(file, skip.cost),
                "stop": ids(file, &stop.chosen), "stop_cost": money(file, stop.cost),
            }),
        ),
        ("official_selected", json!(official)),
    ]);
    match file.vote_type {
        VoteType::Approval | VoteType::ChooseOne => {
            let shares = equal_shares(file, &skip, official.as_deref(), &mut matches);
            report.insert("equal_shares_cost_utility".to_owned(), shares);
        }
        VoteType::Cumulative | VoteType::Scoring | VoteType::Ordinal => {}
    }
    if official.is_some() {
        report.insert("official_match".to_owned(), Value::Object(matches));
    }
    report
}

fn equal_shares(
    file: &Budget,
    greedily: &Selection,
    official: Option<&[String]>,
    matches: &mut Map<String, Value>,
) -> Value {
    let unit = 10u64.checked_pow(file.decimals).unwrap_or(1);
    let plain = EqualShares::plain(&file.instance);
    let exact = EqualShares::add1(&file.instance, Start::Exact, unit);
    let whole = EqualShares::add1(&file.instance, Start::WholeUnits, unit);
    let filled = greedy(&file.instance, &file.points, WhenTooDear::Skip, exact.selection.clone());
    for (name, selection) in [
        ("equal shares add1", &exact.selection),
        ("equal shares add1, integer start", &whole.selection),
        ("equal shares add1 + greedy fill", &filled),
    ] {
        let ours = sorted(file, &selection.chosen);
        let theirs = official.unwrap_or_default();
        let mut apart: Vec<&String> = ours.iter().filter(|id| !theirs.contains(id)).collect();
        apart.extend(theirs.iter().filter(|id| !ours.contains(id)));
        apart.sort_unstable();
        let value = if apart.is_empty() { json!(true) } else { json!({"in one only": apart}) };
        matches.insert(name.to_owned(), value);
    }
    let shown = |shares: &EqualShares| {
        json!({
            "set": sorted(file, &shares.selection.chosen), "cost": money(file, shares.selection.cost),
            "steps": shares.steps, "tie_met": shares.tie_met,
        })
    };
    json!({
        "plain": {
            "set": ids(file, &plain.selection.chosen), "cost": money(file, plain.selection.cost), "tie_met": plain.tie_met,
        },
        "add1": shown(&exact),
        "add1_integer_start": shown(&whole),
        "add1_then_greedy_fill": {"set": sorted(file, &filled.chosen), "cost": money(file, filled.cost)},
        "voters_better_off": {
            "greedy": file.instance.better_off(greedily, &filled),
            "equal_shares": file.instance.better_off(&filled, greedily),
        },
    })
}

fn ids(file: &Budget, projects: &[usize]) -> Vec<String> {
    projects.iter().filter_map(|project| file.projects.get(*project).cloned()).collect()
}

fn sorted(file: &Budget, projects: &[usize]) -> Vec<String> {
    let mut ids = ids(file, projects);
    ids.sort_unstable();
    ids
}

/// An amount as the file writes it.
fn money(file: &Budget, amount: u64) -> String {
    let unit = 10u64.checked_pow(file.decimals).unwrap_or(1);
    let (whole, behind) = (amount / unit, amount % unit);
    let width = usize::try_from(file.decimals).unwrap_or(0);
    if behind == 0 { whole.to_string() } else { format!("{whole}.{behind:0width$}") }
}
