//! The same ballots in the formats other people's tools read, so that they can repeat the count.
//!
//! CSV (RFC 4180); PrefLib categorical data (preflib.org/format); ABIF (electowiki.org/wiki/ABIF); Pabulib's .pb
//! (pabulib.org/format), where picking one of several designs is a budget of 1 and designs that cost 1.

use domain::vote::ballot::Ballot;
use domain::vote::rule::{Method, Rule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::super::log::rules::FixedRules;

/// The ballots in other formats, each a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exports {
    /// A line a ballot: commitment, ballot.
    pub csv: String,
    /// PrefLib, categorical: marked and not marked.
    pub preflib: String,
    /// Aggregated Ballot Information Format.
    pub abif: String,
    /// Pabulib; null where the kind of ballot has no place in it.
    pub pabulib: Option<String>,
}

impl Exports {
    /// Ballots with their commitments, in order of commitment.
    pub fn of<'a>(rules: &FixedRules, rule: &Rule, ballots: impl Iterator<Item = (String, &'a Ballot)>) -> Self {
        let mut csv = "commitment,ballot\r\n".to_owned();
        let mut counts: BTreeMap<String, (u64, &Ballot)> = BTreeMap::new();
        for (commitment, ballot) in ballots {
            let canonical = ballot.canonical();
            csv.push_str(&format!("{commitment},{}\r\n", field(&canonical, ',')));
            counts.entry(canonical).or_insert((0, ballot)).0 += 1;
        }
        let mut counts: Vec<(u64, &Ballot)> = counts.into_values().collect();
        counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count)); // stable: equals stay in canonical order
        let papers = Papers { rules, rule, counts };
        Self { csv, preflib: papers.preflib(), abif: papers.abif(), pabulib: Some(papers.pabulib()) }
    }
}

struct Papers<'a> {
    rules: &'a FixedRules,
    rule: &'a Rule,
    counts: Vec<(u64, &'a Ballot)>,
}

impl Papers<'_> {
    fn title(&self) -> String {
        line(&self.rules.title)
    }

    /// Numbers and titles of the options.
    fn options(&self) -> impl Iterator<Item = (u8, String)> + '_ {
        self.rules.options.iter().map(|option| (option.number, line(&option.title)))
    }

    fn preflib(&self) -> String {
        let all: u64 = self.counts.iter().map(|(count, _)| count).sum();
        let mut text = format!(
            "# FILE NAME: {}.cat\n# TITLE: {}\n# DESCRIPTION:\n# DATA TYPE: cat\n# MODIFICATION TYPE: original\n# RELATES TO:\n\
             # RELATED FILES:\n# PUBLICATION DATE:\n# MODIFICATION DATE:\n# NUMBER ALTERNATIVES: {}\n# NUMBER VOTERS: {all}\n\
             # NUMBER UNIQUE PREFERENCES: {}\n# NUMBER CATEGORIES: 2\n# CATEGORY NAME 1: Yes\n# CATEGORY NAME 2: No\n",
            self.rules.vote_id,
            self.title(),
            self.rules.options.len(),
            self.counts.len(),
        );
        for (number, title) in self.options() {
            text.push_str(&format!("# ALTERNATIVE NAME {number}: {title}\n"));
        }
        for (count, ballot) in &self.counts {
            let marks = marks(ballot);
            let others = self.options().map(|(number, _)| number).filter(|number| !marks.contains(number)).collect();
            text.push_str(&format!("{count}: {},{}\n", category(&marks), category(&others)));
        }
        text
    }

    fn abif(&self) -> String {
        let mut text = format!("{}\n", serde_json::json!({"title": self.title()}));
        for (number, title) in self.options() {
            text.push_str(&format!("=o{number}:[{}]\n", title.replace('[', "（").replace(']', "）")));
        }
        for (count, ballot) in &self.counts {
            let marks = marks(ballot);
            let scores = self.options().map(|(number, _)| format!("o{number}/{}", u8::from(marks.contains(&number))));
            text.push_str(&format!("{count}:{}\n", scores.collect::<Vec<_>>().join(",")));
        }
        text
    }

    fn pabulib(&self) -> String {
        // A ballot without a mark, or with too many, is none there.
        let counted = |(_, ballot): &&(u64, &Ballot)| !ballot.is_blank() && ballot.check(self.rule).is_ok();
        let all: u64 = self.counts.iter().filter(counted).map(|(count, _)| count).sum();
        let kind = match self.rule.method {
            Method::ChooseOne => "choose-1",
            Method::Approve { .. } => "approval",
        };
        let mut text = format!(
            "META\nkey;value\ndescription;{}\ncountry;China\nunit;Shanghai\ninstance;{}\nnum_projects;{}\nnum_votes;{all}\nbudget;1\n\
             vote_type;{kind}\nrule;greedy\nmin_length;1\nmax_length;{}\nPROJECTS\nproject_id;cost;votes;name\n",
            field(&self.title(), ';'),
            self.rules.vote_id,
            self.rules.options.len(),
            self.rule.method.most_marks(),
        );
        for (number, title) in self.options() {
            let marked = |(_, ballot): &&(u64, &Ballot)| marks(ballot).contains(&number);
            let votes: u64 = self.counts.iter().filter(counted).filter(marked).map(|(count, _)| count).sum();
            text.push_str(&format!("{number};1;{votes};{}\n", field(&title, ';')));
        }
        text.push_str("VOTES\nvoter_id;vote\n");
        let mut voter = 0u64;
        for (count, ballot) in self.counts.iter().filter(counted) {
            let vote: Vec<String> = marks(ballot).iter().map(u8::to_string).collect();
            for _ in 0..*count {
                voter += 1;
                text.push_str(&format!("{voter};{}\n", vote.join(",")));
            }
        }
        text
    }
}

fn marks(ballot: &Ballot) -> Vec<u8> {
    ballot.marks().map(|option| option.get()).collect()
}

/// One number stands alone, none or several in braces.
fn category(numbers: &Vec<u8>) -> String {
    let words: Vec<String> = numbers.iter().map(u8::to_string).collect();
    if numbers.len() == 1 { words.concat() } else { format!("{{{}}}", words.join(",")) }
}

fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// In quotes where it needs them.
fn field(text: &str, separator: char) -> String {
    if text.contains([separator, '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::view::{FrozenRollView, OptionView, RuleView};
    use super::*;
    use domain::vote::rule::{Electorate, LotOrder};
    use uuid::Uuid;

    #[test]
    fn the_files_are_as_the_formats_have_them() {
        let lot = LotOrder::parse(&[1, 2, 3], 3).unwrap();
        let rule = Rule::new(Method::Approve { at_most: 2 }, Electorate::Person, None, None, lot).unwrap();
        let option = |number, title: &str| OptionView { number, design_id: Uuid::nil(), title: title.to_owned() };
        let rules = FixedRules {
            vote_id: Uuid::nil(),
            title: "照明; 表决".to_owned(),
            options: vec![option(1, "林荫"), option(2, "\"花\""), option(3, "[水]")],
            rule: RuleView::from(&rule),
            roll: FrozenRollView { voters: 9, hash: String::new() },
            rule_text: String::new(),
            rule_text_hash: String::new(),
        };
        let ballots: Vec<Ballot> =
            ["marks:1,3", "marks:", "marks:1,3", "marks:2"].map(|text| Ballot::from_canonical(text).unwrap()).to_vec();
        let named = ballots.iter().enumerate().map(|(number, ballot)| (format!("c{number}"), ballot));
        let exports = Exports::of(&rules, &rule, named);

        assert_eq!(
            exports.csv,
            "commitment,ballot\r\nc0,\"marks:1,3\"\r\nc1,marks:\r\nc2,\"marks:1,3\"\r\nc3,marks:2\r\n"
        );
        let orders: Vec<&str> = exports.preflib.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(orders, ["2: {1,3},2", "1: {},{1,2,3}", "1: 2,{1,3}"]);
        for header in ["# NUMBER VOTERS: 4", "# NUMBER UNIQUE PREFERENCES: 3", "# ALTERNATIVE NAME 2: \"花\""] {
            assert!(exports.preflib.lines().any(|line| line == header), "{header}");
        }
        let lines: Vec<&str> = exports.abif.lines().collect();
        assert_eq!(lines[1..4], ["=o1:[林荫]", "=o2:[\"花\"]", "=o3:[（水）]"]);
        assert_eq!(lines[4..], ["2:o1/1,o2/0,o3/1", "1:o1/0,o2/0,o3/0", "1:o1/0,o2/1,o3/0"]);
        let pabulib = exports.pabulib.unwrap();
        assert!(pabulib.contains("description;\"照明; 表决\"\n") && pabulib.contains("\nnum_votes;3\n"), "{pabulib}");
        assert!(
            pabulib
                .ends_with("1;1;2;林荫\n2;1;1;\"\"\"花\"\"\"\n3;1;2;[水]\nVOTES\nvoter_id;vote\n1;1,3\n2;1,3\n3;2\n")
        );
    }
}
