use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::projects;
use crate::record::BlockerView;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::roll::RollView;
use crate::votes::roll::roll_of;
use crate::votes::store;
use crate::votes::words::WarningWord;

/// Everything that blocks the vote from opening, and what deserves a look before.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreflightView {
    pub vote_id: Uuid,
    /// True when nothing blocks.
    pub ready: bool,
    /// The problems with which `open_vote` would be refused, all at once.
    pub blockers: Vec<BlockerView>,
    /// Things that don't block opening, but are worth a look while they can be changed.
    pub warnings: Vec<WarningWord>,
    /// Voters on the roll as it stands.
    pub voters: u64,
    /// The roll as it stands, with the hash it would be frozen with.
    pub roll: RollView,
    /// The whole rule in plain words, as the first leaf of the log would state it.
    pub rule_en: String,
    pub rule_zh: String,
    pub deputy_id: Option<Uuid>,
    /// The meeting of the vote, if it has one, was announced with the days of notice its street asks for.
    pub notice_given: bool,
}

#[utoipa::path(
    tag = "votes",
    summary = "Check a vote before opening it",
    description = "The pre-flight: every gate that is shut, each by the name of its problem, and warnings; the roll \
        and its hash, the rule in plain words, the deputy, and whether notice of the meeting was given.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "What blocks opening", body = PreflightView)),
)]
#[get("/v1/votes/{vote}/preflight")]
pub async fn check_vote(app: Data<App>, caller: Moderator, vote: Id<VoteId>) -> Result<Reply, Problem> {
    let vote = in_reach(&app, &caller, vote.0).await?;
    let (reads, now) = (app.db().reads(), app.clock().now());
    let project = projects::project(reads, vote.project).await?;
    let facts = store::facts(reads, &project, Some(vote.id), now).await?;
    let roll = store::roll(reads, vote.id).await?;
    let (roll_now, left_out) = roll_of(reads, app.keys(), &vote).await?;
    let refusals = vote.blockers(&facts, &roll, now).into_iter().map(Problem::from);
    let blockers: Vec<BlockerView> = refusals.map(BlockerView::from).collect();
    Ok(Reply::ok(&PreflightView {
        vote_id: vote.id.0,
        ready: blockers.is_empty(),
        blockers,
        warnings: vote.warnings(&facts, &roll, &roll_now, now).into_iter().map(WarningWord::from).collect(),
        voters: roll.size(),
        roll: RollView::new(&vote, &roll, left_out),
        rule_en: vote.rule.in_english(),
        rule_zh: vote.rule.in_chinese(),
        deputy_id: vote.deputy.map(|deputy| deputy.0),
        notice_given: facts.notice_given,
    }))
}
