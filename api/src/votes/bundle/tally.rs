//! The count repeated from a bundle, by the same rules as the service's.

use domain::Time;
use domain::ids::{AccountId, DesignId, ProjectId, UnitId, VoteId};
use domain::text::Title;
use domain::vote::ballot::Ballot;
use domain::vote::roll::{FrozenRoll, RollHash};
use domain::vote::rule::{OptionNumber, Rule};
use domain::vote::tally::Count;
use domain::vote::{Closure, Opening, Vote, VoteOption, VoteState};
use serde_json::Value;
use uuid::Uuid;

use super::super::view::RuleView;
use crate::votes::log::FixedRules;
use crate::votes::result::Counted;
use crate::votes::result::ResultView;

/// Fields that a recount can't give: they say when the vote was counted and certified.
const OF_THE_MOMENT: [&str; 4] = ["status", "counted_at", "certified_at", "objections_until"];
/// The field that ballots can't give, because they are parted from their voters.
const OF_THE_VOTERS: &str = "area";

pub fn rule(rules: &FixedRules) -> Option<Rule> {
    rules.rule.restore(u8::try_from(rules.options.len()).ok()?)
}

/// The result of these ballots as it would be published, without the fields that a recount can't give.
pub fn recount<'a>(rules: &FixedRules, rule: Rule, ballots: impl Iterator<Item = &'a Ballot>) -> Option<Value> {
    let mut count = Count::begin(&rule, rules.roll.voters);
    ballots.for_each(|ballot| count.add(ballot));
    let tally = count.finish();
    let counted =
        Counted { vote: vote(rules, rule)?, tally, at: Time::UNIX_EPOCH, objections_until: None, area_cast: None };
    serde_json::to_value(ResultView::from(&counted)).ok().map(lasting)
}

/// The part of a result that a recount must give again: without the fields that it can't give, and without sentences,
/// because another version may word them differently.
pub fn lasting(mut result: Value) -> Value {
    if let Some(fields) = result.as_object_mut() {
        fields.retain(|name, _| name != OF_THE_VOTERS && !OF_THE_MOMENT.contains(&name.as_str()));
        fields.entry("rehearsal").or_insert(Value::Bool(false)); // results of before there were any
        // Reading the rule fills in the parts that an earlier version did not know, as for the rules of the first leaf.
        let rule = fields.get("rule").cloned().and_then(|rule| serde_json::from_value::<RuleView>(rule).ok());
        if let Some(rule) = rule.and_then(|rule| serde_json::to_value(rule).ok()) {
            fields.insert("rule".to_owned(), rule);
        }
    }
    without_words(&mut result);
    result
}

fn without_words(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !name.starts_with("explained_"));
            fields.values_mut().for_each(without_words);
        }
        Value::Array(items) => items.iter_mut().for_each(without_words),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The vote as far as its result shows it.
fn vote(rules: &FixedRules, rule: Rule) -> Option<Vote> {
    let options = rules.options.iter().map(|option| {
        Some(VoteOption {
            number: OptionNumber::new(option.number)?,
            design: DesignId(option.design_id),
            title: Title::parse(&option.title).ok()?,
        })
    });
    let (nobody, never) = (AccountId(Uuid::nil()), Time::UNIX_EPOCH);
    let roll = FrozenRoll { size: rules.roll.voters, area: rules.roll.area, hash: RollHash([0; 32]) };
    Some(Vote {
        id: VoteId(rules.vote_id),
        project: ProjectId(Uuid::nil()),
        unit: UnitId(Uuid::nil()),
        meeting: None,
        title: Title::parse(&rules.title).ok()?,
        options: options.collect::<Option<_>>()?,
        rule,
        rehearsal: rules.rehearsal,
        deputy: None,
        opens_at: None,
        closes_at: never,
        drafted_by: nobody,
        drafted_at: never,
        state: VoteState::Closed(
            Opening { by: nobody, at: never, begins_at: never, roll },
            Closure::ByTime { at: never },
        ),
    })
}
