use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::help_view::{AssistedBallotView, HelpedView, open_reference};
use crate::accounts;
use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "List who was helped to vote",
    description = "Who was helped in this vote, by whom, how, and what shows that they wanted it, in no particular \
        order. With this list, somebody other than the helper can ask them. It never says what was chosen, nor when. \
        These are personal data: each reading is an audit event.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of helped ballots", body = Listing<AssistedBallotView>)),
)]
#[get("/v1/votes/{vote}/assisted-ballots")]
pub async fn list_assisted_ballots(
    app: Data<App>,
    caller: ModeratorOrSteward,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = in_reach(&app, &caller, vote.0).await?.id;
    let page = paging.page("list_assisted_ballots", app.keys())?;
    app.write(&caller, async move |tx| {
        tx.audit("list_assisted_ballots", vote.0);
        Ok(())
    })
    .await?;
    let (reads, keys) = (app.db().reads(), app.keys());
    let mut items = Vec::new();
    for row in store::helps(reads, vote, &page).await? {
        let helped = store::accounts_of(reads, vote, &row.help.voter).await?;
        let names = accounts::public_names(reads, keys, helped.iter().copied().chain([row.help.helper])).await?;
        let name = |account| names.get(&account).cloned().unwrap_or_default();
        items.push(AssistedBallotView {
            id: row.help.id.0,
            voters: helped.iter().map(|one| HelpedView { account_id: one.0, display_name: name(*one) }).collect(),
            helper_account_id: row.help.helper.0,
            helper_name: name(row.help.helper),
            method: row.help.method.into(),
            consent_kind: row.help.consent.into(),
            consent_reference: open_reference(keys, &row)?,
            ended: row.help.ended.map(Into::into),
        });
    }
    Ok(Reply::ok(&page.listing(items, |one| one.id.to_string(), |one| one)))
}
