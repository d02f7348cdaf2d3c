use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::register::Head;

use super::count;
use super::result_view::OwnerBallotView;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::owners::store;
use crate::problem::Problem;
use crate::registers;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List the ballots of an owners' decision",
    description = "Every head of the roll with its flats, area and ballot, so that anybody can count again and every \
        owner can find their own ballot. It never has a name. Refused with `result-sealed` until the announced end.",
    params(Paging),
    responses(
        (status = 200, description = "A page of heads, in the order of their codes", body = Listing<OwnerBallotView>),
        (status = 409, description = "Not over yet, or voided"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/ballots")]
pub async fn list_owner_ballots(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let page = paging.page("list_owner_ballots", app.keys())?;
    let decision = count::over(&app, &reader, decision.0).await?;
    let register = decision.opening().ok_or_else(Problem::broken)?.register; // nothing is over before it was opened
    let reads = app.db().reads();
    let heads = registers::heads_page(reads, register, [], &page).await?;
    let held = registers::held(reads, register, &heads).await?;
    let (holdings, ballots) = (held.heads(), store::ballots_of(reads, decision.id, &heads).await?);
    let view = |head: Head| {
        let holding = holdings.get(&head).cloned().unwrap_or_default();
        OwnerBallotView::new(&head, &holding, ballots.get(&head))
    };
    Ok(Reply::ok(&page.listing(heads, |head| head.as_str().to_owned(), view)))
}
