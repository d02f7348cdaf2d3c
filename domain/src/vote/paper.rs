//! Paper ballots: numbered sheets in batches, keyed twice by two people who don't see what the other keyed, and batches
//! that close only when hand count and keyed sheets agree.
//!
//! A voter draws their sheet from the pile, so that nobody else knows which one it is. A voter who was handed a sheet
//! has no other ballot.

mod keying;
#[cfg(test)]
mod tests;

pub use keying::{Agreed, KeyRefusal, Keyed, Keying, KeyingStage, PaperBallot};

use super::roll::VoterKey;
use super::{CastRefusal, Vote};
use crate::Time;
use crate::ids::{AccountId, PaperBatchId, VoteId};

/// The most sheets a batch has.
pub const MOST_SHEETS: u16 = 2_000;
/// The most batches a vote has.
pub const MOST_BATCHES: u16 = 500;

/// How paper goes together with the other channels, in Chinese and English. It is part of the rule's text, which is
/// fixed before a vote opens.
pub const BETWEEN_WAYS: (&str, &str) = (
    "领取纸质选票的，此前投出的选票作废，此后只计纸票。纸票由两人分别录入，不一致的由第三人核定；所有纸票录入并与手工清点数相符后方可计票。",
    "Who is handed a paper ballot votes by it alone: a ballot cast before is void. Two people key each sheet, a third settles what \
     differs; nothing is counted before all sheets are keyed and agree with the count by hand.",
);

/// The serial printed on a sheet: paper batch and number, as in `2-0017`.
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

    /// The key of the sheet's ballot in the urn: it names the sheet in place of a voter, because nobody knows whose
    /// sheet it is.
    pub fn voter(self) -> VoterKey {
        VoterKey::restore(format!("sheet:{self}"))
    }
}

/// A pile of sheets that were printed together, numbered from 1.
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

/// What the service knows of a paper batch, in numbers of voters and sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchFacts {
    pub handed_out: u64,
    /// Two people keyed the same, or a third person settled a difference.
    pub accepted: u64,
    /// Keyed once.
    pub keyed_once: u64,
    /// Two people keyed different things, and nobody has settled it yet.
    pub mismatches: u64,
    /// Returned unused and torn up; the voters count as having no sheet.
    pub taken_back: u64,
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
pub enum TakeBackRefusal {
    #[error("{0}")]
    Vote(#[from] CastRefusal),
    #[error("no sheet was handed to this voter")]
    NotHandedOut,
    #[error("{0}")]
    Sheet(#[from] KeyRefusal),
    #[error("as many sheets were keyed as were handed out, so theirs is among them")]
    AllKeyed,
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
    /// Whether a voter who has no sheet yet may be handed one of this batch.
    pub fn hand_out(&self, facts: BatchFacts, has_a_sheet: bool) -> Result<(), HandOutRefusal> {
        if has_a_sheet {
            return Err(HandOutRefusal::AlreadyHandedOut);
        }
        if self.closed.is_some() {
            return Err(HandOutRefusal::BatchClosed);
        }
        let drawn = facts.handed_out.saturating_add(facts.taken_back);
        if drawn >= u64::from(self.sheets) { Err(HandOutRefusal::BatchEmpty) } else { Ok(()) }
    }

    /// Takes an unused sheet back from a voter who got one of this batch, so that the voter can vote by another
    /// channel. The sheet is torn up and not handed out again; `stage` is how far its keying has come.
    pub fn take_back(
        &self,
        vote: &Vote,
        serial: Serial,
        stage: Option<KeyingStage>,
        facts: BatchFacts,
        now: Time,
    ) -> Result<(), TakeBackRefusal> {
        vote.is_running(now)?;
        self.takes(serial)?;
        KeyingStage::begin(stage)?;
        let keyed = facts.accepted.saturating_add(facts.keyed_once).saturating_add(facts.mismatches);
        if keyed >= facts.handed_out { Err(TakeBackRefusal::AllKeyed) } else { Ok(()) }
    }

    /// The cross-foot: accepted + spoiled = returned ≤ handed out, and nothing half keyed.
    pub fn close(
        self,
        by: AccountId,
        count: HandCount,
        facts: BatchFacts,
        now: Time,
    ) -> Result<Self, CrossFootRefusal> {
        let BatchFacts { handed_out, accepted, keyed_once, mismatches, taken_back: _ } = facts;
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

impl Batch {
    /// Whether this sheet may be keyed: until its batch is closed.
    pub fn takes(&self, serial: Serial) -> Result<(), KeyRefusal> {
        if self.closed.is_some() {
            return Err(KeyRefusal::BatchClosed);
        }
        if serial.batch == self.number && serial.number <= self.sheets { Ok(()) } else { Err(KeyRefusal::NoSuchSheet) }
    }
}
