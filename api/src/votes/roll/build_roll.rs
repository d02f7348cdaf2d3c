use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::admission::roll_of;
use super::roll_view::RollView;
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Build the roll",
    description = "Puts the verified residents of the unit whom the vote's rule admits (age limit, cut-off date) on \
        the roll, in place of the roll built before. Where flats vote, the roll has every head of the vote's register \
        with all its flats and areas, whether or not an owner has an account. An owner of several flats is one voter, \
        co-owners are one together, and the builder's unsold flats are one. A person who belongs to several heads \
        casts for one of them: one for which nobody else with an account could cast or, if there is none, the first. \
        The roll can be built again until the vote opens, which freezes it; after that it is refused with \
        `vote-already-opened`. A person who is verified in two households counts in the one verified first.",
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The roll as it stands", body = RollView)),
)]
#[post("/v1/votes/{vote}/roll")]
pub async fn build_roll(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, vote.0).await?;
    let service = App::clone(&app);
    app.once(&caller, &key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.must_be_drafted()?;
        let (roll, left_out) = roll_of(tx.conn(), service.keys(), &vote).await?;
        store::replace_roll(tx, vote.id, &roll).await?;
        tx.audit("build_roll", vote.id.0);
        Ok(Reply::created(format!("/v1/votes/{}/roll", vote.id), &RollView::new(&vote, &roll, left_out)))
    })
    .await
}
