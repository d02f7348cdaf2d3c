//! Proxies of owners (委托): an owner lets somebody cast for their head in one decision, in writing (Shanghai's 住宅物业管理规定,
//! art. 18). The mandate (委托书) says the vote, or says that the holder decides; without those words the holder decides
//! nothing.
//!
//! A proxy is given in the app by an owner whose number the register has, or on paper at the desk, where one person
//! records the mandate and a second reads it again. Either way it belongs to the holder's phone number, as a head
//! belongs to the numbers of its owners.

use super::decision::{Opening, OwnersDecision};
use crate::Time;
use crate::account::PhoneNumber;
use crate::ids::{AccountId, OwnerProxyId, OwnersDecisionId};
use crate::register::Head;
use crate::vote::CastRefusal;
use crate::vote::proxy::{GiveRefusal, Giving, ProxyStage, UseRefusal, is_good};
use crate::vote::tally::owners::Voice;
use crate::vote::turnout::Channel;
use crate::vote::ways::{Between, Ways};

/// For how many heads one person may hold proxies in a decision. Never 0, because by law every owner may authorise
/// somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxiesEach(u8);

impl ProxiesEach {
    pub const MAX: u8 = Ways::MOST_PROXIES;
    /// The same as in residents' votes: few enough that no single holder decides an outcome.
    pub const DEFAULT: Self = Self(Ways::DEFAULT.proxies_each);

    pub fn new(most: u8) -> Option<Self> {
        (1..=Self::MAX).contains(&most).then_some(Self(most))
    }

    pub fn get(self) -> u8 {
        self.0
    }

    /// The rule in plain words, in Chinese and in English. It is fixed before a decision opens.
    pub fn in_words(self) -> [String; 2] {
        let most = self.0;
        [
            format!(
                "业主可以书面委托他人代为表决。委托书应写明表决意见，由受托人决定的应写明；受托人只能按委托书表决。一名受托人最多代 {most} 名业主表决。\
                 业主本人的选票优先于受托人所投，委托未使用的不计。"
            ),
            format!(
                "An owner may authorise somebody in writing. The mandate says the vote, or that the holder decides; the holder casts as it says. One person casts for at most {most} owners. \
                 An owner's own ballot goes before a proxy's, and a proxy counts only if it is used."
            ),
        ]
    }
}

/// What the mandate tells the holder to vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    For,
    Against,
    Abstain,
    /// The mandate says expressly that the holder decides.
    LeftToHolder,
}

impl Instruction {
    pub const ALL: &[Self] = &[Self::For, Self::Against, Self::Abstain, Self::LeftToHolder];

    pub fn word(self) -> &'static str {
        self.voice().map_or("left_to_holder", Voice::word)
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }

    /// None if the holder decides.
    pub fn voice(self) -> Option<Voice> {
        match self {
            Self::For => Some(Voice::For),
            Self::Against => Some(Voice::Against),
            Self::Abstain => Some(Voice::Abstain),
            Self::LeftToHolder => None,
        }
    }

    pub fn admits(self, voice: Voice) -> bool {
        self.voice().is_none_or(|said| said == voice)
    }
}

/// Which paper the staff saw at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// The owner signed it at the desk and showed their identity card and the title to the flat.
    SignedAtTheDesk,
    /// Somebody else brought it, with copies of the owner's identity card and title.
    SignedOriginal,
    Notarised,
}

impl Document {
    pub const ALL: &[Self] = &[Self::SignedAtTheDesk, Self::SignedOriginal, Self::Notarised];

    pub fn word(self) -> &'static str {
        match self {
            Self::SignedAtTheDesk => "signed_at_the_desk",
            Self::SignedOriginal => "signed_original",
            Self::Notarised => "notarised",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    InApp { giver: AccountId },
    OnPaper(Recorded),
}

/// A mandate on paper: the person who recorded it, and the person who read the same again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub document: Document,
    pub by: AccountId,
    pub confirmed_by: Option<AccountId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerProxy {
    pub id: OwnerProxyId,
    pub decision: OwnersDecisionId,
    pub head: Head,
    /// The person who signs in with this number holds the proxy.
    pub holder: PhoneNumber,
    pub says: Instruction,
    /// Good until just before this; none if it is good for as long as ballots are taken.
    pub until: Option<Time>,
    pub given_at: Time,
    pub source: Source,
    /// The person who last cast with it.
    pub used_by: Option<AccountId>,
    pub revoked_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerProxyStage {
    /// On paper, and only one person has read it.
    Unconfirmed,
    Standing,
    Expired,
    Revoked,
}

/// What else decides whether a proxy may be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// A person who erased their account authorises nobody any more.
    pub giver_is_there: bool,
    /// The channel of the head's present ballot, if it has one.
    pub live: Option<Channel>,
    /// Whether a sheet of the head was keyed.
    pub has_sheet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnerUseRefusal {
    #[error("{0}")]
    Proxy(#[from] UseRefusal),
    #[error("a second person has to read the mandate first")]
    NotConfirmed,
    #[error("the mandate says `{}`", .says.word())]
    SaysOtherwise { says: Instruction },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MandateRefusal {
    #[error("{0}")]
    Vote(#[from] CastRefusal),
    #[error("whoever recorded a mandate or holds it can't confirm it")]
    NotYours,
    #[error("the mandate was confirmed already")]
    AlreadyConfirmed,
    #[error("the proxy was revoked")]
    Revoked,
    #[error("a ballot was cast with it; only the owner's own sheet takes its place")]
    Used,
}

/// What a second person read from a mandate on paper.
#[derive(Clone, Copy, Debug)]
pub struct SecondReading<'a> {
    pub by: AccountId,
    /// The reader is the holder of the mandate.
    pub holds_it: bool,
    pub holder: &'a PhoneNumber,
    pub says: Instruction,
}

/// The result of reading a mandate a second time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Stands(OwnerProxy),
    /// The two people read different things, so the record is dropped. Both look at the paper together and record it
    /// anew.
    Discarded,
}

impl OwnersDecision {
    /// Whether a ballot over this channel would be taken now, alone or in place of the head's present one (`live`).
    pub fn takes_ballot_of(
        &self,
        via: Channel,
        live: Option<Channel>,
        has_sheet: bool,
        now: Time,
    ) -> Result<&Opening, CastRefusal> {
        let opening = self.takes_ballots(now)?;
        if has_sheet {
            return Err(CastRefusal::PaperHandedOut);
        }
        if via == Channel::Proxy && self.proxies_each.is_none() {
            return Err(CastRefusal::WayNotOffered);
        }
        Between::OwnBallotFirst.admits(via, live)?;
        Ok(opening)
    }
}

impl OwnerProxy {
    pub fn stage(&self, now: Time) -> OwnerProxyStage {
        let read_once = matches!(self.source, Source::OnPaper(Recorded { confirmed_by: None, .. }));
        match ProxyStage::of(self.revoked_at, self.until, now) {
            ProxyStage::Revoked => OwnerProxyStage::Revoked,
            ProxyStage::Expired => OwnerProxyStage::Expired,
            ProxyStage::Standing if read_once => OwnerProxyStage::Unconfirmed,
            ProxyStage::Standing => OwnerProxyStage::Standing,
        }
    }

    /// The record of the paper mandate; none for a proxy given in the app.
    pub fn recorded(&self) -> Option<&Recorded> {
        match &self.source {
            Source::InApp { .. } => None,
            Source::OnPaper(recorded) => Some(recorded),
        }
    }

    /// Whether this proxy may be given in the app or recorded at the desk now.
    pub fn check(&self, decision: &OwnersDecision, giving: Giving, now: Time) -> Result<(), GiveRefusal> {
        decision.is_running(now)?;
        giving.allows(decision.proxies_each.ok_or(CastRefusal::WayNotOffered)?.get())?;
        match ProxyStage::of(self.revoked_at, self.until, now) {
            ProxyStage::Standing => Ok(()),
            ProxyStage::Expired | ProxyStage::Revoked => Err(GiveRefusal::OverAlready),
        }
    }

    /// The holder casts with the proxy.
    pub fn use_it(
        self,
        by: AccountId,
        voice: Voice,
        decision: &OwnersDecision,
        around: Around,
        now: Time,
    ) -> Result<Self, OwnerUseRefusal> {
        is_good(self.revoked_at, self.until, around.giver_is_there, now)?;
        if self.stage(now) == OwnerProxyStage::Unconfirmed {
            return Err(OwnerUseRefusal::NotConfirmed);
        }
        decision.takes_ballot_of(Channel::Proxy, around.live, around.has_sheet, now).map_err(UseRefusal::from)?;
        if !self.says.admits(voice) {
            return Err(OwnerUseRefusal::SaysOtherwise { says: self.says });
        }
        Ok(Self { used_by: Some(by), ..self })
    }

    /// An owner of the head revokes the proxy in the app, until the end.
    pub fn revoke(self, decision: &OwnersDecision, now: Time) -> Result<Self, UseRefusal> {
        decision.is_running(now)?;
        if self.revoked_at.is_some() { Err(UseRefusal::Revoked) } else { Ok(Self { revoked_at: Some(now), ..self }) }
    }

    /// A second person says what they read on the paper, without seeing what the first recorded.
    pub fn confirm(
        self,
        reading: SecondReading<'_>,
        decision: &OwnersDecision,
        now: Time,
    ) -> Result<Confirmed, MandateRefusal> {
        decision.is_running(now)?;
        let recorded = match self.source {
            Source::OnPaper(recorded) => recorded,
            Source::InApp { .. } => return Err(MandateRefusal::AlreadyConfirmed), // the giver signed in for it
        };
        if self.revoked_at.is_some() {
            return Err(MandateRefusal::Revoked);
        }
        if recorded.confirmed_by.is_some() {
            return Err(MandateRefusal::AlreadyConfirmed);
        }
        if recorded.by == reading.by || reading.holds_it {
            return Err(MandateRefusal::NotYours);
        }
        if (&self.holder, self.says) != (reading.holder, reading.says) {
            return Ok(Confirmed::Discarded);
        }
        let source = Source::OnPaper(Recorded { confirmed_by: Some(reading.by), ..recorded });
        Ok(Confirmed::Stands(Self { source, ..self }))
    }

    /// The owner revoked the proxy in writing, at the desk. Staff may not take a ballot out of the urn: once the proxy
    /// was used, only the owner's own sheet, which two people key, can replace the holder's ballot.
    pub fn revoke_at_the_desk(self, decision: &OwnersDecision, now: Time) -> Result<Self, MandateRefusal> {
        decision.is_running(now)?;
        match self {
            Self { revoked_at: Some(_), .. } => Err(MandateRefusal::Revoked),
            Self { used_by: Some(_), .. } => Err(MandateRefusal::Used),
            Self { .. } => Ok(Self { revoked_at: Some(now), ..self }),
        }
    }
}

#[cfg(test)]
#[path = "proxy_tests.rs"]
mod tests;
