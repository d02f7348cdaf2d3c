use domain::account::{DisplayName, EmailAddress};
use domain::appointment::{Appointment, Post, Role};
use domain::area::AreaCode;
use domain::calendar::shanghai_date;
use domain::ids::AccountId;
use domain::text::Sentence;

use super::appointments;
use crate::accounts::people;
use crate::infra::actor::{Actor, Anyone};
use crate::infra::passwords::PasswordError;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    #[error("there is a city administrator already; they invite and appoint everybody else")]
    AlreadyDone,
    #[error("the name {0}")]
    Name(String),
    #[error("the e-mail address {0}")]
    Email(String),
    #[error("the password {0}")]
    Password(String),
    #[error("{0}")]
    Problem(Problem),
}

/// Makes the first city administrator. There is no default account, and this works only while nobody holds the role.
pub async fn bootstrap(app: &App, name: &str, email: &str, password: &str) -> Result<AccountId, BootstrapError> {
    let name = DisplayName::parse(name).map_err(|refusal| BootstrapError::Name(refusal.to_string()))?;
    let email = EmailAddress::parse(email).map_err(|refusal| BootstrapError::Email(refusal.to_string()))?;
    let broken = |error: PasswordError| BootstrapError::Problem(error.into());
    let chosen = app.passwords().choose(password.to_owned(), email.clone(), name.clone()).await.map_err(broken)?;
    let password = chosen.map_err(|refusal| BootstrapError::Password(refusal.to_string()))?;
    let hash = app.passwords().hash(password).await.map_err(broken)?;
    let (inner, service) = (app.clone(), Anyone(Actor::service(app.clock().id())));
    let done = app.write(&service, async move |tx| {
        people::store::enter_gate(tx, "bootstrap").await?;
        if appointments::store::was_ever_held(tx.conn(), Role::CityAdministrator).await? {
            return Ok(None);
        }
        people::store::claim_email(tx, inner.keys(), &email).await?;
        let account = people::store::insert_invited(tx, inner.keys(), &email, &name, Some(hash)).await?;
        let (post, today) = (Post::new(Role::CityAdministrator, AreaCode::city())?, shanghai_date(tx.now()));
        let reason = Sentence::parse("首任市级管理员").map_err(|_| Problem::broken())?;
        let first = Appointment::begin(tx.id().into(), account, post, today, None, reason, tx.now())?;
        appointments::store::insert(tx, &first).await?;
        tx.audit("bootstrap", account.0);
        Ok(Some(account))
    });
    done.await.map_err(BootstrapError::Problem)?.ok_or(BootstrapError::AlreadyDone)
}
