use actix_web::post;
use actix_web::web::Data;
use domain::ids::{AccountId, AssistedBallotId, VoteId};
use domain::vote::help::{Help, HelpEnd, Reference};
use domain::vote::turnout::Channel;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::help_view::{AssistedBallotReceipt, seal_reference};
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::clock::scattered_id;
use crate::notices::{self, Notice};
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;
use crate::votes::casting::{CastForVoter, WrittenBallot, for_voter, with_ballot};
use crate::votes::reach::in_reach;
use crate::votes::store;
use crate::votes::store::HelpRow;
use crate::votes::words::{ConsentKindWord, HelpMethodWord};

with_ballot! {
    /// A ballot as a resident dictates it to the helper.
    #[derive(Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[schema(example = json!({
        "account_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "method": "at_home",
        "consent": {"kind": "signed_form", "reference": "协助投票确认书 2026-017"}, "choices": [1]
    }))]
    pub struct NewAssistedBallot {
        /// Somebody on the frozen roll; `look_up_voter` finds them by door or number.
        account_id: Uuid,
        method: HelpMethodWord,
        consent: ConsentEvidence,
    }
}

/// What shows that the resident wants it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentEvidence {
    kind: ConsentKindWord,
    /// Number of the form or recording, or name of the witness. It is stored sealed. Never write here what was chosen.
    #[schema(min_length = 1, max_length = 200, example = "协助投票确认书 2026-017")]
    reference: String,
}

#[utoipa::path(
    tag = "votes",
    summary = "Cast a ballot for a resident who can't",
    description = "For a resident on the roll who can't vote by themself and wants the caller to do it: at home, by \
        telephone (the helper calls the number the committee knows, and the call is recorded or a witness \
        listens), or at the desk. Print the receipt in the answer and give it to the resident: it says nothing \
        of the choice. The resident gets a notice, and may take the ballot back until the close \
        (`cancel_assisted_ballot`). The vote's rule decides whether the ballot takes the place of another one: \
        refused with `own-ballot-stands`, `way-not-offered` or `paper-handed-out`, or as `cast_ballot` would be. \
        The service stores and counts that somebody was helped, by whom and how; the ballot is sealed like any other. \
        The answer is not stored: the same again gives the same receipt.",
    request_body = NewAssistedBallot,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The receipt, to be handed over", body = AssistedBallotReceipt),
        (status = 403, description = "The resident is not on the roll of this vote"),
        (status = 409, description = "Not by this channel, or not now: the problem's type names the gate that is shut"),
    ),
)]
#[post("/v1/votes/{vote}/assisted-ballots")]
pub async fn cast_assisted_ballot(
    app: Data<App>,
    caller: Moderator,
    vote: Id<VoteId>,
    body: Body<NewAssistedBallot>,
) -> Result<Reply, Problem> {
    let NewAssistedBallot { account_id, method, ref consent, .. } = body.0;
    let reference = Reference::parse(&consent.reference).field("/consent/reference")?;
    let consent = consent.kind.into();
    let written = WrittenBallot::from(body.0);
    in_reach(&app, &caller, vote.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.write(&caller, async move |tx| {
        let keys = service.keys();
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.takes_ballots(tx.now())?;
        let voter = store::entry_of(tx.conn(), vote.id, AccountId(account_id)).await?;
        let voter = voter.ok_or_else(|| Problem::new(Kind::NotOnTheRoll))?;
        let (id, method) = (AssistedBallotId(scattered_id()), method.into());
        let help = Help { id, vote: vote.id, voter, helper: by, method, consent, ended: None };
        help.check(store::entry_of(tx.conn(), vote.id, by).await?.as_ref())?;
        let has_paper = store::has_paper(tx.conn(), vote.id, &help.voter).await?;
        let live = store::live_of(tx.conn(), vote.id, &help.voter).await?;
        vote.takes_ballot_of(Channel::Assisted, live.as_ref().map(|live| live.channel), has_paper, tx.now())?;
        let ballot = written.read(&vote.rule)?;

        let CastForVoter { taken, is_repeated } =
            for_voter::take(tx, keys, &vote, &help.voter, Channel::Assisted, live, ballot).await?;
        let list = format!("/v1/votes/{}/assisted-ballots", vote.id);
        if let Some(earlier) = store::help_of(tx.conn(), vote.id, &help.voter).await? {
            if is_repeated && earlier.help.is_same(&help) {
                return Ok(Reply::created(list, &AssistedBallotReceipt::new(keys, &vote, &earlier.help, &taken)));
            }
            store::end_help(tx, earlier.help.id, HelpEnd::Replaced).await?;
        }
        store::insert_help(tx, &HelpRow { reference: seal_reference(keys, help.id, &reference), help: help.clone() })
            .await?;
        store::note_hand(tx, vote.id, by).await?;
        let theirs = store::accounts_of(tx.conn(), vote.id, &help.voter).await?;
        notices::tell_all(tx, theirs.into_iter(), Notice::AssistedBallotCast, help.id.0).await?;
        tx.audit("cast_assisted_ballot", vote.id.0);
        Ok(Reply::created(list, &AssistedBallotReceipt::new(keys, &vote, &help, &taken)))
    })
    .await
}
