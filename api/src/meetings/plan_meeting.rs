use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::Time;
use domain::ids::{ProjectId, UnitId};
use domain::meeting::{Meeting, MeetingKind, Place, Plan};
use domain::text::{Prose, Title};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{MeetingKindWord, MeetingView};
use super::{project_stage, store};
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::problem::{Named as _, OfField as _, Problem};
use crate::state::App;
use crate::{places, projects};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeeting {
    kind: MeetingKindWord,
    /// Needed for a hearing that names no project; any other meeting is held in the unit of its project.
    unit_id: Option<Uuid>,
    /// Needed for a coordination meeting (of a project in publicity) and a review meeting (of a completed one).
    project_id: Option<Uuid>,
    /// Which round of meetings this is; 1 when absent.
    #[schema(minimum = 1, maximum = 99, default = 1, example = 1)]
    round: Option<u16>,
    #[schema(min_length = 1, max_length = 100, example = "口袋公园听证会")]
    title: String,
    #[schema(min_length = 1, max_length = 10_000, example = "一、情况说明；二、居民发言；三、小结")]
    agenda: String,
    /// Where people meet.
    #[schema(min_length = 2, max_length = 200, example = "五里桥居委会二楼活动室")]
    place: String,
    /// In the future, at most a year ahead.
    #[schema(example = "2026-06-18T11:00:00Z")]
    starts_at: DateTime<Utc>,
}

struct Draft {
    kind: MeetingKind,
    unit: Option<UnitId>,
    project: Option<ProjectId>,
    round: u16,
    title: Title,
    agenda: Prose,
    place: Place,
    starts_at: Time,
}

impl NewMeeting {
    fn parse(self) -> Result<Draft, Problem> {
        let round = self.round.unwrap_or(1);
        if !(1..=99).contains(&round) {
            return Err(Problem::field("/round", "out_of_range", "must be 1 to 99", "应为 1 至 99"));
        }
        Ok(Draft {
            kind: self.kind.into(),
            unit: self.unit_id.map(Into::into),
            project: self.project_id.map(Into::into),
            round,
            title: Title::parse(&self.title).field("/title")?,
            agenda: Prose::parse(&self.agenda).field("/agenda")?,
            place: Place::parse(&self.place).field("/place")?,
            starts_at: self.starts_at.trunc_subsecs(6),
        })
    }
}

#[utoipa::path(
    tag = "meetings",
    summary = "Plan a meeting",
    description = "A moderator of the unit plans a hearing, a coordination meeting or a review meeting. Only the unit's staff see it until it is announced.",
    request_body = NewMeeting,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The meeting, planned", body = MeetingView)),
)]
#[post("/v1/meetings")]
pub async fn plan_meeting(app: Data<App>, caller: Moderator, body: Keyed<NewMeeting>) -> Result<Reply, Problem> {
    let draft = body.value.parse()?;
    let unit = unit_of(&app, &draft).await?;
    places::in_reach(&app, &caller, unit).await.named("/unit_id")?;
    app.once(&caller, &body.key, async move |tx| {
        let project = match draft.project {
            Some(id) => Some((id, project_stage(&projects::project_for_update(tx, id).await?.stage))),
            None => None,
        };
        let Draft { kind, round, title, agenda, place, starts_at, .. } = draft;
        let id = tx.id().into();
        let plan = Plan { id, kind, unit, project, round, title, agenda, place, starts_at };
        let meeting = Meeting::plan(plan, tx.now())?;
        store::insert(tx, &meeting).await?;
        tx.audit("plan_meeting", id.0);
        Ok(Reply::created(format!("/v1/meetings/{id}"), &MeetingView::from(&meeting)))
    })
    .await
}

async fn unit_of(app: &App, draft: &Draft) -> Result<UnitId, Problem> {
    let project = match draft.project {
        Some(id) => Some(projects::project(app.db().reads(), id).await.named("/project_id")?.unit),
        None => None,
    };
    match (draft.unit, project) {
        (Some(named), Some(of_project)) if named != of_project => Err(Problem::field(
            "/unit_id",
            "not_the_projects",
            "is not the unit of the project",
            "不是该项目所在的单元",
        )),
        (_, Some(unit)) | (Some(unit), None) => Ok(unit),
        (None, None) => Err(Problem::field("/unit_id", "missing", "name the unit, or the project", "请指明单元或项目")),
    }
}
