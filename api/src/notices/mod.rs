//! Notices: messages to a person about their own account and things, which the person reads in the service.
//!
//! Promises: a notice is written in the transaction of the change that it tells, so that neither exists without the
//! other; only the person to whom it is addressed can read it; it names things by id and holds no phone number, name or
//! code.

mod entity;
mod kinds;
mod list_my_notices;
mod mark_notices_read;
mod store;
mod view;

use domain::ids::AccountId;
pub use kinds::Notice;
pub use store::forget;
use uuid::Uuid;

use crate::http::routes::Routes;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// Stores a notice for a person; `about` is the id of the thing that it is about.
pub async fn tell(tx: &Tx, to: AccountId, notice: Notice, about: Uuid) -> Result<(), Problem> {
    Ok(store::insert(tx, to, notice, about).await?)
}

/// Stores the same notice for many people.
pub async fn tell_all(
    tx: &Tx,
    to: impl Iterator<Item = AccountId>,
    notice: Notice,
    about: Uuid,
) -> Result<(), Problem> {
    Ok(store::insert_all(tx, to, notice, about).await?)
}

pub fn routes(config: &mut Routes) {
    config
        .service(list_my_notices::list_my_notices) //
        .service(mark_notices_read::mark_notices_read);
}
