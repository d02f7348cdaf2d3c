use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::Time;
use domain::calendar::WorkingDay;
use domain::ids::PlannerId;
use domain::suggestion::{AdoptedInto, Answered, Stage, Suggestion};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::event::Event;
use super::words::{EventWord, OutcomeWord, StatusWord};

/// A suggestion (人民建议) in a list. Its author is never named.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionSummary {
    pub id: Uuid,
    /// The street or committee that owes the answer.
    #[schema(example = "310101020")]
    pub area_code: String,
    #[schema(example = "弄堂口加装路灯")]
    pub topic: String,
    pub status: StatusWord,
    pub by: ByWord,
    /// The planner who made it, in their own name and not for the street; null when a resident made it.
    pub planner: Option<SpeakerView>,
    pub submitted_at: DateTime<Utc>,
    pub due: DueView,
    pub overdue: OverdueView,
}

/// A suggestion with its text, its answer and everything that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionView {
    #[serde(flatten)]
    pub summary: SuggestionSummary,
    pub reasons: String,
    pub proposal: String,
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Null until answered.
    pub answer: Option<AnswerView>,
    /// What it became; null until adopted.
    pub adoption: Option<AdoptionView>,
    /// In order. Earlier wordings of the answer and earlier ratings stay readable here.
    pub events: Vec<EventView>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByWord {
    Resident,
    Planner,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SpeakerView {
    pub planner_id: Uuid,
    #[schema(example = "周未")]
    pub professional_name: String,
}

/// The last day of each duty, promised at submission, in working days of China.
#[derive(Debug, Serialize, ToSchema)]
pub struct DueView {
    pub acknowledge: DueDayView,
    pub first_answer: DueDayView,
    pub final_answer: DueDayView,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DueDayView {
    /// Shanghai date; the duty is late when this day has ended.
    pub due_on: NaiveDate,
    /// False when the count reached a year whose holidays were not yet announced, so that Monday to Friday was counted.
    pub calendar_known: bool,
}

/// Which duties are unfulfilled past their day. One answer fulfils both answer duties.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverdueView {
    pub acknowledgement: bool,
    pub first_answer: bool,
    pub final_answer: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerView {
    pub outcome: OutcomeWord,
    #[schema(example = "已列入本季度路灯增补计划。")]
    pub text: String,
    /// Why not; only with not_adopted.
    pub reason: Option<String>,
    /// Where to turn instead; only with not_a_suggestion.
    pub redirect: Option<String>,
    pub first_answered_at: DateTime<Utc>,
    /// When the present wording was given.
    pub answered_at: DateTime<Utc>,
    /// The author's rating; null until given.
    pub rating: Option<AnswerRatingView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerRatingView {
    #[schema(minimum = 1, maximum = 5)]
    pub score: u8,
    pub rated_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AdoptionView {
    pub kind: AdoptedWord,
    /// Id of the need or the project.
    pub id: Uuid,
    pub adopted_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdoptedWord {
    Need,
    Project,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    pub event: EventWord,
    /// author, moderator or steward.
    #[schema(example = "moderator")]
    pub by: String,
    pub at: DateTime<Utc>,
    /// The outcome, if the event is an answer.
    pub outcome: Option<OutcomeWord>,
    /// The wording, if the event is an answer.
    pub text: Option<String>,
    /// The score, if the event is a rating.
    pub score: Option<u8>,
}

impl SuggestionSummary {
    /// `names` holds the professional names of the planners who may be speaking.
    pub fn new(suggestion: &Suggestion, names: &HashMap<PlannerId, String>, now: Time) -> Self {
        let planner = suggestion.proposer.planner.map(|planner| SpeakerView {
            planner_id: planner.0,
            professional_name: names.get(&planner).cloned().unwrap_or_default(),
        });
        let overdue = suggestion.overdue(now);
        Self {
            id: suggestion.id.0,
            area_code: suggestion.area.to_string(),
            topic: suggestion.topic.to_string(),
            status: suggestion.status().into(),
            by: if planner.is_some() { ByWord::Planner } else { ByWord::Resident },
            planner,
            submitted_at: suggestion.submitted_at,
            due: DueView {
                acknowledge: suggestion.due.acknowledge.into(),
                first_answer: suggestion.due.first_answer.into(),
                final_answer: suggestion.due.final_answer.into(),
            },
            overdue: OverdueView {
                acknowledgement: overdue.acknowledgement,
                first_answer: overdue.first_answer,
                final_answer: overdue.final_answer,
            },
        }
    }
}

impl SuggestionView {
    pub fn new(summary: SuggestionSummary, suggestion: &Suggestion, events: Vec<Event>) -> Self {
        let (acknowledged_at, adoption) = match &suggestion.stage {
            Stage::Received => (None, None),
            Stage::Acknowledged { acknowledged_at } | Stage::Answered(Answered { acknowledged_at, .. }) => {
                (Some(*acknowledged_at), None)
            }
            Stage::Adopted { answered, adoption } => (Some(answered.acknowledged_at), Some(adoption)),
            Stage::Withdrawn { acknowledged_at, .. } => (*acknowledged_at, None),
        };
        Self {
            summary,
            reasons: suggestion.reasons.to_string(),
            proposal: suggestion.proposal.to_string(),
            acknowledged_at,
            answer: suggestion.answered().map(AnswerView::from),
            adoption: adoption.map(|adoption| {
                let (kind, id) = match adoption.into {
                    AdoptedInto::Need(id) => (AdoptedWord::Need, id.0),
                    AdoptedInto::Project(id) => (AdoptedWord::Project, id.0),
                };
                AdoptionView { kind, id, adopted_at: adoption.adopted_at }
            }),
            events: events.into_iter().map(EventView::from).collect(),
        }
    }
}

impl From<&Answered> for AnswerView {
    fn from(answered: &Answered) -> Self {
        let answer = &answered.answer;
        Self {
            outcome: answer.outcome.kind().into(),
            text: answer.text.to_string(),
            reason: answer.outcome.reason().map(ToString::to_string),
            redirect: answer.outcome.redirect().map(ToString::to_string),
            first_answered_at: answered.first_answered_at,
            answered_at: answer.answered_at,
            rating: answered
                .rating
                .map(|rating| AnswerRatingView { score: rating.score.get(), rated_at: rating.rated_at }),
        }
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            event: event.happening.into(),
            by: event.by,
            at: event.at,
            outcome: event.outcome.map(OutcomeWord::from),
            text: event.answer,
            score: event.score,
        }
    }
}

impl From<WorkingDay> for DueDayView {
    fn from(day: WorkingDay) -> Self {
        Self { due_on: day.date, calendar_known: day.calendar_known }
    }
}
