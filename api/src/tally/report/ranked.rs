//! Ranked ballots.

use domain::vote::tally::irv::{Round, RoundEnd, RunOff, TieBreak, possible_winners};
use domain::vote::tally::lot::Lot;
use domain::vote::tally::pairwise::{Pairwise, Strength};
use domain::vote::tally::plurality::FirstChoices;
use domain::vote::tally::ranked_pairs::RankedPairs;
use domain::vote::tally::rankings::Rankings;
use domain::vote::tally::schulze::BeatPaths;
use domain::vote::tally::strict::{Overvote, StrictOrders};
use domain::vote::tally::{borda, copeland, minimax};
use serde_json::{Map, Value, json};

use super::super::{Order, Ranked};
use super::{each, names, number, numbers, object};

/// If there are more ways of breaking ties than this, the report does not say who else could have won.
const WAYS: usize = 20_000;

pub fn report(file: &Ranked, overvote: Overvote) -> Map<String, Value> {
    let (options, lot) = (file.names.len(), Lot::ascending(file.names.len()));
    let rankings = rankings(file, Overvote::Skip);
    let strict = |rule| StrictOrders::of(&self::rankings(file, rule), rule);
    let voters = |which: &dyn Fn(&Order) -> bool| -> u64 {
        file.ballots.iter().filter(|(order, _)| which(order)).map(|(_, voters)| voters).sum()
    };
    let first = FirstChoices::of(&self::rankings(file, overvote), overvote);
    let pairwise = Pairwise::count(&rankings);
    let orders = strict(overvote);
    let mut irv = run_off(&RunOff::count(&orders, &lot));
    let possible = possible_winners(&orders, WAYS).map_or(Value::Null, |winners| numbers(&winners));
    irv.insert("put_winners".to_owned(), possible);
    let matrix: Value = pairwise.votes.rows().map(|row| json!(row)).collect();
    let mut report = object([
        ("kind", json!("ranked")),
        ("options", names(&file.names)),
        ("ballots", json!(rankings.voters())),
        ("distinct_ballots", json!(file.distinct)),
        ("ballots_with_a_tied_group", json!(voters(&|order| order.iter().any(|group| group.len() != 1)))),
        ("ballots_ranking_all", json!(voters(&|order| order.iter().map(Vec::len).sum::<usize>() == options))),
        ("empty_ballots", json!(voters(&|order| order.is_empty()))),
        ("plurality", plurality(&first)),
        ("irv", Value::Object(irv)),
        ("irv_skip_tied_groups", Value::Object(run_off(&RunOff::count(&strict(Overvote::Skip), &lot)))),
        ("pairwise", matrix),
        ("pairwise_order", numbers(&(0..options).collect::<Vec<_>>())),
        ("condorcet_winner", number(pairwise.condorcet_winner())),
        ("smith_set", numbers(&pairwise.smith_set())),
        ("copeland_doubled", best(&copeland::doubled(&pairwise))),
        ("borda_doubled", best(&borda::doubled(&pairwise))),
    ]);
    for strength in Strength::ALL {
        let mut put = |method: &str, value| report.insert(format!("{method}_{}", strength.word()), value);
        put("schulze", schulze(&BeatPaths::find(&pairwise, *strength)));
        let pairs = RankedPairs::count(&pairwise, *strength, &lot);
        put("ranked_pairs", json!({"winners": numbers(&pairs.winners), "equal_strength_pairs": pairs.equally_strong}));
        let worst = minimax::worst_defeats(&pairwise, *strength);
        put("minimax", json!({"winners": numbers(&minimax::winners(&worst)), "scores": each(&worst)}));
    }
    report
}

/// An overvote whose options the file does not name ends the ballot or is passed over, as the rule says.
fn rankings(file: &Ranked, overvote: Overvote) -> Rankings {
    let mut rankings = Rankings::new(file.names.len());
    rankings.reserve(file.ballots.len());
    for (order, voters) in &file.ballots {
        let known: Order = match overvote {
            Overvote::Stop => order.iter().take_while(|group| !group.is_empty()).cloned().collect(),
            Overvote::Skip => order.iter().filter(|group| !group.is_empty()).cloned().collect(),
        };
        rankings.add_groups(&known, *voters);
    }
    rankings
}

fn plurality(first: &FirstChoices) -> Value {
    json!({"counts": each(&first.counts), "no_first_choice": first.none, "winners": numbers(&first.winners())})
}

fn best(doubled: &[u64]) -> Value {
    let most = doubled.iter().max();
    let winners: Vec<usize> = (0..).zip(doubled).filter(|(_, points)| Some(*points) == most).map(|(o, _)| o).collect();
    json!({"scores": each(doubled), "winners": numbers(&winners)})
}

fn schulze(paths: &BeatPaths) -> Value {
    let tiers: Value = paths.tiers().iter().map(|tier| numbers(tier)).collect();
    json!({"winners": numbers(&paths.winners()), "tiers": tiers})
}

fn run_off(count: &RunOff) -> Map<String, Value> {
    object([
        ("winner", number(count.winner())),
        ("rounds", count.rounds.iter().map(|round| Value::Object(self::round(round))).collect()),
    ])
}

fn round(round: &Round) -> Map<String, Value> {
    let counts: Value = round.counts.iter().map(|(option, votes)| ((option + 1).to_string(), json!(votes))).collect();
    let mut shown = object([("counts", counts), ("exhausted", json!(round.exhausted))]);
    if let Some((tied, by)) = &round.tie {
        let by = match by {
            TieBreak::EarlierRound => "earlier round",
            TieBreak::Lot => "lot",
        };
        shown.extend(object([("tie_for_lowest", numbers(tied)), ("tie_broken_by", json!(by))]));
    }
    let (key, option) = match round.end {
        RoundEnd::Elected(option) => ("elected", option),
        RoundEnd::Eliminated(option) => ("eliminated", option),
    };
    shown.insert(key.to_owned(), json!(option + 1));
    shown
}
