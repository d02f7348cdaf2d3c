//! Appointments, and the functions with which other slices give and end posts.

mod entity;
pub mod store;

use chrono::NaiveDate;
use domain::Time;
use domain::account::Standing;
use domain::appointment::{AppointRefusal, Appointment, Post, Role, keep_duties_apart};
use domain::area::AreaCode;
use domain::ids::{AccountId, AppointmentId};
use domain::text::Sentence;
use domain::unit::Unit;

use crate::accounts::people;
use crate::accounts::people::store::Connection;
use crate::infra::db::Tx;
use crate::places;
use crate::problem::{Kind, Named as _, Problem};

pub struct NewAppointment {
    pub account: AccountId,
    pub role: Role,
    pub area: AreaCode,
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub reason: Sentence,
}

/// Whether a person holds a moderator's post over the unit now.
pub async fn moderates(conn: &impl Connection, account: AccountId, unit: &Unit, now: Time) -> Result<bool, Problem> {
    let held = store::of(conn, account).await?;
    let mut held = held.iter().filter(|appointment| appointment.holds_on(now));
    Ok(held.any(|one| {
        one.post.role() == Role::Moderator
            && unit.areas().iter().any(|area| one.post.area().covers(area) || area.covers(one.post.area()))
    }))
}

/// Gives a post. The caller has checked that the actor may give it. Checked here, while the account is locked: the area
/// and the account exist, the invitation is accepted, nobody appoints themselves, nobody holds one post twice, and the
/// three duties stay apart.
pub async fn appoint(tx: &Tx, new: NewAppointment) -> Result<Appointment, Problem> {
    let NewAppointment { account, role, area, from_on, until_on, reason } = new;
    if tx.actor().account == Some(account) {
        return Err(AppointRefusal::Oneself.into());
    }
    places::area(tx.conn(), &area).await.named("/area_code")?;
    let login = people::store::lock(tx, account).await.named("/account_id")?;
    if login.password_hash.is_none() {
        return Err(Problem::new(Kind::InvitationNotAccepted));
    }
    if matches!(login.standing, Standing::Leaving { .. } | Standing::Erased) {
        let (en, zh) = ("names an account that is about to be erased", "该账号正在注销");
        return Err(Problem::field("/account_id", "leaving", en, zh));
    }
    let post = Post::new(role, area)?;
    let appointment = Appointment::begin(tx.id().into(), account, post, from_on, until_on, reason, tx.now())?;
    let held = store::of(tx.conn(), account).await?;
    if held.iter().any(|other| other.post == appointment.post && other.overlaps(&appointment)) {
        return Err(Problem::new(Kind::AlreadyAppointed));
    }
    keep_duties_apart(&held, &appointment)?;
    store::insert(tx, &appointment).await?;
    tx.change_authority();
    tx.audit("appoint_person", appointment.id.0);
    Ok(appointment)
}

/// Ends a post from this moment on. The caller has checked that the actor may end it.
pub async fn end_appointment(tx: &Tx, id: AppointmentId, reason: Sentence) -> Result<Appointment, Problem> {
    let ended = store::for_update(tx, id).await?.end(reason, tx.now())?;
    if ended.post.role() == Role::CityAdministrator {
        must_leave_a_city_administrator(tx, |held| held.id == id).await?;
    }
    store::update(tx, &ended).await?;
    tx.change_authority();
    tx.audit("end_appointment", id.0);
    Ok(ended)
}

/// 409 unless, without these appointments, the city still has an administrator whose account is in use and whose term
/// has no end.
pub async fn must_leave_a_city_administrator(tx: &Tx, goes: impl Fn(&Appointment) -> bool) -> Result<(), Problem> {
    let held = store::city_administrators_for_update(tx, tx.now()).await?;
    let stays = held.iter().filter(|held| !goes(held) && held.until_on.is_none());
    let stays: Vec<AccountId> = stays.map(|held| held.account).collect();
    if people::store::any_in_use(tx.conn(), &stays).await? {
        Ok(())
    } else {
        Err(Problem::new(Kind::LastCityAdministrator))
    }
}
