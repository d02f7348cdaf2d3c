use domain::account::{Password, PasswordRefusal};
use domain::ids::AccountId;

use crate::accounts::people;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// A password somebody chooses for their account; what they are called and reached at makes a bad one.
pub async fn choose_password(
    app: &App,
    account: AccountId,
    raw: String,
) -> Result<Result<Password, PasswordRefusal>, Problem> {
    let person = people::store::person(app.db().reads(), app.keys(), account).await?;
    let (Some(email), Some(name)) = (person.email, person.name) else { return Err(Problem::new(Kind::NoPassword)) };
    Ok(app.passwords().choose(raw, email, name).await?)
}
