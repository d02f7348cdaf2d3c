use actix_web::post;
use actix_web::web::Data;
use domain::Time;
use domain::ids::{AccountId, OwnerRegisterId, ProjectId};
use domain::unit::Unit;
use domain::vote::Vote;

use super::body::{Given, NewVote};
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::links::{self, Node};
use crate::problem::{Kind, Problem};
use crate::registers;
use crate::state::App;
use crate::votes::store;
use crate::votes::view::VoteView;
use crate::{accounts, meetings, places, projects};

#[utoipa::path(
    tag = "votes",
    summary = "Draft a vote",
    description = "A moderator drafts a vote on the standing designs of a project in publicity. Everything can be \
        changed until it opens. Refused with `project-not-in-publicity`, `too-few-designs`, `vote-not-finished` while \
        another vote of the project is under way, `vote-already-decided` once one chose a design. The last two do not \
        hold up a `rehearsal`.",
    request_body = NewVote,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The drafted vote, with its lot order", body = VoteView)),
)]
#[post("/v1/votes")]
pub async fn draft_vote(app: Data<App>, caller: Moderator, body: Keyed<NewVote>) -> Result<Reply, Problem> {
    let (project, rehearsal) = (ProjectId(body.value.project()), body.value.is_rehearsal());
    let wishes = body.value.parse()?;
    let found = projects::project(app.db().reads(), project).await;
    let unit = found.map_err(|problem| unknown(problem, "/project_id"))?.unit;
    let unit = places::unit(app.db().reads(), unit).await?;
    caller.over_unit(&unit)?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let project = projects::project_for_update(tx, project).await?;
        if let Some(meeting) = wishes.meeting() {
            let meeting =
                meetings::meeting(tx.conn(), meeting).await.map_err(|problem| unknown(problem, "/meeting_id"))?;
            if meeting.project != Some(project.id) {
                return Err(unknown(Problem::not_found(), "/meeting_id"));
            }
        }
        let facts = store::facts(tx.conn(), &project, None, tx.now()).await?;
        facts.admit_a_vote(rehearsal)?;
        may_be_the_roll(tx, wishes.register(), &unit).await?;
        may_stand_in(tx, wishes.deputy(), &unit, tx.now()).await?;
        let standing = store::designs(tx.conn(), &project).await?;
        let objection_days = places::settings(tx.conn(), &unit.lead_street()).await?.objection_days;
        let draft = wishes.draft(Given { standing, objection_days, rehearsal, before: None, now: tx.now() })?;
        let vote = Vote::draft(tx.id().into(), (project.id, project.unit), rehearsal, draft, &facts, by, tx.now())?;
        store::insert(tx, &vote).await?;
        if !rehearsal {
            links::link(tx, Node::Project(project.id.0), Node::Vote(vote.id.0), "put to the vote").await?;
        }
        tx.audit("draft_vote", vote.id.0);
        Ok(Reply::created(format!("/v1/votes/{}", vote.id), &VoteView::from(&vote)))
    })
    .await
}

/// 422 unless the register is one of the unit.
pub async fn may_be_the_roll(tx: &Tx, register: Option<OwnerRegisterId>, unit: &Unit) -> Result<(), Problem> {
    let Some(register) = register else { return Ok(()) };
    match registers::unit_of_register(tx.conn(), register).await {
        Ok(of) if of == unit.id() => Ok(()),
        Ok(_) => Err(unknown(Problem::not_found(), "/register_id")),
        Err(problem) => Err(unknown(problem, "/register_id")),
    }
}

/// 422 unless the deputy could run the vote today.
pub async fn may_stand_in(tx: &Tx, deputy: Option<AccountId>, unit: &Unit, now: Time) -> Result<(), Problem> {
    let Some(deputy) = deputy else { return Ok(()) };
    if accounts::moderates(tx.conn(), deputy, unit, now).await? {
        return Ok(());
    }
    let (en, zh) = ("holds no moderator's post over the unit", "在该单元没有主持人岗位");
    Err(Problem::field("/deputy_id", "no_moderator", en, zh))
}

/// Turns the 404 of something that a body names into a 422 of that field; any other problem stays as it is.
pub fn unknown(problem: Problem, pointer: &str) -> Problem {
    if problem.kind() == Kind::NotFound {
        Problem::field(pointer, "unknown", "names nothing that is known here", "没有对应的记录")
    } else {
        problem
    }
}
