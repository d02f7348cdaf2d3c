use actix_web::put;
use actix_web::web::Data;
use domain::account::{Attempts, Means, SessionEnd, TotpCode, is_pending};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::factors::{self, store};
use crate::accounts::telling::tell_owner;
use crate::accounts::view::RecoveryCodesView;
use crate::accounts::{people, sessions};
use crate::http::body::Body;
use crate::http::caller::Enrolling;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorActivation {
    /// The six digits that the app shows for the new seed; blanks do not matter.
    #[schema(min_length = 6, max_length = 16, pattern = "^ *([0-9] *){6}$", example = "042137")]
    code: String,
}

#[derive(Serialize, ToSchema)]
pub struct FactorActivatedView {
    #[serde(flatten)]
    pub codes: RecoveryCodesView,
    /// How many other sessions ended.
    #[schema(minimum = 0, example = 0)]
    pub ended_sessions: u64,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Activate the second factor",
    description = "Proves that the app has the seed that was enrolled within the last hour. From now on every \
        sign-in asks for the second factor, this session counts as signed in with it, and every other session ends. \
        Gives ten recovery codes, which are shown once.",
    request_body = FactorActivation,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The recovery codes", body = FactorActivatedView),
        (status = 409, description = "Nothing is enrolled, or it was more than an hour ago: `no-second-factor`"),
    ),
)]
#[put("/v1/me/second-factor")]
pub async fn activate_second_factor(
    app: Data<App>,
    caller: Enrolling,
    body: Body<FactorActivation>,
) -> Result<Reply, Problem> {
    let code = TotpCode::parse(&body.0.code).field("/code")?;
    let (inner, me, session) = (App::clone(&app), caller.account(), caller.authority().session);
    app.write(&caller, async move |tx| {
        let keys = inner.keys();
        people::store::lock(tx, me).await?;
        let known = store::factor_for_update(tx, keys, me).await?;
        let pending = known.and_then(|known| known.pending.map(|(seed, since)| (known.id, seed, since)));
        let pending = pending.filter(|(_, _, since)| is_pending(*since, tx.now()));
        let (id, seed, _) = pending.ok_or_else(|| Problem::new(Kind::NoSecondFactor))?;
        let wrong = || Problem::field("/code", "wrong", "is not what the app shows now", "与验证器当前显示的不一致");
        let step = seed.accepts(&code, None, tx.now()).ok_or_else(wrong)?;
        store::activate(tx, keys, id, &seed, step).await?;
        store::update_attempts(tx, id, &Attempts::default()).await?;
        let recovery_codes = factors::new_codes(tx, me, &seed).await?;
        sessions::store::prove(tx, session, Means::PasswordAndFactor).await?;
        let ended_sessions = sessions::end_others(tx, me, Some(session), SessionEnd::ProofChanged).await?;
        crate::accounts::sign_in::challenges::store::forget(tx, me).await?;
        tx.audit("activate_second_factor", me.0);
        tell_owner(tx, &inner, me, Notice::SecondFactorActivated, me.0).await?;
        Ok(Reply::ok(&FactorActivatedView { codes: RecoveryCodesView { recovery_codes }, ended_sessions }))
    })
    .await
}
