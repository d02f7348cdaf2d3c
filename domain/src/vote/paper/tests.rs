use super::super::ballot::Ballot;
use super::super::tests::{hour, opened};
use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn who(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

fn keyed(by: u128, marks: &str) -> Keyed {
    Keyed { by: who(by), ballot: Ballot::from_canonical(marks).unwrap() }
}

fn batch(sheets: u16) -> Batch {
    Batch {
        id: PaperBatchId(Uuid::nil()),
        vote: VoteId(Uuid::nil()),
        number: 2,
        sheets,
        opened_by: who(1),
        opened_at: Time::UNIX_EPOCH,
        closed: None,
    }
}

fn closed(facts: BatchFacts, returned: u64, spoiled: u64) -> Result<Batch, CrossFootRefusal> {
    batch(40).close(who(1), HandCount { returned, spoiled }, facts, Time::UNIX_EPOCH)
}

#[test]
fn a_serial_has_one_spelling() {
    let serial = Serial { batch: 2, number: 17 };
    assert_eq!(serial.to_string(), "2-0017");
    assert_eq!(Serial::parse("2-0017"), Some(serial));
    for wrong in ["2-17", "02-0017", "2-0000", "0-0001", "2", "2-", "-0017", "2-0017 ", "2-+017", "70000-0001"] {
        assert_eq!(Serial::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn two_who_read_the_same_are_believed() {
    let once = Keying::Once(keyed(1, "marks:1"));
    let agreed = Ok((Keying::Accepted, Agreed::Yes(Ballot::from_canonical("marks:1").unwrap())));
    assert_eq!(once.clone().second(keyed(2, "marks:1")), agreed);
    assert_eq!(once.clone().second(keyed(1, "marks:1")), Err(KeyRefusal::SameHands));
    assert_eq!(once.resolve(keyed(3, "marks:1")), Err(KeyRefusal::NoMismatch));
    assert_eq!(Keying::Accepted.second(keyed(2, "marks:1")), Err(KeyRefusal::AlreadyKeyed));
    assert_eq!(Keying::Accepted.resolve(keyed(2, "marks:1")), Err(KeyRefusal::NoMismatch));
}

#[test]
fn a_mismatch_goes_to_a_third_who_alone_sees_both() {
    let once = Keying::Once(keyed(1, "marks:1"));
    let (both, agreed) = once.second(keyed(2, "marks:2")).unwrap();
    assert_eq!((both.stage(), agreed), (KeyingStage::Mismatch, Agreed::No));
    assert_eq!(both.clone().second(keyed(3, "marks:1")), Err(KeyRefusal::AlreadyKeyed));
    for hand in [1, 2] {
        assert_eq!(both.shown_to(who(hand)), None);
        assert_eq!(both.clone().resolve(keyed(hand, "marks:1")), Err(KeyRefusal::SameHands));
    }
    assert!(both.shown_to(who(3)).is_some());
    let (settled, agreed) = both.resolve(keyed(3, "marks:")).unwrap();
    assert_eq!((settled, agreed), (Keying::Accepted, Agreed::Yes(Ballot::from_canonical("marks:").unwrap())));
}

#[test]
fn a_batch_closes_only_when_everything_adds_up() {
    let good = BatchFacts { handed_out: 12, accepted: 9, ..BatchFacts::default() };
    assert!(closed(good, 10, 1).is_ok());
    assert!(closed(BatchFacts { handed_out: 10, ..good }, 10, 1).is_ok());
    assert!(closed(BatchFacts::default(), 0, 0).is_ok(), "none came back");
    let cases = [
        (closed(good, 9, 1), CrossFootRefusal::OtherCount { returned: 9, spoiled: 1, accepted: 9 }),
        (closed(good, 11, 1), CrossFootRefusal::OtherCount { returned: 11, spoiled: 1, accepted: 9 }),
        (closed(good, 0, u64::MAX), CrossFootRefusal::OtherCount { returned: 0, spoiled: u64::MAX, accepted: 9 }),
        (
            closed(BatchFacts { handed_out: 9, ..good }, 10, 1),
            CrossFootRefusal::MoreThanHandedOut { returned: 10, handed_out: 9 },
        ),
        (closed(BatchFacts { keyed_once: 1, ..good }, 10, 1), CrossFootRefusal::KeyedOnce { keyed_once: 1 }),
        (closed(BatchFacts { mismatches: 2, ..good }, 10, 1), CrossFootRefusal::Mismatches { mismatches: 2 }),
    ];
    for (got, expected) in cases {
        assert_eq!(got, Err(expected));
    }
    let again = closed(good, 10, 1).unwrap();
    let count = HandCount { returned: 10, spoiled: 1 };
    assert_eq!(again.close(who(1), count, good, Time::UNIX_EPOCH), Err(CrossFootRefusal::BatchClosed));
}

#[test]
fn sheets_are_handed_out_once_each_while_there_are_some() {
    let facts = |handed_out| BatchFacts { handed_out, ..BatchFacts::default() };
    assert_eq!(batch(2).hand_out(facts(1), false), Ok(()));
    assert_eq!(batch(2).hand_out(facts(2), false), Err(HandOutRefusal::BatchEmpty));
    assert_eq!(batch(2).hand_out(facts(1), true), Err(HandOutRefusal::AlreadyHandedOut));
    let count = HandCount { returned: 0, spoiled: 0 };
    let over = batch(2).close(who(1), count, facts(1), Time::UNIX_EPOCH).unwrap();
    assert_eq!(over.hand_out(facts(1), false), Err(HandOutRefusal::BatchClosed));
    assert_eq!(over.takes(Serial { batch: 2, number: 1 }), Err(KeyRefusal::BatchClosed));
    assert_eq!(batch(2).takes(Serial { batch: 2, number: 3 }), Err(KeyRefusal::NoSuchSheet));
    assert_eq!(batch(2).takes(Serial { batch: 1, number: 1 }), Err(KeyRefusal::NoSuchSheet));
    assert_eq!(batch(2).takes(Serial { batch: 2, number: 2 }), Ok(()));
}

#[test]
fn an_unused_sheet_is_taken_back_and_torn_up() {
    let (serial, facts) =
        (Serial { batch: 2, number: 1 }, BatchFacts { handed_out: 2, accepted: 1, ..BatchFacts::default() });
    let takes = |batch: Batch, stage, facts, at| batch.take_back(&opened(), serial, stage, facts, hour(at));
    assert_eq!(takes(batch(2), None, facts, 20), Ok(()));
    let all = BatchFacts { accepted: 2, ..facts };
    assert_eq!(takes(batch(2), None, all, 20), Err(TakeBackRefusal::AllKeyed));
    for stage in [KeyingStage::KeyedOnce, KeyingStage::Mismatch, KeyingStage::Accepted] {
        assert_eq!(takes(batch(2), Some(stage), facts, 20), Err(KeyRefusal::AlreadyKeyed.into()));
    }
    assert_eq!(takes(batch(2), Some(KeyingStage::TakenBack), facts, 20), Err(KeyRefusal::TakenBack.into()));
    let over = CastRefusal::Closed { closed_at: hour(60) };
    assert_eq!(takes(batch(2), None, facts, 60), Err(over.into()));
    // One in a voter's hand and one torn up: two sheets are gone.
    let gone = BatchFacts { handed_out: 1, taken_back: 1, ..BatchFacts::default() };
    assert_eq!(batch(2).hand_out(gone, false), Err(HandOutRefusal::BatchEmpty));
    assert_eq!(batch(3).hand_out(gone, false), Ok(()));
    assert_eq!(Keying::TakenBack.second(keyed(1, "marks:1")), Err(KeyRefusal::TakenBack));
    assert_eq!(Keying::TakenBack.resolve(keyed(1, "marks:1")), Err(KeyRefusal::TakenBack));
}

proptest! {
    #[test]
    fn no_batch_closes_with_more_ballots_than_sheets_in_voters_hands(
        handed_out in 0u64..9, accepted in 0u64..9, keyed_once in 0u64..2, mismatches in 0u64..2,
        returned in 0u64..9, spoiled in 0u64..9,
    ) {
        let facts = BatchFacts { handed_out, accepted, keyed_once, mismatches, taken_back: 0 };
        let adds_up = accepted + spoiled == returned && returned <= handed_out && keyed_once + mismatches == 0;
        prop_assert_eq!(closed(facts, returned, spoiled).is_ok(), adds_up);
    }

    #[test]
    fn nobody_keys_a_sheet_twice(hands in proptest::collection::vec((1u128..4, 1u8..3), 1..6)) {
        let mut seen = Vec::new();
        let mut keying: Option<Keying> = None;
        for (hand, mark) in hands {
            let entry = keyed(hand, &format!("marks:{mark}"));
            let next = match keying.clone() {
                None => Ok((Keying::Once(entry), Agreed::No)),
                Some(was @ Keying::Once(_)) => was.second(entry),
                Some(was @ (Keying::Mismatch(..) | Keying::Accepted | Keying::TakenBack)) => was.resolve(entry),
            };
            if let Ok((now, _)) = next {
                prop_assert!(!seen.contains(&hand));
                seen.push(hand);
                keying = Some(now);
            }
        }
        prop_assert!(seen.len() >= 2 || keying.is_some_and(|one| one.stage() == KeyingStage::KeyedOnce));
    }
}
