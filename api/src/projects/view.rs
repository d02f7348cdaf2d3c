//! What clients see of projects and designs. All of it is public; people appear by role, planners by name.

use chrono::{DateTime, Utc};
use domain::design::{Design, DesignState, Review};
use domain::project::{Ground, Project, Stage};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::plan::PlanBody;
use super::words::{DesignStatusWord, ProjectKindWord, ProjectLevelWord, SourceKindWord, StageWord, VerdictWord};

/// A project with its sources, designs and reports of progress.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectView {
    pub id: Uuid,
    pub unit_id: Uuid,
    /// The hearing it came out of.
    pub hearing_id: Option<Uuid>,
    pub plan: PlanBody,
    pub proposed_at: DateTime<Utc>,
    pub stage: StageWord,
    pub publicity: Option<PublicityView>,
    pub approval: Option<ApprovalView>,
    pub works: Option<WorksView>,
    pub dropped: Option<DroppedView>,
    /// The needs and suggestions it answers, the first linked first.
    pub sources: Vec<SourceView>,
    /// The first submitted first; withdrawn ones too.
    pub designs: Vec<DesignItem>,
    /// The latest first, at most 100.
    pub progress: Vec<ProgressView>,
}

/// A project in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectItem {
    pub id: Uuid,
    pub unit_id: Uuid,
    #[schema(example = "五里桥口袋公园更新")]
    pub title: String,
    #[schema(example = "五里桥街道办事处")]
    pub implementing_body: String,
    /// Budget in fen (分).
    #[schema(example = 120_000_000)]
    pub budget_fen: i64,
    pub kind: ProjectKindWord,
    pub level: ProjectLevelWord,
    #[schema(example = 2026)]
    pub year: i32,
    pub stage: StageWord,
    /// How much of the works is done; null before building starts.
    #[schema(minimum = 0, maximum = 100)]
    pub done_percent: Option<i32>,
}

/// Objections are open from `from_at` until just before `until_at`.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicityView {
    pub from_at: DateTime<Utc>,
    pub until_at: DateTime<Utc>,
}

/// Either `vote_id` or `reason` says what the approval rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApprovalView {
    pub design_id: Uuid,
    /// The other parts that the same budget vote funded, approved with it; empty otherwise.
    #[schema(example = json!([]))]
    pub also_design_ids: Vec<Uuid>,
    pub vote_id: Option<Uuid>,
    pub reason: Option<String>,
    pub approved_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WorksView {
    pub started_at: DateTime<Utc>,
    #[schema(minimum = 0, maximum = 100)]
    pub done_percent: i32,
    /// Spent so far, in fen (分).
    pub spent_fen: i64,
    pub completed_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DroppedView {
    pub reason: String,
    pub dropped_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SourceView {
    pub kind: SourceKindWord,
    pub id: Uuid,
    pub title: String,
    /// Why the project answers it.
    pub reason: String,
    pub linked_at: DateTime<Utc>,
}

/// A design in the list of its project.
#[derive(Debug, Serialize, ToSchema)]
pub struct DesignItem {
    pub id: Uuid,
    pub title: String,
    pub status: DesignStatusWord,
    /// Reviews that count: without a conflict of interest.
    pub reviews: usize,
    pub submitted_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressView {
    #[schema(minimum = 0, maximum = 100)]
    pub done_percent: i32,
    pub spent_fen: i64,
    pub text: String,
    /// `moderator` or `steward`.
    pub reporter_role: String,
    pub reported_at: DateTime<Utc>,
}

/// A design with its reviews.
#[derive(Debug, Serialize, ToSchema)]
pub struct DesignView {
    pub id: Uuid,
    pub project_id: Uuid,
    #[schema(example = "方案一：林荫步道")]
    pub title: String,
    pub summary: String,
    /// `moderator` or `planner`.
    pub author_role: String,
    pub submitted_at: DateTime<Utc>,
    pub status: DesignStatusWord,
    pub withdrawal_reason: Option<String>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub reviews: Vec<ReviewView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The planner's public name.
    pub planner: String,
    pub opinion: String,
    pub verdict: VerdictWord,
    /// True when the planner declared an interest: the review is shown and does not count.
    pub conflict: bool,
    pub reviewed_at: DateTime<Utc>,
}

impl ProjectView {
    pub fn new(project: &Project, sources: Vec<SourceView>, designs: &[Design], progress: Vec<ProgressView>) -> Self {
        Self {
            id: project.id.0,
            unit_id: project.unit.0,
            hearing_id: project.hearing.map(|hearing| hearing.0),
            plan: PlanBody::from(&project.plan),
            proposed_at: project.proposed_at,
            stage: project.stage.name().into(),
            publicity: project
                .stage
                .publicity()
                .map(|publicity| PublicityView { from_at: publicity.from, until_at: publicity.until }),
            approval: project.stage.approval().map(|approval| ApprovalView {
                design_id: approval.design.0,
                also_design_ids: approval.also.iter().map(|design| design.0).collect(),
                vote_id: match &approval.ground {
                    Ground::Vote(vote) => Some(vote.0),
                    Ground::Reason(_) => None,
                },
                reason: match &approval.ground {
                    Ground::Vote(_) => None,
                    Ground::Reason(reason) => Some(reason.to_string()),
                },
                approved_at: approval.approved_at,
            }),
            works: project.stage.works().map(|works| WorksView {
                started_at: works.started_at,
                done_percent: works.done.get(),
                spent_fen: works.spent.get(),
                completed_at: completed_at(&project.stage),
            }),
            dropped: dropped(&project.stage),
            sources,
            designs: designs.iter().map(DesignItem::from).collect(),
            progress,
        }
    }
}

fn completed_at(stage: &Stage) -> Option<DateTime<Utc>> {
    match stage {
        Stage::Completed(completion) => Some(completion.completed_at),
        Stage::Proposed | Stage::InPublicity(_) | Stage::Approved(_) | Stage::Building(_) | Stage::Dropped(_) => None,
    }
}

fn dropped(stage: &Stage) -> Option<DroppedView> {
    match stage {
        Stage::Dropped(dropped) => {
            Some(DroppedView { reason: dropped.reason.to_string(), dropped_at: dropped.dropped_at })
        }
        Stage::Proposed | Stage::InPublicity(_) | Stage::Approved(_) | Stage::Building(_) | Stage::Completed(_) => None,
    }
}

impl From<&Project> for ProjectItem {
    fn from(project: &Project) -> Self {
        Self {
            id: project.id.0,
            unit_id: project.unit.0,
            title: project.plan.title.to_string(),
            implementing_body: project.plan.implementing_body.to_string(),
            budget_fen: project.plan.budget.get(),
            kind: project.plan.kind.into(),
            level: project.plan.level.into(),
            year: project.plan.year.get(),
            stage: project.stage.name().into(),
            done_percent: project.stage.works().map(|works| works.done.get()),
        }
    }
}

impl From<&Design> for DesignItem {
    fn from(design: &Design) -> Self {
        Self {
            id: design.id.0,
            title: design.title.to_string(),
            status: status(&design.state),
            reviews: design.reviews.iter().filter(|review| !review.conflict).count(),
            submitted_at: design.submitted_at,
        }
    }
}

impl DesignView {
    /// `reviews` are those of the design, with their planners' names.
    pub fn new(design: &Design, reviews: Vec<ReviewView>) -> Self {
        let (withdrawal_reason, withdrawn_at) = match &design.state {
            DesignState::Standing => (None, None),
            DesignState::Withdrawn { reason, withdrawn_at } => (Some(reason.to_string()), Some(*withdrawn_at)),
        };
        Self {
            id: design.id.0,
            project_id: design.project.0,
            title: design.title.to_string(),
            summary: design.summary.to_string(),
            author_role: design.author_role.word().to_owned(),
            submitted_at: design.submitted_at,
            status: status(&design.state),
            withdrawal_reason,
            withdrawn_at,
            reviews,
        }
    }
}

impl ReviewView {
    pub fn new(review: &Review, planner: String) -> Self {
        Self {
            planner,
            opinion: review.opinion.to_string(),
            verdict: review.verdict.into(),
            conflict: review.conflict,
            reviewed_at: review.reviewed_at,
        }
    }
}

fn status(state: &DesignState) -> DesignStatusWord {
    match state {
        DesignState::Standing => DesignStatusWord::Standing,
        DesignState::Withdrawn { .. } => DesignStatusWord::Withdrawn,
    }
}
