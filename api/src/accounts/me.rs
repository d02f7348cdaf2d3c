use domain::Time;
use domain::ids::AccountId;

use super::people::store::Connection;
use super::view::MeView;
use super::{appointments, people, wechat};
use crate::http::problem::Problem;
use crate::infra::keys::Keyring;

/// A person as they see themselves, now.
pub async fn read(conn: &impl Connection, keys: &Keyring, account: AccountId, now: Time) -> Result<MeView, Problem> {
    let person = people::store::person(conn, keys, account).await?;
    let wechat_bound = wechat::store::is_bound(conn, account).await?;
    let mut held = appointments::store::of(conn, account).await?;
    held.retain(|appointment| appointment.holds_on(now));
    Ok(MeView::new(person, wechat_bound, &held))
}
