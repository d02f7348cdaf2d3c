use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::ids::VoteId;
use domain::vote::eligibility::Eligibility;
use domain::vote::turnout::Channel;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::voter;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record::words::ChannelWord;
use crate::state::App;
use crate::votes::store;
use crate::votes::words::WhyNotWord;

/// Whether I can vote now, and if not, why not.
#[derive(Debug, Serialize, ToSchema)]
pub struct EligibilityView {
    pub vote_id: Uuid,
    pub eligible: bool,
    /// Null when eligible.
    pub reason: Option<WhyNotWord>,
    pub explained_en: Option<String>,
    pub explained_zh: Option<String>,
    /// Whether a ballot of mine, or of my household where households vote, has been taken.
    pub has_cast: bool,
    /// By which channel it came: assisted when a helper cast it, proxy when the holder of my proxy did. Null when there
    /// is none.
    pub cast_by: Option<ChannelWord>,
    pub begins_at: Option<DateTime<Utc>>,
    pub closes_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "votes",
    summary = "Read whether I can vote",
    description = "Checked against the frozen roll once the vote is open; before that, whether I am a verified \
        resident of the unit whom the vote's rule admits.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "Whether I can vote, and if not, why not", body = EligibilityView)),
)]
#[get("/v1/votes/{vote}/eligibility/me")]
pub async fn read_my_eligibility(app: Data<App>, caller: Resident, vote: Id<VoteId>) -> Result<Reply, Problem> {
    let (reads, now) = (app.db().reads(), app.clock().now());
    let vote = store::vote(reads, vote.0).await?;
    let voter = voter::look_at(&app, &vote, caller.account()).await?;
    let why_not = match vote.eligibility(Channel::Online, voter, now) {
        Eligibility::Eligible => None,
        Eligibility::No(why) => Some(why),
    };
    Ok(Reply::ok(&EligibilityView {
        vote_id: vote.id.0,
        eligible: why_not.is_none(),
        reason: why_not.map(WhyNotWord::from),
        explained_en: why_not.map(|why| why.in_english().to_owned()),
        explained_zh: why_not.map(|why| why.in_chinese().to_owned()),
        has_cast: voter.live.is_some(),
        cast_by: voter.live.map(Into::into),
        begins_at: vote.state.opening().map(|opening| opening.begins_at),
        closes_at: vote.closes_at,
    }))
}
