//! Opening: every gate that must stand open, asked one by one, so that a preflight can name all that are shut.

use super::draft::ProjectFacts;
use super::roll::Roll;
use super::rule::Electorate;
use super::{Opening, Vote, VoteState};
use crate::Time;
use crate::ids::{AccountId, DesignId};
use chrono::TimeDelta;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefusal {
    #[error("the vote was opened already")]
    AlreadyOpened,
    #[error("the vote was voided")]
    Voided,
    #[error("the project is not in publicity")]
    ProjectNotInPublicity,
    #[error("publicity runs until {until}")]
    PublicityStillRunning { until: Time },
    #[error("no coordination meeting of the project has been opened")]
    NoCoordinationMeeting,
    #[error("the roll has not been built, or is empty")]
    RollNotBuilt,
    #[error("design {design} was withdrawn since the vote was drafted")]
    OptionWithdrawn { design: DesignId },
    #[error("the vote would have closed at {closes_at}")]
    ClosingTimePassed { closes_at: Time },
}

/// Nothing that blocks, but worth a look before it is too late to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// With so few voters a result tells more than it should about each of them.
    SmallRoll,
    /// Less than a day to vote.
    ShortPeriod,
    /// A standing design is not among the options.
    DesignLeftOut,
    /// Residents were verified, moved or left since the roll was built.
    RollOutdated,
    /// No deputy is named to run the vote if the person who drafted it can't.
    DeputyMissing,
    /// The meeting at which the vote is held was not announced, so that nobody had notice of it.
    NoticeNotGiven,
}

impl Warning {
    pub const ALL: &[Self] = &[
        Self::SmallRoll,
        Self::ShortPeriod,
        Self::DesignLeftOut,
        Self::RollOutdated,
        Self::DeputyMissing,
        Self::NoticeNotGiven,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::SmallRoll => "small_roll",
            Self::ShortPeriod => "short_period",
            Self::DesignLeftOut => "design_left_out",
            Self::RollOutdated => "roll_outdated",
            Self::DeputyMissing => "deputy_missing",
            Self::NoticeNotGiven => "notice_not_given",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|warning| warning.word() == word)
    }
}

const SMALL_ROLL: u64 = 10;
const SHORT_PERIOD: TimeDelta = TimeDelta::days(1);

impl Vote {
    /// Freezes the roll, options and rule. Ballots are taken from the announced time or, if that passed, from now.
    pub fn open(self, by: AccountId, facts: &ProjectFacts, roll: &Roll, now: Time) -> Result<Self, OpenRefusal> {
        if let Some(refusal) = self.blockers(facts, roll, now).into_iter().next() {
            return Err(refusal);
        }
        let opening = Opening { by, at: now, begins_at: self.begins_at(now), roll: roll.freeze(self.id) };
        Ok(Self { state: VoteState::Open(opening), ..self })
    }

    /// Every shut gate, in the order in which they are best opened. A rehearsal waits neither for publicity nor for a
    /// meeting.
    pub fn blockers(&self, facts: &ProjectFacts, roll: &Roll, now: Time) -> Vec<OpenRefusal> {
        match self.state {
            VoteState::Drafted => {}
            VoteState::Open(_) | VoteState::Paused(..) | VoteState::Closed(..) | VoteState::Certified(..) => {
                return vec![OpenRefusal::AlreadyOpened];
            }
            VoteState::Voided(..) => return vec![OpenRefusal::Voided],
        }
        let publicity = match facts.publicity_until {
            None => Some(OpenRefusal::ProjectNotInPublicity),
            Some(until) => (now < until && !self.rehearsal).then_some(OpenRefusal::PublicityStillRunning { until }),
        };
        let withdrawn = self.options.iter().filter(|option| !facts.standing.contains(&option.design));
        let mut shut: Vec<OpenRefusal> = publicity.into_iter().collect();
        shut.extend((!facts.coordination_held && !self.rehearsal).then_some(OpenRefusal::NoCoordinationMeeting));
        // A roll of flats that was built before areas were stored has to be built again.
        let has_no_flats = self.rule.electorate == Electorate::Flat && roll.flats().is_empty();
        shut.extend((roll.is_empty() || has_no_flats).then_some(OpenRefusal::RollNotBuilt));
        shut.extend(withdrawn.map(|option| OpenRefusal::OptionWithdrawn { design: option.design }));
        let closes_at = self.closes_at;
        shut.extend((closes_at <= now).then_some(OpenRefusal::ClosingTimePassed { closes_at }));
        shut
    }

    /// `residents_now` is the roll as it would be built now.
    pub fn warnings(&self, facts: &ProjectFacts, roll: &Roll, residents_now: &Roll, now: Time) -> Vec<Warning> {
        let offered = |design: &DesignId| self.options.iter().any(|option| option.design == *design);
        let checks = [
            (Warning::SmallRoll, !roll.is_empty() && roll.size() < SMALL_ROLL),
            (Warning::ShortPeriod, self.closes_at - self.begins_at(now) < SHORT_PERIOD),
            (Warning::DesignLeftOut, !facts.standing.iter().all(offered)),
            (Warning::RollOutdated, !roll.is_empty() && roll != residents_now),
            (Warning::DeputyMissing, self.deputy.is_none()),
            (Warning::NoticeNotGiven, !facts.notice_given),
        ];
        checks.into_iter().filter_map(|(warning, applies)| applies.then_some(warning)).collect()
    }

    fn begins_at(&self, now: Time) -> Time {
        self.opens_at.map_or(now, |announced| announced.max(now))
    }
}
