use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;
use domain::vote::Vote;

use super::body::NewVote;
use super::store;
use super::view::VoteView;
use crate::app::App;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::problem::{Kind, Problem};
use crate::http::reply::Reply;
use crate::traces::{self, Node};
use crate::{meetings, places, projects};

#[utoipa::path(
    tag = "votes",
    summary = "Draft a vote",
    description = "A moderator drafts a vote on the standing designs of a project in publicity. Everything can be changed \
        until it opens. Refused with `project-not-in-publicity`, `too-few-designs`, `vote-not-finished` while another \
        vote of the project is under way, `vote-already-decided` once one chose a design.",
    request_body = NewVote,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The drafted vote, with its lot order", body = VoteView)),
)]
#[post("/v1/votes")]
pub async fn draft_vote(app: Data<App>, caller: Moderator, body: Keyed<NewVote>) -> Result<Reply, Problem> {
    let project = ProjectId(body.value.project());
    let wishes = body.value.parse()?;
    let found = projects::project(app.db().reads(), project).await;
    let unit = found.map_err(|problem| unknown(problem, "/project_id"))?.unit;
    caller.over_unit(&places::unit(app.db().reads(), unit).await?)?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let project = projects::project_for_update(tx, project).await?;
        if let Some(meeting) = wishes.meeting {
            let meeting =
                meetings::meeting(tx.conn(), meeting).await.map_err(|problem| unknown(problem, "/meeting_id"))?;
            if meeting.project != Some(project.id) {
                return Err(unknown(Problem::not_found(), "/meeting_id"));
            }
        }
        let facts = store::facts(tx.conn(), &project, None, tx.now()).await?;
        facts.admit_a_vote()?;
        let draft = wishes.draft(store::designs(tx.conn(), &project).await?, None)?;
        let vote = Vote::draft(tx.id().into(), (project.id, project.unit), draft, &facts, by, tx.now())?;
        store::insert(tx, &vote).await?;
        traces::link(tx, Node::Project(project.id.0), Node::Vote(vote.id.0), "put to the vote").await?;
        tx.audit("draft_vote", vote.id.0);
        Ok(Reply::created(format!("/v1/votes/{}", vote.id), &VoteView::from(&vote)))
    })
    .await
}

/// A body that names what is not there is a 422 of that field; anything else stays what it is.
pub fn unknown(problem: Problem, pointer: &str) -> Problem {
    if problem.kind() == Kind::NotFound {
        Problem::field(pointer, "unknown", "names nothing that is known here", "没有对应的记录")
    } else {
        problem
    }
}
