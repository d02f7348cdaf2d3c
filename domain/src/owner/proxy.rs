//! Proxies of owners (委托): an owner lets somebody cast for their head in one decision, in writing (Shanghai's 住宅物业管理规定,
//! art. 18): the mandate (委托书) says the vote, or says that it leaves the vote to the holder; silence leaves nothing to them.
//!
//! It is given in the app by an owner whose number the register has, or on paper at the desk, where one person records what
//! they read and another reads it again. Either way it is bound to the holder's number, as the register's owners are to theirs.

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

/// For how many heads one person may hold proxies in a decision. Never none: authorising somebody is every owner's by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProxiesEach(u8);

impl ProxiesEach {
    pub const MAX: u8 = Ways::MOST_PROXIES;
    /// As in residents' votes: few enough that nobody carries an outcome in their pocket.
    pub const DEFAULT: Self = Self(Ways::DEFAULT.proxies_each);

    pub fn new(most: u8) -> Option<Self> {
        (1..=Self::MAX).contains(&most).then_some(Self(most))
    }

    pub fn get(self) -> u8 {
        self.0
    }

    /// The rule in plain words, fixed before a decision opens: Chinese, English.
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

/// What the mandate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    For,
    Against,
    Abstain,
    /// In so many words: the holder decides.
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

    /// None when the holder decides.
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

/// What was seen at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// The owner signed it there, with their identity card and the title to the flat.
    SignedAtTheDesk,
    /// Brought by somebody, with copies of the owner's identity card and title.
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

/// A mandate on paper: who read it, and who read the same again.
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
    /// Whoever signs in with this number.
    pub holder: PhoneNumber,
    pub says: Instruction,
    /// Good until just before this; none: as long as ballots are taken.
    pub until: Option<Time>,
    pub given_at: Time,
    pub source: Source,
    /// Who cast with it last.
    pub used_by: Option<AccountId>,
    pub revoked_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerProxyStage {
    /// On paper, and read by one person only.
    Unconfirmed,
    Standing,
    Expired,
    Revoked,
}

/// What stands around a proxy when it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// Whoever erased their account authorises nobody any more.
    pub giver_is_there: bool,
    /// How the head's ballot came, if it has one.
    pub live: Option<Channel>,
    /// A sheet of the head was keyed.
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

/// What becomes of a mandate that was read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Stands(OwnerProxy),
    /// The two read different things: it is recorded anew, by both with the paper in hand.
    Discarded,
}

impl OwnersDecision {
    /// Whether a ballot that comes this way would be taken now, beside or in place of the head's live one.
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

    /// The mandate on paper, if it is one.
    pub fn recorded(&self) -> Option<&Recorded> {
        match &self.source {
            Source::InApp { .. } => None,
            Source::OnPaper(recorded) => Some(recorded),
        }
    }

    /// Whether it may be given or recorded, while the decision runs.
    pub fn check(&self, decision: &OwnersDecision, giving: Giving, now: Time) -> Result<(), GiveRefusal> {
        decision.is_running(now)?;
        giving.allows(decision.proxies_each.ok_or(CastRefusal::WayNotOffered)?.get())?;
        match ProxyStage::of(self.revoked_at, self.until, now) {
            ProxyStage::Standing => Ok(()),
            ProxyStage::Expired | ProxyStage::Revoked => Err(GiveRefusal::OverAlready),
        }
    }

    /// The holder casts with it.
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

    /// By an owner of the head, until the end; whether the ballot goes with it depends on which the head has.
    pub fn revoke(self, decision: &OwnersDecision, now: Time) -> Result<Self, UseRefusal> {
        decision.is_running(now)?;
        if self.revoked_at.is_some() { Err(UseRefusal::Revoked) } else { Ok(Self { revoked_at: Some(now), ..self }) }
    }

    /// Somebody read the paper without seeing what the first person read.
    pub fn confirm(
        self,
        reading: SecondReading<'_>,
        decision: &OwnersDecision,
        now: Time,
    ) -> Result<Confirmed, MandateRefusal> {
        decision.is_running(now)?;
        let recorded = match self.source {
            Source::OnPaper(recorded) => recorded,
            Source::InApp { .. } => return Err(MandateRefusal::AlreadyConfirmed), // its giver said so themself
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

    /// The owner revoked it in writing, at the desk. Nobody there takes a ballot out of the urn: after its use the owner's own
    /// sheet, which two people key, takes its place.
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
