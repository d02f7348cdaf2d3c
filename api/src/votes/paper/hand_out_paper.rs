use actix_web::post;
use actix_web::web::Data;
use domain::ids::{PaperBatchId, VoteId};
use domain::vote::turnout::Channel;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paper_view::PaperBatchView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::state::App;
use crate::votes::casting::seal;
use crate::votes::reach::in_reach;
use crate::votes::roll::Named;
use crate::votes::{log, store};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperHandout {
    /// Somebody on the frozen roll; `look_up_voter` finds them by door or number.
    account_id: Option<Uuid>,
    /// Where flats vote, in place of `account_id`: the door of any flat of the voter, whether or not one of its owners
    /// has an account.
    #[schema(min_length = 1, max_length = 20, example = "3号")]
    building: Option<String>,
    #[schema(min_length = 1, max_length = 20, example = "502")]
    room: Option<String>,
    /// The paper batch from whose pile the voter draws.
    paper_batch_id: Uuid,
}

#[utoipa::path(
    tag = "votes",
    summary = "Hand out a paper ballot",
    description = "Each voter on the roll can be handed a sheet, once. They draw it from the pile themself: it is \
        stored that they have one, but not which one. A ballot they cast before is void, and no other is taken from \
        them; everybody who casts for this voter gets a notice. Where flats vote, a voter can also be named by the \
        door of any of their flats. Refused with `paper-handed-out`, `paper-batch-empty`, `paper-batch-closed`, \
        `not-on-the-roll`, or as `cast_ballot` would be.",
    request_body = PaperHandout,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The batch after the handout", body = PaperBatchView),
        (status = 403, description = "The voter is not on the roll of this vote"),
        (status = 409, description = "The voter has a sheet, there is none left, or no ballots are taken now"),
    ),
)]
#[post("/v1/votes/{vote}/paper-handouts")]
pub async fn hand_out_paper(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<PaperHandout>,
) -> Result<Reply, Problem> {
    let PaperHandout { account_id, building, room, paper_batch_id } = &body.value;
    let named = Named::parse(*account_id, building.as_deref(), room.as_deref())?;
    let batch = PaperBatchId(*paper_batch_id);
    in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let keys = service.keys();
        // Exclusive, so that a cast at this moment either sees the sheet or is voided.
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.takes_ballot_of(Channel::Paper, None, false, tx.now())?;
        let voter = named.on_roll(tx.conn(), &vote).await?;
        let batch = store::batch(tx.conn(), batch).await.ok().filter(|batch| batch.vote == vote.id);
        let batch = batch.ok_or_else(|| {
            let (en, zh) = ("is no batch of this vote", "不是本次表决的纸票批次");
            Problem::field("/paper_batch_id", "unknown", en, zh)
        })?;
        let facts = store::batch_facts(tx.conn(), batch.id).await?;
        batch.hand_out(facts, store::has_paper(tx.conn(), vote.id, &voter).await?)?;

        store::insert_handout(tx, vote.id, &voter, batch.id).await?;
        if let Some(earlier) = store::ballot_of(tx.conn(), vote.id, &voter).await? {
            log::wait_void(tx, keys, vote.id, seal::open(keys, &earlier)?.commitment()).await?;
            store::take_out(tx, earlier.id).await?;
        }
        let theirs = store::accounts_of(tx.conn(), vote.id, &voter).await?;
        let notice = if vote.rehearsal { Notice::RehearsalChanged } else { Notice::PaperHandedOut };
        notices::tell_all(tx, theirs.into_iter(), notice, vote.id.0).await?;
        store::note_hand(tx, vote.id, by).await?;
        tx.audit("hand_out_paper", batch.id.0);
        let view = PaperBatchView::new(&batch, store::batch_facts(tx.conn(), batch.id).await?);
        Ok(Reply::created(format!("/v1/votes/{}/paper-batches", vote.id), &view))
    })
    .await
}
