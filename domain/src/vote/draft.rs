//! Drafting: what a vote asks and by which rule, free to change until it opens.

use super::rule::{OptionNumber, Rule};
use super::{Vote, VoteOption, VoteState};
use crate::Time;
use crate::ids::{AccountId, DesignId, MeetingId, ProjectId, UnitId, VoteId};
use crate::text::Title;
use chrono::TimeDelta;

const LONGEST_AHEAD: TimeDelta = TimeDelta::days(366);

/// What the moderator writes down. The rule's lot order has as many numbers as there are options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub title: Title,
    pub options: Vec<VoteOption>,
    pub rule: Rule,
    pub deputy: Option<AccountId>,
    pub opens_at: Option<Time>,
    pub closes_at: Time,
    pub meeting: Option<MeetingId>,
}

/// The project as far as its votes depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFacts {
    /// When publicity ends or ended; none unless the project is in publicity.
    pub publicity_until: Option<Time>,
    /// Designs that were not withdrawn.
    pub standing: Vec<DesignId>,
    /// A coordination meeting of this project was opened.
    pub coordination_held: bool,
    pub other_votes: OtherVotes,
    /// The meeting of the vote, if it has one, was announced.
    pub notice_given: bool,
}

/// The project's other votes, taken together; rehearsals do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherVotes {
    /// There is no other vote, or all others are certified without a result.
    Clear,
    /// One is not certified yet.
    Unfinished,
    /// One is certified and elected a design.
    Decided,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefusal {
    #[error("the project is not in publicity")]
    ProjectNotInPublicity,
    #[error("a vote needs at least two standing designs")]
    TooFewDesigns,
    #[error("another vote of the project is not finished")]
    AnotherVoteUnfinished,
    #[error("a certified vote has already chosen a design")]
    AlreadyDecided,
    #[error("design {design} does not stand in this project")]
    NotStanding { design: DesignId },
    #[error("the vote must close in the future")]
    ClosesInThePast,
    #[error("the vote must close within {} days", LONGEST_AHEAD.num_days())]
    ClosesTooLate,
    #[error("the announced begin has passed; leave it out to begin with the opening")]
    OpensInThePast,
    #[error("the vote must open before it closes")]
    ClosesBeforeItOpens,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateRefusal {
    #[error("the vote was opened: nothing of it changes any more")]
    AlreadyOpened,
    #[error("the vote was voided")]
    Voided,
    #[error(transparent)]
    Draft(#[from] DraftRefusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsRefusal {
    #[error("a vote has 2 to {} options", OptionNumber::MAX)]
    Count,
    #[error("design {design} is named twice")]
    Twice { design: DesignId },
}

/// Numbers the designs in the order given: the first is option 1.
pub fn number_options(designs: Vec<(DesignId, Title)>) -> Result<Vec<VoteOption>, OptionsRefusal> {
    if !(2..=usize::from(OptionNumber::MAX)).contains(&designs.len()) {
        return Err(OptionsRefusal::Count);
    }
    let mut options: Vec<VoteOption> = Vec::with_capacity(designs.len());
    for (number, (design, title)) in OptionNumber::up_to(OptionNumber::MAX).zip(designs) {
        if options.iter().any(|option| option.design == design) {
            return Err(OptionsRefusal::Twice { design });
        }
        options.push(VoteOption { number, design, title });
    }
    Ok(options)
}

impl ProjectFacts {
    /// The gates that depend on the project alone, and not on the options.
    pub fn admit_a_vote(&self, rehearsal: bool) -> Result<(), DraftRefusal> {
        if self.publicity_until.is_none() {
            return Err(DraftRefusal::ProjectNotInPublicity);
        }
        match self.other_votes {
            OtherVotes::Clear => {}
            OtherVotes::Unfinished | OtherVotes::Decided if rehearsal => {}
            OtherVotes::Unfinished => return Err(DraftRefusal::AnotherVoteUnfinished),
            OtherVotes::Decided => return Err(DraftRefusal::AlreadyDecided),
        }
        if self.standing.len() < 2 {
            return Err(DraftRefusal::TooFewDesigns);
        }
        Ok(())
    }
}

impl Vote {
    pub fn draft(
        id: VoteId,
        (project, unit): (ProjectId, UnitId),
        rehearsal: bool,
        draft: Draft,
        facts: &ProjectFacts,
        by: AccountId,
        now: Time,
    ) -> Result<Self, DraftRefusal> {
        draft.check(rehearsal, facts, now)?;
        let Draft { title, options, rule, deputy, opens_at, closes_at, meeting } = draft;
        let (drafted_by, drafted_at, state) = (by, now, VoteState::Drafted);
        let vote = Self {
            id,
            project,
            unit,
            meeting,
            title,
            options,
            rule,
            rehearsal,
            deputy,
            opens_at,
            closes_at,
            drafted_by,
            drafted_at,
            state,
        };
        Ok(vote)
    }

    /// Replaces what was drafted. A roll built for another electorate no longer fits; see `needs_new_roll`.
    pub fn update(self, draft: Draft, facts: &ProjectFacts, now: Time) -> Result<Self, UpdateRefusal> {
        self.must_be_drafted()?;
        draft.check(self.rehearsal, facts, now)?;
        let Draft { title, options, rule, deputy, opens_at, closes_at, meeting } = draft;
        Ok(Self { title, options, rule, deputy, opens_at, closes_at, meeting, ..self })
    }

    /// Refused unless the vote is a draft. Until it opens, it can be changed and its roll built again.
    pub fn must_be_drafted(&self) -> Result<(), UpdateRefusal> {
        match self.state {
            VoteState::Drafted => Ok(()),
            VoteState::Open(_) | VoteState::Paused(..) | VoteState::Closed(..) | VoteState::Certified(..) => {
                Err(UpdateRefusal::AlreadyOpened)
            }
            VoteState::Voided(..) => Err(UpdateRefusal::Voided),
        }
    }

    /// Whether a roll built for `self` does not fit `changed`.
    pub fn needs_new_roll(&self, changed: &Self) -> bool {
        self.rule.electorate != changed.rule.electorate || self.rule.admission != changed.rule.admission
    }
}

impl Draft {
    fn check(&self, rehearsal: bool, facts: &ProjectFacts, now: Time) -> Result<(), DraftRefusal> {
        facts.admit_a_vote(rehearsal)?;
        if let Some(option) = self.options.iter().find(|option| !facts.standing.contains(&option.design)) {
            return Err(DraftRefusal::NotStanding { design: option.design });
        }
        if self.closes_at <= now {
            return Err(DraftRefusal::ClosesInThePast);
        }
        if self.closes_at > now + LONGEST_AHEAD {
            return Err(DraftRefusal::ClosesTooLate);
        }
        if self.opens_at.is_some_and(|opens_at| opens_at < now) {
            return Err(DraftRefusal::OpensInThePast);
        }
        if self.opens_at.is_some_and(|opens_at| opens_at >= self.closes_at) {
            return Err(DraftRefusal::ClosesBeforeItOpens);
        }
        Ok(())
    }
}
