//! The way to the winner in numbers and in words, so that whoever lost can follow it.

use super::Standing;
use super::evidence::{Evidence, at};
use super::irv::{self, RoundEnd, RunOff, TieBreak};
use super::lot::Lot;
use super::majority_judgment::Judgment;
use super::pairwise::{Pairwise, Strength};
use super::ranked_pairs::RankedPairs;
use super::schulze::BeatPaths;
use super::score::Scores;
use super::star::{RunOffTie, Star};
use crate::vote::rule::{Method, OptionNumber, Rule};

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// What each option that is still in the race has in this step; empty where the step compares two options only.
    pub counts: Vec<Standing>,
    pub english: String,
    pub chinese: String,
}

pub(super) fn rounds(rule: &Rule, evidence: &Evidence) -> Vec<Round> {
    let lot = Lot::from(&rule.lot);
    match (evidence, rule.method) {
        (Evidence::Rounds(count), _) => run_off(count),
        (Evidence::Scores(scores), Method::Star) => star(scores, &lot),
        (Evidence::Scores(scores), Method::MajorityJudgment) => vec![judgment(scores)],
        (Evidence::Pairs(pairwise), Method::Schulze { strength }) => schulze(pairwise, strength, &lot),
        (Evidence::Pairs(pairwise), Method::RankedPairs { strength }) => ranked_pairs(pairwise, strength, &lot),
        (Evidence::Spent(spent), Method::Budget { by }) => {
            rule.purse.as_ref().map_or_else(Vec::new, |purse| spent.rounds(purse, by, &lot))
        }
        (Evidence::Marks(_) | Evidence::Scores(_) | Evidence::Pairs(_) | Evidence::Spent(_), _) => Vec::new(),
    }
}

/// Why a vote without lots elected nobody: the rounds before the tie, and the options that tied.
pub(super) fn undecided(evidence: &Evidence, tied: &[OptionNumber]) -> Vec<Round> {
    let (mut rounds, tied) = match evidence {
        Evidence::Rounds(count) => {
            let drawn = |round: &irv::Round| matches!(round.tie, Some((_, TieBreak::Lot)));
            let before: Vec<Round> = (1..)
                .zip(&count.rounds)
                .take_while(|(_, round)| !drawn(round))
                .map(|(n, one)| run_off_round(n, one))
                .collect();
            let lowest = count.rounds.iter().find(|round| drawn(round)).and_then(|round| round.tie.as_ref());
            (before, lowest.map_or(Vec::new(), |(tied, _)| tied.clone()))
        }
        Evidence::Marks(_) | Evidence::Scores(_) | Evidence::Pairs(_) | Evidence::Spent(_) => {
            (Vec::new(), tied.iter().map(|option| usize::from(option.get()) - 1).collect())
        }
    };
    let (en, zh) = if tied.is_empty() {
        ("The method itself leaves a tie".to_owned(), "按计票方法仍不分先后".to_owned())
    } else {
        (format!("Options {} tie", list(&tied, ", ")), format!("{}号方案并列", list(&tied, "、")))
    };
    let english = format!("{en}; by the rule of this vote nobody is elected then.");
    rounds.push(round(std::iter::empty(), english, format!("{zh}；按本次表决规则，无方案当选。")));
    rounds
}

fn round(counts: impl Iterator<Item = (usize, u64)>, english: String, chinese: String) -> Round {
    let standing = |(option, votes)| Some(Standing { option: at(option)?, votes });
    Round { counts: counts.filter_map(standing).collect(), english, chinese }
}

fn run_off(count: &RunOff) -> Vec<Round> {
    (1..).zip(&count.rounds).map(|(number, round)| run_off_round(number, round)).collect()
}

fn run_off_round(number: usize, counted: &irv::Round) -> Round {
    let counting: u64 = counted.counts.iter().map(|(_, votes)| votes).sum();
    let votes_of = |option: usize| counted.counts.iter().find(|(o, _)| *o == option).map_or(0, |(_, votes)| *votes);
    let (tie_en, tie_zh) = match &counted.tie {
        None => (String::new(), String::new()),
        Some((tied, by)) => {
            let (by_en, by_zh) = match by {
                TieBreak::EarlierRound => ("an earlier round decided", "按此前轮次票数"),
                TieBreak::Lot => ("the lot order decided", "按抽签次序"),
            };
            (
                format!(" among {} tied for lowest; {by_en}", list(tied, ", ")),
                format!("（{}并列最少，{by_zh}）", list(tied, "、")),
            )
        }
    };
    let (english, chinese) = match counted.end {
        RoundEnd::Elected(winner) => {
            let (votes, winner) = (votes_of(winner), winner + 1);
            (
                format!(
                    "Round {number}: option {winner} has {votes} of the {counting} ballots that still count and is elected."
                ),
                format!("第{number}轮：{winner}号方案得{votes}票，有效计票{counting}票，当选。"),
            )
        }
        RoundEnd::Eliminated(out) => {
            let (votes, out) = (votes_of(out), out + 1);
            (
                format!(
                    "Round {number}: nobody has more than half of {counting}; option {out} leaves with {votes}{tie_en}."
                ),
                format!("第{number}轮：计票{counting}票，无方案过半；{out}号方案得{votes}票，淘汰{tie_zh}。"),
            )
        }
    };
    round(counted.counts.iter().copied(), english, chinese)
}

fn star(scores: &Scores, lot: &Lot) -> Vec<Round> {
    let counted = Star::count(scores, lot);
    let sums = scores.sums().into_iter().enumerate();
    let drawn = counted.ties.iter().flatten().any(|tie| tie.after_most_fives.len() > 1);
    let by = if counted.ties.iter().all(Option::is_none) {
        ("", "")
    } else if drawn {
        ("; a tie was decided by the lot order", "；并列时按抽签次序")
    } else {
        ("; a tie was decided head to head or by most fives", "；并列时按两两比较或满分数")
    };
    let finalists = list(&counted.finalists, " and ");
    let mut rounds = vec![round(
        sums,
        format!("Scores: the highest sums are those of options {finalists}{}.", by.0),
        format!("计分：{}号方案总分最高{}。", list(&counted.finalists, "、"), by.1),
    )];
    if let Some(run_off) = &counted.run_off {
        let [one, other] = run_off.votes;
        let (winner, indifferent) = (run_off.winner + 1, run_off.no_preference);
        let (tie_en, tie_zh) = match run_off.tie {
            None => ("", ""),
            Some(RunOffTie::HigherSum) => (", by the higher sum", "（票数相同，按总分）"),
            Some(RunOffTie::MostFives) => (", by most fives", "（票数、总分相同，按满分数）"),
            Some(RunOffTie::Lot) => (", by the lot order", "（均相同，按抽签次序）"),
        };
        rounds.push(round(
            counted.finalists.iter().copied().zip(run_off.votes),
            format!("Run-off: {one} voters score the first higher, {other} the second, {indifferent} both alike; option {winner} is elected{tie_en}."),
            format!("决选：{one}人给前者更高分，{other}人给后者更高分，{indifferent}人相同；{winner}号方案当选{tie_zh}。"),
        ));
    }
    rounds
}

fn judgment(scores: &Scores) -> Round {
    let judgment = Judgment::count(scores);
    let medians = judgment.medians.iter().map(|median| u64::from(median.unwrap_or(0))).enumerate();
    let (aside, winners) = (judgment.set_aside, list(&judgment.winners, ", "));
    let (en, zh) = match aside {
        0 => (String::new(), String::new()),
        aside => (
            format!(" after {aside} ballots with the shared grade were set aside for each of the tied"),
            format!("（并列方案各去掉{aside}个共同中位分后）"),
        ),
    };
    round(
        medians,
        format!("The highest median is that of option {winners}{en}."),
        format!("{}号方案中位分最高{zh}。", list(&judgment.winners, "、")),
    )
}

fn schulze(pairwise: &Pairwise, strength: Strength, lot: &Lot) -> Vec<Round> {
    let paths = BeatPaths::find(pairwise, strength);
    let Some(winner) = lot.first(&paths.winners()) else { return Vec::new() };
    let against = pairwise.options().filter(|other| *other != winner).map(|other| {
        let (there, back) = (paths.strengths.get(winner, other), paths.strengths.get(other, winner));
        let (one, two) = (winner + 1, other + 1);
        let (en, zh) = if there > back { ("goes before", "优先于") } else { ("ties with", "与之持平：") };
        round(
            std::iter::empty(),
            format!(
                "Option {one} {en} option {two}: its strongest path of defeats there is {there}, the one back {back}."
            ),
            format!("{one}号方案{zh}{two}号方案：最强路径{there}，反向{back}。"),
        )
    });
    against.collect()
}

fn ranked_pairs(pairwise: &Pairwise, strength: Strength, lot: &Lot) -> Vec<Round> {
    let counted = RankedPairs::count(pairwise, strength, lot);
    let step = |defeat: &super::ranked_pairs::Defeat| {
        let (for_it, against) =
            (pairwise.votes.get(defeat.winner, defeat.loser), pairwise.votes.get(defeat.loser, defeat.winner));
        let (winner, loser) = (defeat.winner + 1, defeat.loser + 1);
        let (en, zh) = if defeat.locked {
            ("locked in", "锁定")
        } else {
            ("left out, for it contradicts stronger defeats", "与更强的胜负矛盾，舍去")
        };
        round(
            std::iter::empty(),
            format!("Option {winner} beats option {loser} by {for_it} to {against}: {en}."),
            format!("{winner}号方案以{for_it}比{against}胜{loser}号方案：{zh}。"),
        )
    };
    counted.defeats.iter().map(step).collect()
}

fn list(options: &[usize], by: &str) -> String {
    options.iter().map(|option| (option + 1).to_string()).collect::<Vec<_>>().join(by)
}
