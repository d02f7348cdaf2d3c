//! Help: a moderator casts for a resident who can't vote by themself, with evidence that the resident wants it.
//!
//! The helper can't help knowing the choice. The resident gets the receipt and may take the ballot back.

use super::roll::VoterKey;
use super::turnout::Channel;
use super::{CastRefusal, Vote};
use crate::Time;
use crate::ids::{AccountId, AssistedBallotId, VoteId};
use crate::text::Text;

/// The number of a form or a recording, or the name of the witness.
pub type Reference = Text<1, 200>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpMethod {
    AtHome,
    /// The helper calls the number that the committee knows, even if the resident called first.
    ByTelephone,
    AtTheDesk,
}

impl HelpMethod {
    pub const ALL: &[Self] = &[Self::AtHome, Self::ByTelephone, Self::AtTheDesk];

    pub fn word(self) -> &'static str {
        match self {
            Self::AtHome => "at_home",
            Self::ByTelephone => "by_telephone",
            Self::AtTheDesk => "at_the_desk",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.word() == word)
    }
}

/// What shows that the resident wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentKind {
    SignedForm,
    Recording,
    /// Somebody besides the helper was present, or listened to the call.
    Witness,
}

impl ConsentKind {
    pub const ALL: &[Self] = &[Self::SignedForm, Self::Recording, Self::Witness];

    pub fn word(self) -> &'static str {
        match self {
            Self::SignedForm => "signed_form",
            Self::Recording => "recording",
            Self::Witness => "witness",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// Records that a voter was helped, by whom and how, but never what was chosen. There is no time in it: a time beside a
/// name would lead to the batch of the log that contains the ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    pub id: AssistedBallotId,
    pub vote: VoteId,
    pub voter: VoterKey,
    pub helper: AccountId,
    pub method: HelpMethod,
    pub consent: ConsentKind,
    pub ended: Option<HelpEnd>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpEnd {
    /// The resident took the ballot back.
    Cancelled,
    /// A helper cast again for the resident.
    Replaced,
}

impl HelpEnd {
    pub const ALL: &[Self] = &[Self::Cancelled, Self::Replaced];

    pub fn word(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Replaced => "replaced",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|end| end.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HelpRefusal {
    #[error("nobody is their own helper, nor their household's")]
    OwnBallot,
    #[error("nobody signs a form on the telephone; record the call, or let a witness listen")]
    FormByTelephone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefusal {
    #[error("{0}")]
    Vote(#[from] CastRefusal),
    #[error("the ballot was taken back or replaced already")]
    NotStanding,
}

impl Help {
    /// `helper_votes_as` is the voter for whom the helper casts their own ballot, if the helper is on the roll.
    pub fn check(&self, helper_votes_as: Option<&VoterKey>) -> Result<(), HelpRefusal> {
        if helper_votes_as == Some(&self.voter) {
            return Err(HelpRefusal::OwnBallot);
        }
        match (self.method, self.consent) {
            (HelpMethod::ByTelephone, ConsentKind::SignedForm) => Err(HelpRefusal::FormByTelephone),
            (HelpMethod::AtHome | HelpMethod::AtTheDesk, _)
            | (HelpMethod::ByTelephone, ConsentKind::Recording | ConsentKind::Witness) => Ok(()),
        }
    }

    /// Whether `again` reports the same help, such as when a helper repeats a request whose answer was lost.
    pub fn is_same(&self, again: &Self) -> bool {
        let Self { id: _, vote, voter, helper, method, consent, ended } = self;
        (vote, voter, helper, method, consent, ended)
            == (&again.vote, &again.voter, &again.helper, &again.method, &again.consent, &again.ended)
    }

    /// The resident takes the ballot back, and may vote again by any channel. `live` is the channel of the resident's
    /// ballot in the urn.
    pub fn cancel(self, vote: &Vote, live: Option<Channel>, now: Time) -> Result<Self, CancelRefusal> {
        vote.is_running(now)?;
        if self.ended.is_some() || live != Some(Channel::Assisted) {
            return Err(CancelRefusal::NotStanding);
        }
        Ok(Self { ended: Some(HelpEnd::Cancelled), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hour, opened};
    use super::*;
    use uuid::Uuid;

    fn help(method: HelpMethod, consent: ConsentKind) -> Help {
        Help {
            id: AssistedBallotId(Uuid::nil()),
            vote: opened().id,
            voter: VoterKey::restore("person:1".to_owned()),
            helper: AccountId(Uuid::nil()),
            method,
            consent,
            ended: None,
        }
    }

    #[test]
    fn nobody_helps_themself_and_nobody_signs_on_the_telephone() {
        let form = help(HelpMethod::ByTelephone, ConsentKind::SignedForm);
        assert_eq!(form.check(None), Err(HelpRefusal::FormByTelephone));
        let recorded = help(HelpMethod::ByTelephone, ConsentKind::Recording);
        assert_eq!(recorded.check(Some(&VoterKey::restore("person:2".to_owned()))), Ok(()));
        assert_eq!(recorded.check(Some(&recorded.voter)), Err(HelpRefusal::OwnBallot));
        for method in [HelpMethod::AtHome, HelpMethod::AtTheDesk] {
            for consent in ConsentKind::ALL {
                assert_eq!(help(method, *consent).check(None), Ok(()));
            }
        }
    }

    #[test]
    fn a_helped_ballot_is_taken_back_while_it_stands_and_the_vote_runs() {
        let helped = help(HelpMethod::AtHome, ConsentKind::Witness);
        let live = Some(Channel::Assisted);
        let cancelled = helped.clone().cancel(&opened(), live, hour(20)).unwrap();
        assert_eq!(cancelled.ended, Some(HelpEnd::Cancelled));
        assert_eq!(cancelled.cancel(&opened(), live, hour(20)), Err(CancelRefusal::NotStanding));
        for other in [None, Some(Channel::Online), Some(Channel::Proxy)] {
            assert_eq!(helped.clone().cancel(&opened(), other, hour(20)), Err(CancelRefusal::NotStanding));
        }
        let closed = CastRefusal::Closed { closed_at: hour(60) };
        assert_eq!(helped.cancel(&opened(), live, hour(60)), Err(CancelRefusal::Vote(closed)));
    }
}
