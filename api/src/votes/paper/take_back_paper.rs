use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::text::Sentence;
use domain::vote::paper::{Serial, TakeBackRefusal};
use domain::vote::step::StepKind;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paper_view::PaperBatchView;
use super::sheets;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::{OfField, Problem};
use crate::record;
use crate::state::App;
use crate::votes::reach::in_reach;
use crate::votes::roll::Named;
use crate::votes::store;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "account_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "serial": "1-0017", "reason": "居民改用手机投票，空白纸票已收回作废"
}))]
pub struct PaperReturn {
    /// The person who was handed a sheet, or anybody of their household.
    account_id: Option<Uuid>,
    /// Where flats vote, in place of `account_id`: the door of any flat of the voter, whether or not one of its owners
    /// has an account.
    #[schema(min_length = 1, max_length = 20, example = "3号")]
    building: Option<String>,
    #[schema(min_length = 1, max_length = 20, example = "502")]
    room: Option<String>,
    /// The serial on the sheet that comes back unused.
    #[schema(min_length = 6, max_length = 9, pattern = "^[1-9][0-9]{0,2}-[0-9]{4}$", example = "1-0017")]
    serial: String,
    /// Why. It is stored as an incident of the vote; incidents are not published. Name nobody.
    #[schema(min_length = 1, max_length = 500, example = "居民改用手机投票，空白纸票已收回作废")]
    reason: String,
}

#[utoipa::path(
    tag = "votes",
    summary = "Take back a paper ballot",
    description = "A voter returns their sheet unused, while the vote runs and before the sheet's batch is closed. It \
        is torn up and never keyed; the voter has no sheet any more, and votes by another channel or is handed another \
        sheet. Everybody who casts for this voter gets a notice. Refused with `paper-not-handed-out`, \
        `paper-already-keyed`, `paper-taken-back`, `paper-batch-closed`, with `paper-does-not-add-up` when as many \
        sheets were keyed as were handed out, or, once the vote does not run, as `cast_ballot` would be.",
    request_body = PaperReturn,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The batch after the return", body = PaperBatchView),
        (status = 403, description = "The voter is not on the roll of this vote"),
        (status = 409, description = "The voter has no sheet, this one was used, or its batch is closed"),
    ),
)]
#[post("/v1/votes/{vote}/paper-returns")]
pub async fn take_back_paper(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Keyed<PaperReturn>,
) -> Result<Reply, Problem> {
    let PaperReturn { account_id, building, room, serial, reason } = body.value;
    let named = Named::parse(account_id, building.as_deref(), room.as_deref())?;
    let serial = Serial::parse(&serial).ok_or_else(|| {
        let (en, zh) = ("must look like 1-0017", "应形如 1-0017");
        Problem::field("/serial", "malformed", en, zh)
    })?;
    let reason = Sentence::parse(&reason).field("/reason")?;
    in_reach(&app, &caller, vote.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.is_running(tx.now())?;
        let voter = named.on_roll(tx.conn(), &vote).await?;
        let batch = store::handed_from(tx.conn(), vote.id, &voter).await?.ok_or(TakeBackRefusal::NotHandedOut)?;
        let batch = store::batch(tx.conn(), batch).await?;
        let stage = store::stage_of(tx.conn(), vote.id, serial).await?;
        let facts = store::batch_facts(tx.conn(), batch.id).await?;
        batch.take_back(&vote, serial, stage, facts, tx.now())?;

        store::take_handout(tx, vote.id, &voter).await?;
        store::insert_paper(tx, &sheets::taken_back(&batch, serial, by)).await?;
        record::insert_step(tx, vote.id.into(), StepKind::Incident, by, &reason, None).await?;
        store::note_hand(tx, vote.id, by).await?;
        let theirs = store::accounts_of(tx.conn(), vote.id, &voter).await?;
        notices::tell_all(tx, theirs.into_iter(), Notice::PaperTakenBack, vote.id.0).await?;
        tx.audit("take_back_paper", batch.id.0);
        Ok(Reply::ok(&PaperBatchView::new(&batch, store::batch_facts(tx.conn(), batch.id).await?)))
    })
    .await
}
