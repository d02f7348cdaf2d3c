//! Every state against every event, and every gate by itself. Expected outcomes are written by hand.

use super::draft::{Draft, DraftRefusal, OptionsRefusal, OtherVotes, ProjectFacts, UpdateRefusal, number_options};
use super::eligibility::{Eligibility, Voter, WhyNot};
use super::opening::{OpenRefusal, Warning};
use super::roll::{Resident, Roll};
use super::rule::{Electorate, LotOrder, Method};
use super::step::StepRefusal;
use super::turnout::Channel;
use super::*;
use uuid::Uuid;

const OPENER: u128 = 1;
const CLOSER: u128 = 2;
const OTHER: u128 = 3;
const DEPUTY: u128 = 4;
const NO_OBJECTION: Objections = Objections { unanswered: 0, upheld: 0, until: None };

pub(super) fn hour(hour: i64) -> Time {
    Time::from_timestamp(1_800_000_000 + hour * 3600, 0).unwrap()
}

fn account(id: u128) -> AccountId {
    AccountId(Uuid::from_u128(id))
}

fn design(id: u128) -> DesignId {
    DesignId(Uuid::from_u128(id))
}

fn sentence() -> Sentence {
    Sentence::parse("everyone on the roll has voted").unwrap()
}

fn roll_of(people: u128) -> Roll {
    let residents = (0..people).map(|id| Resident {
        account: account(100 + id),
        household: id.to_string(),
        building: "1".to_owned(),
        verified_at: hour(-100),
    });
    Roll::of(residents, Electorate::Person)
}

/// Publicity ended at hour 0, two designs stand, the coordination meeting was held.
fn facts() -> ProjectFacts {
    ProjectFacts {
        publicity_until: Some(hour(0)),
        standing: vec![design(1), design(2)],
        coordination_held: true,
        other_votes: OtherVotes::Clear,
        notice_given: true,
    }
}

fn draft() -> Draft {
    let title = |text: &str| Title::parse(text).unwrap();
    let options = number_options(vec![(design(1), title("亭子")), (design(2), title("长廊"))]).unwrap();
    let lot = LotOrder::parse(&[2, 1], 2).unwrap();
    let rule = Rule::new(Method::ChooseOne, Electorate::Person, None, None, lot).unwrap();
    Draft {
        title: title("口袋公园方案"),
        options,
        rule,
        deputy: Some(account(DEPUTY)),
        opens_at: Some(hour(10)),
        closes_at: hour(60),
        meeting: None,
    }
}

fn drafted() -> Vote {
    let place = (ProjectId(Uuid::from_u128(8)), UnitId(Uuid::from_u128(9)));
    Vote::draft(VoteId(Uuid::from_u128(7)), place, false, draft(), &facts(), account(OPENER), hour(-5)).unwrap()
}

pub(super) fn opened() -> Vote {
    drafted().open(account(OPENER), &facts(), &roll_of(12), hour(1)).unwrap()
}

pub(super) fn closed_early() -> Vote {
    opened().close(account(CLOSER), sentence(), 0, hour(30)).unwrap()
}

fn step(at: i64) -> Step {
    Step { by: account(CLOSER), at: hour(at), reason: sentence() }
}

/// The states by name, each with the time at which the table looks at it.
fn states() -> Vec<(&'static str, Vote, Time)> {
    vec![
        ("drafted", drafted(), hour(5)),
        ("open, not begun", opened(), hour(5)),
        ("open", opened(), hour(20)),
        ("past its end", opened(), hour(60)),
        ("closed", closed_early(), hour(40)),
        ("certified", closed_early().certify(account(OTHER), &[], &[], NO_OBJECTION, hour(41)).unwrap(), hour(42)),
        ("paused", opened().pause(step(19)).unwrap(), hour(20)),
        ("paused past its end", opened().pause(step(19)).unwrap(), hour(60)),
        ("voided", opened().void(step(19)).unwrap(), hour(20)),
    ]
}

fn outcome<T, E: std::fmt::Debug>(result: Result<T, E>) -> String {
    match result {
        Ok(_) => "yes".to_owned(),
        Err(refusal) => format!("{refusal:?}").chars().take_while(|c| c.is_alphanumeric()).collect(),
    }
}

#[test]
fn every_state_answers_every_event_by_name() {
    let expected = [
        // state, update and build roll, open, cast, close, count, certify
        ("drafted", ["yes", "yes", "NotOpened", "NotOpened", "NotOpened", "NotOpened"]),
        ("open, not begun", ["AlreadyOpened", "AlreadyOpened", "NotBegun", "yes", "Sealed", "StillOpen"]),
        ("open", ["AlreadyOpened", "AlreadyOpened", "yes", "yes", "Sealed", "StillOpen"]),
        ("past its end", ["AlreadyOpened", "AlreadyOpened", "Closed", "AlreadyClosed", "yes", "yes"]),
        ("closed", ["AlreadyOpened", "AlreadyOpened", "Closed", "AlreadyClosed", "yes", "yes"]),
        ("certified", ["AlreadyOpened", "AlreadyOpened", "Closed", "AlreadyClosed", "yes", "AlreadyCertified"]),
        ("paused", ["AlreadyOpened", "AlreadyOpened", "Paused", "yes", "Sealed", "StillOpen"]),
        ("paused past its end", ["AlreadyOpened", "AlreadyOpened", "Closed", "AlreadyClosed", "yes", "yes"]),
        ("voided", ["Voided", "Voided", "Voided", "Voided", "Voided", "Voided"]),
    ];
    for ((state, vote, now), (name, expected)) in states().into_iter().zip(expected) {
        assert_eq!(state, name);
        let actual = [
            outcome(vote.clone().update(draft(), &facts(), now)),
            outcome(vote.clone().open(account(OPENER), &facts(), &roll_of(12), now)),
            outcome(vote.takes_ballots(now)),
            outcome(vote.clone().close(account(CLOSER), sentence(), 0, now)),
            outcome(vote.may_be_counted(now)),
            outcome(vote.clone().certify(account(OTHER), &[], &[], NO_OBJECTION, now)),
        ];
        assert_eq!(actual, expected, "{name}");
        assert_eq!(outcome(vote.must_be_drafted()), expected[0], "{name}");
    }
}

#[test]
fn every_state_answers_every_step_on_the_night_by_name() {
    let expected = [
        // state, pause, resume, extend, void
        ("drafted", ["NotOpened", "NotOpened", "NotOpened", "yes"]),
        ("open, not begun", ["yes", "NotPaused", "yes", "yes"]),
        ("open", ["yes", "NotPaused", "yes", "yes"]),
        ("past its end", ["Closed", "Closed", "Closed", "yes"]),
        ("closed", ["Closed", "Closed", "Closed", "yes"]),
        ("certified", ["Closed", "Closed", "Closed", "Certified"]),
        ("paused", ["AlreadyPaused", "yes", "yes", "yes"]),
        ("paused past its end", ["Closed", "Closed", "Closed", "yes"]),
        ("voided", ["Voided", "Voided", "Voided", "Voided"]),
    ];
    for ((state, vote, now), (name, expected)) in states().into_iter().zip(expected) {
        assert_eq!(state, name);
        let step = Step { at: now, ..step(0) };
        let actual = [
            outcome(vote.clone().pause(step.clone())),
            outcome(vote.clone().resume(now)),
            outcome(vote.clone().extend(hour(90), now)),
            outcome(vote.clone().void(step)),
        ];
        assert_eq!(actual, expected, "{name}");
    }
}

#[test]
fn more_time_is_more_and_has_an_end() {
    assert_eq!(opened().extend(hour(60), hour(20)), Err(StepRefusal::NotLater { closes_at: hour(60) }));
    assert_eq!(opened().extend(hour(24 * 367), hour(20)), Err(StepRefusal::TooLate));
    let longer = opened().extend(hour(70), hour(20)).unwrap();
    assert_eq!((longer.takes_ballots(hour(65)), longer.takes_ballots(hour(70)).is_err()), (Ok(()), true));
}

#[test]
fn a_pause_stops_ballots_until_it_ends_and_a_draft_can_be_thrown_away() {
    let paused = opened().pause(step(20)).unwrap();
    assert_eq!(paused.takes_ballots(hour(21)), Err(CastRefusal::Paused));
    assert_eq!(paused.resume(hour(22)).unwrap().takes_ballots(hour(22)), Ok(()));
    assert_eq!(drafted().void(step(1)).unwrap().state, VoteState::Voided(None, step(1)));
}

#[test]
fn each_gate_of_opening_is_named_by_itself_and_the_preflight_names_all() {
    let late = hour(60);
    type Change = fn(&mut ProjectFacts, &mut Roll, &mut Time);
    let gates: [(Change, OpenRefusal); 6] = [
        (|facts, _, _| facts.publicity_until = None, OpenRefusal::ProjectNotInPublicity),
        (|facts, _, _| facts.publicity_until = Some(hour(3)), OpenRefusal::PublicityStillRunning { until: hour(3) }),
        (|facts, _, _| facts.coordination_held = false, OpenRefusal::NoCoordinationMeeting),
        (|_, roll, _| *roll = roll_of(0), OpenRefusal::RollNotBuilt),
        (|facts, _, _| facts.standing = vec![design(1), design(3)], OpenRefusal::OptionWithdrawn { design: design(2) }),
        (|_, _, now| *now = hour(60), OpenRefusal::ClosingTimePassed { closes_at: late }),
    ];
    for (shut, refusal) in gates {
        let (mut facts, mut roll, mut now) = (facts(), roll_of(12), hour(1));
        shut(&mut facts, &mut roll, &mut now);
        assert_eq!(drafted().open(account(OPENER), &facts, &roll, now), Err(refusal));
        assert_eq!(drafted().blockers(&facts, &roll, now), [refusal]);
    }
    let nothing = ProjectFacts { publicity_until: None, standing: vec![], coordination_held: false, ..facts() };
    assert_eq!(drafted().blockers(&nothing, &roll_of(0), late).len(), 6);
}

#[test]
fn publicity_is_over_at_its_end_and_closing_is_just_before_the_close() {
    assert!(drafted().blockers(&facts(), &roll_of(12), hour(0)).is_empty());
    let just_before = hour(60) - chrono::TimeDelta::microseconds(1);
    assert_eq!(opened().takes_ballots(just_before), Ok(()));
    assert_eq!(opened().takes_ballots(hour(60)), Err(CastRefusal::Closed { closed_at: hour(60) }));
    assert_eq!(opened().takes_ballots(hour(10)), Ok(()));
}

#[test]
fn opening_late_begins_at_once_and_freezes_the_roll() {
    let vote = drafted().open(account(OPENER), &facts(), &roll_of(12), hour(11)).unwrap();
    let opening = vote.state.opening().unwrap();
    assert_eq!((opening.begins_at, opening.roll), (hour(11), roll_of(12).freeze(vote.id)));
    assert_eq!(opened().state.opening().map(|opening| opening.begins_at), Some(hour(10)));
}

#[test]
fn each_gate_of_drafting_is_named() {
    type Change = fn(&mut Draft, &mut ProjectFacts);
    let gates: [(Change, DraftRefusal); 9] = [
        (|_, facts| facts.publicity_until = None, DraftRefusal::ProjectNotInPublicity),
        (|_, facts| facts.standing = vec![design(1)], DraftRefusal::TooFewDesigns),
        (|_, facts| facts.other_votes = OtherVotes::Unfinished, DraftRefusal::AnotherVoteUnfinished),
        (|_, facts| facts.other_votes = OtherVotes::Decided, DraftRefusal::AlreadyDecided),
        (|_, facts| facts.standing = vec![design(1), design(3)], DraftRefusal::NotStanding { design: design(2) }),
        (|draft, _| draft.closes_at = hour(-5), DraftRefusal::ClosesInThePast),
        (|draft, _| draft.closes_at = hour(24 * 367), DraftRefusal::ClosesTooLate),
        (|draft, _| draft.opens_at = Some(hour(-6)), DraftRefusal::OpensInThePast),
        (|draft, _| draft.opens_at = Some(hour(60)), DraftRefusal::ClosesBeforeItOpens),
    ];
    for (shut, refusal) in gates {
        let (mut draft, mut facts) = (draft(), facts());
        shut(&mut draft, &mut facts);
        assert_eq!(drafted().update(draft, &facts, hour(-5)), Err(UpdateRefusal::Draft(refusal)));
    }
}

#[test]
fn options_are_two_to_twenty_different_designs() {
    let named = |ids: Vec<u128>| ids.into_iter().map(|id| (design(id), Title::parse("方案").unwrap())).collect();
    assert_eq!(number_options(named(vec![1])), Err(OptionsRefusal::Count));
    assert_eq!(number_options(named((1..=21).collect())), Err(OptionsRefusal::Count));
    assert_eq!(number_options(named(vec![1, 2, 1])), Err(OptionsRefusal::Twice { design: design(1) }));
    let options = number_options(named((1..=20).collect())).unwrap();
    assert_eq!(options.last().map(|option| option.number.get()), Some(20));
}

#[test]
fn nobody_who_ran_the_vote_certifies_it() {
    let refused = Err(CertifyRefusal::RanTheVote);
    assert_eq!(closed_early().certify(account(OPENER), &[], &[], NO_OBJECTION, hour(50)), refused);
    assert_eq!(closed_early().certify(account(CLOSER), &[], &[], NO_OBJECTION, hour(50)), refused);
    assert_eq!(opened().certify(account(OPENER), &[], &[], NO_OBJECTION, hour(70)), refused);
    let by_time = opened().certify(account(CLOSER), &[], &[], NO_OBJECTION, hour(70)).unwrap();
    assert_eq!(by_time.state.closure(), Some(&Closure::ByTime { at: hour(60) }));
    assert_eq!(
        closed_early().certify(account(OTHER), &[account(OTHER)], &[], NO_OBJECTION, hour(50)),
        refused,
        "they paused it"
    );
    let handled = closed_early().certify(account(OTHER), &[], &[account(OTHER)], NO_OBJECTION, hour(50));
    assert_eq!(handled, Err(CertifyRefusal::HandledBallots));
}

#[test]
fn eligibility_gives_the_reason() {
    let table = [
        // drafted, open but not begun, open, past its end; for a resident on the roll
        (true, true, [Some(WhyNot::NotOpenedYet), Some(WhyNot::NotBegunYet), None, Some(WhyNot::Closed)]),
        // on the frozen roll, moved away since
        (true, false, [Some(WhyNot::NotAResident), Some(WhyNot::NotBegunYet), None, Some(WhyNot::Closed)]),
        (false, true, {
            let late = Some(WhyNot::VerifiedTooLate);
            [Some(WhyNot::NotOpenedYet), late, late, late]
        }),
        (false, false, [Some(WhyNot::NotAResident); 4]),
    ];
    for (on_roll, resident, expected) in table {
        for ((name, vote, now), expected) in states().into_iter().zip(expected) {
            let expected = expected.map_or(Eligibility::Eligible, Eligibility::No);
            let voter = Voter { on_roll, resident: resident.then_some(Ok(())), ..Voter::default() };
            assert_eq!(vote.eligibility(Channel::Online, voter, now), expected, "{name} {on_roll} {resident}");
        }
    }
}

#[test]
fn whoever_the_vote_leaves_out_is_told_why() {
    use super::admission::NotAdmitted;
    let young = Some(Err(NotAdmitted::TooYoung));
    let asked = |vote: &Vote, on_roll, at| {
        vote.eligibility(Channel::Online, Voter { on_roll, resident: young, ..Voter::default() }, hour(at))
    };
    assert_eq!(asked(&drafted(), false, 0), Eligibility::No(WhyNot::TooYoung));
    assert_eq!(asked(&opened(), false, 20), Eligibility::No(WhyNot::TooYoung));
    assert_eq!(asked(&opened(), true, 20), Eligibility::Eligible, "the frozen roll is not gone into again");
}

#[test]
fn a_rehearsal_waits_for_nothing_and_is_stood_for_by_nobody() {
    let early = ProjectFacts {
        publicity_until: Some(hour(9)),
        coordination_held: false,
        other_votes: OtherVotes::Unfinished,
        ..facts()
    };
    let place = (ProjectId(Uuid::from_u128(8)), UnitId(Uuid::from_u128(9)));
    let drafted = |rehearsal| {
        Vote::draft(VoteId(Uuid::from_u128(7)), place, rehearsal, draft(), &early, account(OPENER), hour(-5))
    };
    assert_eq!(drafted(false), Err(DraftRefusal::AnotherVoteUnfinished));
    let opened = drafted(true).unwrap().open(account(OPENER), &early, &roll_of(1), hour(1)).unwrap();
    let certified = opened.certify(account(OTHER), &[], &[], NO_OBJECTION, hour(100));
    assert_eq!(certified, Err(CertifyRefusal::Rehearsal));
}

#[test]
fn a_deputy_does_not_certify_what_they_were_to_run() {
    let certified = closed_early().certify(account(DEPUTY), &[], &[], NO_OBJECTION, hour(50));
    assert_eq!(certified, Err(CertifyRefusal::RanTheVote));
}

#[test]
fn warnings_name_what_is_odd_but_lawful() {
    let (roll, now) = (roll_of(12), hour(1));
    assert_eq!(drafted().warnings(&facts(), &roll, &roll, now), []);
    let facts = ProjectFacts { standing: vec![design(1), design(2), design(3)], notice_given: false, ..facts() };
    let all = Vote { deputy: None, ..drafted() }.warnings(&facts, &roll_of(9), &roll, hour(37));
    assert_eq!(all, Warning::ALL);
}

#[test]
fn words_go_both_ways() {
    assert!(Stage::ALL.iter().all(|stage| Stage::from_word(stage.word()) == Some(*stage)));
    assert!(Warning::ALL.iter().all(|warning| Warning::from_word(warning.word()) == Some(*warning)));
    assert!(WhyNot::ALL.iter().all(|why| WhyNot::from_word(why.word()) == Some(*why)));
}

#[test]
fn paper_that_is_not_keyed_holds_up_the_close_and_the_count() {
    let refused = opened().close(account(CLOSER), sentence(), 2, hour(30));
    assert_eq!(refused, Err(CloseRefusal::PaperNotKeyed { open: 2 }));
    let over = opened().as_of(hour(1_000));
    assert_eq!(over.may_be_counted_with(1, hour(1_000)), Err(ResultRefusal::PaperNotKeyed { open: 1 }));
    assert!(over.may_be_counted_with(0, hour(1_000)).is_ok());
    assert_eq!(opened().may_be_counted_with(1, hour(30)), Err(ResultRefusal::Sealed), "sealed before anything else");
}

#[test]
fn whoever_has_paper_casts_no_other_ballot_and_is_told_why() {
    let at = hour(30);
    let online = |has_paper| opened().takes_ballot_of(Channel::Online, None, has_paper, at);
    assert_eq!((online(true), online(false)), (Err(CastRefusal::PaperHandedOut), Ok(())));
    let voter = Voter { on_roll: true, resident: Some(Ok(())), has_paper: true, live: None };
    let eligibility = |at| opened().as_of(at).eligibility(Channel::Online, voter, at);
    assert_eq!(eligibility(at), Eligibility::No(WhyNot::PaperHandedOut));
    assert_eq!(eligibility(hour(1_000)), Eligibility::No(WhyNot::Closed));
    let own = Voter { has_paper: false, live: Some(Channel::Online), ..voter };
    let offered = Vote { rule: opened().rule.with_ways(Some(ways::Ways::DEFAULT)), ..opened() };
    let helped = |vote: &Vote, voter| vote.eligibility(Channel::Assisted, voter, at);
    assert_eq!(helped(&offered, own), Eligibility::No(WhyNot::OwnBallotStands));
    assert_eq!(helped(&offered, Voter { live: None, ..own }), Eligibility::Eligible);
    assert_eq!(helped(&opened(), own), Eligibility::No(WhyNot::WayNotOffered));
}
