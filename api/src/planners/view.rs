use chrono::{DateTime, NaiveDate, Utc};
use domain::Time;
use domain::planner::{EndRefusal, EngageRefusal, Planner, PlannerStatus};
use domain::text::Title;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::{Kind, Problem};

/// A community planner as everybody may see them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlannerView {
    pub id: Uuid,
    #[schema(example = "周未")]
    pub professional_name: String,
    /// The district that engaged them.
    #[schema(example = "310101")]
    pub district_code: String,
    /// First day of the term.
    pub from_on: NaiveDate,
    /// Last day of the term.
    pub until_on: NaiveDate,
    pub status: PlannerStatusWord,
    /// When the engagement was ended before its time; null otherwise.
    pub ended_at: Option<DateTime<Utc>>,
    #[schema(example = json!(["适老化改造", "口袋公园"]))]
    pub specialities: Vec<String>,
    pub statement: String,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlannerStatusWord {
    /// The term has not begun.
    Upcoming,
    Engaged,
    /// The term ran out.
    Over,
    /// Ended before its time.
    Ended,
}

impl PlannerView {
    pub fn new(planner: &Planner, now: Time) -> Self {
        Self {
            id: planner.id.0,
            professional_name: planner.profile.professional_name.to_string(),
            district_code: planner.district.to_string(),
            from_on: planner.term.from_on,
            until_on: planner.term.until_on,
            status: match planner.status(now) {
                PlannerStatus::Upcoming => PlannerStatusWord::Upcoming,
                PlannerStatus::Engaged => PlannerStatusWord::Engaged,
                PlannerStatus::Over => PlannerStatusWord::Over,
                PlannerStatus::Ended => PlannerStatusWord::Ended,
            },
            ended_at: planner.ended.as_ref().map(|ended| ended.ended_at),
            specialities: planner.profile.specialities.iter().map(Title::to_string).collect(),
            statement: planner.profile.statement.to_string(),
        }
    }
}

impl From<EngageRefusal> for Problem {
    fn from(refusal: EngageRefusal) -> Self {
        let (pointer, zh) = match refusal {
            EngageRefusal::AlreadyEngaged => {
                return Self::new(Kind::PlannerAlreadyEngaged).say(refusal.to_string(), "该人员在此时段内已被本区聘任");
            }
            EngageRefusal::NotADistrict => ("/district_code", "社区规划师由区聘任，应为 6 位区划代码"),
            EngageRefusal::TermBackwards => ("/until_on", "聘期结束日早于开始日"),
            EngageRefusal::TermTooLong => ("/until_on", "聘期不得超过五年"),
            EngageRefusal::TermOver => ("/until_on", "聘期已经结束"),
            EngageRefusal::WrongNumberOfSpecialities => ("/specialities", "应填写 1 至 10 项专长"),
        };
        Self::field(pointer, "not_acceptable", refusal.to_string(), zh)
    }
}

impl From<EndRefusal> for Problem {
    fn from(refusal: EndRefusal) -> Self {
        match refusal {
            EndRefusal::AlreadyEnded => Self::new(Kind::EngagementAlreadyEnded),
            EndRefusal::TermOver => Self::new(Kind::EngagementOver),
        }
    }
}
