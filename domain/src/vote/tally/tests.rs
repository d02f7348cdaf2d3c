use super::*;
use crate::vote::quorum::{Cmp, Share};
use crate::vote::rule::{Electorate, LotOrder, Method, OnTie};
use proptest::prelude::*;
use proptest::sample::Index;

fn number(option: u8) -> OptionNumber {
    OptionNumber::new(option).unwrap()
}

fn rule(method: Method, lot: &[u8], quorum: Option<Share>, threshold: Option<Share>) -> Rule {
    let lot = LotOrder::parse(lot, u8::try_from(lot.len()).unwrap()).unwrap();
    Rule::new(method, Electorate::Person, quorum, threshold, lot).unwrap()
}

fn share(base: Base, cmp: Cmp, num: u32, den: u32) -> Option<Share> {
    Some(Share::parse(base, cmp, num, den).unwrap())
}

/// A ballot with these marks, whether a rule allows them or not.
fn marked(marks: &[u8]) -> Ballot {
    let list: Vec<String> = marks.iter().map(u8::to_string).collect();
    Ballot::from_canonical(&format!("marks:{}", list.join(","))).unwrap()
}

fn ballots(counted: &[(usize, &[u8])]) -> Vec<Ballot> {
    counted.iter().flat_map(|(times, marks)| std::iter::repeat_n(marked(marks), *times)).collect()
}

fn votes(tally: &Tally) -> Vec<(u8, u64)> {
    tally.standings.iter().map(|standing| (standing.option.get(), standing.votes)).collect()
}

#[test]
fn choose_one_counts_heads_and_the_most_marks_win() {
    let cast = ballots(&[(3, &[1]), (5, &[2]), (2, &[]), (1, &[1, 2]), (1, &[3])]);
    let tally = tally(&rule(Method::ChooseOne, &[1, 2], None, None), 20, &cast);
    assert_eq!(tally.heads, Heads { eligible: 20, cast: 12, valid: 8, blank: 2, invalid: 2 });
    assert_eq!(votes(&tally), [(2, 5), (1, 3)]);
    assert_eq!(tally.outcome, Outcome::Elected { option: number(2), by_lot: false });
    assert!(tally.tied.is_empty() && tally.legs.is_empty());
}

#[test]
fn approval_counts_every_mark_and_drops_the_whole_ballot_beyond_the_limit() {
    let cast = ballots(&[(4, &[1, 2]), (3, &[2, 3]), (2, &[1]), (6, &[1, 2, 3]), (1, &[])]);
    let tally = tally(&rule(Method::Approve { at_most: 2 }, &[1, 2, 3], None, None), 16, &cast);
    assert_eq!(tally.heads, Heads { eligible: 16, cast: 16, valid: 9, blank: 1, invalid: 6 });
    assert_eq!(votes(&tally), [(2, 7), (1, 6), (3, 3)]);
    assert_eq!(tally.outcome, Outcome::Elected { option: number(2), by_lot: false });
}

#[test]
fn a_tie_goes_by_the_lot_order_and_says_so() {
    let cast = ballots(&[(2, &[1]), (2, &[2]), (2, &[3]), (1, &[4])]);
    let tally = tally(&rule(Method::ChooseOne, &[4, 3, 1, 2], None, None), 9, &cast);
    assert_eq!(tally.outcome, Outcome::Elected { option: number(3), by_lot: true });
    assert_eq!(tally.tied, [number(3), number(1), number(2)]);
    assert_eq!(votes(&tally), [(3, 2), (1, 2), (2, 2), (4, 1)]);
}

#[test]
fn where_no_lot_decides_a_tie_elects_nobody_and_says_so() {
    let without_lot = |method, threshold| {
        let with_lot = rule(method, &[4, 3, 1, 2], None, threshold);
        Rule { on_tie: OnTie::NoResult, ..with_lot }
    };
    let tie = ballots(&[(2, &[1]), (2, &[2]), (1, &[4])]);
    let threshold = share(Base::Valid, Cmp::Gt, 1, 10);
    let tied = tally(&without_lot(Method::ChooseOne, threshold), 9, &tie);
    assert_eq!(tied.outcome, Outcome::NoResult(NoResult::Tied));
    assert_eq!(tied.tied, [number(1), number(2)]);
    assert_eq!(votes(&tied), [(1, 2), (2, 2), (4, 1), (3, 0)]);
    assert_eq!(tied.rounds[0].english, "Options 1, 2 tie; by the rule of this vote nobody is elected then.");
    assert!(tied.legs.is_empty(), "nobody leads, so nobody is held against the threshold");
    let won = tally(&without_lot(Method::ChooseOne, threshold), 9, &ballots(&[(2, &[1]), (1, &[2])]));
    assert_eq!(won.outcome, Outcome::Elected { option: number(1), by_lot: false });
    let nothing = tally(&without_lot(Method::ChooseOne, None), 9, &ballots(&[(2, &[])]));
    assert_eq!(nothing.outcome, Outcome::NoResult(NoResult::NoVotes));

    let quorum = share(Base::Eligible, Cmp::Ge, 9, 10);
    let few = Rule { quorum, ..without_lot(Method::ChooseOne, None) };
    assert_eq!(tally(&few, 9, &tie).outcome, Outcome::NoResult(NoResult::QuorumMissed));

    use crate::vote::tally::strict::Overvote;
    let run_off =
        Rule { on_tie: OnTie::NoResult, ..rule(Method::RunOff { overvote: Overvote::Stop }, &[1, 2, 3], None, None) };
    let circle = ranked(&[(1, &[&[1], &[2], &[3]]), (1, &[&[2], &[3], &[1]]), (1, &[&[3], &[1], &[2]])], &run_off);
    let stuck = tally(&run_off, 3, &circle);
    assert_eq!(stuck.outcome, Outcome::NoResult(NoResult::Tied));
    assert_eq!(stuck.rounds.len(), 1);
    assert_eq!(stuck.rounds[0].chinese, "1、2、3号方案并列；按本次表决规则，无方案当选。");
}

#[test]
fn each_leg_by_itself_can_fail_a_vote() {
    let (quorum, threshold) = (share(Base::Eligible, Cmp::Ge, 1, 2), share(Base::Valid, Cmp::Gt, 1, 2));
    let rule = rule(Method::ChooseOne, &[1, 2, 3], quorum, threshold);
    let elected = Outcome::Elected { option: number(1), by_lot: false };
    let cases = [
        (10, ballots(&[(3, &[1]), (2, &[2])]), elected, vec![true, true]),
        (11, ballots(&[(3, &[1]), (2, &[2])]), Outcome::NoResult(NoResult::QuorumMissed), vec![false, true]),
        (
            10,
            ballots(&[(3, &[1]), (2, &[2]), (1, &[3])]),
            Outcome::NoResult(NoResult::ThresholdMissed),
            vec![true, false],
        ),
        (20, ballots(&[(3, &[1]), (3, &[2])]), Outcome::NoResult(NoResult::QuorumMissed), vec![false, false]),
        (10, ballots(&[(3, &[1]), (2, &[])]), elected, vec![true, true]),
        (10, ballots(&[(6, &[])]), Outcome::NoResult(NoResult::NoVotes), vec![true]),
        (10, vec![], Outcome::NoResult(NoResult::QuorumMissed), vec![false]),
    ];
    for (eligible, cast, outcome, met) in cases {
        let tally = tally(&rule, eligible, &cast);
        assert_eq!(tally.outcome, outcome, "{cast:?}");
        assert_eq!(tally.legs.iter().map(Leg::met).collect::<Vec<_>>(), met, "{cast:?}");
    }
}

#[test]
fn nobody_is_elected_without_a_vote_even_where_nothing_is_asked() {
    let rule = rule(Method::ChooseOne, &[1, 2], None, None);
    for cast in [vec![], ballots(&[(3, &[])]), ballots(&[(3, &[1, 2])])] {
        assert_eq!(tally(&rule, 5, &cast).outcome, Outcome::NoResult(NoResult::NoVotes));
    }
}

fn ranked(papers: &[(usize, &[&[u8]])], rule: &Rule) -> Vec<Ballot> {
    let ballot = |groups: &[&[u8]]| {
        let groups: Vec<Vec<u8>> = groups.iter().map(|group| group.to_vec()).collect();
        Ballot::ranked(&groups, rule).unwrap()
    };
    papers.iter().flat_map(|(voters, groups)| std::iter::repeat_n(ballot(groups), *voters)).collect()
}

/// Three voters in a circle: every ranked method ties, and the lot order decides and says so.
#[test]
fn a_circle_goes_by_the_lot_order_whatever_the_method() {
    use crate::vote::tally::pairwise::Strength;
    use crate::vote::tally::strict::Overvote;
    let methods = [
        Method::RunOff { overvote: Overvote::Stop },
        Method::Schulze { strength: Strength::WinningVotes },
        Method::RankedPairs { strength: Strength::Margins },
        Method::Borda,
        Method::Copeland,
    ];
    for method in methods {
        let mut winners = std::collections::BTreeSet::new();
        for lot in [[1, 2, 3], [3, 2, 1]] {
            let rule = rule(method, &lot, None, None);
            let circle = ranked(&[(1, &[&[1], &[2], &[3]]), (1, &[&[2], &[3], &[1]]), (1, &[&[3], &[1], &[2]])], &rule);
            let tally = tally(&rule, 3, &circle);
            let Outcome::Elected { option, by_lot } = tally.outcome else { panic!("{method:?}") };
            assert!(by_lot, "{method:?}");
            assert_eq!(tally.standings[0].option, option, "{method:?}");
            winners.insert(option);
        }
        assert_eq!(winners.len(), 2, "{method:?}: the lot order makes the difference");
    }
}

/// The threshold of a run-off is held against the ballots of its last round: 3 of the 5 that rank A or C at all.
#[test]
fn a_run_off_s_winner_is_held_against_the_threshold() {
    use crate::vote::tally::strict::Overvote;
    let threshold = |num, den| share(Base::Valid, Cmp::Ge, num, den);
    for (num, expected) in [(3, true), (4, false)] {
        let rule = rule(Method::RunOff { overvote: Overvote::Stop }, &[1, 2, 3], None, threshold(num, 5));
        let tally = tally(&rule, 5, &ranked(&[(2, &[&[1]]), (1, &[&[2], &[1]]), (2, &[&[3]])], &rule));
        assert_eq!(matches!(tally.outcome, Outcome::Elected { .. }), expected, "{num}/5");
        assert_eq!((tally.legs[0].part, tally.legs[0].whole), (3, 5));
    }
}

#[test]
fn a_ballot_of_another_kind_is_invalid() {
    let borda = rule(Method::Borda, &[1, 2], None, None);
    let tally = tally(&borda, 2, &[marked(&[1])]);
    assert_eq!((tally.heads.invalid, tally.outcome), (1, Outcome::NoResult(NoResult::NoVotes)));
}

#[test]
fn words_go_both_ways() {
    assert!(NoResult::ALL.iter().all(|why| NoResult::from_word(why.word()) == Some(*why)));
}

/// A vote as a brute-force model sees it: marks as bit sets, a share as a function.
#[derive(Clone, Debug)]
struct Case {
    options: u8,
    at_most: u8,
    lot: Vec<u8>,
    papers: Vec<Vec<u8>>,
    absent: u64,
    quorum: Option<(bool, u32, u32)>,
    threshold: Option<(u8, bool, u32, u32)>,
}

impl Case {
    fn rule(&self) -> Rule {
        let cmp = |gt: bool, num, den| if gt && num < den { Cmp::Gt } else { Cmp::Ge };
        let quorum = self.quorum.and_then(|(gt, num, den)| share(Base::Eligible, cmp(gt, num, den), num, den));
        let threshold = self
            .threshold
            .and_then(|(base, gt, num, den)| share(Base::ALL[usize::from(base)], cmp(gt, num, den), num, den));
        let method = if self.at_most == 1 { Method::ChooseOne } else { Method::Approve { at_most: self.at_most } };
        rule(method, &self.lot, quorum, threshold)
    }

    fn eligible(&self) -> u64 {
        self.absent + u64::try_from(self.papers.len()).unwrap()
    }

    fn tally(&self) -> Tally {
        let cast: Vec<Ballot> = self.papers.iter().map(|paper| marked(paper)).collect();
        tally(&self.rule(), self.eligible(), &cast)
    }

    /// The winner found the slow way: fractions by repeated addition, candidates asked one after another.
    fn model(&self) -> Option<(u8, bool)> {
        let rule = self.rule();
        let valid: Vec<&Vec<u8>> =
            self.papers.iter().filter(|p| !p.is_empty() && p.len() <= usize::from(self.at_most)).collect();
        let reached = |share: Option<Share>, part: usize| {
            share.is_none_or(|share| {
                let whole = match share.base() {
                    Base::Eligible => usize::try_from(self.eligible()).unwrap(),
                    Base::Cast | Base::Participating => self.papers.len(),
                    Base::Valid => valid.len(),
                };
                let have: u64 = (0..part).map(|_| u64::from(share.den())).sum();
                let need: u64 = (0..whole).map(|_| u64::from(share.num())).sum();
                whole > 0 && if share.cmp() == Cmp::Gt { have > need } else { have >= need }
            })
        };
        let support = |option: u8| valid.iter().filter(|paper| paper.contains(&option)).count();
        let best = (1..=self.options).map(support).max().filter(|best| *best > 0)?;
        let leaders: Vec<u8> = self.lot.iter().copied().filter(|option| support(*option) == best).collect();
        let elected = reached(rule.quorum, self.papers.len()) && reached(rule.threshold, best);
        elected.then(|| (leaders[0], leaders.len() > 1))
    }
}

fn winner(tally: &Tally) -> Option<(u8, bool)> {
    match tally.outcome {
        Outcome::Elected { option, by_lot } => Some((option.get(), by_lot)),
        Outcome::NoResult(_) => None,
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let fraction = || (1u32..12).prop_flat_map(|den| (1..=den, Just(den)));
    (2u8..=5, 0usize..14).prop_flat_map(move |(options, cast)| {
        let papers =
            proptest::collection::vec(proptest::collection::btree_set(1..=options, 0..=usize::from(options)), cast);
        (
            1..=options,
            Just((1..=options).collect::<Vec<u8>>()).prop_shuffle(),
            papers,
            0u64..8,
            proptest::option::of((any::<bool>(), fraction())),
            proptest::option::of((0u8..4, any::<bool>(), fraction())),
        )
            .prop_map(move |(at_most, lot, papers, absent, quorum, threshold)| Case {
                options,
                at_most,
                lot,
                papers: papers.into_iter().map(|paper| paper.into_iter().collect()).collect(),
                absent,
                quorum: quorum.map(|(gt, (num, den))| (gt, num, den)),
                threshold: threshold.map(|(base, gt, (num, den))| (base, gt, num, den)),
            })
    })
}

proptest! {
    #[test]
    fn the_tally_agrees_with_the_model(case in cases()) {
        let tally = case.tally();
        prop_assert_eq!(winner(&tally), case.model());
        let Heads { cast, valid, blank, invalid, .. } = tally.heads;
        prop_assert_eq!(cast, valid + blank + invalid);
    }

    #[test]
    fn the_order_of_the_ballots_does_not_matter(case in cases(), seed in any::<Index>()) {
        let mut turned = case.clone();
        if !turned.papers.is_empty() {
            let by = seed.index(turned.papers.len());
            turned.papers.rotate_left(by);
            turned.papers.reverse();
        }
        prop_assert_eq!(case.tally(), turned.tally());
    }

    /// Rename the options everywhere, lot order included, and the winner is the renamed one.
    #[test]
    fn the_names_of_the_options_do_not_matter(case in cases()) {
        let rename = |option: &u8| case.options + 1 - option;
        let mut renamed = case.clone();
        renamed.lot = case.lot.iter().map(rename).collect();
        renamed.papers = case.papers.iter().map(|paper| {
            let mut marks: Vec<u8> = paper.iter().map(rename).collect();
            marks.sort_unstable();
            marks
        }).collect();
        prop_assert_eq!(winner(&case.tally()).map(|(option, by_lot)| (rename(&option), by_lot)), winner(&renamed.tally()));
    }

    /// An absentee who comes to support the winner, or an abstainer who turns to the winner, never unseats them.
    #[test]
    fn more_support_never_hurts(case in cases(), who in any::<Index>()) {
        if let Some((option, _)) = winner(&case.tally()) {
            let mut joined = case.clone();
            joined.papers.push(vec![option]);
            joined.absent = joined.absent.saturating_sub(1);
            // Someone new on the roll can break a quorum, so only a voter who was on it joins.
            if case.absent > 0 {
                prop_assert_eq!(winner(&joined.tally()).map(|(winner, _)| winner), Some(option));
            }
            let mut turned = case.clone();
            if !turned.papers.is_empty() {
                let index = who.index(turned.papers.len());
                turned.papers[index] = vec![option];
                prop_assert_eq!(winner(&turned.tally()).map(|(winner, _)| winner), Some(option));
            }
        }
    }

    #[test]
    fn doubling_every_ballot_and_the_roll_changes_nothing(case in cases()) {
        let mut doubled = case.clone();
        doubled.papers.extend(case.papers.iter().cloned());
        doubled.absent *= 2;
        prop_assert_eq!(winner(&case.tally()), winner(&doubled.tally()));
    }
}
