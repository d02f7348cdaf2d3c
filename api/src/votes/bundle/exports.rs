//! The same ballots in the formats other people's tools read, so that they can repeat the count.
//!
//! CSV (RFC 4180); PrefLib (preflib.org/format), categories or orders with ties; ABIF (electowiki.org/wiki/ABIF);
//! Pabulib's .pb (pabulib.org/format). In Pabulib's format, picking one of several designs is written as a budget of 1
//! and designs that cost 1, and a budget vote with its own budget and costs.

use domain::vote::ballot::Ballot;
use domain::vote::purse::{Purse, Spending};
use domain::vote::rule::{BallotForm, Method, OptionNumber, Rule};
use domain::vote::tally::score::BEST;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::votes::log::FixedRules;

/// The ballots in other formats, each the text of a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exports {
    /// CSV: a line for each ballot, with commitment and ballot.
    pub csv: String,
    /// PrefLib: categories, or orders with ties for ranked ballots.
    pub preflib: String,
    /// Aggregated Ballot Information Format.
    pub abif: String,
    /// Pabulib; null for ranked and scored ballots, which this format can't hold.
    pub pabulib: Option<String>,
}

impl Exports {
    /// Makes the exports of ballots with their commitments, in order of commitment.
    pub fn of<'a>(rules: &FixedRules, rule: &Rule, ballots: impl Iterator<Item = (&'a str, &'a Ballot)>) -> Self {
        let mut csv = HEADER.to_owned();
        let mut counts: BTreeMap<String, (u64, &Ballot)> = BTreeMap::new();
        for (commitment, ballot) in ballots {
            let canonical = ballot.canonical();
            csv.push_str(&line_of(commitment, &canonical));
            match counts.get_mut(&canonical) {
                Some((count, _)) => *count += 1,
                None => drop(counts.insert(canonical, (1, ballot))),
            }
        }
        Self { csv, ..Self::without_lines(rules, rule, counts.into_values().collect()) }
    }

    /// The exports without the lines of the CSV. `counts` says how often each ballot was cast, in the order of the
    /// canonical forms.
    pub fn without_lines(rules: &FixedRules, rule: &Rule, mut counts: Vec<(u64, &Ballot)>) -> Self {
        let csv = HEADER.to_owned();
        counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count)); // stable: equals stay in canonical order
        let papers = Papers { rules, rule, counts };
        Self { csv, preflib: papers.preflib(), abif: papers.abif(), pabulib: papers.pabulib() }
    }
}

/// The first line of the CSV.
pub const HEADER: &str = "commitment,ballot\r\n";

/// A line of the CSV.
pub fn line_of(commitment: &str, canonical: &str) -> String {
    format!("{commitment},{}\r\n", field(canonical, ','))
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

    /// Orders with ties (.toi) of ranked ballots, categories (.cat) of the others.
    fn preflib(&self) -> String {
        let (kind, categories): (&str, Vec<String>) = match self.rule.method.form() {
            BallotForm::Marks => ("cat", ["Yes", "No"].map(str::to_owned).to_vec()),
            BallotForm::Scores => {
                ("cat", (0..=BEST).rev().map(|score| score.to_string()).chain(["Blank".to_owned()]).collect())
            }
            BallotForm::Ranking => ("toi", Vec::new()),
        };
        // PrefLib knows no empty order, so blank ranked ballots are left out.
        let held: Vec<&(u64, &Ballot)> =
            self.counts.iter().filter(|(_, ballot)| kind == "cat" || !ballot.is_blank()).collect();
        let all: u64 = held.iter().map(|(count, _)| count).sum();
        let mut text = format!(
            "# FILE NAME: {}.{kind}\n# TITLE: {}\n# DESCRIPTION: {}\n# DATA TYPE: {kind}\n# MODIFICATION TYPE: original\n# RELATES TO:\n\
             # RELATED FILES:\n# PUBLICATION DATE:\n# MODIFICATION DATE:\n# NUMBER ALTERNATIVES: {}\n# NUMBER VOTERS: {all}\n",
            self.rules.vote_id,
            self.title(),
            if kind == "toi" { format!("{} blank ballots are left out", self.blank()) } else { String::new() },
            self.rules.options.len(),
        );
        let unique = if kind == "toi" { "ORDERS" } else { "PREFERENCES" };
        text.push_str(&format!("# NUMBER UNIQUE {unique}: {}\n", held.len()));
        if !categories.is_empty() {
            text.push_str(&format!("# NUMBER CATEGORIES: {}\n", categories.len()));
        }
        for (name, number) in categories.iter().zip(1..) {
            let number: u8 = number;
            text.push_str(&format!("# CATEGORY NAME {number}: {name}\n"));
        }
        for (number, title) in self.options() {
            text.push_str(&format!("# ALTERNATIVE NAME {number}: {title}\n"));
        }
        for (count, ballot) in held {
            text.push_str(&format!("{count}: {}\n", self.preference(ballot)));
        }
        text
    }

    fn preference(&self, ballot: &Ballot) -> String {
        let all = || self.options().map(|(number, _)| number);
        let groups: Vec<Vec<u8>> = match self.rule.method.form() {
            BallotForm::Marks => {
                let marks = marks(ballot);
                vec![marks.clone(), all().filter(|number| !marks.contains(number)).collect()]
            }
            BallotForm::Scores => {
                let given = |wanted: Option<u8>| {
                    all()
                        .zip(ballot.scores())
                        .filter(|(_, score)| **score == wanted)
                        .map(|(number, _)| number)
                        .collect()
                };
                (0..=BEST).rev().map(Some).chain([None]).map(given).collect()
            }
            BallotForm::Ranking => ranks(ballot),
        };
        groups.iter().map(Vec::as_slice).map(category).collect::<Vec<_>>().join(",")
    }

    fn blank(&self) -> u64 {
        self.counts.iter().filter(|(_, ballot)| ballot.is_blank()).map(|(count, _)| count).sum()
    }

    fn abif(&self) -> String {
        let mut text = format!("{}\n", serde_json::json!({"title": self.title()}));
        for (number, title) in self.options() {
            text.push_str(&format!("=o{number}:[{}]\n", title.replace('[', "（").replace(']', "）")));
        }
        for (count, ballot) in &self.counts {
            let line = match self.rule.method.form() {
                BallotForm::Marks => {
                    let marks = marks(ballot);
                    let scores =
                        self.options().map(|(number, _)| format!("o{number}/{}", u8::from(marks.contains(&number))));
                    scores.collect::<Vec<_>>().join(",")
                }
                BallotForm::Scores => {
                    let scores = self.options().zip(ballot.scores());
                    let given =
                        scores.filter_map(|((number, _), score)| score.map(|score| format!("o{number}/{score}")));
                    given.collect::<Vec<_>>().join(",")
                }
                BallotForm::Ranking => {
                    let named =
                        |group: &Vec<u8>| group.iter().map(|one| format!("o{one}")).collect::<Vec<_>>().join("=");
                    ranks(ballot).iter().map(named).collect::<Vec<_>>().join(">")
                }
            };
            text.push_str(&if line.is_empty() { format!("# {count} blank\n") } else { format!("{count}:{line}\n") });
        }
        text
    }

    /// Pabulib's format; none for ranks and scores, which it can't hold. Picking one of several is a budget of 1. The
    /// projects of a budget vote are in lot order, because ties go to the one earlier in the file.
    fn pabulib(&self) -> Option<String> {
        let most = self.rule.method.most_marks()?.min(self.rule.options());
        let purse = self.rule.purse.as_ref();
        let budget = purse.map_or(1, Purse::budget);
        let shares = self.rule.method == Method::Budget { by: Spending::EqualShares };
        let rule = if shares { "equalshares/add1" } else { "greedy" };
        // Pabulib knows no ballot without a mark or with too many, so these are left out.
        let counted = |(_, ballot): &&(u64, &Ballot)| !ballot.is_blank() && ballot.check(self.rule).is_ok();
        let all: u64 = self.counts.iter().filter(counted).map(|(count, _)| count).sum();
        let mut text = format!(
            "META\nkey;value\ndescription;{}\ncountry;China\nunit;Shanghai\ninstance;{}\nnum_projects;{}\nnum_votes;{all}\nbudget;{budget}\n\
             vote_type;{}\nrule;{rule}\nmin_length;1\nmax_length;{most}\nPROJECTS\nproject_id;cost;votes;name\n",
            field(&self.title(), ';'),
            self.rules.vote_id,
            self.rules.options.len(),
            if most == 1 { "choose-1" } else { "approval" },
        );
        let mut options: Vec<(u8, String)> = self.options().collect();
        if purse.is_some() {
            let place = |number: u8| OptionNumber::new(number).map(|option| self.rule.lot.place(option));
            options.sort_by_key(|(number, _)| place(*number));
        }
        for (number, title) in options {
            let marked = |(_, ballot): &&(u64, &Ballot)| marks(ballot).contains(&number);
            let cost = purse.zip(OptionNumber::new(number)).map_or(1, |(purse, option)| purse.cost(option));
            let votes: u64 = self.counts.iter().filter(counted).filter(marked).map(|(count, _)| count).sum();
            text.push_str(&format!("{number};{cost};{votes};{}\n", field(&title, ';')));
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
        Some(text)
    }
}

fn ranks(ballot: &Ballot) -> Vec<Vec<u8>> {
    ballot.ranks().iter().map(|group| group.iter().map(|option| option.get()).collect()).collect()
}

fn marks(ballot: &Ballot) -> Vec<u8> {
    ballot.marks().map(|option| option.get()).collect()
}

/// One number is written alone, none or several in braces.
fn category(numbers: &[u8]) -> String {
    let words: Vec<String> = numbers.iter().map(u8::to_string).collect();
    if numbers.len() == 1 { words.concat() } else { format!("{{{}}}", words.join(",")) }
}

fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// Puts the text in quotation marks if it contains the separator, a quotation mark or a line break.
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

    fn exported(method: Method, ballots: &[&str]) -> Exports {
        let lot = LotOrder::parse(&[1, 2, 3], 3).unwrap();
        let rule = Rule::new(method, Electorate::Person, None, None, lot).unwrap();
        let option = |number, title: &str| OptionView { number, design_id: Uuid::nil(), title: title.to_owned() };
        let rules = FixedRules {
            vote_id: Uuid::nil(),
            title: "照明; 表决".to_owned(),
            rehearsal: false,
            options: vec![option(1, "林荫"), option(2, "\"花\""), option(3, "[水]")],
            rule: RuleView::from(&rule),
            roll: FrozenRollView { voters: 9, area: None, hash: String::new() },
            rule_text: String::new(),
            rule_text_hash: String::new(),
        };
        let ballots: Vec<Ballot> = ballots.iter().map(|text| Ballot::from_canonical(text).unwrap()).collect();
        let names: Vec<String> = (0..ballots.len()).map(|number| format!("c{number}")).collect();
        Exports::of(&rules, &rule, names.iter().map(String::as_str).zip(&ballots))
    }

    fn orders(exports: &Exports) -> Vec<&str> {
        exports.preflib.lines().filter(|line| !line.starts_with('#')).collect()
    }

    #[test]
    fn marks_are_as_the_formats_have_them() {
        let exports = exported(Method::Approve { at_most: 2 }, &["marks:1,3", "marks:", "marks:1,3", "marks:2"]);
        assert_eq!(
            exports.csv,
            "commitment,ballot\r\nc0,\"marks:1,3\"\r\nc1,marks:\r\nc2,\"marks:1,3\"\r\nc3,marks:2\r\n"
        );
        assert_eq!(orders(&exports), ["2: {1,3},2", "1: {},{1,2,3}", "1: 2,{1,3}"]);
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

    #[test]
    fn ranks_are_orders_with_ties() {
        let exports = exported(Method::Borda, &["ranks:2>1=3", "ranks:3", "ranks:", "ranks:2>1=3"]);
        assert_eq!(orders(&exports), ["2: 2,{1,3}", "1: 3"]);
        for header in ["# DATA TYPE: toi", "# DESCRIPTION: 1 blank ballots are left out", "# NUMBER UNIQUE ORDERS: 2"] {
            assert!(exports.preflib.lines().any(|line| line == header), "{header}");
        }
        let lines: Vec<&str> = exports.abif.lines().skip(4).collect();
        assert_eq!(lines, ["2:o2>o1=o3", "# 1 blank", "1:o3"]);
        assert_eq!(exports.pabulib, None);
    }

    #[test]
    fn scores_are_categories() {
        let exports = exported(Method::Score, &["scores:50-", "scores:---"]);
        assert_eq!(orders(&exports), ["1: {},{},{},{},{},{},{1,2,3}", "1: 1,{},{},{},{},2,3"]);
        let lines: Vec<&str> = exports.abif.lines().skip(4).collect();
        assert_eq!(lines, ["# 1 blank", "1:o1/5,o2/0"]);
        assert_eq!(exports.pabulib, None);
    }
}
