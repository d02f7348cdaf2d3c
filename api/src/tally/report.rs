//! What the methods make of a file, as JSON. Options are named by their number in the file, from 1; projects by their id.

mod budget;
mod ranked;
mod scored;

use domain::vote::tally::approval;
use domain::vote::tally::strict::Overvote;
use serde_json::{Map, Value, json};

use super::command::Method;
use super::{Approvals, Flaw, Votes};

#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// All that can be counted when absent.
    pub method: Option<Method>,
    /// For plurality and `irv`; `irv_skip_tied_groups` always passes ties over.
    pub overvote: Overvote,
}

/// Keys that say what was read, whatever the method.
const ABOUT: &[&str] = &["kind", "options", "ballots", "projects", "budget", "vote_type"];

pub fn report(votes: &Votes, wish: Wish) -> Result<Value, Flaw> {
    let mut report = match votes {
        Votes::Ranked(ranked) => ranked::report(ranked, wish.overvote),
        Votes::Approvals(approvals) => of_approvals(approvals),
        Votes::Scores(scores) => scored::report(scores),
        Votes::Budget(budget) => budget::report(budget),
    };
    if let Some(method) = wish.method {
        if !method.keys().iter().any(|key| report.contains_key(*key)) {
            return Err(Flaw::whole("the ballots of this file can't be counted by that method"));
        }
        report.retain(|key, _| ABOUT.contains(&key.as_str()) || method.keys().contains(&key.as_str()));
    }
    Ok(Value::Object(report))
}

fn of_approvals(file: &Approvals) -> Map<String, Value> {
    let options = file.names.len();
    let ballots = || file.ballots.iter().map(|(marks, voters)| (marks.as_slice(), *voters));
    let all = approval::Approvals::count(options, ballots(), None);
    let upto = |limit| approval::Approvals::count(options, ballots(), Some(limit));
    let over: Map<String, Value> =
        [1, 2, 3, 5].into_iter().map(|limit: usize| (limit.to_string(), json!(upto(limit).over_limit))).collect();
    let empty: u64 = ballots().filter(|(marks, _)| marks.is_empty()).map(|(_, voters)| voters).sum();
    object([
        ("kind", json!("approval")),
        ("options", names(&file.names)),
        ("ballots", json!(ballots().map(|(_, voters)| voters).sum::<u64>())),
        ("empty_ballots", json!(empty)),
        ("approval", json!({"counts": each(&all.counts), "winners": numbers(&all.winners())})),
        ("ballots_over_limit", Value::Object(over)),
        ("choose_up_to_3_counts", each(&upto(3).counts)),
    ])
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn names(names: &[String]) -> Value {
    (1..).zip(names).map(|(number, name): (usize, _)| (number.to_string(), json!(name))).collect()
}

/// A figure for each option.
fn each<T: Into<Value> + Clone>(figures: &[T]) -> Value {
    (1..).zip(figures).map(|(number, figure): (usize, _)| (number.to_string(), figure.clone().into())).collect()
}

fn numbers(options: &[usize]) -> Value {
    options.iter().map(|option| json!(option + 1)).collect()
}

fn number(option: Option<usize>) -> Value {
    option.map_or(Value::Null, |option| json!(option + 1))
}
