//! A vote (表决) that picks a design: drafted, opened on a frozen roll, closed by a person or by time, certified by
//! someone who did not run it. Whoever loses can check it: the rule is fixed before opening and the tally is exact.

pub mod admission;
pub mod ballot;
pub mod draft;
pub mod eligibility;
pub mod help;
pub mod log;
pub mod objection;
pub mod opening;
pub mod paper;
mod plain;
pub mod proxy;
pub mod purse;
pub mod quorum;
pub mod receipt;
pub mod roll;
pub mod rule;
pub mod step;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod turnout;
pub mod ways;

use crate::Time;
use crate::ids::{AccountId, DesignId, MeetingId, ProjectId, UnitId, VoteId};
use crate::text::{Sentence, TextRefusal, Title};
use objection::Objections;
use roll::FrozenRoll;
use rule::{OptionNumber, Rule};
use step::Step;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    pub id: VoteId,
    pub project: ProjectId,
    pub unit: UnitId,
    /// The meeting at which the vote is held, if it belongs to one.
    pub meeting: Option<MeetingId>,
    pub title: Title,
    /// In the order of the paper: the first is option 1.
    pub options: Vec<VoteOption>,
    pub rule: Rule,
    /// A rehearsal: it decides nothing, and nothing waits for it.
    pub rehearsal: bool,
    /// The person who runs the vote if the one who drafted it can't. A deputy may not certify the result.
    pub deputy: Option<AccountId>,
    /// Ballots are taken from here on; none means from the moment of opening.
    pub opens_at: Option<Time>,
    /// Ballots are taken until just before this.
    pub closes_at: Time,
    pub drafted_by: AccountId,
    pub drafted_at: Time,
    pub state: VoteState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteOption {
    pub number: OptionNumber,
    pub design: DesignId,
    /// The design's title when the vote was drafted.
    pub title: Title,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoteState {
    Drafted,
    Open(Opening),
    /// No ballots are taken until the vote is resumed; the announced end stays.
    Paused(Opening, Step),
    Closed(Opening, Closure),
    Certified(Opening, Closure, Certification),
    /// Ended without a result. There is no opening when it was voided as a draft.
    Voided(Option<Opening>, Step),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub by: AccountId,
    pub at: Time,
    /// Ballots are taken from this time on: the time of opening, or the announced one if that was still to come.
    pub begins_at: Time,
    pub roll: FrozenRoll,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closure {
    /// The announced end passed.
    ByTime { at: Time },
    /// Someone closed it earlier, and said why.
    ByPerson { at: Time, by: AccountId, reason: Sentence },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certification {
    pub by: AccountId,
    pub at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Drafted,
    Open,
    Paused,
    Closed,
    Certified,
    Voided,
}

impl Stage {
    pub const ALL: &[Self] = &[Self::Drafted, Self::Open, Self::Paused, Self::Closed, Self::Certified, Self::Voided];

    pub fn word(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Closed => "closed",
            Self::Certified => "certified",
            Self::Voided => "voided",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.word() == word)
    }
}

impl VoteState {
    pub fn stage(&self) -> Stage {
        match self {
            Self::Drafted => Stage::Drafted,
            Self::Open(_) => Stage::Open,
            Self::Paused(..) => Stage::Paused,
            Self::Closed(..) => Stage::Closed,
            Self::Certified(..) => Stage::Certified,
            Self::Voided(..) => Stage::Voided,
        }
    }

    pub fn opening(&self) -> Option<&Opening> {
        match self {
            Self::Drafted => None,
            Self::Open(opening)
            | Self::Paused(opening, _)
            | Self::Closed(opening, _)
            | Self::Certified(opening, ..) => Some(opening),
            Self::Voided(opening, _) => opening.as_ref(),
        }
    }

    pub fn closure(&self) -> Option<&Closure> {
        match self {
            Self::Drafted | Self::Open(_) | Self::Paused(..) | Self::Voided(..) => None,
            Self::Closed(_, closure) | Self::Certified(_, closure, _) => Some(closure),
        }
    }
}

impl Closure {
    pub fn at(&self) -> Time {
        match self {
            Self::ByTime { at } | Self::ByPerson { at, .. } => *at,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CastRefusal {
    #[error("the vote has not been opened")]
    NotOpened,
    #[error("the vote is open, but ballots are taken only from {begins_at}")]
    NotBegun { begins_at: Time },
    #[error("the vote is paused; a ballot cast before stands")]
    Paused,
    #[error("the vote closed at {closed_at}; a ballot cast before stands")]
    Closed { closed_at: Time },
    #[error("the vote was voided; no ballot of it counts")]
    Voided,
    #[error("a paper ballot was handed to this voter; that one counts")]
    PaperHandedOut,
    #[error("this vote takes no ballots of this way")]
    WayNotOffered,
    #[error("a ballot that came {} stands; by the rule of this vote it goes before this one", came(*.live))]
    OwnBallotStands { live: turnout::Channel },
}

fn came(live: turnout::Channel) -> &'static str {
    match live {
        turnout::Channel::Online => "from the voter themself",
        turnout::Channel::Paper => "on paper",
        turnout::Channel::Assisted => "with a helper",
        turnout::Channel::Proxy => "by proxy",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseRefusal {
    #[error("the vote has not been opened")]
    NotOpened,
    #[error("the vote is closed already, since {closed_at}")]
    AlreadyClosed { closed_at: Time },
    #[error("the vote was voided")]
    Voided,
    #[error("{open} batches of paper ballots are not keyed and counted by hand")]
    PaperNotKeyed { open: u64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertifyRefusal {
    #[error("the vote has not been opened")]
    NotOpened,
    #[error("the vote is still open")]
    StillOpen,
    #[error("the result is certified already")]
    AlreadyCertified,
    #[error("whoever opened, closed, paused or extended the vote, or is its deputy, can't certify its result")]
    RanTheVote,
    #[error("whoever handed out or keyed sheets, or cast for a voter, can't certify the result")]
    HandledBallots,
    #[error("the vote was voided and has no result")]
    Voided,
    #[error("{unanswered} objections to the result wait for an answer")]
    ObjectionsUnanswered { unanswered: u64 },
    #[error("an objection was found right; the vote has to be voided and held again")]
    ObjectionUpheld,
    #[error("a rehearsal has no result that anybody stands for")]
    Rehearsal,
    #[error("objections are taken until {until}; the result is certified after that")]
    ObjectionsOpen { until: Time },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResultRefusal {
    #[error("the vote has not been opened")]
    NotOpened,
    #[error("the result is sealed until the vote closes")]
    Sealed,
    #[error("the vote was voided and has no result")]
    Voided,
    #[error("{open} batches of paper ballots are not keyed and counted by hand")]
    PaperNotKeyed { open: u64 },
}

impl Vote {
    /// Whether flats vote and the roll lists all of them with their areas. A roll frozen before areas were stored lists
    /// only voters with an account.
    pub fn has_flats(&self) -> bool {
        let frozen_with = self.state.opening().map(|opening| opening.roll.area.is_some());
        self.rule.electorate == rule::Electorate::Flat && frozen_with.unwrap_or(true)
    }

    /// Every rehearsal's title begins with this, so that nobody takes it for a real vote wherever the title is shown.
    pub const REHEARSAL: &str = "【演练 rehearsal】";

    pub fn rehearsal_title(title: &Title) -> Result<Title, TextRefusal> {
        if title.as_str().starts_with(Self::REHEARSAL) {
            return Ok(title.clone());
        }
        Title::parse(&format!("{}{title}", Self::REHEARSAL))
    }

    /// The vote as it is at `now`: time closes it, whether or not anybody noticed.
    pub fn as_of(self, now: Time) -> Self {
        let state = match self.state {
            VoteState::Open(opening) | VoteState::Paused(opening, _) if now >= self.closes_at => {
                VoteState::Closed(opening, Closure::ByTime { at: self.closes_at })
            }
            state @ (VoteState::Drafted
            | VoteState::Open(_)
            | VoteState::Paused(..)
            | VoteState::Closed(..)
            | VoteState::Certified(..)
            | VoteState::Voided(..)) => state,
        };
        Self { state, ..self }
    }

    /// Whether a ballot handed in now would be taken.
    pub fn takes_ballots(&self, now: Time) -> Result<(), CastRefusal> {
        match self.clone().as_of(now).state {
            VoteState::Drafted => Err(CastRefusal::NotOpened),
            VoteState::Open(opening) if now < opening.begins_at => {
                Err(CastRefusal::NotBegun { begins_at: opening.begins_at })
            }
            VoteState::Open(_) => Ok(()),
            VoteState::Paused(..) => Err(CastRefusal::Paused),
            VoteState::Voided(..) => Err(CastRefusal::Voided),
            VoteState::Closed(_, closure) | VoteState::Certified(_, closure, _) => {
                Err(CastRefusal::Closed { closed_at: closure.at() })
            }
        }
    }

    /// Whether sheets of this vote may be keyed: from its opening on, even after its end. A paper batch takes entries
    /// until it is closed.
    pub fn keys_paper(&self) -> Result<(), CastRefusal> {
        match self.state {
            VoteState::Drafted => Err(CastRefusal::NotOpened),
            VoteState::Voided(..) => Err(CastRefusal::Voided),
            VoteState::Open(_) | VoteState::Paused(..) | VoteState::Closed(..) | VoteState::Certified(..) => Ok(()),
        }
    }

    /// Closes the vote before its announced end, for a reason that is published. Refused while a paper batch is open:
    /// pause the vote, key the sheets and close the batch first.
    pub fn close(self, by: AccountId, reason: Sentence, open_batches: u64, now: Time) -> Result<Self, CloseRefusal> {
        let vote = self.as_of(now);
        let state = match vote.state {
            VoteState::Drafted => return Err(CloseRefusal::NotOpened),
            VoteState::Open(_) | VoteState::Paused(..) if open_batches > 0 => {
                return Err(CloseRefusal::PaperNotKeyed { open: open_batches });
            }
            VoteState::Open(opening) | VoteState::Paused(opening, _) => {
                VoteState::Closed(opening, Closure::ByPerson { at: now, by, reason })
            }
            VoteState::Voided(..) => return Err(CloseRefusal::Voided),
            VoteState::Closed(_, closure) | VoteState::Certified(_, closure, _) => {
                return Err(CloseRefusal::AlreadyClosed { closed_at: closure.at() });
            }
        };
        Ok(Self { state, ..vote })
    }

    /// Whether the result may be counted and shown.
    pub fn may_be_counted(&self, now: Time) -> Result<&Opening, ResultRefusal> {
        match &self.state {
            VoteState::Drafted => Err(ResultRefusal::NotOpened),
            VoteState::Open(_) | VoteState::Paused(..) if now < self.closes_at => Err(ResultRefusal::Sealed),
            VoteState::Open(opening)
            | VoteState::Paused(opening, _)
            | VoteState::Closed(opening, _)
            | VoteState::Certified(opening, ..) => Ok(opening),
            VoteState::Voided(..) => Err(ResultRefusal::Voided),
        }
    }

    /// Like [`Vote::may_be_counted`], and no paper batch may be open. A vote that ended by time is counted once its
    /// last paper batch is closed.
    pub fn may_be_counted_with(&self, open_batches: u64, now: Time) -> Result<&Opening, ResultRefusal> {
        let opening = self.may_be_counted(now)?;
        if open_batches > 0 { Err(ResultRefusal::PaperNotKeyed { open: open_batches }) } else { Ok(opening) }
    }

    /// Certifies the result. The person must not have opened, closed, paused, resumed or extended the vote, and must not
    /// be its deputy. `stepped_in` are the people who paused, resumed or extended it; `handled` are the people who handled sheets or
    /// cast for other voters.
    pub fn certify(
        self,
        by: AccountId,
        stepped_in: &[AccountId],
        handled: &[AccountId],
        objections: Objections,
        now: Time,
    ) -> Result<Self, CertifyRefusal> {
        let vote = self.as_of(now);
        let state = match vote.state {
            VoteState::Drafted => return Err(CertifyRefusal::NotOpened),
            VoteState::Open(_) | VoteState::Paused(..) => return Err(CertifyRefusal::StillOpen),
            VoteState::Voided(..) => return Err(CertifyRefusal::Voided),
            VoteState::Certified(..) => return Err(CertifyRefusal::AlreadyCertified),
            VoteState::Closed(..) if vote.rehearsal => return Err(CertifyRefusal::Rehearsal),
            VoteState::Closed(opening, closure) => {
                let closed_it = matches!(&closure, Closure::ByPerson { by: closer, .. } if *closer == by);
                if opening.by == by || closed_it || vote.deputy == Some(by) || stepped_in.contains(&by) {
                    return Err(CertifyRefusal::RanTheVote);
                }
                if handled.contains(&by) {
                    return Err(CertifyRefusal::HandledBallots);
                }
                if let Some(until) = objections.until.filter(|until| now < *until) {
                    return Err(CertifyRefusal::ObjectionsOpen { until });
                }
                objections.bar()?;
                VoteState::Certified(opening, closure, Certification { by, at: now })
            }
        };
        Ok(Self { state, ..vote })
    }

    pub fn design_of(&self, option: OptionNumber) -> Option<DesignId> {
        self.options.iter().find(|candidate| candidate.number == option).map(|candidate| candidate.design)
    }
}

fn write_hex(f: &mut std::fmt::Formatter<'_>, bytes: &[u8]) -> std::fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}
