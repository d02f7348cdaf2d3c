//! A stage as columns. The columns of every stage that the project came through are filled, and stay when it is
//! dropped.

use domain::ids::{DesignId, VoteId};
use domain::money::Fen;
use domain::project::{Approval, Completion, Dropped, Ground, Percent, Publicity, Stage, StageName, Works};
use domain::text::Sentence;
use sea_orm::Set;
use uuid::Uuid;

use super::super::entity::project::{ActiveModel, Model};

pub fn restore(row: &Model) -> Option<Stage> {
    match StageName::from_word(&row.stage)? {
        StageName::Proposed => Some(Stage::Proposed),
        StageName::InPublicity => publicity(row).map(Stage::InPublicity),
        StageName::Approved => approval(row).map(Stage::Approved),
        StageName::Building => works(row).map(Stage::Building),
        StageName::Completed => {
            Some(Stage::Completed(Completion { works: works(row)?, completed_at: row.completed_at? }))
        }
        StageName::Dropped => Some(Stage::Dropped(Dropped {
            reason: Sentence::parse(row.drop_reason.as_deref()?).ok()?,
            dropped_at: row.dropped_at?,
            was: Box::new(before_the_drop(row)?),
        })),
    }
}

fn before_the_drop(row: &Model) -> Option<Stage> {
    if row.started_at.is_some() {
        works(row).map(Stage::Building)
    } else if row.approved_at.is_some() {
        approval(row).map(Stage::Approved)
    } else if row.publicity_from_at.is_some() {
        publicity(row).map(Stage::InPublicity)
    } else {
        Some(Stage::Proposed)
    }
}

fn publicity(row: &Model) -> Option<Publicity> {
    Some(Publicity { from: row.publicity_from_at?, until: row.publicity_until_at? })
}

fn approval(row: &Model) -> Option<Approval> {
    let ground = match (row.approval_vote_id, &row.approval_reason) {
        (Some(vote), _) => Ground::Vote(VoteId(vote)),
        (None, reason) => Ground::Reason(Sentence::parse(reason.as_deref()?).ok()?),
    };
    Some(Approval {
        publicity: publicity(row)?,
        design: DesignId(row.approved_design_id?),
        also: also(row.approved_also.as_deref())?,
        ground,
        approved_at: row.approved_at?,
    })
}

fn also(stored: Option<&str>) -> Option<Vec<DesignId>> {
    let ids = stored.into_iter().flat_map(|text| text.split(','));
    ids.map(|id| Uuid::parse_str(id).ok().map(DesignId)).collect()
}

fn works(row: &Model) -> Option<Works> {
    Some(Works {
        approval: approval(row)?,
        started_at: row.started_at?,
        done: Percent::parse(row.done_percent?).ok()?,
        spent: Fen::parse(row.spent_fen?).ok()?,
    })
}

pub fn write(stage: &Stage, row: ActiveModel) -> ActiveModel {
    let (publicity, approval, works) = (stage.publicity(), stage.approval(), stage.works());
    let (vote, reason) = match approval.map(|approval| &approval.ground) {
        None => (None, None),
        Some(Ground::Vote(vote)) => (Some(vote.0), None),
        Some(Ground::Reason(reason)) => (None, Some(reason.to_string())),
    };
    let (completed_at, dropped) = match stage {
        Stage::Proposed | Stage::InPublicity(_) | Stage::Approved(_) | Stage::Building(_) => (None, None),
        Stage::Completed(completion) => (Some(completion.completed_at), None),
        Stage::Dropped(dropped) => (None, Some(dropped)),
    };
    ActiveModel {
        stage: Set(stage.name().word().to_owned()),
        publicity_from_at: Set(publicity.map(|publicity| publicity.from)),
        publicity_until_at: Set(publicity.map(|publicity| publicity.until)),
        approved_design_id: Set(approval.map(|approval| approval.design.0)),
        approved_also: Set(approval
            .filter(|approval| !approval.also.is_empty())
            .map(|approval| approval.also.iter().map(|design| design.0.to_string()).collect::<Vec<_>>().join(","))),
        approval_vote_id: Set(vote),
        approval_reason: Set(reason),
        approved_at: Set(approval.map(|approval| approval.approved_at)),
        started_at: Set(works.map(|works| works.started_at)),
        done_percent: Set(works.map(|works| works.done.get())),
        spent_fen: Set(works.map(|works| works.spent.get())),
        completed_at: Set(completed_at),
        drop_reason: Set(dropped.map(|dropped| dropped.reason.to_string())),
        dropped_at: Set(dropped.map(|dropped| dropped.dropped_at)),
        ..row
    }
}
