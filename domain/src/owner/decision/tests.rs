use super::*;
use crate::register::{Flat, Head};
use crate::text::Sentence;
use crate::vote::tally::owners::{Decision, Flat as Share, Voice};
use chrono::TimeZone as _;
use uuid::Uuid;

pub(in crate::owner) fn day(day: u32) -> Time {
    chrono::Utc.with_ymd_and_hms(2026, 3, day, 8, 0, 0).unwrap()
}

pub(in crate::owner) fn who(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn register() -> Register {
    let flat = Flat { building: "1".to_owned(), room: "1".to_owned() };
    let head = Head::of(&flat);
    Register::restore([(flat, 9000, head)])
}

pub(in crate::owner) fn announced() -> OwnersDecision {
    OwnersDecision {
        id: OwnersDecisionId(Uuid::from_u128(1)),
        unit: UnitId(Uuid::from_u128(2)),
        estate: Title::parse("桃园小区").unwrap(),
        title: Title::parse("使用维修资金").unwrap(),
        text: Prose::parse("更换3号楼水泵。").unwrap(),
        item: Item::new(5).unwrap(),
        notice: NoticeDays::new(15).unwrap(),
        proxies_each: Some(ProxiesEach::DEFAULT),
        announced_by: who(1),
        announced_at: day(1),
        closes_at: day(20),
        state: State::Announced,
    }
}

pub(in crate::owner) fn opened() -> OwnersDecision {
    announced().open(who(2), OwnerRegisterId(Uuid::from_u128(3)), &register(), day(16)).unwrap()
}

fn voided() -> OwnersDecision {
    let reason = Sentence::parse("公告有误").unwrap();
    announced().void(Step { by: who(3), at: day(2), reason }).unwrap()
}

#[test]
fn the_notice_is_kept_to_the_second() {
    let open = |now| announced().open(who(2), OwnerRegisterId(Uuid::nil()), &register(), now).map(|_| ());
    let until = day(16);
    assert_eq!(open(until - TimeDelta::seconds(1)), Err(OpenRefusal::NoticeStillRunning { until }));
    assert_eq!(open(until), Ok(()));
    assert_eq!(open(day(20) - TimeDelta::seconds(1)), Ok(()));
    assert_eq!(open(day(20)), Err(OpenRefusal::ClosingTimePassed { closes_at: day(20) }));
    let closing = |closes_at| OwnersDecision { closes_at, ..announced() }.check();
    assert_eq!(closing(until), Err(AnnounceRefusal::ClosesDuringNotice { until }));
    assert_eq!(closing(until + TimeDelta::seconds(1)), Ok(()));
    assert_eq!(closing(day(1) + TimeDelta::days(367)), Err(AnnounceRefusal::ClosesTooLate));
}

#[test]
fn every_state_meets_every_event() {
    let (before, after) = (day(19), day(20));
    let certified = opened().certify(who(3), &[], &[], Objections::default(), after).unwrap();
    let reason = Sentence::parse("公告有误").unwrap();
    let void = Step { by: who(4), at: before, reason };
    let closed_at = day(20);
    let states = [
        (
            announced(),
            before,
            Stage::Announced,
            Err(CastRefusal::NotOpened),
            Err(ResultRefusal::NotOpened),
            Err(CertifyRefusal::NotOpened),
            Ok(()),
        ),
        (
            announced(),
            after,
            Stage::Lapsed,
            Err(CastRefusal::NotOpened),
            Err(ResultRefusal::NotOpened),
            Err(CertifyRefusal::NotOpened),
            Ok(()),
        ),
        (opened(), before, Stage::Open, Ok(()), Err(ResultRefusal::Sealed), Err(CertifyRefusal::StillOpen), Ok(())),
        (opened(), after, Stage::Closed, Err(CastRefusal::Closed { closed_at }), Ok(()), Ok(()), Ok(())),
        (
            certified,
            after,
            Stage::Certified,
            Err(CastRefusal::Closed { closed_at }),
            Ok(()),
            Err(CertifyRefusal::AlreadyCertified),
            Err(VoidRefusal::Certified),
        ),
        (
            voided(),
            before,
            Stage::Voided,
            Err(CastRefusal::Voided),
            Err(ResultRefusal::Voided),
            Err(CertifyRefusal::Voided),
            Err(VoidRefusal::Voided),
        ),
    ];
    for (decision, now, stage, cast, count, certify, voids) in states {
        assert_eq!(decision.stage(now), stage);
        assert_eq!(decision.takes_ballots(now).map(|_| ()), cast, "{stage:?}");
        assert_eq!(decision.may_be_counted(now).map(|_| ()), count, "{stage:?}");
        assert_eq!(
            decision.clone().certify(who(3), &[], &[], Objections::default(), now).map(|_| ()),
            certify,
            "{stage:?}"
        );
        assert_eq!(decision.void(void.clone()).map(|_| ()), voids, "{stage:?}");
    }
    for ran_it in [who(1), who(2)] {
        assert_eq!(
            opened().certify(ran_it, &[], &[], Objections::default(), after).map(|_| ()),
            Err(CertifyRefusal::RanTheVote)
        );
    }
    let again = opened().open(who(2), OwnerRegisterId(Uuid::nil()), &register(), before);
    assert_eq!(again.map(|_| ()), Err(OpenRefusal::AlreadyOpened));
    let over = voided().open(who(2), OwnerRegisterId(Uuid::nil()), &register(), day(16));
    assert_eq!(over.map(|_| ()), Err(OpenRefusal::Voided));
}

/// Three of four heads approve, but with 150 of 350 m²: more than half of both is needed.
#[test]
fn the_legs_say_where_it_failed() {
    let flats = [(1, 5000), (2, 5000), (3, 5000), (4, 20_000)].map(|(owner, area)| Share { owner, area });
    let voice = |owner: &i32| Some(if *owner < 4 { Voice::For } else { Voice::Against });
    let decision = Decision::count(Matter::Ordinary, flats, voice);
    let legs = legs(&decision);
    let met: Vec<(What, Of, bool)> = legs.iter().map(|leg| (leg.what, leg.of, leg.met())).collect();
    let expected = [
        (What::Participation, Of::Area, true),
        (What::Participation, Of::Heads, true),
        (What::Approval, Of::Area, false),
        (What::Approval, Of::Heads, true),
    ];
    assert_eq!(met, expected);
    assert!(!decision.passed());
    assert_eq!(
        legs[2].in_english(),
        "150.00 m² of the 350.00 m² that took part are in favour; more than 1/2 was needed, that is 175.01 m²: not reached."
    );
    assert_eq!(
        legs[2].in_chinese(),
        "同意的专有部分面积150.00平方米，参与表决的350.00平方米；要求超过1/2，即至少175.01平方米：未达到。"
    );
    assert_eq!(
        legs[1].in_english(),
        "4 owners of 4 owners took part; at least 2/3 was needed, that is 3 owners: reached."
    );
}

/// Art. 278: items 6 to 8 need three quarters.
#[test]
fn items_six_to_eight_are_special() {
    let special: Vec<u8> =
        (0..=10).filter_map(Item::new).filter(|item| item.matter() == Matter::Special).map(Item::get).collect();
    assert_eq!(special, [6, 7, 8]);
    assert_eq!((Item::new(0), Item::new(10)), (None, None));
}

#[test]
fn a_paused_decision_takes_no_ballots_and_ends_when_it_was_announced_to() {
    let step = |at| Step { by: who(5), at, reason: Sentence::parse("名册有误，核对中").unwrap() };
    let paused = || opened().pause(step(day(18))).unwrap();
    assert_eq!(paused().takes_ballots(day(19)), Err(CastRefusal::Paused));
    assert_eq!(paused().pause(step(day(19))), Err(StepRefusal::AlreadyPaused));
    assert_eq!(opened().resume(day(19)), Err(StepRefusal::NotPaused));
    assert_eq!(paused().resume(day(19)), Ok(opened()));
    let closed = StepRefusal::Closed { closed_at: day(20) };
    assert_eq!((paused().resume(day(20)), opened().pause(step(day(20)))), (Err(closed), Err(closed)));
    assert_eq!(announced().pause(step(day(2))), Err(StepRefusal::NotOpened));
    assert_eq!((paused().stage(day(19)), paused().stage(day(20))), (Stage::Paused, Stage::Closed));
    assert!(paused().may_be_counted(day(20)).is_ok());
    let certify = |by| paused().certify(by, &[who(5)], &[who(7)], Objections::default(), day(20)).map(|_| ());
    assert_eq!((certify(who(5)), certify(who(6))), (Err(CertifyRefusal::RanTheVote), Ok(())));
    assert_eq!(certify(who(7)), Err(CertifyRefusal::HandledBallots));
}

#[test]
fn a_result_is_objected_to_between_the_end_and_certification() {
    assert_eq!(announced().takes_objections(day(19)), Err(ObjectRefusal::NotOpened));
    assert_eq!(opened().takes_objections(day(19)), Err(ObjectRefusal::StillOpen));
    assert_eq!(opened().takes_objections(day(20)), Ok(()));
    let objected = Objections { unanswered: 1, ..Objections::default() };
    let refused = CertifyRefusal::ObjectionsUnanswered { unanswered: 1 };
    assert_eq!(opened().certify(who(3), &[], &[], objected, day(20)), Err(refused));
    let certified = opened().certify(who(3), &[], &[], Objections::default(), day(20)).unwrap();
    assert_eq!(certified.takes_objections(day(21)), Err(ObjectRefusal::Certified));
    assert_eq!(voided().takes_objections(day(20)), Err(ObjectRefusal::Voided));
}
