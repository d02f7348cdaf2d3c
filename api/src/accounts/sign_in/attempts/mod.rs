//! Counts tries at passwords in the database, for all instances together. All unknown devices share one count for an
//! e-mail address and each known device has its own, so that a person who guesses does not lock the owner out (OWASP's
//! device cookies).

mod entity;
pub mod store;

use std::time::Duration;

use domain::account::{AttemptRefusal, Attempts, EmailAddress, FREE_ATTEMPTS};
use domain::ids::AccountId;
use uuid::Uuid;

use crate::infra::actor::Caller;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// How long a try waits for others under way before the client is told to try again.
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LAST_PAUSE: Duration = Duration::from_millis(250);

/// Whose attempts are counted together.
#[derive(Clone, Copy, Debug)]
pub struct Side(pub Uuid);

impl Side {
    /// All unknown devices that try this address, whether or not an account has it.
    pub fn unknown_devices(keys: &Keyring, email: &EmailAddress) -> Self {
        let name = keys.lasting_name("sign-in-attempts", email.as_str().as_bytes());
        Self(name.get(..32).and_then(|half| Uuid::try_parse(half).ok()).unwrap_or_default())
    }

    pub fn known_device(device: Uuid) -> Self {
        Self(device)
    }

    /// A person who is signed in and gives the password again.
    pub fn signed_in(account: AccountId) -> Self {
        Self(account.0)
    }
}

/// Counts a try before it is checked. Every try must report its outcome with [`end`] or [`was_wrong`].
pub async fn begin(app: &App, by: &impl Caller, side: Side) -> Result<(), Problem> {
    let (started, mut pause) = (tokio::time::Instant::now(), FIRST_PAUSE);
    loop {
        let begun = app.write(by, async move |tx| match store::for_update(tx, side.0).await?.begin(tx.now()) {
            Ok(attempts) => store::update(tx, side.0, &attempts).await.map(Ok).map_err(Problem::from),
            Err(refusal) => Ok(Err(refusal)),
        });
        match begun.await? {
            Ok(()) => return Ok(()),
            Err(AttemptRefusal::OthersUnderWay) if started.elapsed() < PATIENCE => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LAST_PAUSE);
            }
            Err(AttemptRefusal::OthersUnderWay) => return Err(Problem::unavailable()),
            Err(refusal @ AttemptRefusal::TooMany { .. }) => return Err(refusal.into()),
        }
    }
}

/// 429 while this side has to wait. It counts no try.
pub async fn may_go_on(tx: &Tx, side: Side) -> Result<(), Problem> {
    match store::for_update(tx, side.0).await?.begin(tx.now()) {
        Ok(_) | Err(AttemptRefusal::OthersUnderWay) => Ok(()),
        Err(refusal @ AttemptRefusal::TooMany { .. }) => Err(refusal.into()),
    }
}

/// Reports the outcome of a try.
pub async fn end(tx: &Tx, side: Side, how: impl FnOnce(Attempts) -> Attempts) -> Result<(), Problem> {
    let attempts = how(store::for_update(tx, side.0).await?);
    Ok(store::update(tx, side.0, &attempts).await?)
}

/// Reports that a try was wrong. The trail gets that, and that the side now has to wait if the free tries are used up.
/// `on` is the account, or the side if no account has the address.
pub async fn was_wrong(tx: &Tx, side: Side, on: Uuid) -> Result<(), Problem> {
    let attempts = store::for_update(tx, side.0).await?.wrong(tx.now());
    store::update(tx, side.0, &attempts).await?;
    tx.audit_refusal("refuse_password", on);
    if attempts.wrong >= FREE_ATTEMPTS {
        tx.audit_refusal("make_sign_in_wait", on);
    }
    Ok(())
}

impl From<AttemptRefusal> for Problem {
    fn from(refusal: AttemptRefusal) -> Self {
        match refusal {
            AttemptRefusal::TooMany { retry_after_seconds } => {
                Self::new(Kind::TooManyAttempts).retry_after(u32::try_from(retry_after_seconds).unwrap_or(u32::MAX))
            }
            AttemptRefusal::OthersUnderWay => Self::unavailable(),
        }
    }
}
