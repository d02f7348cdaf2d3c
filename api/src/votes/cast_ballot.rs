use actix_web::put;
use actix_web::web::Data;
use domain::ids::{BallotId, VoteId};
use domain::vote::receipt::Nonce;
use domain::vote::turnout::Channel;
use serde::Deserialize;
use utoipa::ToSchema;

use super::paper::WrittenBallot;
use super::receipt_view::ReceiptView;
use super::seal::Taken;
use super::store::BallotRow;
use super::{log, seal, store};
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::problem::{Kind, Problem};
use crate::http::reply::Reply;
use crate::infra::clock::scattered_id;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"choices": [1]}))]
pub struct NewBallot {
    #[schema(schema_with = super::words::choices, required = false)]
    choices: Option<Vec<u8>>,
    #[schema(schema_with = super::words::ranking, required = false)]
    ranking: Option<Vec<Vec<u8>>>,
    #[schema(schema_with = super::words::scores, required = false)]
    scores: Option<Vec<Option<u8>>>,
    /// 32 random bytes from the device, hex, so that it can recompute the commitment. When absent the service draws them
    /// and keeps them to itself.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    nonce: Option<String>,
}

#[utoipa::path(
    tag = "votes",
    summary = "Cast or change my ballot",
    description = "For everyone on the frozen roll: `choices`, a `ranking` or `scores`, as the vote's method asks, any number of times until the vote closes: the last ballot counts. The same \
        choice again gives the same receipt. Keep it: after the close it is the only thing that leads to the ballot. Refused with `not-on-the-roll`, `vote-not-opened`, `vote-not-begun`, or \
        `vote-closed`, and then the ballot cast before stands; with `paper-handed-out` where the voter votes on paper.",
    request_body = NewBallot,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The receipt", body = ReceiptView),
        (status = 403, description = "Not on the roll of this vote"),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/votes/{vote}/ballot")]
pub async fn cast_ballot(
    app: Data<App>,
    caller: Resident,
    vote: Id<VoteId>,
    body: Body<NewBallot>,
) -> Result<Reply, Problem> {
    let nonce = body.0.nonce.as_deref().map(parse_nonce).transpose()?;
    let NewBallot { choices, ranking, scores, .. } = body.0;
    let written = WrittenBallot { choices, ranking, scores };
    let (account, service) = (caller.account(), App::clone(&app));
    app.write(&caller, async move |tx| {
        let keys = service.keys();
        let vote = store::vote_shared(tx, vote.0).await?;
        let now = tx.now();
        vote.takes_ballots(now)?;
        let voter = store::entry_of(tx.conn(), vote.id, account).await?;
        let voter = voter.ok_or_else(|| Problem::new(Kind::NotOnTheRoll))?;
        vote.takes_ballot_of(store::has_paper(tx.conn(), vote.id, &voter).await?, now)?;
        let ballot = written.read(&vote.rule)?;

        let take = |ballot| Taken::sign(keys, vote.id, nonce.unwrap_or_else(seal::fresh_nonce), ballot, now);

        let mut live = store::ballot_of(tx.conn(), vote.id, &voter).await?;
        if live.is_none() {
            let (id, taken) = (BallotId(scattered_id()), take(ballot.clone()));
            let first = BallotRow { id, vote: vote.id, sealed: seal::seal(keys, id, &taken) };
            if store::insert_ballot(tx, &first, &voter, Channel::Online).await? {
                log::wait(tx, keys, vote.id, taken.commitment(), None).await?;
                tx.audit_unnamed("cast_ballot", vote.id.0);
                return Ok(Reply::ok(&ReceiptView::new(keys, &taken).of(&vote)));
            }
            live = store::ballot_of(tx.conn(), vote.id, &voter).await?; // cast at the same moment from another device
        }
        let live = live.ok_or_else(Problem::unavailable)?;
        let was = seal::open(keys, &live)?;
        if was.ballot == ballot && nonce.is_none_or(|nonce| nonce == was.nonce) {
            return Ok(Reply::ok(&ReceiptView::new(keys, &was).of(&vote)));
        }
        let taken = take(ballot);
        store::replace_ballot(tx, live.id, seal::seal(keys, live.id, &taken)).await?;
        log::wait(tx, keys, vote.id, taken.commitment(), Some(was.commitment())).await?;
        tx.audit_unnamed("cast_ballot", vote.id.0);
        Ok(Reply::ok(&ReceiptView::new(keys, &taken).of(&vote)))
    })
    .await
}

fn parse_nonce(hex: &str) -> Result<Nonce, Problem> {
    let lower = hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let bytes = hex::decode(hex).ok().filter(|_| lower).and_then(|bytes| bytes.try_into().ok());
    bytes.map(Nonce).ok_or_else(|| {
        Problem::field("/nonce", "malformed", "must be 64 lower-case hexadecimal digits", "应为 64 位小写十六进制数字")
    })
}
