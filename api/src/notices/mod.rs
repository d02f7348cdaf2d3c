//! Notices: what a person has to know about their own account and things, kept until they read it.
//!
//! Promises: a notice is written in the transaction of what it tells, so neither is without the other; only the person
//! it is for reads it; it names things by id and holds no number, name or code.

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

/// Tells a person something `about` a thing of theirs.
pub async fn tell(tx: &Tx, to: AccountId, notice: Notice, about: Uuid) -> Result<(), Problem> {
    Ok(store::insert(tx, to, notice, about).await?)
}

/// Tells many people the same.
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
