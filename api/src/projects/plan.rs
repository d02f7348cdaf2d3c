//! A project's plan on the wire: the same shape in requests and answers, so what was read can be edited and sent back.

use chrono::NaiveDate;
use domain::money::{Fen, MoneyRefusal};
use domain::project::{Plan, PlanRefusal, Schedule, Year};
use domain::text::{Prose, Title};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{ProjectKindWord, ProjectLevelWord};
use crate::problem::{FieldRefusal, OfField, Problem};

/// What a project sets out to do (the fields of the annual list in action 5 of the 2023 action plan).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    #[schema(min_length = 1, max_length = 100, example = "五里桥口袋公园更新")]
    pub title: String,
    /// What is built (建设内容).
    #[schema(min_length = 1, max_length = 10_000, example = "闲置绿地改造为口袋公园，增设座椅、照明与儿童活动区")]
    pub content: String,
    /// How it comes about (实施路径).
    #[schema(min_length = 1, max_length = 10_000, example = "街道立项，绿容部门指导，社区参与式设计")]
    pub implementation_path: String,
    /// Who builds it (实施主体).
    #[schema(min_length = 1, max_length = 100, example = "五里桥街道办事处")]
    pub implementing_body: String,
    /// Who pays (资金来源).
    #[schema(min_length = 1, max_length = 100, example = "区级财政")]
    pub funding_source: String,
    /// Budget in fen (分).
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64, example = 120_000_000)]
    pub budget_fen: i64,
    /// First day of the works.
    #[schema(example = "2026-05-01")]
    pub starts_on: NaiveDate,
    /// Last day of the works.
    #[schema(example = "2026-09-30")]
    pub ends_on: NaiveDate,
    /// Who designs it (设计团队); often chosen only later.
    #[schema(min_length = 1, max_length = 100, example = "同济社区设计工作室")]
    pub design_team: Option<String>,
    pub kind: ProjectKindWord,
    pub level: ProjectLevelWord,
    /// The year whose annual list it is meant for.
    #[schema(minimum = 2014, maximum = 2099, example = 2026)]
    pub year: i32,
}

impl PlanBody {
    /// `at` is where the plan stands in the body: `/plan`, or nothing when it is the body.
    pub fn parse(&self, at: &str) -> Result<Plan, Problem> {
        let field = |name: &str| format!("{at}/{name}");
        let design_team = self.design_team.as_deref().map(Title::parse).transpose();
        Ok(Plan {
            title: Title::parse(&self.title).field(&field("title"))?,
            content: Prose::parse(&self.content).field(&field("content"))?,
            implementation_path: Prose::parse(&self.implementation_path).field(&field("implementation_path"))?,
            implementing_body: Title::parse(&self.implementing_body).field(&field("implementing_body"))?,
            funding_source: Title::parse(&self.funding_source).field(&field("funding_source"))?,
            budget: Fen::parse(self.budget_fen).field(&field("budget_fen"))?,
            schedule: Schedule::new(self.starts_on, self.ends_on).field(&field("ends_on"))?,
            design_team: design_team.field(&field("design_team"))?,
            kind: self.kind.into(),
            level: self.level.into(),
            year: Year::parse(self.year).field(&field("year"))?,
        })
    }
}

impl From<&Plan> for PlanBody {
    fn from(plan: &Plan) -> Self {
        Self {
            title: plan.title.to_string(),
            content: plan.content.to_string(),
            implementation_path: plan.implementation_path.to_string(),
            implementing_body: plan.implementing_body.to_string(),
            funding_source: plan.funding_source.to_string(),
            budget_fen: plan.budget.get(),
            starts_on: plan.schedule.starts_on(),
            ends_on: plan.schedule.ends_on(),
            design_team: plan.design_team.as_ref().map(ToString::to_string),
            kind: plan.kind.into(),
            level: plan.level.into(),
            year: plan.year.get(),
        }
    }
}

impl FieldRefusal for PlanRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::EndsBeforeStart => "ends_before_start",
            Self::DateOutOfRange | Self::YearOutOfRange | Self::PercentOutOfRange => "out_of_range",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::EndsBeforeStart => "结束日期不能早于开始日期".to_owned(),
            Self::DateOutOfRange => "日期应在 2000 年至 2199 年之间".to_owned(),
            Self::YearOutOfRange => format!("年度应为 {} 至 {}", Year::MIN, Year::MAX),
            Self::PercentOutOfRange => "百分比为 0 至 100 的整数".to_owned(),
        }
    }
}

impl FieldRefusal for MoneyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Negative | Self::TooLarge => "out_of_range",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Negative => "金额不能为负".to_owned(),
            Self::TooLarge => format!("金额最多 {} 分", Fen::MAX.get()),
        }
    }
}
