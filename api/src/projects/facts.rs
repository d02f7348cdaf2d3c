//! What the gates of a project must know about other things; the slices of those things are asked.

use domain::Time;
use domain::ids::{MeetingId, ProjectId, UnitId};
use domain::meeting::MeetingKind;
use domain::project::{HearingFact, Origin, VoteFact, VoteState};
use domain::vote::Stage;

use crate::infra::db::Tx;
use crate::problem::{Named as _, Problem};
use crate::{meetings, needs, places, suggestions, votes};

/// A hearing of another unit that is not announced is unknown here, too.
pub async fn hearing(tx: &Tx, id: MeetingId, unit: UnitId) -> Result<HearingFact, Problem> {
    let known = meetings::meeting(tx.conn(), id).await;
    let known = known.and_then(|meeting| match meeting.is_public() || meeting.unit == unit {
        true => Ok(meeting),
        false => Err(Problem::not_found()),
    });
    let meeting = known.named("/hearing_id")?;
    Ok(HearingFact {
        id,
        is_hearing: meeting.kind == MeetingKind::Hearing,
        unit: meeting.unit,
        minutes_published: meeting.minutes_are_published(),
    })
}

pub async fn votes(tx: &Tx, project: ProjectId, now: Time) -> Result<Vec<VoteFact>, Problem> {
    let mut facts = Vec::new();
    for vote in votes::votes_of_project(tx.conn(), project).await? {
        let (id, funded) = (vote.id, votes::funded_designs(tx.conn(), &vote).await?);
        let state = match vote.as_of(now).state.stage() {
            Stage::Drafted => VoteState::Drafted,
            Stage::Open | Stage::Paused | Stage::Closed => VoteState::Running,
            Stage::Voided => continue, // as if there had been no vote
            Stage::Certified => VoteState::Certified { winner: votes::certified_winner(tx.conn(), id).await? },
        };
        facts.push(VoteFact { id, state, funded });
    }
    Ok(facts)
}

/// 422 unless the origin can be seen, was not withdrawn, and belongs to the project's unit.
pub async fn stands(tx: &Tx, origin: Origin, unit: UnitId, pointer: &str) -> Result<(), Problem> {
    let is_theirs = match origin {
        Origin::Need(id) => needs::need(tx.conn(), id).await.named(pointer)?.unit == unit,
        Origin::Suggestion(id) => {
            let suggestion = suggestions::suggestion(tx.conn(), id).await.named(pointer)?;
            places::unit(tx.conn(), unit).await?.reaches(&suggestion.area)
        }
    };
    if is_theirs {
        return Ok(());
    }
    Err(Problem::field(pointer, "other_unit", "is not of the project's unit", "不属于该项目所在的单元"))
}
