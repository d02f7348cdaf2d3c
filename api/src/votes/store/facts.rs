use domain::Time;
use domain::design::Design;
use domain::ids::{DesignId, VoteId};
use domain::meeting::MeetingKind;
use domain::project::{Project, Stage as ProjectStage};
use domain::text::Title;
use domain::vote::Stage;
use domain::vote::draft::{OtherVotes, ProjectFacts};
use sea_orm::ConnectionTrait;

use super::{certified_winner, votes_of_project};
use crate::problem::Problem;
use crate::{meetings, projects};

/// The project's standing designs in the order of their submission.
pub type Designs = Vec<(DesignId, Title)>;

pub async fn designs(conn: &impl ConnectionTrait, project: &Project) -> Result<Designs, Problem> {
    let all = projects::designs(conn, project.id).await?;
    Ok(all.into_iter().filter(Design::stands).map(|design| (design.id, design.title)).collect())
}

/// What the project's votes depend on. `except` is the vote for which this is asked; it is not one of the other votes.
pub async fn facts(
    conn: &impl ConnectionTrait,
    project: &Project,
    except: Option<VoteId>,
    now: Time,
) -> Result<ProjectFacts, Problem> {
    let standing: Vec<DesignId> = designs(conn, project).await?.into_iter().map(|(id, _)| id).collect();
    let publicity_until = match &project.stage {
        ProjectStage::InPublicity(publicity) => Some(publicity.until),
        ProjectStage::Proposed
        | ProjectStage::Approved(_)
        | ProjectStage::Building(_)
        | ProjectStage::Completed(_)
        | ProjectStage::Dropped(_) => None,
    };
    let meetings = meetings::meetings_of_project(conn, project.id).await?;
    let coordination_held =
        meetings.iter().any(|meeting| meeting.kind == MeetingKind::Coordination && meeting.has_been_opened());
    let mut other_votes = OtherVotes::Clear;
    for vote in votes_of_project(conn, project.id).await? {
        let (id, vote) = (vote.id, vote.as_of(now));
        if Some(id) == except {
            continue;
        }
        match vote.state.stage() {
            Stage::Voided => continue,
            Stage::Certified => {}
            Stage::Drafted | Stage::Open | Stage::Paused | Stage::Closed => {
                other_votes = OtherVotes::Unfinished;
                break;
            }
        }
        if certified_winner(conn, id).await?.is_some_and(|winner| standing.contains(&winner)) {
            other_votes = OtherVotes::Decided;
        }
    }
    let meeting = match except {
        Some(id) => super::vote(conn, id).await?.meeting,
        None => None,
    };
    let announced = |id| meetings.iter().any(|meeting| meeting.id == id && meeting.is_public());
    let notice_given = meeting.is_none_or(announced);
    Ok(ProjectFacts { publicity_until, standing, coordination_held, other_votes, notice_given })
}
