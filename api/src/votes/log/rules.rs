//! The first leaf of a log: everything that is fixed when a vote opens. Nothing of it changes afterwards.

use domain::vote::Vote;
use domain::vote::rule::{Electorate, Method};
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
        options: vote.options.iter().map(OptionView::from).collect(),
        rule: RuleView::from(&vote.rule),
        roll: FrozenRollView { voters: roll.size, hash: roll.hash.to_string() },
        rule_text_hash: hex::encode(Sha256::digest(&rule_text)),
        rule_text,
    })
}

pub fn leaf(rules: &FixedRules) -> String {
    serde_json::json!({"kind": "rules", "rules": rules}).to_string()
}

fn in_words(vote: &Vote) -> String {
    let rule = &vote.rule;
    let method = match rule.method {
        Method::ChooseOne => "每票选一个方案，得票最多的方案当选。".to_owned(),
        Method::Approve { at_most } => {
            format!("每票最多选{at_most}个方案，多选则整票无效；得票最多的方案当选。")
        }
    };
    let electorate = match rule.electorate {
        Electorate::Person => "一人一票。",
        Electorate::Household => "一户一票。",
    };
    let share = |what: &str, share: Option<domain::vote::quorum::Share>| {
        let words = |share: domain::vote::quorum::Share| {
            format!("{what}：{} {} {}/{}。", share.base().word(), share.cmp().word(), share.num(), share.den())
        };
        share.map_or_else(|| format!("{what}：无。"), words)
    };
    let lot: Vec<String> = rule.lot.as_slice().iter().map(ToString::to_string).collect();
    let mut lines = vec![vote.title.to_string()];
    lines.extend(vote.options.iter().map(|option| format!("{}. {}", option.number, option.title)));
    lines.extend([method, electorate.to_owned()]);
    lines.extend([share("参与要求", rule.quorum), share("当选要求", rule.threshold)]);
    lines.push(format!("票数相同时依此顺序：{}。", lot.join("、")));
    lines.join("\n")
}
