use domain::Time;
use domain::ids::AccountId;

use crate::accounts::people::store::Connection;
use crate::accounts::rights::consents;
use crate::accounts::staff::appointments;
use crate::accounts::view::{MeView, ToDecideView};
use crate::accounts::{people, wechat};
use crate::infra::keys::Keyring;
use crate::problem::Problem;

/// The person's account as they see it now.
pub async fn read(conn: &impl Connection, keys: &Keyring, account: AccountId, now: Time) -> Result<MeView, Problem> {
    let person = people::store::person(conn, keys, account).await?;
    let wechat_bound = wechat::store::is_bound(conn, account).await?;
    let mut held = appointments::store::of(conn, account).await?;
    held.retain(|appointment| appointment.holds_on(now));
    let to_decide = consents::to_be_asked(conn, account, now).await?;
    let to_decide = to_decide.map(|(policy_version, purposes)| ToDecideView { policy_version, purposes });
    Ok(MeView::new(person, wechat_bound, &held, to_decide))
}
