//! An objection to a result (异议): a person on the roll says what is wrong with it before it is final, and gets an
//! answer. A result is not certified over an objection that waits for an answer, nor over one that was found right.

use super::{CertifyRefusal, Vote, VoteState};
use crate::Time;
use crate::ids::{AccountId, ObjectionId, RecordId};
use crate::text::Prose;
use chrono::TimeDelta;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub id: ObjectionId,
    /// The vote or the owners' decision.
    pub record: RecordId,
    pub by: AccountId,
    pub text: Prose,
    pub raised_at: Time,
    pub answer: Option<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub finding: Finding,
    pub text: Prose,
    pub by: AccountId,
    pub at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The result stands.
    Dismissed,
    /// The objection is right: the vote has to be voided and held again.
    Upheld,
}

impl Finding {
    pub const ALL: &[Self] = &[Self::Dismissed, Self::Upheld];

    pub fn word(self) -> &'static str {
        match self {
            Self::Dismissed => "dismissed",
            Self::Upheld => "upheld",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|finding| finding.word() == word)
    }
}

/// A vote's objections taken together, as far as its certification depends on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Objections {
    pub unanswered: u64,
    pub upheld: u64,
    /// The end of the time to object; none where the rule sets no such time.
    pub until: Option<Time>,
}

impl Objections {
    /// Refuses certification over an objection that is unanswered or was found right.
    pub fn bar(self) -> Result<(), CertifyRefusal> {
        match self {
            Self { upheld: 0, unanswered: 0, .. } => Ok(()),
            Self { upheld: 0, unanswered, .. } => Err(CertifyRefusal::ObjectionsUnanswered { unanswered }),
            Self { .. } => Err(CertifyRefusal::ObjectionUpheld),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectRefusal {
    #[error("the vote has not been opened")]
    NotOpened,
    #[error("the vote is still open; there is no result to object to")]
    StillOpen,
    #[error("the result is certified; it can only be contested in the ways the law gives")]
    Certified,
    #[error("the vote was voided and has no result")]
    Voided,
    #[error("objections were taken until {until}")]
    PeriodOver { until: Time },
    #[error("this person has {} objections to the result already", Objection::MOST)]
    TooMany,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefusal {
    #[error("the objection was answered already")]
    AlreadyAnswered,
    #[error("nobody answers their own objection")]
    Own,
    #[error("the vote was voided; there is nothing left to answer")]
    Voided,
}

impl Vote {
    /// When the time to object to the result ends: it lasts the rule's number of days, from the end of the vote or, if
    /// sheets were keyed after that, from `last_keyed`. None where the rule gives no days, or while the vote runs.
    pub fn objections_until(&self, last_keyed: Time) -> Option<Time> {
        let days = i64::from(self.rule.objection_days);
        let closure = self.state.closure().filter(|_| days > 0)?;
        Some(closure.at().max(last_keyed) + TimeDelta::days(days))
    }
}

impl Objection {
    /// The most objections of one person to one result.
    pub const MOST: u64 = 3;

    /// `own` is how many objections to the result this person has raised already, `until` the end of the time to
    /// object.
    pub fn raise(
        vote: &Vote,
        id: ObjectionId,
        by: AccountId,
        text: Prose,
        own: u64,
        until: Option<Time>,
        now: Time,
    ) -> Result<Self, ObjectRefusal> {
        match vote.clone().as_of(now).state {
            VoteState::Drafted => return Err(ObjectRefusal::NotOpened),
            VoteState::Open(_) | VoteState::Paused(..) => return Err(ObjectRefusal::StillOpen),
            VoteState::Certified(..) => return Err(ObjectRefusal::Certified),
            VoteState::Voided(..) => return Err(ObjectRefusal::Voided),
            VoteState::Closed(..) => {}
        }
        if let Some(until) = until.filter(|until| now >= *until) {
            return Err(ObjectRefusal::PeriodOver { until });
        }
        Self::among(own, Self { id, record: vote.id.into(), by, text, raised_at: now, answer: None })
    }

    /// Refuses one objection too many of the same person; `own` is how many others this person raised. Whether the
    /// result may be objected to has been checked before.
    pub fn among(own: u64, objection: Self) -> Result<Self, ObjectRefusal> {
        if own >= Self::MOST { Err(ObjectRefusal::TooMany) } else { Ok(objection) }
    }

    pub fn answer(self, vote: &Vote, answer: Answer) -> Result<Self, AnswerRefusal> {
        match vote.state {
            VoteState::Voided(..) => return Err(AnswerRefusal::Voided),
            VoteState::Drafted
            | VoteState::Open(_)
            | VoteState::Paused(..)
            | VoteState::Closed(..)
            | VoteState::Certified(..) => {}
        }
        self.answered(answer)
    }

    /// Like [`Objection::answer`], where it is known that the vote or decision was not voided.
    pub fn answered(self, answer: Answer) -> Result<Self, AnswerRefusal> {
        if self.answer.is_some() {
            return Err(AnswerRefusal::AlreadyAnswered);
        }
        if self.by == answer.by {
            return Err(AnswerRefusal::Own);
        }
        Ok(Self { answer: Some(answer), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{closed_early, hour, opened};
    use super::*;
    use uuid::Uuid;

    fn account(id: u128) -> AccountId {
        AccountId(Uuid::from_u128(id))
    }

    fn text() -> Prose {
        Prose::parse("三号楼的票没有唱票").unwrap()
    }

    fn raise(vote: &Vote, own: u64, at: i64) -> Result<Objection, ObjectRefusal> {
        Objection::raise(vote, ObjectionId(Uuid::from_u128(7)), account(100), text(), own, None, hour(at))
    }

    #[test]
    fn a_result_is_objected_to_between_the_end_and_certification() {
        let certified = closed_early().certify(account(3), &[], &[], Objections::default(), hour(41)).unwrap();
        assert_eq!(raise(&opened(), 0, 20), Err(ObjectRefusal::StillOpen));
        assert!(raise(&opened(), 0, 60).is_ok(), "time closed it");
        assert!(raise(&closed_early(), Objection::MOST - 1, 41).is_ok());
        assert_eq!(raise(&closed_early(), Objection::MOST, 41), Err(ObjectRefusal::TooMany));
        assert_eq!(raise(&certified, 0, 42), Err(ObjectRefusal::Certified));
    }

    #[test]
    fn there_is_time_to_object_and_nothing_is_certified_before_it_is_over() {
        let rule = closed_early().rule.objected_to_for(1).unwrap();
        let vote = Vote { rule, ..closed_early() };
        let until = vote.objections_until(hour(20));
        assert_eq!(until, Some(hour(30 + 24)), "from the end, which was at 30");
        assert_eq!(vote.objections_until(hour(34)), Some(hour(34 + 24)), "from the last sheets, keyed after it");
        assert_eq!(closed_early().objections_until(hour(34)), None);
        let raise =
            |at| Objection::raise(&vote, ObjectionId(Uuid::from_u128(7)), account(100), text(), 0, until, hour(at));
        assert!(raise(53).is_ok());
        assert_eq!(raise(54), Err(ObjectRefusal::PeriodOver { until: hour(54) }));
        let certify =
            |at| vote.clone().certify(account(3), &[], &[], Objections { until, ..Objections::default() }, hour(at));
        assert_eq!(certify(53), Err(CertifyRefusal::ObjectionsOpen { until: hour(54) }));
        assert!(certify(54).is_ok());
    }

    #[test]
    fn an_objection_is_answered_once_and_by_somebody_else() {
        let vote = closed_early();
        let answer = |by| Answer { finding: Finding::Dismissed, text: text(), by: account(by), at: hour(42) };
        let objection = raise(&vote, 0, 41).unwrap();
        assert_eq!(objection.clone().answer(&vote, answer(100)), Err(AnswerRefusal::Own));
        let answered = objection.answer(&vote, answer(3)).unwrap();
        assert_eq!(answered.answer(&vote, answer(3)), Err(AnswerRefusal::AlreadyAnswered));
    }

    #[test]
    fn nothing_is_certified_over_an_objection() {
        let certify = |unanswered, upheld| {
            closed_early()
                .certify(account(3), &[], &[], Objections { unanswered, upheld, until: None }, hour(50))
                .map(|_| ())
        };
        assert_eq!(certify(2, 0), Err(CertifyRefusal::ObjectionsUnanswered { unanswered: 2 }));
        assert_eq!(certify(0, 1), Err(CertifyRefusal::ObjectionUpheld));
        assert_eq!(certify(1, 1), Err(CertifyRefusal::ObjectionUpheld));
        assert_eq!(certify(0, 0), Ok(()));
    }
}
