use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::paper_view::PaperBallotView;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record::words::KeyingStageWord;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListPaperBallots {
    /// Only sheets at this stage.
    stage: Option<KeyingStageWord>,
}

#[utoipa::path(
    tag = "votes",
    summary = "List keyed paper ballots",
    description = "Keyed sheets with serial and stage, in no particular order: here the second person finds the sheet \
        that is in their hand. The list never shows what was keyed.",
    params(ListPaperBallots, Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of keyed sheets", body = Listing<PaperBallotView>)),
)]
#[get("/v1/votes/{vote}/paper-ballots")]
pub async fn list_paper_ballots(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    query: Listed<ListPaperBallots>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let vote = in_reach(&app, &caller, vote.0).await?.id;
    let page = paging.page("list_paper_ballots", app.keys())?;
    let papers = store::papers(app.db().reads(), vote, query.stage.map(Into::into), &page).await?;
    Ok(Reply::ok(&page.listing(papers, |one| one.id.to_string(), |one| PaperBallotView::from(&one))))
}
