//! The first leaf of a log: everything that is fixed when a vote opens. Nothing of it changes afterwards.

use domain::vote::Vote;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::view::{FrozenRollView, OptionView, RuleView};

/// What was fixed when the vote opened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FixedRules {
    pub vote_id: Uuid,
    pub title: String,
    /// A rehearsal (演练): it decides nothing.
    #[serde(default)]
    pub rehearsal: bool,
    /// In the order of the ballot paper.
    pub options: Vec<OptionView>,
    pub rule: RuleView,
    /// Size and hash of the frozen roll.
    pub roll: FrozenRollView,
    /// The rule in plain words.
    pub rule_text: String,
    /// SHA-256 of `rule_text` in UTF-8, hex.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub rule_text_hash: String,
}

/// None before a vote is open.
pub fn fixed(vote: &Vote) -> Option<FixedRules> {
    let roll = vote.state.opening()?.roll;
    let rule_text = in_words(vote);
    Some(FixedRules {
        vote_id: vote.id.0,
        title: vote.title.to_string(),
        rehearsal: vote.rehearsal,
        options: vote.options.iter().map(OptionView::from).collect(),
        rule: RuleView::from(&vote.rule),
        roll: FrozenRollView::from(roll),
        rule_text_hash: hex::encode(Sha256::digest(&rule_text)),
        rule_text,
    })
}

pub fn leaf(rules: &FixedRules) -> String {
    serde_json::json!({"kind": "rules", "rules": rules}).to_string()
}

/// The rules in the first leaf, word for word and parsed; none when the leaf holds no rules. What is word for word
/// lacks fields that were added since, because nothing may be added to what was signed.
pub fn of_leaf(leaf: &str) -> Option<(serde_json::Value, FixedRules)> {
    let rules = serde_json::from_str::<serde_json::Value>(leaf).ok()?.get("rules")?.clone();
    let read = FixedRules::deserialize(&rules).ok()?;
    Some((rules, read))
}

fn in_words(vote: &Vote) -> String {
    let options = vote.options.iter().map(|option| format!("{}. {}", option.number, option.title));
    let lines = std::iter::once(vote.title.to_string()).chain(options);
    let (zh, en) = domain::vote::paper::BETWEEN_WAYS;
    let rule = [vote.rule.in_chinese(), zh.to_owned(), vote.rule.in_english(), en.to_owned()];
    lines.chain(rule).collect::<Vec<_>>().join("\n")
}
