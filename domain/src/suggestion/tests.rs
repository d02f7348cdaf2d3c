use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use super::answer::OutcomeKind;
use super::clocks::{Clocks, ClocksRefusal, Overdue};
use super::*;
use crate::calendar::Calendar;
use crate::text::Sentence;

fn at(raw: &str) -> Time {
    raw.parse().unwrap()
}

/// Friday 20 November 2026, 11 in the evening in Shanghai.
fn submission() -> Time {
    at("2026-11-20T15:00:00Z")
}

fn later(days: i64) -> Time {
    submission() + TimeDelta::days(days)
}

fn author() -> AccountId {
    AccountId(Uuid::from_u128(1))
}

fn somebody_else() -> AccountId {
    AccountId(Uuid::from_u128(2))
}

fn need() -> AdoptedInto {
    AdoptedInto::Need(NeedId(Uuid::from_u128(3)))
}

fn prose() -> Prose {
    Prose::parse("在弄堂口加一盏灯").unwrap()
}

fn calendar() -> Calendar {
    Calendar::new([].into(), [].into(), [2026].into()).unwrap()
}

fn addressed_to(area: &str) -> Result<Suggestion, SubmitRefusal> {
    let draft = Draft {
        id: SuggestionId(Uuid::from_u128(9)),
        area: AreaCode::parse(area).unwrap(),
        proposer: Proposer { account: author(), planner: None },
        topic: Title::parse("路灯").unwrap(),
        reasons: prose(),
        proposal: Wording::parse("在弄堂口加一盏灯").unwrap(),
    };
    Suggestion::submit(draft, DueDates::promised(Clocks::default(), &calendar(), submission()), submission())
}

fn outcome(kind: OutcomeKind) -> Outcome {
    let words = Sentence::parse("超出街道权限").ok();
    Outcome::new(kind, None, None)
        .or_else(|_| Outcome::new(kind, words.clone(), None))
        .or_else(|_| Outcome::new(kind, None, words))
        .unwrap()
}

fn received() -> Suggestion {
    addressed_to("310101020004").unwrap()
}

fn acknowledged() -> Suggestion {
    received().acknowledge(later(1)).unwrap()
}

fn answered(kind: OutcomeKind) -> Suggestion {
    acknowledged().answer(outcome(kind), prose(), later(2)).unwrap()
}

fn rated() -> Suggestion {
    answered(OutcomeKind::AdoptedMeasure).rate(author(), Score::new(2).unwrap(), later(3)).unwrap()
}

fn adopted() -> Suggestion {
    answered(OutcomeKind::AdoptedMeasure).adopt(need(), later(4)).unwrap()
}

fn withdrawn() -> Suggestion {
    received().withdraw(author(), later(1)).unwrap()
}

/// The word of the status reached, or the sentence of the refusal.
fn outcome_of<E: std::fmt::Display>(result: Result<Suggestion, E>) -> String {
    result.map_or_else(|refusal| refusal.to_string(), |suggestion| suggestion.status().word().to_owned())
}

#[test]
fn every_event_in_every_state() {
    const TAKEN_BACK: &str = "the suggestion was withdrawn by its author";
    const HAS_ACKNOWLEDGEMENT: &str = "the suggestion is already acknowledged";
    const NO_ACKNOWLEDGEMENT: &str = "the suggestion is not yet acknowledged";
    const NO_ANSWER: &str = "the suggestion is not yet answered";
    const HAS_ANSWER: &str = "the suggestion is already answered";
    const NOT_PROMISED: &str = "the published outcome is neither adopted_measure nor improvement_of_work";
    const RATED: &str = "the author has rated the answer, so its wording stands";
    const ANSWER_STANDS: &str = "the suggestion is adopted, so its answer stands";
    const HAS_ADOPTION: &str = "the suggestion is already adopted";
    const TWICE: &str = "the suggestion is already withdrawn";

    // state, then: acknowledge, answer, rate, adopt, withdraw
    let table: [(Suggestion, [&str; 5]); 11] = [
        (received(), ["acknowledged", NO_ACKNOWLEDGEMENT, NO_ANSWER, NO_ANSWER, "withdrawn"]),
        (acknowledged(), [HAS_ACKNOWLEDGEMENT, "answered", NO_ANSWER, NO_ANSWER, "withdrawn"]),
        (answered(OutcomeKind::AdoptedMeasure), [HAS_ACKNOWLEDGEMENT, "answered", "answered", "adopted", HAS_ANSWER]),
        (
            answered(OutcomeKind::ImprovementOfWork),
            [HAS_ACKNOWLEDGEMENT, "answered", "answered", "adopted", HAS_ANSWER],
        ),
        (answered(OutcomeKind::RuleChange), [HAS_ACKNOWLEDGEMENT, "answered", "answered", NOT_PROMISED, HAS_ANSWER]),
        (answered(OutcomeKind::Reference), [HAS_ACKNOWLEDGEMENT, "answered", "answered", NOT_PROMISED, HAS_ANSWER]),
        (answered(OutcomeKind::NotAdopted), [HAS_ACKNOWLEDGEMENT, "answered", "answered", NOT_PROMISED, HAS_ANSWER]),
        (
            answered(OutcomeKind::NotASuggestion),
            [HAS_ACKNOWLEDGEMENT, "answered", "answered", NOT_PROMISED, HAS_ANSWER],
        ),
        (rated(), [HAS_ACKNOWLEDGEMENT, RATED, "answered", "adopted", HAS_ANSWER]),
        (adopted(), [HAS_ACKNOWLEDGEMENT, ANSWER_STANDS, "adopted", HAS_ADOPTION, HAS_ANSWER]),
        (withdrawn(), [TAKEN_BACK, TAKEN_BACK, TAKEN_BACK, TAKEN_BACK, TWICE]),
    ];
    for (state, expected) in table {
        let found = [
            outcome_of(state.clone().acknowledge(later(5))),
            outcome_of(state.clone().answer(outcome(OutcomeKind::Reference), prose(), later(5))),
            outcome_of(state.clone().rate(author(), Score::new(4).unwrap(), later(5))),
            outcome_of(state.clone().adopt(need(), later(5))),
            outcome_of(state.clone().withdraw(author(), later(5))),
        ];
        assert_eq!(found, expected, "{:?}", state.stage);
    }
}

#[test]
fn only_the_author_rates_and_withdraws_whatever_the_state() {
    let states = [received(), acknowledged(), answered(OutcomeKind::Reference), rated(), adopted(), withdrawn()];
    for state in states {
        let rate = state.clone().rate(somebody_else(), Score::new(1).unwrap(), later(5));
        assert_eq!(rate, Err(RateRefusal::NotTheAuthor));
        assert_eq!(state.withdraw(somebody_else(), later(5)), Err(WithdrawRefusal::NotTheAuthor));
    }
}

#[test]
fn a_street_or_a_committee_is_addressed_and_nothing_wider() {
    for (area, accepted) in [("31", false), ("310101", false), ("310101020", true), ("310101020004", true)] {
        assert_eq!(addressed_to(area).is_ok(), accepted, "{area}");
    }
}

#[test]
fn another_wording_keeps_the_moment_of_the_first_answer() {
    let changed = answered(OutcomeKind::Reference).answer(outcome(OutcomeKind::RuleChange), prose(), later(9)).unwrap();
    let answered = changed.answered().unwrap();
    assert_eq!((answered.first_answered_at, answered.answer.answered_at), (later(2), later(9)));
}

#[test]
fn a_changed_rating_replaces_the_one_before_and_survives_adoption() {
    let changed = rated().rate(author(), Score::new(5).unwrap(), later(6)).unwrap().adopt(need(), later(7)).unwrap();
    let rating = changed.answered().and_then(|answered| answered.rating).unwrap();
    assert_eq!((rating.score.get(), rating.rated_at), (5, later(6)));
}

#[test]
fn clocks_run_forwards_and_not_for_ever() {
    let table = [
        (1, 5, 15, None),
        (1, 1, 1, None),
        (1, 1, Clocks::LONGEST, None),
        (0, 5, 15, Some(ClocksRefusal::OutOfBounds)),
        (1, 5, Clocks::LONGEST + 1, Some(ClocksRefusal::OutOfBounds)),
        (6, 5, 15, Some(ClocksRefusal::Disordered)),
        (1, 16, 15, Some(ClocksRefusal::Disordered)),
    ];
    for (acknowledge, first, last, refusal) in table {
        assert_eq!(Clocks::new(acknowledge, first, last).err(), refusal, "{acknowledge} {first} {last}");
    }
}

#[test]
fn due_dates_count_from_the_day_after_the_shanghai_day_of_submission() {
    let day = |raw: &str| raw.parse::<NaiveDate>().unwrap();
    let due = received().due;
    assert_eq!(due.acknowledge.date, day("2026-11-23"));
    assert_eq!(due.first_answer.date, day("2026-11-27"));
    assert_eq!(due.final_answer.date, day("2026-12-11"));
    assert!(due.final_answer.calendar_known);

    // An hour later it is Saturday in Shanghai, and nothing changes; late in December the count leaves the calendar.
    assert_eq!(DueDates::promised(Clocks::default(), &calendar(), at("2026-11-20T16:00:00Z")), due);
    let december = DueDates::promised(Clocks::default(), &calendar(), at("2026-12-23T04:00:00Z"));
    assert!(december.first_answer.calendar_known);
    assert_eq!((december.final_answer.date, december.final_answer.calendar_known), (day("2027-01-13"), false));
}

#[test]
fn a_duty_is_late_from_the_midnight_that_ends_its_day() {
    let midnight = |raw: &str| at(&format!("{raw}T16:00:00Z"));
    let just_before = |time: Time| time - TimeDelta::microseconds(1);
    let (monday, friday, last) = (midnight("2026-11-23"), midnight("2026-11-27"), midnight("2026-12-11"));
    let late = |acknowledgement, first_answer, final_answer| Overdue { acknowledgement, first_answer, final_answer };

    let table = [
        (received(), just_before(monday), late(false, false, false)),
        (received(), monday, late(true, false, false)),
        (received(), friday, late(true, true, false)),
        (received(), last, late(true, true, true)),
        (acknowledged(), just_before(friday), late(false, false, false)),
        (acknowledged(), friday, late(false, true, false)),
        (acknowledged(), last, late(false, true, true)),
        (answered(OutcomeKind::Reference), last, late(false, false, false)),
        (adopted(), last, late(false, false, false)),
        (withdrawn(), last, late(false, false, false)),
    ];
    for (state, now, expected) in table {
        assert_eq!(state.overdue(now), expected, "{:?} at {now}", state.stage);
        assert_eq!(state.is_overdue(now), expected != Overdue::default(), "{:?} at {now}", state.stage);
    }
}

#[test]
fn statuses_survive_their_words() {
    for status in Status::ALL {
        assert_eq!(Status::from_word(status.word()), Some(*status));
    }
    assert_eq!(Status::from_word("overdue"), None);
}

proptest! {
    #[test]
    fn being_late_never_passes_by_waiting(minutes in 0_i64..60_000, more in 0_i64..60_000, seen in any::<bool>()) {
        let state = if seen { acknowledged() } else { received() };
        let now = submission() + TimeDelta::minutes(minutes);
        prop_assert!(!state.is_overdue(now) || state.is_overdue(now + TimeDelta::minutes(more)));
    }

    #[test]
    fn due_dates_come_in_order(a in 1_u32..20, b in 0_u32..20, c in 0_u32..20, hours in 0_i64..20_000) {
        let clocks = Clocks::new(a, a + b, a + b + c).unwrap();
        let due = DueDates::promised(clocks, &calendar(), submission() + TimeDelta::hours(hours));
        prop_assert!(due.acknowledge.date <= due.first_answer.date && due.first_answer.date <= due.final_answer.date);
    }
}
