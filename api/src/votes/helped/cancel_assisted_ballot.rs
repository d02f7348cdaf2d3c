use actix_web::delete;
use actix_web::web::Data;
use domain::ids::AssistedBallotId;
use domain::vote::help::HelpEnd;

use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::state::App;
use crate::votes::casting::for_voter;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Take back a ballot a helper cast for me",
    description = "Until the close, for the resident whose ballot it is or, where households vote, anybody of the \
        household; for everybody else it is a 404. The ballot leaves the urn, the log says that it is void, and \
        the resident may vote again, by any channel. The id is in the answer that the helper got, and in the \
        notice. Refused with `assisted-ballot-not-standing` when another ballot took its place, or \
        `vote-closed`; the same again changes nothing.",
    security(("session" = ["resident"])),
    responses(
        (status = 204, description = "The ballot does not count any more"),
        (status = 409, description = "Another ballot took its place, or the vote is over"),
    ),
)]
#[delete("/v1/assisted-ballots/{ballot}")]
pub async fn cancel_assisted_ballot(
    app: Data<App>,
    caller: Resident,
    ballot: Id<AssistedBallotId>,
) -> Result<Reply, Problem> {
    let (me, service) = (caller.account(), App::clone(&app));
    app.write(&caller, async move |tx| {
        let vote = store::help(tx.conn(), ballot.0).await?.vote;
        let vote = store::vote_exclusive(tx, vote).await?;
        let help = store::help(tx.conn(), ballot.0).await?;
        if store::entry_of(tx.conn(), vote.id, me).await?.as_ref() != Some(&help.voter) {
            return Err(Problem::not_found());
        }
        if help.ended == Some(HelpEnd::Cancelled) {
            return Ok(Reply::no_content());
        }
        let live = store::live_of(tx.conn(), vote.id, &help.voter).await?;
        let helper = help.helper;
        let cancelled = help.cancel(&vote, live.as_ref().map(|live| live.channel), tx.now())?;
        if let Some(live) = live {
            for_voter::take_out(tx, service.keys(), &live.ballot).await?;
        }
        store::end_help(tx, cancelled.id, HelpEnd::Cancelled).await?;
        notices::tell(tx, helper, Notice::AssistedBallotCancelled, cancelled.id.0).await?;
        tx.audit("cancel_assisted_ballot", cancelled.id.0);
        Ok(Reply::no_content())
    })
    .await
}
