//! Checks that a person oversees an account, while that account is locked.

use domain::account::{Overseen, may_oversee};
use domain::appointment::{Post, Role};
use domain::ids::AccountId;
use domain::residency::Residency;

use super::appointments;
use crate::accounts::people::store as people;
use crate::accounts::people::store::Disabled;
use crate::accounts::residency::residencies;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// What is known of the overseen account, which is locked until the transaction ends.
pub struct Subject {
    pub disabled: Option<Disabled>,
    pub runs_the_city: bool,
}

/// 404 for an account that does not exist, is erased, or has nothing to do with the caller's area.
pub async fn overseen(tx: &Tx, by: AccountId, held: &[Post], account: AccountId) -> Result<Subject, Problem> {
    let disabled = people::lock_standing(tx, account).await?;
    let appointments = appointments::store::of(tx.conn(), account).await?.into_iter();
    let posts: Vec<Post> = appointments.filter(|one| one.is_to_reckon_with(tx.now())).map(|one| one.post).collect();
    let homes = residencies::store::of(tx.conn(), account).await?;
    let homes = homes.iter().filter(|home| Residency::is_verified(home)).map(|home| home.household.committee().clone());
    let runs_the_city = posts.iter().any(|post| post.role() == Role::CityAdministrator);
    may_oversee(by, held, &Overseen { account, posts, homes: homes.collect() })?;
    Ok(Subject { disabled, runs_the_city })
}
