//! A sheet of paper with the ballot of a head. Ballots of owners are named, so each sheet belongs to a known head. Two
//! people key it without seeing what the other read, and a third settles what differs.
//!
//! A sheet is in time if it was keyed for the first time before the end. The second keying may come later, and nothing
//! is counted before every sheet is settled. From its first keying on the sheet is the head's ballot, and no other is
//! taken.

use super::decision::OwnersDecision;
use crate::Time;
use crate::ids::{AccountId, OwnerSheetId, OwnersDecisionId};
use crate::register::Head;
use crate::vote::paper::{Agreed, KeyRefusal, Keyed, Keying};
use crate::vote::tally::owners::Voice;
use crate::vote::{CastRefusal, ResultRefusal};

/// What a person read from the sheet; none if they found no valid sheet of this head.
pub type Reading = Option<Voice>;

/// Which ballot counts if a head voted on paper and otherwise, in Chinese and in English. The rule is fixed before a
/// decision opens.
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

/// The result of keying a sheet again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The readings agree: this is what the head votes.
    Counts(Voice),
    /// The readings agree that there is no valid sheet of this head.
    Discarded,
    /// The two people read different things.
    InDoubt(Keying<Reading>),
}

impl Sheet {
    /// The first person keys the sheet.
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

    /// A second person keys it.
    pub fn second(self, keyed: Keyed<Reading>) -> Result<Settled, KeyRefusal> {
        self.state.second(keyed).map(settled)
    }

    /// A third person settles it, with the sheet in hand.
    pub fn resolve(self, keyed: Keyed<Reading>) -> Result<Settled, KeyRefusal> {
        self.state.resolve(keyed).map(settled)
    }

    /// What the two people read, if this person may see it.
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
    /// Whether a sheet that was keyed in time may still be keyed again and settled: also after the end, until the
    /// result is certified.
    pub fn settles_sheets(&self) -> Result<(), CastRefusal> {
        use super::decision::State;
        match &self.state {
            State::Announced => Err(CastRefusal::NotOpened),
            State::Open(_) | State::Paused(..) => Ok(()),
            State::Certified(..) => Err(CastRefusal::Closed { closed_at: self.closes_at }),
            State::Voided(..) => Err(CastRefusal::Voided),
        }
    }

    /// Like [`OwnersDecision::may_be_counted`], but refuses while any sheet is unsettled.
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
