//! Tells a person that a way into their account or its protection has changed: by a notice, and by mail if they have an
//! address.

use domain::ids::AccountId;
use uuid::Uuid;

use super::people;
use crate::infra::db::Tx;
use crate::infra::outbox::{Channel, Letter, Message};
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::state::App;

pub async fn tell_owner(tx: &Tx, app: &App, account: AccountId, notice: Notice, about: Uuid) -> Result<(), Problem> {
    notices::tell(tx, account, notice, about).await?;
    let person = people::store::person(tx.conn(), app.keys(), account).await?;
    if let Some(email) = person.email {
        let (en, zh) = notice.texts();
        let values = vec![zh.to_owned(), en.to_owned()];
        let letter = Letter { to: email.as_str().to_owned(), template: "account_notice".to_owned(), values };
        tx.send(Message::seal(app.keys(), tx.id(), Channel::Mail, &letter));
    }
    Ok(())
}
