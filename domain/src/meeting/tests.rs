use super::*;
use chrono::{NaiveDate, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

fn at(day: u32, hour: u32) -> Time {
    Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn reason() -> Sentence {
    Sentence::parse("活动室停电").unwrap()
}

fn record() -> Record {
    Record {
        text: Prose::parse("十二位居民发言。").unwrap(), decisions: vec![Sentence::parse("立项").unwrap()]
    }
}

fn plan(kind: MeetingKind, stage: Option<ProjectStage>) -> Plan {
    Plan {
        id: MeetingId(Uuid::from_u128(1)),
        kind,
        unit: UnitId(Uuid::from_u128(2)),
        project: stage.map(|stage| (ProjectId(Uuid::from_u128(3)), stage)),
        round: 1,
        title: Title::parse("加装电梯听证会").unwrap(),
        agenda: Prose::parse("一、情况说明 二、居民发言").unwrap(),
        place: Place::parse("居委会活动室").unwrap(),
        starts_at: at(20, 10),
    }
}

fn meeting(state: State) -> Meeting {
    Meeting { state, ..Meeting::plan(plan(MeetingKind::Hearing, None), at(1, 8)).unwrap() }
}

fn closed(minutes: Minutes) -> State {
    State::Closed { announced_at: at(2, 8), opened_at: at(20, 10), closed_at: at(20, 12), minutes }
}

/// Every state a meeting can be in, in the order of the columns below.
fn states() -> Vec<State> {
    vec![
        State::Planned,
        State::Announced { announced_at: at(2, 8) },
        State::Open { announced_at: at(2, 8), opened_at: at(20, 10) },
        closed(Minutes::Unwritten),
        closed(Minutes::Draft(record())),
        closed(Minutes::Published { record: record(), published_at: at(21, 8) }),
        State::Cancelled { announced_at: None, cancelled_at: at(3, 8), reason: reason() },
    ]
}

fn outcome<R: std::fmt::Debug>(result: Result<Meeting, R>) -> String {
    match result {
        Ok(meeting) => match meeting.minutes() {
            Some(minutes) => format!("{}+{}", meeting.state.status().word(), minutes.status().word()),
            None => meeting.state.status().word().to_owned(),
        },
        Err(refusal) => format!("{refusal:?}"),
    }
}

#[test]
fn every_step_from_every_state() {
    type Step = fn(Meeting) -> String;
    let steps: [(Step, [&str; 7]); 6] = [
        (
            |m| outcome(m.announce(at(10, 8), day(13))),
            [
                "announced",
                "AlreadyAnnounced",
                "AlreadyAnnounced",
                "AlreadyAnnounced",
                "AlreadyAnnounced",
                "AlreadyAnnounced",
                "Cancelled",
            ],
        ),
        (
            |m| outcome(m.open(at(20, 10))),
            ["NotAnnounced", "open", "AlreadyOpen", "AlreadyClosed", "AlreadyClosed", "AlreadyClosed", "Cancelled"],
        ),
        (
            |m| outcome(m.close(at(20, 12))),
            ["NotOpen", "NotOpen", "closed+unwritten", "AlreadyClosed", "AlreadyClosed", "AlreadyClosed", "Cancelled"],
        ),
        (
            |m| outcome(m.cancel(reason(), at(19, 8))),
            ["cancelled", "cancelled", "AlreadyOpen", "AlreadyOpen", "AlreadyOpen", "AlreadyOpen", "Cancelled"],
        ),
        (
            |m| outcome(m.write_minutes(record())),
            ["NotClosed", "NotClosed", "NotClosed", "closed+draft", "closed+draft", "AlreadyPublished", "Cancelled"],
        ),
        (
            |m| outcome(m.publish_minutes(at(21, 8))),
            ["NotClosed", "NotClosed", "NotClosed", "NotWritten", "closed+published", "AlreadyPublished", "Cancelled"],
        ),
    ];
    for (number, (step, expected)) in steps.into_iter().enumerate() {
        for (state, expected) in states().into_iter().zip(expected) {
            assert_eq!(step(meeting(state.clone())), expected, "step {number} from {state:?}");
        }
    }
}

#[test]
fn coordination_and_review_ask_where_the_project_stands() {
    use MeetingKind::*;
    use ProjectStage::*;
    let table = [
        (Hearing, None, Ok(())),
        (Hearing, Some(InPublicity), Ok(())),
        (Hearing, Some(Completed), Ok(())),
        (Hearing, Some(Elsewhere), Ok(())),
        (Coordination, None, Err(PlanRefusal::ProjectMissing)),
        (Coordination, Some(InPublicity), Ok(())),
        (Coordination, Some(Completed), Err(PlanRefusal::ProjectNotInPublicity)),
        (Coordination, Some(Elsewhere), Err(PlanRefusal::ProjectNotInPublicity)),
        (Review, None, Err(PlanRefusal::ProjectMissing)),
        (Review, Some(InPublicity), Err(PlanRefusal::ProjectNotCompleted)),
        (Review, Some(Completed), Ok(())),
        (Review, Some(Elsewhere), Err(PlanRefusal::ProjectNotCompleted)),
    ];
    for (kind, stage, expected) in table {
        assert_eq!(Meeting::plan(plan(kind, stage), at(1, 8)).map(|_| ()), expected, "{kind:?} {stage:?}");
    }
    let late = Meeting::plan(plan(Hearing, None), at(20, 10));
    assert_eq!(late, Err(PlanRefusal::StartsInThePast));
    let far = Meeting::plan(plan(Hearing, None), at(20, 9) - FURTHEST_AHEAD);
    assert_eq!(far, Err(PlanRefusal::StartsTooFarAhead));
}

#[test]
fn notice_counts_days_in_shanghai() {
    let planned = |starts_at| Meeting { starts_at, ..meeting(State::Planned) };
    // 19 March 17:00 UTC is 20 March 01:00 in Shanghai.
    assert!(planned(at(19, 17)).announce(at(10, 8), day(20)).is_ok());
    let short = planned(at(19, 15)).announce(at(10, 8), day(20));
    assert_eq!(short, Err(AnnounceRefusal::NoticeTooShort { earliest_start: day(20) }));
}

#[test]
fn a_meeting_is_not_announced_after_its_time() {
    let late = meeting(State::Planned).announce(at(20, 11), day(20));
    assert_eq!(late, Err(AnnounceRefusal::NoticeTooShort { earliest_start: day(20) }));
}

#[test]
fn doors_open_half_an_hour_before() {
    let announced = || meeting(State::Announced { announced_at: at(2, 8) });
    let opens_from = at(20, 10) - TimeDelta::minutes(30);
    assert!(announced().open(opens_from).is_ok());
    let early = announced().open(opens_from - TimeDelta::microseconds(1));
    assert_eq!(early, Err(OpenRefusal::TooEarly { opens_from }));
}

#[test]
fn only_an_announced_or_open_hearing_of_the_unit_collects() {
    let unit = UnitId(Uuid::from_u128(2));
    let collects: Vec<bool> = states().into_iter().map(|s| meeting(s).collects_needs_of(unit)).collect();
    assert_eq!(collects, [false, true, true, false, false, false, false]);
    let open = meeting(State::Announced { announced_at: at(2, 8) });
    assert!(!open.collects_needs_of(UnitId(Uuid::from_u128(9))));
    assert!(!Meeting { kind: MeetingKind::Review, ..open }.collects_needs_of(unit));
}

#[test]
fn a_plan_that_was_never_announced_is_nobody_elses_business() {
    let public: Vec<bool> = states().into_iter().map(|s| meeting(s).is_public()).collect();
    assert_eq!(public, [false, true, true, true, true, true, false]);
    let called_off = State::Cancelled { announced_at: Some(at(2, 8)), cancelled_at: at(3, 8), reason: reason() };
    assert!(meeting(called_off).is_public());
}

#[test]
fn words_lead_back() {
    for kind in MeetingKind::ALL {
        assert_eq!(MeetingKind::from_word(kind.word()), Some(*kind));
    }
    for status in Status::ALL {
        assert_eq!(Status::from_word(status.word()), Some(*status));
    }
    for status in MinutesStatus::ALL {
        assert_eq!(MinutesStatus::from_word(status.word()), Some(*status));
    }
}

proptest! {
    /// Whatever is tried in whatever order, published minutes never change and nothing leads back.
    #[test]
    fn no_order_of_steps_goes_backwards(steps in proptest::collection::vec(0_u8..6, 0..30)) {
        let rank = |m: &Meeting| match &m.state {
            State::Planned => 0,
            State::Announced { .. } => 1,
            State::Open { .. } => 2,
            State::Closed { minutes: Minutes::Unwritten, .. } => 3,
            State::Closed { minutes: Minutes::Draft(_), .. } => 4,
            State::Closed { minutes: Minutes::Published { .. }, .. } => 5,
            State::Cancelled { .. } => 6,
        };
        let mut current = meeting(State::Planned);
        for step in steps {
            let before = current.clone();
            let next = match step {
                0 => current.clone().announce(at(10, 8), day(13)).ok(),
                1 => current.clone().open(at(20, 10)).ok(),
                2 => current.clone().close(at(20, 12)).ok(),
                3 => current.clone().cancel(reason(), at(12, 8)).ok(),
                4 => current.clone().write_minutes(record()).ok(),
                _ => current.clone().publish_minutes(at(21, 8)).ok(),
            };
            current = next.unwrap_or(before.clone());
            prop_assert!(rank(&current) >= rank(&before));
            prop_assert!(!before.minutes_are_published() || current == before);
        }
    }
}
