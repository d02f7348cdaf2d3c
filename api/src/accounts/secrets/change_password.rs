use actix_web::put;
use actix_web::web::Data;
use domain::account::{Password, SessionEnd};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::choose::choose_password;
use super::resets;
use crate::accounts::sign_in::challenges;
use crate::accounts::sign_in::{Side, attempts};
use crate::accounts::telling::tell_owner;
use crate::accounts::{people, sessions};
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::actor::{Anyone, Caller as _};
use crate::notices::Notice;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(min_length = 1, max_length = 128, example = "correct horse battery staple")]
    current_password: String,
    /// Any characters; nothing is trimmed or cut. A common or easily guessed password is refused with the code
    /// `too_common`.
    #[schema(min_length = 12, max_length = 128, example = "lantern pond thirteen geese")]
    new_password: String,
    /// If true, every other device is signed out.
    #[serde(default = "by_default")]
    #[schema(default = true)]
    end_other_sessions: bool,
}

fn by_default() -> bool {
    true
}

#[derive(Serialize, ToSchema)]
pub struct PasswordChangedView {
    /// How many other sessions ended.
    #[schema(minimum = 0, example = 2)]
    pub ended_sessions: u64,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Change my password",
    description = "Sets another password for a person who knows the present one. Other sessions end unless \
        `end_other_sessions` is false, unfinished sign-ins and reset codes become void, and the person is told by mail \
        and notice. A wrong `current_password` is an error of that field; after five in a row the next try has to \
        wait.",
    request_body = PasswordChange,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "Changed", body = PasswordChangedView),
        (status = 409, description = "The account has no password: `no-password`"),
        (status = 429, description = "Too many wrong passwords: `too-many-attempts`"),
    ),
)]
#[put("/v1/me/password")]
pub async fn change_password(app: Data<App>, caller: Resident, body: Body<PasswordChange>) -> Result<Reply, Problem> {
    let Body(PasswordChange { current_password, new_password, end_other_sessions }) = body;
    if !(1..=Password::MAX).contains(&current_password.chars().count()) {
        let (en, zh) = ("must have 1 to 128 characters", "应为 1 至 128 个字符");
        return Err(Problem::field("/current_password", "out_of_range", en, zh));
    }
    let (inner, me, session) = (App::clone(&app), caller.account(), caller.authority().session);
    let stored = people::store::login_of(app.db().reads(), me, app.clock().now()).await?.password_hash;
    let stored = stored.ok_or_else(|| Problem::new(Kind::NoPassword))?;
    let chosen = choose_password(&app, me, new_password).await?.field("/new_password")?;
    let by = Anyone(caller.actor());
    // In a task of its own, so that a counted try reports its outcome even if the client goes away.
    let work = actix_web::rt::spawn(async move {
        let (app, side) = (inner.clone(), Side::signed_in(me));
        attempts::begin(&app, &by, side).await?;
        let verified = app.passwords().verify(current_password, Some(stored.clone())).await;
        let hashed = match verified {
            Ok(true) => app.passwords().hash(chosen).await.map(Some),
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        // A refusal must not roll the transaction back, because the wrong try has to be stored.
        let done = app.write(&by, async move |tx| {
            let login = people::store::lock(tx, me).await?;
            let hash = match hashed {
                Ok(hash) => hash.filter(|_| login.password_hash.as_ref() == Some(&stored)),
                Err(error) => {
                    attempts::end(tx, side, |attempts| attempts.given_up()).await?;
                    return Ok(Err(error.into()));
                }
            };
            let Some(hash) = hash else {
                attempts::was_wrong(tx, side, me.0).await?;
                return Ok(Err(Problem::field("/current_password", "wrong", "is not the password", "密码不正确")));
            };
            attempts::end(tx, side, |attempts| attempts.right()).await?;
            people::store::set_password(tx, me, hash).await?;
            resets::store::void(tx, me).await?;
            challenges::store::forget(tx, me).await?;
            let ended_sessions = match end_other_sessions {
                true => sessions::end_others(tx, me, Some(session), SessionEnd::ProofChanged).await?,
                false => 0,
            };
            tx.audit("change_password", me.0);
            tell_owner(tx, &inner, me, Notice::PasswordChanged, me.0).await?;
            Ok(Ok(Reply::ok(&PasswordChangedView { ended_sessions })))
        });
        done.await?
    });
    work.await.unwrap_or_else(|_| Err(Problem::broken()))
}
