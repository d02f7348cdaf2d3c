use actix_web::post;
use actix_web::web::Data;
use domain::ids::{AccountId, VoteId};
use domain::vote::Vote;
use domain::vote::eligibility::{Eligibility, Voter, WhyNot};
use domain::vote::roll::VoterKey;
use domain::vote::rule::Electorate;
use domain::vote::turnout::Channel;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::voter;
use crate::accounts::{self, PersonSought, Sought};
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record::words::ChannelWord;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::words::WhyNotWord;

/// Whether somebody can vote now, and if not, why not.
#[derive(Debug, Serialize, ToSchema)]
pub struct SoughtVoterView {
    /// Null where flats vote and no owner of the flat behind this door has an account.
    pub account_id: Option<Uuid>,
    /// The name they chose; null without an account.
    #[schema(example = "王阿姨")]
    pub display_name: Option<String>,
    pub eligible: bool,
    /// Null when eligible.
    pub reason: Option<WhyNotWord>,
    pub explained_zh: Option<String>,
    pub explained_en: Option<String>,
    /// Whether a ballot of theirs, or of their household where households vote, has been taken.
    pub has_cast: bool,
    /// By which channel it came; null when there is none.
    pub cast_by: Option<ChannelWord>,
    /// Why a helper may not cast for them now (`cast_assisted_ballot`); null when they may.
    pub why_no_help: Option<WhyNotWord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SoughtVotersView {
    /// Empty when nobody who has signed in has this number or door; where flats vote, when the door is not on the roll.
    #[schema(max_items = 100)]
    pub items: Vec<SoughtVoterView>,
}

#[utoipa::path(
    tag = "votes",
    summary = "Look a voter up",
    description = "Says whether a person can vote and, if not, why: by phone number, or for everybody verified behind \
        a door of the unit. Where flats vote, a door gives the owners who cast for the voter of that flat, or the \
        voter alone when no owner has an account. This is a POST, because a phone number must not stand in an address. \
        It says that somebody voted, never what. Each look is an audit event.",
    request_body = PersonSought,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The people who were found", body = SoughtVotersView)),
)]
#[post("/v1/votes/{vote}/eligibility")]
pub async fn look_up_voter(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Body<PersonSought>,
) -> Result<Reply, Problem> {
    let sought = body.0.parse()?;
    let vote = in_reach(&app, &caller, vote.0).await?;
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
            let Some(found) = voter::of_flat(reads, &vote, building, room).await? else { return none() };
            let owners = store::accounts_of(reads, vote.id, &found).await?;
            if owners.is_empty() && vote.has_flats() {
                let items = vec![without_account(&app, &vote, &found).await?];
                return Ok(Reply::ok(&SoughtVotersView { items }));
            }
            owners
        }
        Sought::Door(building, room) => accounts::behind_door(reads, vote.unit, building, room).await?,
    };
    let mut items = Vec::new();
    for account in found {
        items.extend(look_at(&app, &vote, account).await?);
    }
    Ok(Reply::ok(&SoughtVotersView { items }))
}

fn none() -> Result<Reply, Problem> {
    Ok(Reply::ok(&SoughtVotersView { items: Vec::new() }))
}

/// A voter none of whose owners has an account.
async fn without_account(app: &App, vote: &Vote, key: &VoterKey) -> Result<SoughtVoterView, Problem> {
    let voter = voter::on_roll(app, vote, key).await?;
    let why = vote.why_without_account(voter, app.clock().now());
    Ok(SoughtVoterView::new(None, None, voter, Some(why), Some(why)))
}

/// None for a person with whom the vote has nothing to do: a number alone must not tell who has an account here.
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
    let name = accounts::public_name(app.db().reads(), app.keys(), account).await?;
    Ok(Some(SoughtVoterView::new(Some(account), Some(name), voter, why_not, why_no_help)))
}

impl SoughtVoterView {
    fn new(
        account: Option<AccountId>,
        display_name: Option<String>,
        voter: Voter,
        why_not: Option<WhyNot>,
        why_no_help: Option<WhyNot>,
    ) -> Self {
        Self {
            account_id: account.map(|account| account.0),
            display_name,
            eligible: why_not.is_none(),
            reason: why_not.map(WhyNotWord::from),
            explained_zh: why_not.map(|why| why.in_chinese().to_owned()),
            explained_en: why_not.map(|why| why.in_english().to_owned()),
            has_cast: voter.live.is_some(),
            cast_by: voter.live.map(Into::into),
            why_no_help: why_no_help.map(WhyNotWord::from),
        }
    }
}
