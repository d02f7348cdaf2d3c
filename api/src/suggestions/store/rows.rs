//! A suggestion as a row, and back.

use domain::area::AreaCode;
use domain::calendar::WorkingDay;
use domain::ids::PlannerId;
use domain::need::Wording;
use domain::suggestion::answer::{Answer, Outcome, OutcomeKind, Rating, Score};
use domain::suggestion::clocks::DueDates;
use domain::suggestion::{AdoptedInto, Adoption, Answered, Proposer, Stage, Status, Suggestion};
use domain::text::{Prose, Sentence, Title};
use sea_orm::Set;

use super::super::entity::suggestion::{ActiveModel, Model};
use crate::problem::Problem;

pub fn to_row(suggestion: &Suggestion) -> ActiveModel {
    let Suggestion { id, area, proposer, topic, reasons, proposal, submitted_at, due, stage } = suggestion;
    let (acknowledged_at, withdrawn_at) = match stage {
        Stage::Received => (None, None),
        Stage::Acknowledged { acknowledged_at }
        | Stage::Answered(Answered { acknowledged_at, .. })
        | Stage::Adopted { answered: Answered { acknowledged_at, .. }, .. } => (Some(*acknowledged_at), None),
        Stage::Withdrawn { acknowledged_at, withdrawn_at } => (*acknowledged_at, Some(*withdrawn_at)),
    };
    let answered = suggestion.answered();
    let answer = answered.map(|answered| &answered.answer);
    let rating = answered.and_then(|answered| answered.rating);
    let detail = answer.and_then(|answer| answer.outcome.reason().or(answer.outcome.redirect()));
    let adoption = match stage {
        Stage::Adopted { adoption, .. } => Some(*adoption),
        Stage::Received | Stage::Acknowledged { .. } | Stage::Answered(_) | Stage::Withdrawn { .. } => None,
    };
    let adopted_into = adoption.map(|adoption| match adoption.into {
        AdoptedInto::Need(id) => ("need", id.0),
        AdoptedInto::Project(id) => ("project", id.0),
    });
    ActiveModel {
        id: Set(id.0),
        area_code: Set(area.to_string()),
        proposer_id: Set(proposer.account.0),
        planner_id: Set(proposer.planner.map(|planner| planner.0)),
        topic: Set(topic.to_string()),
        reasons: Set(reasons.to_string()),
        proposal: Set(proposal.to_string()),
        submitted_at: Set(*submitted_at),
        acknowledge_on: Set(due.acknowledge.date),
        acknowledge_known: Set(due.acknowledge.calendar_known),
        first_answer_on: Set(due.first_answer.date),
        first_answer_known: Set(due.first_answer.calendar_known),
        final_answer_on: Set(due.final_answer.date),
        final_answer_known: Set(due.final_answer.calendar_known),
        status: Set(suggestion.status().word().to_owned()),
        next_due_on: Set(suggestion.next_due_on()),
        acknowledged_at: Set(acknowledged_at),
        withdrawn_at: Set(withdrawn_at),
        first_answered_at: Set(answered.map(|answered| answered.first_answered_at)),
        answered_at: Set(answer.map(|answer| answer.answered_at)),
        outcome: Set(answer.map(|answer| answer.outcome.kind().word().to_owned())),
        outcome_detail: Set(detail.map(Sentence::to_string)),
        answer: Set(answer.map(|answer| answer.text.to_string())),
        score: Set(rating.map(|rating| i32::from(rating.score.get()))),
        rated_at: Set(rating.map(|rating| rating.rated_at)),
        adopted_kind: Set(adopted_into.map(|(kind, _)| kind.to_owned())),
        adopted_id: Set(adopted_into.map(|(_, id)| id)),
        adopted_at: Set(adoption.map(|adoption| adoption.adopted_at)),
    }
}

pub fn to_suggestion(row: Model) -> Result<Suggestion, Problem> {
    let id = row.id;
    restore(row).ok_or_else(|| {
        tracing::error!(suggestion = %id, "a stored suggestion can't be read");
        Problem::broken()
    })
}

fn restore(row: Model) -> Option<Suggestion> {
    let stage = stage(&row)?;
    Some(Suggestion {
        id: row.id.into(),
        area: AreaCode::parse(&row.area_code).ok()?,
        proposer: Proposer { account: row.proposer_id.into(), planner: row.planner_id.map(PlannerId::from) },
        topic: Title::parse(&row.topic).ok()?,
        reasons: Prose::parse(&row.reasons).ok()?,
        proposal: Wording::parse(&row.proposal).ok()?,
        submitted_at: row.submitted_at,
        due: DueDates {
            acknowledge: WorkingDay { date: row.acknowledge_on, calendar_known: row.acknowledge_known },
            first_answer: WorkingDay { date: row.first_answer_on, calendar_known: row.first_answer_known },
            final_answer: WorkingDay { date: row.final_answer_on, calendar_known: row.final_answer_known },
        },
        stage,
    })
}

fn stage(row: &Model) -> Option<Stage> {
    Some(match Status::from_word(&row.status)? {
        Status::Received => Stage::Received,
        Status::Acknowledged => Stage::Acknowledged { acknowledged_at: row.acknowledged_at? },
        Status::Answered => Stage::Answered(answered(row)?),
        Status::Adopted => {
            let id = row.adopted_id?;
            let into = match row.adopted_kind.as_deref()? {
                "need" => AdoptedInto::Need(id.into()),
                "project" => AdoptedInto::Project(id.into()),
                _ => return None,
            };
            Stage::Adopted { answered: answered(row)?, adoption: Adoption { into, adopted_at: row.adopted_at? } }
        }
        Status::Withdrawn => Stage::Withdrawn { acknowledged_at: row.acknowledged_at, withdrawn_at: row.withdrawn_at? },
    })
}

fn answered(row: &Model) -> Option<Answered> {
    let kind = OutcomeKind::from_word(row.outcome.as_deref()?)?;
    let detail = match row.outcome_detail.as_deref() {
        Some(text) => Some(Sentence::parse(text).ok()?),
        None => None,
    };
    let outcome = match kind {
        OutcomeKind::NotAdopted => Outcome::new(kind, detail, None),
        OutcomeKind::AdoptedMeasure
        | OutcomeKind::ImprovementOfWork
        | OutcomeKind::RuleChange
        | OutcomeKind::Reference
        | OutcomeKind::NotASuggestion => Outcome::new(kind, None, detail),
    };
    let rating = match (row.score, row.rated_at) {
        (Some(score), Some(rated_at)) => Some(Rating { score: Score::new(u8::try_from(score).ok()?).ok()?, rated_at }),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return None,
    };
    Some(Answered {
        acknowledged_at: row.acknowledged_at?,
        first_answered_at: row.first_answered_at?,
        answer: Answer {
            outcome: outcome.ok()?,
            text: Prose::parse(row.answer.as_deref()?).ok()?,
            answered_at: row.answered_at?,
        },
        rating,
    })
}
