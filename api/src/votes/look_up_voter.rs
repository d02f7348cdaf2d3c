use actix_web::post;
use actix_web::web::Data;
use domain::ids::{AccountId, VoteId};
use domain::residency::fold;
use domain::vote::Vote;
use domain::vote::eligibility::Eligibility;
use domain::vote::roll::VoterKey;
use domain::vote::rule::Electorate;
use domain::vote::turnout::Channel;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::{ChannelWord, WhyNotWord};
use super::{store, vote_in_reach, voter};
use crate::accounts::{self, PersonSought, Sought};
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::problem::Problem;
use crate::http::reply::Reply;

/// Whether somebody can vote now, and if not, why not.
#[derive(Debug, Serialize, ToSchema)]
pub struct SoughtVoterView {
    pub account_id: Uuid,
    /// The name they chose.
    #[schema(example = "王阿姨")]
    pub display_name: String,
    pub eligible: bool,
    /// Null when eligible.
    pub reason: Option<WhyNotWord>,
    pub explained_zh: Option<String>,
    pub explained_en: Option<String>,
    /// Whether a ballot of theirs, or of their household where households vote, has been taken.
    pub has_cast: bool,
    /// By which way it came; null when there is none.
    pub cast_by: Option<ChannelWord>,
    /// Why a helper may not cast for them now (`cast_assisted_ballot`); null when they may.
    pub why_no_help: Option<WhyNotWord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SoughtVotersView {
    /// Nobody when there is no such number or door among those who have signed in.
    #[schema(max_items = 100)]
    pub items: Vec<SoughtVoterView>,
}

#[utoipa::path(
    tag = "votes",
    summary = "Look a voter up",
    description = "Can this person vote, and if not, why not: by phone, or everybody verified behind a door of the unit. A POST, because a \
        number must not stand in an address. Says that somebody voted, never what. Each look is an audit event.",
    request_body = PersonSought,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "Whoever was found", body = SoughtVotersView)),
)]
#[post("/v1/votes/{vote}/eligibility")]
pub async fn look_up_voter(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Body<PersonSought>,
) -> Result<Reply, Problem> {
    let sought = body.0.parse()?;
    let vote = vote_in_reach(&app, &caller, vote.0).await?;
    let id = vote.id.0;
    app.write(&caller, async move |tx| {
        tx.audit("look_up_voter", id);
        Ok(())
    })
    .await?;
    let reads = app.db().reads();
    let found = match &sought {
        Sought::Phone(phone) => accounts::account_of(reads, app.keys(), phone).await?.into_iter().collect(),
        Sought::Door(building, room) if vote.rule.electorate == Electorate::Flat => {
            let flat = VoterKey::flat(&fold(building.as_str()), &fold(room.as_str()));
            store::accounts_of(reads, vote.id, &flat).await?
        }
        Sought::Door(building, room) => accounts::behind_door(reads, vote.unit, building, room).await?,
    };
    let mut items = Vec::new();
    for account in found {
        items.extend(look_at(&app, &vote, account).await?);
    }
    Ok(Reply::ok(&SoughtVotersView { items }))
}

/// None for somebody the vote has nothing to do with: a number alone must not tell who has an account here.
async fn look_at(app: &App, vote: &Vote, account: AccountId) -> Result<Option<SoughtVoterView>, Problem> {
    let voter = voter::look_at(app, vote, account).await?;
    if !voter.on_roll && voter.resident.is_none() {
        return Ok(None);
    }
    let why_not = |via| match vote.eligibility(via, voter, app.clock().now()) {
        Eligibility::Eligible => None,
        Eligibility::No(why) => Some(why),
    };
    let (why_no_help, why_not) = (why_not(Channel::Assisted), why_not(Channel::Online));
    Ok(Some(SoughtVoterView {
        account_id: account.0,
        display_name: accounts::public_name(app.db().reads(), app.keys(), account).await?,
        eligible: why_not.is_none(),
        reason: why_not.map(WhyNotWord::from),
        explained_zh: why_not.map(|why| why.in_chinese().to_owned()),
        explained_en: why_not.map(|why| why.in_english().to_owned()),
        has_cast: voter.live.is_some(),
        cast_by: voter.live.map(Into::into),
        why_no_help: why_no_help.map(WhyNotWord::from),
    }))
}
