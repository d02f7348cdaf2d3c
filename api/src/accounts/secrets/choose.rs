use domain::account::{Password, PasswordRefusal};
use domain::ids::AccountId;

use crate::accounts::people;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Checks the password that a person chooses for their account. It may not be made of their name or address.
pub async fn choose_password(
    app: &App,
    account: AccountId,
    raw: String,
) -> Result<Result<Password, PasswordRefusal>, Problem> {
    let person = people::store::person(app.db().reads(), app.keys(), account).await?;
    let (Some(email), Some(name)) = (person.email, person.name) else { return Err(Problem::new(Kind::NoPassword)) };
    Ok(app.passwords().choose(raw, email, name).await?)
}
