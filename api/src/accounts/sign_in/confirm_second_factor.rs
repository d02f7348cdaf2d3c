use actix_web::post;
use actix_web::web::Data;
use domain::account::Means;
use serde::Deserialize;
use utoipa::ToSchema;

use super::challenges::store;
use super::device::Device;
use super::{attempts, devices};
use crate::accounts::people;
use crate::accounts::secrets::{FactorProof, factors};
use crate::accounts::sessions;
use crate::accounts::view::StaffTokensView;
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::db::Tx;
use crate::infra::secrets::{hash_of, is_secret};
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorConfirmation {
    /// The `challenge` from the answer of `sign_in_with_password`.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3"
    )]
    challenge: String,
    /// The six digits that the app shows now; blanks do not matter. Send this or `recovery_code`.
    #[schema(min_length = 6, max_length = 16, pattern = "^ *([0-9] *){6}$", example = "042137")]
    code: Option<String>,
    /// One of the ten codes on paper, each good once. Case, blanks and hyphens do not matter.
    #[schema(min_length = 12, max_length = 32, pattern = "^[ -]*([A-Za-z0-7][ -]*){12}$")]
    recovery_code: Option<String>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Prove the second factor",
    description = "Finishes a sign-in that began with the password, and begins a session. A challenge is good for \
        five minutes, five tries and one session; a code of the app is good once. Wrong codes are counted with the \
        second factor, even if the password is given again between them: after five in a row the next try has to wait, \
        at first a minute and at most an hour.",
    request_body = FactorConfirmation,
    responses(
        (status = 201, description = "The session's tokens", body = StaffTokensView),
        (status = 401, description = "The code is wrong, too old or used: `second-factor-refused`. The sign-in is over: `challenge-refused`"),
        (status = 429, description = "Too many wrong codes: `too-many-attempts`"),
    ),
)]
#[post("/v1/auth/sessions/second-factor")]
pub async fn confirm_second_factor(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<FactorConfirmation>,
) -> Result<Reply, Problem> {
    let Body(FactorConfirmation { challenge, code, recovery_code }) = body;
    if !is_secret(&challenge) {
        return Err(Problem::field("/challenge", "malformed", "must be a challenge", "不是登录质询"));
    }
    let proof = FactorProof::parse(code.as_deref(), recovery_code.as_deref())?;
    let inner = App::clone(&app);
    // A refusal must not roll the transaction back, because the wrong try has to be stored.
    app.write(&caller, async move |tx| redeem(tx, &inner, &challenge, &proof, device.0).await).await?
}

async fn redeem(
    tx: &Tx,
    app: &App,
    challenge: &str,
    proof: &FactorProof,
    device: String,
) -> Result<Result<Reply, Problem>, Problem> {
    let over = || Ok(Err(Problem::new(Kind::ChallengeRefused)));
    let Some(found) = store::by_token(tx.conn(), &hash_of(challenge)).await? else { return over() };
    // The account is locked before the challenge, in the order of all transactions. Then the challenge is read again
    // under the lock.
    let login = people::store::lock(tx, found.account).await?;
    let Some(found) = store::for_update(tx, found.id).await? else { return over() };
    let Ok(counted) = found.challenge.count_try(tx.now()) else { return over() };
    if login.usable_hash().is_none() {
        return over();
    }
    attempts::may_go_on(tx, found.side).await?;
    if !factors::prove(tx, app, found.account, proof).await? {
        store::update(tx, found.id, &counted).await?;
        return Ok(Err(Problem::new(Kind::SecondFactorRefused)));
    }
    store::update(tx, found.id, &counted.finish()).await?;
    let tokens = sessions::begin(tx, app, found.account, Means::PasswordAndFactor, device).await?;
    let device_token = devices::remember(tx, found.account, found.device).await?;
    let view = StaffTokensView { tokens, device_token };
    Ok(Ok(Reply::created("/v1/auth/sessions/current".to_owned(), &view)))
}
