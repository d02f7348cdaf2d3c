//! Paper ballots: numbered sheets in batches, keyed twice by two people who don't see what the other keyed, and batches
//! that close only when hand count and keyed sheets agree.
//!
//! Who got a sheet draws it from the pile: which one is known to nobody but them. Whoever was handed a sheet has no
//! other ballot.

use super::ballot::Ballot;
use super::roll::VoterKey;
use crate::Time;
use crate::ids::{AccountId, PaperBallotId, PaperBatchId, VoteId};

/// The most sheets a batch has.
pub const MOST_SHEETS: u16 = 2_000;
/// The most batches a vote has.
pub const MOST_BATCHES: u16 = 500;

/// How the ways to vote go together, fixed with the rule before a vote opens: Chinese, English.
pub const BETWEEN_WAYS: (&str, &str) = (
    "领取纸质选票的，此前投出的选票作废，此后只计纸票。纸票由两人分别录入，不一致的由第三人核定；所有纸票录入并与手工清点数相符后方可计票。",
    "Who is handed a paper ballot votes by it alone: a ballot cast before is void. Two people key each sheet, a third settles what \
     differs; nothing is counted before all sheets are keyed and agree with the count by hand.",
);

/// What stands on a sheet: batch and number, as in `2-0017`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Serial {
    pub batch: u16,
    pub number: u16,
}

impl std::fmt::Display for Serial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:04}", self.batch, self.number)
    }
}

impl Serial {
    /// Reads what [`Serial`] prints and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (batch, number) = text.split_once('-')?;
        let serial = Self { batch: batch.parse().ok()?, number: number.parse().ok()? };
        (serial.to_string() == text && serial.batch > 0 && serial.number > 0).then_some(serial)
    }

    /// What stands for the voter in the urn: the sheet, because nobody knows whose it is.
    pub fn voter(self) -> VoterKey {
        VoterKey::restore(format!("sheet:{self}"))
    }
}

/// A pile of sheets that were printed, numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub id: PaperBatchId,
    pub vote: VoteId,
    /// From 1 within the vote.
    pub number: u16,
    pub sheets: u16,
    pub opened_by: AccountId,
    pub opened_at: Time,
    pub closed: Option<BatchClosure>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchClosure {
    pub by: AccountId,
    pub at: Time,
    /// To how many voters a sheet was handed.
    pub handed_out: u64,
    pub count: HandCount,
}

/// What was in the box, counted by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandCount {
    /// All of the batch's sheets that came back.
    pub returned: u64,
    /// Of these, the ones that are no ballot: torn, unreadable, exchanged for another.
    pub spoiled: u64,
}

/// A batch as the service knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchFacts {
    pub handed_out: u64,
    /// Keyed by two with the same, or settled by a third.
    pub accepted: u64,
    /// Keyed once.
    pub keyed_once: u64,
    /// Keyed twice, each time otherwise.
    pub mismatches: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandOutRefusal {
    #[error("the batch is closed")]
    BatchClosed,
    #[error("all sheets of the batch were handed out")]
    BatchEmpty,
    #[error("a sheet was handed to this voter already")]
    AlreadyHandedOut,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrossFootRefusal {
    #[error("the batch is closed already")]
    BatchClosed,
    #[error("{mismatches} sheets were keyed in two ways and wait for a third person")]
    Mismatches { mismatches: u64 },
    #[error("{keyed_once} sheets were keyed only once")]
    KeyedOnce { keyed_once: u64 },
    #[error("the hand count says {returned} sheets with {spoiled} spoiled, but {accepted} were keyed and accepted")]
    OtherCount { returned: u64, spoiled: u64, accepted: u64 },
    #[error("the hand count says {returned} sheets, but only {handed_out} were handed out")]
    MoreThanHandedOut { returned: u64, handed_out: u64 },
}

impl Batch {
    /// A sheet for a voter who has none yet.
    pub fn hand_out(&self, facts: BatchFacts, has_a_sheet: bool) -> Result<(), HandOutRefusal> {
        if has_a_sheet {
            return Err(HandOutRefusal::AlreadyHandedOut);
        }
        if self.closed.is_some() {
            return Err(HandOutRefusal::BatchClosed);
        }
        if facts.handed_out >= u64::from(self.sheets) { Err(HandOutRefusal::BatchEmpty) } else { Ok(()) }
    }

    /// The cross-foot: accepted + spoiled = returned ≤ handed out, and nothing half keyed.
    pub fn close(
        self,
        by: AccountId,
        count: HandCount,
        facts: BatchFacts,
        now: Time,
    ) -> Result<Self, CrossFootRefusal> {
        let BatchFacts { handed_out, accepted, keyed_once, mismatches } = facts;
        let HandCount { returned, spoiled } = count;
        if self.closed.is_some() {
            return Err(CrossFootRefusal::BatchClosed);
        }
        if mismatches > 0 {
            return Err(CrossFootRefusal::Mismatches { mismatches });
        }
        if keyed_once > 0 {
            return Err(CrossFootRefusal::KeyedOnce { keyed_once });
        }
        if accepted.checked_add(spoiled) != Some(returned) {
            return Err(CrossFootRefusal::OtherCount { returned, spoiled, accepted });
        }
        if returned > handed_out {
            return Err(CrossFootRefusal::MoreThanHandedOut { returned, handed_out });
        }
        Ok(Self { closed: Some(BatchClosure { by, at: now, handed_out, count }), ..self })
    }
}

/// What one person read from a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed<B = Ballot> {
    pub by: AccountId,
    pub ballot: B,
}

/// A sheet that was keyed at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperBallot {
    pub id: PaperBallotId,
    pub vote: VoteId,
    pub batch: PaperBatchId,
    pub serial: Serial,
    pub state: Keying,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keying<B = Ballot> {
    Once(Keyed<B>),
    /// Two people read different things.
    Mismatch(Keyed<B>, Keyed<B>),
    Accepted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyingStage {
    KeyedOnce,
    Mismatch,
    Accepted,
}

impl KeyingStage {
    pub const ALL: &[Self] = &[Self::KeyedOnce, Self::Mismatch, Self::Accepted];

    pub fn word(self) -> &'static str {
        match self {
            Self::KeyedOnce => "keyed_once",
            Self::Mismatch => "mismatch",
            Self::Accepted => "accepted",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    #[error("the batch is closed")]
    BatchClosed,
    #[error("there is no such sheet in the batch")]
    NoSuchSheet,
    #[error("the sheet was keyed already")]
    AlreadyKeyed,
    #[error("whoever keyed a sheet does not key it again")]
    SameHands,
    #[error("the sheet was not keyed in two ways")]
    NoMismatch,
}

/// What a further entry of a sheet came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreed<B = Ballot> {
    /// This is the ballot that counts.
    Yes(B),
    No,
}

impl<B: PartialEq> Keying<B> {
    pub fn stage(&self) -> KeyingStage {
        match self {
            Self::Once(_) => KeyingStage::KeyedOnce,
            Self::Mismatch(..) => KeyingStage::Mismatch,
            Self::Accepted => KeyingStage::Accepted,
        }
    }

    /// The entry of another person. Equal ones are accepted.
    pub fn second(self, keyed: Keyed<B>) -> Result<(Self, Agreed<B>), KeyRefusal> {
        match self {
            Self::Once(first) if first.by == keyed.by => Err(KeyRefusal::SameHands),
            Self::Once(first) if first.ballot == keyed.ballot => Ok((Self::Accepted, Agreed::Yes(keyed.ballot))),
            Self::Once(first) => Ok((Self::Mismatch(first, keyed), Agreed::No)),
            Self::Mismatch(..) | Self::Accepted => Err(KeyRefusal::AlreadyKeyed),
        }
    }

    /// What a third person reads from the sheet in their hand settles it, whichever of the two it confirms, or neither.
    pub fn resolve(self, keyed: Keyed<B>) -> Result<(Self, Agreed<B>), KeyRefusal> {
        match self {
            Self::Mismatch(first, second) if [first.by, second.by].contains(&keyed.by) => Err(KeyRefusal::SameHands),
            Self::Mismatch(..) => Ok((Self::Accepted, Agreed::Yes(keyed.ballot))),
            Self::Once(_) | Self::Accepted => Err(KeyRefusal::NoMismatch),
        }
    }

    /// The two entries, for a third person only.
    pub fn shown_to(&self, reader: AccountId) -> Option<(&B, &B)> {
        match self {
            Self::Mismatch(first, second) if ![first.by, second.by].contains(&reader) => {
                Some((&first.ballot, &second.ballot))
            }
            Self::Once(_) | Self::Mismatch(..) | Self::Accepted => None,
        }
    }
}

impl Batch {
    /// Whether this sheet may be keyed: before the count, until the batch closes.
    pub fn takes(&self, serial: Serial) -> Result<(), KeyRefusal> {
        if self.closed.is_some() {
            return Err(KeyRefusal::BatchClosed);
        }
        if serial.batch == self.number && serial.number <= self.sheets { Ok(()) } else { Err(KeyRefusal::NoSuchSheet) }
    }
}

#[cfg(test)]
mod tests {
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
        let good = BatchFacts { handed_out: 12, accepted: 9, keyed_once: 0, mismatches: 0 };
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

    proptest! {
        #[test]
        fn no_batch_closes_with_more_ballots_than_sheets_in_voters_hands(
            handed_out in 0u64..9, accepted in 0u64..9, keyed_once in 0u64..2, mismatches in 0u64..2,
            returned in 0u64..9, spoiled in 0u64..9,
        ) {
            let facts = BatchFacts { handed_out, accepted, keyed_once, mismatches };
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
                    Some(was @ (Keying::Mismatch(..) | Keying::Accepted)) => was.resolve(entry),
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
}
