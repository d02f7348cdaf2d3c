//! What each method promises, and what it does not: properties over random ballots, worked examples from the
//! literature, and slow models that find the same another way.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::irv::{RunOff, possible_winners};
use super::lot::Lot;
use super::majority_judgment::Judgment;
use super::pairwise::{Pairwise, Strength};
use super::plurality::FirstChoices;
use super::ranked_pairs::RankedPairs;
use super::rankings::Rankings;
use super::schulze::BeatPaths;
use super::score::Scores;
use super::star::Star;
use super::strict::{Overvote, StrictOrders};
use super::{borda, copeland, minimax};

/// Ballots as groups of options, best first, with their voters.
type Ballots = Vec<(Vec<Vec<usize>>, u64)>;

const BY: [Strength; 2] = [Strength::WinningVotes, Strength::Margins];

fn rankings(options: usize, ballots: &Ballots) -> Rankings {
    let mut rankings = Rankings::new(options);
    ballots.iter().for_each(|(groups, voters)| rankings.add_groups(groups, *voters));
    rankings
}

fn pairwise(options: usize, ballots: &Ballots) -> Pairwise {
    Pairwise::count(&rankings(options, ballots))
}

fn run_off(options: usize, ballots: &Ballots) -> RunOff {
    RunOff::count(&StrictOrders::of(&rankings(options, ballots), Overvote::Stop), &Lot::ascending(options))
}

/// Ballots from words such as `42 ABCD`: letters are options, best first.
fn strict(words: &[&str]) -> (usize, Ballots) {
    let read = |word: &&str| {
        let (voters, order) = word.split_once(' ').unwrap();
        (order.bytes().map(|letter| vec![usize::from(letter - b'A')]).collect(), voters.parse().unwrap())
    };
    let ballots: Ballots = words.iter().map(read).collect();
    let options = ballots.iter().flat_map(|(order, _)| order).flatten().max().unwrap() + 1;
    (options, ballots)
}

fn best(points: &[u64]) -> Vec<usize> {
    super::best(points)
}

/// Every ranked method's winners on these ballots, by name.
fn winners(options: usize, ballots: &Ballots) -> Vec<(&'static str, Vec<usize>)> {
    let pairwise = pairwise(options, ballots);
    let lot = Lot::ascending(options);
    let mut all = vec![
        ("plurality", FirstChoices::of(&rankings(options, ballots), Overvote::Stop).winners()),
        ("irv", run_off(options, ballots).winner().into_iter().collect()),
        ("borda", best(&borda::doubled(&pairwise))),
        ("copeland", best(&copeland::doubled(&pairwise))),
        ("smith", pairwise.smith_set()),
    ];
    for strength in BY {
        all.push(("schulze", BeatPaths::find(&pairwise, strength).winners()));
        all.push(("ranked pairs", RankedPairs::count(&pairwise, strength, &lot).winners));
        all.push(("minimax", minimax::winners(&minimax::worst_defeats(&pairwise, strength))));
    }
    all
}

#[test]
fn the_paper_s_first_example_of_schulze() {
    // Schulze 2011, section 3.1: 45 voters, five options; E wins, the order is E A C B D.
    let words = ["5 ACBED", "5 ADECB", "8 BEDAC", "3 CABED", "7 CAEBD", "2 CBADE", "7 DCEBA", "8 EBADC"];
    let (options, ballots) = strict(&words);
    let pairwise = pairwise(options, &ballots);
    for strength in BY {
        let paths = BeatPaths::find(&pairwise, strength);
        assert_eq!(paths.winners(), [4]);
        assert_eq!(paths.tiers(), [[4], [0], [2], [1], [3]]);
    }
    let paths = BeatPaths::find(&pairwise, Strength::WinningVotes);
    let published =
        [[0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0]];
    for (a, row) in published.iter().enumerate() {
        for (b, strength) in row.iter().enumerate() {
            assert_eq!(paths.strengths.get(a, b), *strength, "{a} {b}");
        }
    }
}

#[test]
fn burying_the_centre() {
    // Tennessee's capital, a textbook case: plurality elects Memphis, run-off Knoxville; Nashville beats every other.
    let (options, ballots) = strict(&["42 ABCD", "26 BCDA", "15 CDBA", "17 DCBA"]);
    for (method, winners) in winners(options, &ballots) {
        let expected = match method {
            "plurality" => 0,
            "irv" => 3,
            _ => 1,
        };
        assert_eq!(winners, [expected], "{method}");
    }
}

#[test]
fn run_off_does_not_promise_that_support_helps() {
    // 100 voters. A wins; when ten of those who put B first move A up to the top of their ballots, C wins instead.
    let (options, before) = strict(&["39 ABC", "35 BCA", "26 CAB"]);
    assert_eq!(run_off(options, &before).winner(), Some(0));
    let (_, after) = strict(&["39 ABC", "10 ABC", "25 BCA", "26 CAB"]);
    assert_eq!(run_off(options, &after).winner(), Some(2));
}

#[test]
fn run_off_does_not_promise_to_elect_who_beats_everybody() {
    let (options, ballots) = strict(&["35 ABC", "33 CBA", "32 BAC"]);
    assert_eq!(pairwise(options, &ballots).condorcet_winner(), Some(1));
    assert_eq!(run_off(options, &ballots).winner(), Some(0));
}

#[test]
fn borda_does_not_promise_that_clones_change_nothing() {
    let (options, before) = strict(&["3 AB", "2 BA"]);
    assert_eq!(best(&borda::doubled(&pairwise(options, &before))), [0]);
    let (options, after) = strict(&["3 ABC", "2 BCA"]);
    assert_eq!(best(&borda::doubled(&pairwise(options, &after))), [1]);
}

#[test]
fn minimax_does_not_promise_the_smith_set() {
    // Three in a circle of heavy defeats and a fourth that each of them beats narrowly.
    let (options, ballots) = strict(&["4 DABC", "4 DBCA", "3 DCAB", "5 ABCD", "4 BCAD", "5 CABD"]);
    let pairwise = pairwise(options, &ballots);
    assert_eq!(pairwise.smith_set(), [0, 1, 2]);
    assert_eq!(minimax::winners(&minimax::worst_defeats(&pairwise, Strength::Margins)), [3]);
}

fn scores(ballots: &[&[u8]]) -> Scores {
    let mut scores = Scores::new(ballots[0].len());
    ballots.iter().for_each(|ballot| scores.add(&ballot.iter().map(|score| Some(*score)).collect::<Vec<_>>(), 1));
    scores
}

#[test]
fn ties_of_star_are_broken_in_the_published_order() {
    use super::star::RunOffTie;
    let lot = Lot::drawn(&[1, 0]);
    type Case = (&'static [&'static [u8]], usize, Option<RunOffTie>);
    let cases: [Case; 4] = [
        (&[&[5, 4], &[0, 1], &[1, 2]], 1, None),
        (&[&[5, 0], &[0, 1]], 0, Some(RunOffTie::HigherSum)),
        (&[&[5, 3], &[0, 2], &[1, 1]], 0, Some(RunOffTie::MostFives)),
        (&[&[3, 1], &[1, 3]], 1, Some(RunOffTie::Lot)),
    ];
    for (ballots, winner, tie) in cases {
        let star = Star::count(&scores(ballots), &lot);
        assert_eq!((star.winner(), star.run_off.unwrap().tie), (Some(winner), tie), "{ballots:?}");
    }
}

#[test]
fn scores_are_summed_up_exactly() {
    let mut scores = Scores::new(2);
    for (ballot, voters) in [([Some(5), None], 2), ([Some(3), Some(1)], 1), ([None, None], 1)] {
        scores.add(&ballot, voters);
    }
    assert_eq!((scores.sum(0), scores.mean(0).voters, scores.blanks), (13, 4, 4));
    assert_eq!((scores.distribution(0), scores.lower_median(0)), ([1, 0, 0, 1, 0, 2], Some(3)));
    assert_eq!((scores.prefer(0, 1), scores.prefer(1, 0), scores.fives(0)), (3, 0, 2));
}

fn ballot(options: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
    proptest::collection::vec(proptest::option::weighted(0.85, 0..options), options).prop_map(move |ranks| {
        let group = |rank: usize| (0..options).filter(|option| ranks[*option] == Some(rank)).collect::<Vec<_>>();
        (0..options).map(group).filter(|group| !group.is_empty()).collect()
    })
}

fn elections() -> impl Strategy<Value = (usize, Ballots)> {
    (2usize..=5).prop_flat_map(|options| (Just(options), proptest::collection::vec((ballot(options), 1u64..6), 0..9)))
}

/// Renames options everywhere.
fn rename(ballots: &Ballots, name: impl Fn(usize) -> usize) -> Ballots {
    let group = |group: &Vec<usize>| group.iter().map(|option| name(*option)).collect();
    ballots.iter().map(|(groups, voters)| (groups.iter().map(group).collect(), *voters)).collect()
}

/// Raises an option to the top of a ballot, alone.
fn raise(groups: &[Vec<usize>], option: usize) -> Vec<Vec<usize>> {
    let rest = groups.iter().map(|group| group.iter().copied().filter(|other| *other != option).collect::<Vec<_>>());
    std::iter::once(vec![option]).chain(rest.filter(|group| !group.is_empty())).collect()
}

/// Adds a clone of `option`, one more option, right below it on every ballot that ranks it.
fn clone_of(options: usize, ballots: &Ballots, option: usize) -> Ballots {
    let beside = |groups: &Vec<Vec<usize>>| {
        let split = |group: &Vec<usize>| match group.contains(&option) {
            true if group.len() == 1 => vec![vec![option], vec![options]],
            true => vec![group.iter().copied().chain([options]).collect()],
            false => vec![group.clone()],
        };
        groups.iter().flat_map(split).collect()
    };
    ballots.iter().map(|(groups, voters)| (beside(groups), *voters)).collect()
}

/// The strongest path, found by trying every path.
fn strongest_path(pairwise: &Pairwise, strength: Strength, from: usize, to: usize, seen: &BTreeSet<usize>) -> u64 {
    let steps = pairwise.options().filter(|next| *next != from && !seen.contains(next));
    let along = steps.map(|next| {
        let step = pairwise.strength(from, next, strength);
        if next == to {
            return step;
        }
        let seen = seen.iter().copied().chain([next]).collect();
        step.min(strongest_path(pairwise, strength, next, to, &seen))
    });
    along.max().unwrap_or(0)
}

/// The smallest dominating set, found by trying every set.
fn smallest_dominating(pairwise: &Pairwise) -> Vec<usize> {
    let options: Vec<usize> = pairwise.options().collect();
    let sets = (1u32..1 << options.len())
        .map(|bits| options.iter().copied().filter(|option| bits & (1 << option) != 0).collect::<Vec<usize>>());
    let dominates = |set: &Vec<usize>| {
        set.iter().all(|a| options.iter().filter(|b| !set.contains(b)).all(|b| pairwise.beats(*a, *b)))
    };
    sets.filter(dominates).min_by_key(Vec::len).unwrap()
}

proptest! {
    #[test]
    fn pairwise_counts_are_what_counting_ballot_by_ballot_gives((options, ballots) in elections()) {
        let counted = pairwise(options, &ballots);
        for (a, b) in counted.pairs() {
            let rank = |groups: &Vec<Vec<usize>>, o: usize| groups.iter().position(|g| g.contains(&o)).unwrap_or(99);
            let slow: u64 = ballots.iter().filter(|(g, _)| rank(g, a) < rank(g, b)).map(|(_, n)| n).sum();
            prop_assert_eq!(counted.votes.get(a, b), slow);
        }
        // Counting without weights gives the same.
        let singles: Ballots = ballots.iter().flat_map(|(g, n)| (0..*n).map(move |_| (g.clone(), 1))).collect();
        prop_assert_eq!(pairwise(options, &singles), counted);
    }

    #[test]
    fn strongest_paths_and_the_smith_set_agree_with_trying_everything((options, ballots) in elections()) {
        let pairwise = pairwise(options, &ballots);
        for strength in BY {
            let paths = BeatPaths::find(&pairwise, strength);
            for (a, b) in pairwise.pairs().filter(|(a, b)| a != b) {
                let slow = strongest_path(&pairwise, strength, a, b, &BTreeSet::from([a]));
                prop_assert_eq!(paths.strengths.get(a, b), slow);
            }
        }
        prop_assert_eq!(pairwise.smith_set(), smallest_dominating(&pairwise));
    }

    #[test]
    fn order_of_ballots_and_doubling_change_nothing((options, ballots) in elections()) {
        let reversed: Ballots = ballots.iter().rev().cloned().collect();
        let doubled: Ballots = ballots.iter().map(|(groups, voters)| (groups.clone(), voters * 2)).collect();
        let before = winners(options, &ballots);
        prop_assert_eq!(&before, &winners(options, &reversed));
        prop_assert_eq!(&before, &winners(options, &doubled));
    }

    /// Renaming changes no winner, except where the lot decides, which goes by names on purpose.
    #[test]
    fn names_change_nothing((options, ballots) in elections()) {
        let name = |option: usize| options - 1 - option;
        let renamed = rename(&ballots, name);
        for ((method, mut before), (_, after)) in winners(options, &renamed).into_iter().zip(winners(options, &ballots)) {
            before.iter_mut().for_each(|winner| *winner = name(*winner));
            before.sort_unstable();
            let drawn = method == "ranked pairs" || (method == "irv" && run_off(options, &ballots).used_lot());
            prop_assert!(drawn || before == after, "{}: {:?} {:?}", method, before, after);
        }
        let orders = |ballots: &Ballots| StrictOrders::of(&rankings(options, ballots), Overvote::Stop);
        let mut possible = possible_winners(&orders(&renamed), 10_000).unwrap();
        possible.iter_mut().for_each(|winner| *winner = name(*winner));
        possible.sort_unstable();
        prop_assert_eq!(Some(possible), possible_winners(&orders(&ballots), 10_000));
    }

    #[test]
    fn who_beats_everybody_wins_by_every_condorcet_method((options, ballots) in elections()) {
        if let Some(champion) = pairwise(options, &ballots).condorcet_winner() {
            for (method, winners) in winners(options, &ballots) {
                let promised = matches!(method, "copeland" | "schulze" | "ranked pairs" | "minimax" | "smith");
                prop_assert!(!promised || winners == [champion], "{}: {:?}", method, winners);
            }
        }
    }

    #[test]
    fn smith_efficient_methods_elect_from_the_smith_set((options, ballots) in elections()) {
        let smith = pairwise(options, &ballots).smith_set();
        for (method, winners) in winners(options, &ballots) {
            let promised = matches!(method, "copeland" | "schulze" | "ranked pairs");
            prop_assert!(!promised || winners.iter().all(|winner| smith.contains(winner)), "{}: {:?}", method, winners);
        }
    }

    /// A voter who raises a winner to the top never makes it lose. Run-off does not promise this: see above.
    #[test]
    fn more_support_never_hurts((options, ballots) in elections(), who in any::<proptest::sample::Index>()) {
        prop_assume!(!ballots.is_empty());
        let who = who.index(ballots.len());
        for (place, (method, before)) in winners(options, &ballots).into_iter().enumerate() {
            if matches!(method, "irv" | "smith") {
                continue;
            }
            for winner in before {
                let mut raised = ballots.clone();
                raised[who].0 = raise(&raised[who].0, winner);
                let after = &winners(options, &raised)[place].1;
                prop_assert!(after.contains(&winner), "{}: {} falls, {:?}", method, winner, after);
            }
        }
    }

    /// Adding a clone of an option changes no winner, but the option and its clone may win in place of each other. This
    /// holds on ballots that rank every option strictly, where no lot decides.
    #[test]
    fn clones_change_nothing_for_schulze_ranked_pairs_and_run_off(
        (options, ballots) in (2usize..=4).prop_flat_map(|options| {
            let order = Just((0..options).map(|option| vec![option]).collect::<Vec<_>>()).prop_shuffle();
            (Just(options), proptest::collection::vec((order, 1u64..40), 1..7))
        }),
        which in any::<proptest::sample::Index>(),
    ) {
        let original = which.index(options);
        let cloned = clone_of(options, &ballots, original);
        let merge = |winners: Vec<usize>| -> BTreeSet<usize> {
            winners.into_iter().map(|winner| if winner == options { original } else { winner }).collect()
        };
        let (small, large) = (pairwise(options, &ballots), pairwise(options + 1, &cloned));
        for strength in BY {
            let schulze = |pairwise: &Pairwise| merge(BeatPaths::find(pairwise, strength).winners());
            prop_assert_eq!(schulze(&small), schulze(&large));
            let pairs = |pairwise: &Pairwise, options| RankedPairs::count(pairwise, strength, &Lot::ascending(options));
            let (before, after) = (pairs(&small, options), pairs(&large, options + 1));
            if before.equally_strong == 0 && before.winners.len() == 1 {
                prop_assert_eq!(merge(before.winners), merge(after.winners));
            }
        }
        let possible = |options, ballots: &Ballots| {
            possible_winners(&StrictOrders::of(&rankings(options, ballots), Overvote::Stop), 10_000).unwrap()
        };
        let before = possible(options, &ballots);
        if before.len() == 1 {
            prop_assert_eq!(merge(before), merge(possible(options + 1, &cloned)));
        }
    }

    /// One ballot set aside at a time, as the paper says it, gives what setting many aside at once gives.
    #[test]
    fn majority_judgment_agrees_with_one_at_a_time(
        ballots in (2usize..=4).prop_flat_map(|o| proptest::collection::vec(proptest::collection::vec(0u8..=5, o), 1..14)),
    ) {
        let papers: Vec<&[u8]> = ballots.iter().map(Vec::as_slice).collect();
        let options = ballots[0].len();
        let mut grades: Vec<Vec<u8>> = (0..options).map(|o| ballots.iter().map(|ballot| ballot[o]).collect()).collect();
        grades.iter_mut().for_each(|grades| grades.sort_unstable());
        let mut left: Vec<usize> = (0..options).collect();
        while left.len() > 1 && !grades[left[0]].is_empty() {
            let median = |option: &usize| grades[*option][(grades[*option].len() - 1) / 2];
            let best = left.iter().map(median).max().unwrap();
            left.retain(|option| median(option) == best);
            for option in &left {
                let middle = (grades[*option].len() - 1) / 2;
                grades[*option].remove(middle);
            }
        }
        prop_assert_eq!(Judgment::count(&scores(&papers)).winners, left);
    }

    /// Both finalists have sums no lower than any other option's, and no more voters prefer the loser of the run-off
    /// than its winner.
    #[test]
    fn star_elects_one_of_the_two_highest(
        ballots in (2usize..=4).prop_flat_map(|o| proptest::collection::vec(proptest::collection::vec(0u8..=5, o), 1..9)),
    ) {
        let papers: Vec<&[u8]> = ballots.iter().map(Vec::as_slice).collect();
        let scores = scores(&papers);
        let star = Star::count(&scores, &Lot::ascending(scores.options()));
        let mut sums = scores.sums();
        sums.sort_unstable_by(|a, b| b.cmp(a));
        prop_assert_eq!(star.finalists.iter().map(|finalist| scores.sum(*finalist)).collect::<Vec<_>>(), sums[..2].to_vec());
        let winner = star.winner().unwrap();
        let other = star.finalists.iter().copied().find(|finalist| *finalist != winner).unwrap();
        prop_assert!(scores.prefer(winner, other) >= scores.prefer(other, winner));
    }
}
