use super::*;
use crate::meeting::{self, Minutes, Place};
use crate::text::{Prose, Title};
use chrono::{TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn at(day: u32) -> Time {
    Utc.with_ymd_and_hms(2026, 3, 1, 8, 0, 0).unwrap() + chrono::TimeDelta::days(i64::from(day) - 1)
}

fn meeting(number: u128, kind: MeetingKind, state: meeting::State) -> Meeting {
    Meeting {
        id: MeetingId(Uuid::from_u128(number)),
        kind,
        unit: UnitId(Uuid::from_u128(2)),
        project: Some(ProjectId(Uuid::from_u128(3))),
        round: 1,
        title: Title::parse("口袋公园评议会").unwrap(),
        agenda: Prose::parse("看一看，评一评").unwrap(),
        place: Place::parse("口袋公园").unwrap(),
        starts_at: at(1),
        state,
    }
}

fn held() -> meeting::State {
    let minutes = Minutes::Unwritten;
    meeting::State::Closed { announced_at: at(1), opened_at: at(1), closed_at: at(1), minutes }
}

fn rating(state: State) -> Rating {
    Rating {
        id: RatingId(Uuid::from_u128(9)),
        project: ProjectId(Uuid::from_u128(3)),
        unit: UnitId(Uuid::from_u128(2)),
        review: MeetingId(Uuid::from_u128(1)),
        opened_at: at(2),
        closes_at: at(10),
        state,
    }
}

fn open(stage: ProjectStage, meetings: &[Meeting], rounds: &[Rating], closes: u32) -> Result<MeetingId, OpenRefusal> {
    let opening = Opening {
        id: RatingId(Uuid::from_u128(10)),
        project: ProjectId(Uuid::from_u128(3)),
        unit: UnitId(Uuid::from_u128(2)),
        stage,
        meetings_of_project: meetings,
        earlier_rounds: rounds,
        closes_at: at(closes),
    };
    Rating::open(opening, at(5)).map(|rating| rating.review)
}

fn marks(design: u8, built: u8) -> Marks {
    Marks { design: Score::new(design).unwrap(), built: Score::new(built).unwrap() }
}

#[test]
fn opening_asks_for_completion_then_the_review_then_that_no_round_is_open() {
    let review = [meeting(1, MeetingKind::Review, held())];
    let announced = [meeting(1, MeetingKind::Review, meeting::State::Announced { announced_at: at(1) })];
    let hearing = [meeting(1, MeetingKind::Hearing, held())];
    let running = [rating(State::Open)];
    let over = [rating(State::Closed { closed_at: at(4) })];
    let by_time = [Rating { closes_at: at(5), ..rating(State::Open) }];
    use OpenRefusal::*;
    use ProjectStage::*;
    type Case<'a> = (ProjectStage, &'a [Meeting], &'a [Rating], u32, Result<(), OpenRefusal>);
    let table: [Case<'_>; 11] = [
        (Elsewhere, &review, &[], 9, Err(ProjectNotCompleted)),
        (InPublicity, &review, &[], 9, Err(ProjectNotCompleted)),
        (Completed, &[], &[], 9, Err(NoReviewMeeting)),
        (Completed, &announced, &[], 9, Err(NoReviewMeeting)),
        (Completed, &hearing, &[], 9, Err(NoReviewMeeting)),
        (Completed, &review, &running, 9, Err(AlreadyOpen)),
        (Completed, &review, &[], 5, Err(ClosesInThePast)),
        (Completed, &review, &[], 372, Err(ClosesTooFarAhead)),
        (Completed, &review, &[], 9, Ok(())),
        (Completed, &review, &over, 9, Ok(())),
        (Completed, &review, &by_time, 9, Ok(())),
    ];
    for (number, (stage, meetings, rounds, closes, expected)) in table.into_iter().enumerate() {
        assert_eq!(open(stage, meetings, rounds, closes).map(|_| ()), expected, "line {number}");
    }
}

#[test]
fn the_latest_review_leads_to_the_rating() {
    let later = Meeting { starts_at: at(3), ..meeting(7, MeetingKind::Review, held()) };
    let meetings = [meeting(1, MeetingKind::Review, held()), later, meeting(4, MeetingKind::Hearing, held())];
    assert_eq!(open(ProjectStage::Completed, &meetings, &[], 9), Ok(MeetingId(Uuid::from_u128(7))));
}

#[test]
fn time_closes_a_round() {
    let closed = State::Closed { closed_at: at(6) };
    let by_time = State::Closed { closed_at: at(10) };
    let table = [(State::Open, 9, State::Open), (State::Open, 10, by_time), (closed, 9, closed), (closed, 11, closed)];
    for (state, day, expected) in table {
        let round = rating(state);
        assert_eq!(round.as_of(at(day)), expected, "{state:?} on {day}");
        let answered = round.answer(AccountId(Uuid::from_u128(5)), marks(4, 2), None, at(day)).map(|a| a.marks);
        let closing = round.close(at(day)).map(|round| round.state);
        if expected == State::Open {
            assert_eq!(answered, Ok(marks(4, 2)));
            assert_eq!(closing, Ok(State::Closed { closed_at: at(day) }));
        } else {
            assert_eq!((answered, closing), (Err(AnswerRefusal::Closed), Err(CloseRefusal::Closed)));
        }
    }
}

#[test]
fn scores_run_from_one_to_five() {
    let accepted: Vec<u8> = (0..=255).filter(|score| Score::new(*score).is_some()).collect();
    assert_eq!(accepted, [1, 2, 3, 4, 5]);
}

#[test]
fn nine_answers_are_not_broken_down_and_ten_are() {
    let nine = Summary::of(&[marks(5, 1); 9], 40);
    assert!(nine.too_few());
    assert_eq!((nine.answers, nine.eligible), (9, 40));
    let ten = Summary::of(&[marks(5, 1); 10], 40);
    let shown = ten.shown.unwrap();
    assert_eq!((shown.design.sum, shown.design.count, shown.design.by_score), (50, 10, [0, 0, 0, 0, 10]));
    assert_eq!((shown.built.sum, shown.built.count, shown.built.by_score), (10, 10, [10, 0, 0, 0, 0]));
}

proptest! {
    #[test]
    fn a_summary_adds_up(given in proptest::collection::vec((1_u8..=5, 1_u8..=5), 0..60), eligible in 0_u32..80) {
        let given: Vec<Marks> = given.into_iter().map(|(design, built)| marks(design, built)).collect();
        let summary = Summary::of(&given, eligible);
        prop_assert_eq!(usize::try_from(summary.answers).unwrap(), given.len());
        prop_assert!(summary.answers <= summary.eligible);
        prop_assert_eq!(summary.too_few(), given.len() < 10);
        if let Some(shown) = summary.shown {
            for distribution in [shown.design, shown.built] {
                let weighted: u32 = (1..).zip(distribution.by_score).map(|(score, n)| score * n).sum();
                prop_assert_eq!(distribution.by_score.iter().sum::<u32>(), summary.answers);
                prop_assert_eq!(weighted, distribution.sum);
            }
        }
    }
}
