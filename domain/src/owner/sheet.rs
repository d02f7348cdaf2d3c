//! A sheet of paper for a head: ballots of owners are named, so it is known whose each sheet is. Two people key it, neither
//! sees what the other read, and a third settles what differs.
//!
//! A sheet is in time when it was keyed for the first time before the end; the rest may come later, and nothing is counted
//! before every sheet is settled. From its first keying on it is the head's ballot, and no other is taken.

use super::decision::OwnersDecision;
use crate::Time;
use crate::ids::{AccountId, OwnerSheetId, OwnersDecisionId};
use crate::register::Head;
use crate::vote::paper::{Agreed, KeyRefusal, Keyed, Keying};
use crate::vote::tally::owners::Voice;
use crate::vote::{CastRefusal, ResultRefusal};

/// What somebody read from the sheet; none where there is no valid sheet of this head.
pub type Reading = Option<Voice>;

/// How paper and other ballots go together, fixed with the rule before a decision opens: Chinese, English.
pub const BETWEEN_WAYS: (&str, &str) = (
    "交回纸质选票的，以纸票为准：自首次录入起不再接受该户的其他选票，此前所投由纸票取代。纸票由两人分别录入，不一致的由第三人核定；全部录入确认后方可计票。",
    "A sheet that was handed in counts: from its first keying on no other ballot of its head is taken, and it replaces one cast before. \
     Two people key each sheet, a third settles what differs; nothing is counted before every sheet is settled.",
);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub id: OwnerSheetId,
    pub decision: OwnersDecisionId,
    pub head: Head,
    pub entered_at: Time,
    pub state: Keying<Reading>,
}

/// What becomes of a sheet that was keyed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The head's ballot says this.
    Counts(Voice),
    /// There was no such sheet.
    Discarded,
    /// The two read different things.
    InDoubt(Keying<Reading>),
}

impl Sheet {
    /// Keyed for the first time.
    pub fn enter(
        id: OwnerSheetId,
        decision: &OwnersDecision,
        head: Head,
        keyed: Keyed<Reading>,
        now: Time,
    ) -> Result<Self, CastRefusal> {
        decision.takes_ballots(now)?;
        Ok(Self { id, decision: decision.id, head, entered_at: now, state: Keying::Once(keyed) })
    }

    /// By another person.
    pub fn second(self, keyed: Keyed<Reading>) -> Result<Settled, KeyRefusal> {
        self.state.second(keyed).map(settled)
    }

    /// By a third, with the sheet in hand.
    pub fn resolve(self, keyed: Keyed<Reading>) -> Result<Settled, KeyRefusal> {
        self.state.resolve(keyed).map(settled)
    }

    /// Whether this person may see what the two read.
    pub fn readings(&self, reader: AccountId) -> Option<[Reading; 2]> {
        self.state.shown_to(reader).map(|(first, second)| [*first, *second])
    }
}

fn settled((state, agreed): (Keying<Reading>, Agreed<Reading>)) -> Settled {
    match agreed {
        Agreed::Yes(Some(voice)) => Settled::Counts(voice),
        Agreed::Yes(None) => Settled::Discarded,
        Agreed::No => Settled::InDoubt(state),
    }
}

impl OwnersDecision {
    /// Whether sheets that were handed in may still be settled.
    pub fn settles_sheets(&self) -> Result<(), CastRefusal> {
        use super::decision::State;
        match &self.state {
            State::Announced => Err(CastRefusal::NotOpened),
            State::Open(_) | State::Paused(..) => Ok(()),
            State::Certified(..) => Err(CastRefusal::Closed { closed_at: self.closes_at }),
            State::Voided(..) => Err(CastRefusal::Voided),
        }
    }

    /// As [`OwnersDecision::may_be_counted`], with so many sheets that are not settled.
    pub fn may_be_counted_with(&self, unsettled: u64, now: Time) -> Result<&super::decision::Opening, ResultRefusal> {
        let opening = self.may_be_counted(now)?;
        if unsettled > 0 { Err(ResultRefusal::PaperNotKeyed { open: unsettled }) } else { Ok(opening) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn keyed(by: u128, ballot: Reading) -> Keyed<Reading> {
        Keyed { by: AccountId(Uuid::from_u128(by)), ballot }
    }

    fn once(ballot: Reading) -> Sheet {
        Sheet {
            id: OwnerSheetId(Uuid::nil()),
            decision: OwnersDecisionId(Uuid::nil()),
            head: Head::builder(),
            entered_at: Time::UNIX_EPOCH,
            state: Keying::Once(keyed(1, ballot)),
        }
    }

    #[test]
    fn two_who_read_the_same_settle_a_sheet_and_a_third_what_differs() {
        let (yes, no) = (Some(Voice::For), Some(Voice::Against));
        assert_eq!(once(yes).second(keyed(1, yes)), Err(KeyRefusal::SameHands));
        assert_eq!(once(yes).second(keyed(2, yes)), Ok(Settled::Counts(Voice::For)));
        assert_eq!(once(None).second(keyed(2, None)), Ok(Settled::Discarded));
        assert_eq!(once(yes).resolve(keyed(3, yes)), Err(KeyRefusal::NoMismatch));
        let Ok(Settled::InDoubt(state)) = once(yes).second(keyed(2, no)) else { panic!("they differ") };
        let doubtful = Sheet { state, ..once(yes) };
        assert_eq!(doubtful.readings(AccountId(Uuid::from_u128(2))), None, "the two stay blind");
        assert_eq!(doubtful.readings(AccountId(Uuid::from_u128(3))), Some([yes, no]));
        assert_eq!(doubtful.clone().resolve(keyed(2, no)), Err(KeyRefusal::SameHands));
        assert_eq!(doubtful.clone().resolve(keyed(3, None)), Ok(Settled::Discarded));
        assert_eq!(doubtful.resolve(keyed(3, no)), Ok(Settled::Counts(Voice::Against)));
    }
}
