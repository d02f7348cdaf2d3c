use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use domain::appointment::{Post, Role, may_appoint};
use domain::area::AreaCode;
use domain::ids::AccountId;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::appointments::{NewAppointment, appoint};
use crate::accounts::people;
use crate::accounts::view::AppointmentView;
use crate::http::body::{Keyed, day};
use crate::http::caller::StewardOrCity;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

/// Planner is not among them, because planners are engaged with `engage_planner`.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffRoleWord {
    CityAdministrator,
    Steward,
    Moderator,
    SystemAdministrator,
    AuditAdministrator,
    SecurityAdministrator,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointPerson {
    /// The account of a person who has accepted an invitation.
    account_id: Uuid,
    role: StaffRoleWord,
    /// The city for a city administrator and for the three duties; a district or street for a steward; a street or
    /// committee for a moderator.
    #[schema(
        min_length = 2,
        max_length = 12,
        pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$",
        example = "310101020"
    )]
    area_code: String,
    /// The first day, in Shanghai.
    from_on: NaiveDate,
    /// The last day; absent if no end is fixed.
    until_on: Option<NaiveDate>,
    #[schema(min_length = 1, max_length = 500, example = "街道办事处聘任")]
    reason: String,
}

impl AppointPerson {
    fn parse(&self) -> Result<NewAppointment, Problem> {
        Ok(NewAppointment {
            account: AccountId(self.account_id),
            role: match self.role {
                StaffRoleWord::CityAdministrator => Role::CityAdministrator,
                StaffRoleWord::Steward => Role::Steward,
                StaffRoleWord::Moderator => Role::Moderator,
                StaffRoleWord::SystemAdministrator => Role::SystemAdministrator,
                StaffRoleWord::AuditAdministrator => Role::AuditAdministrator,
                StaffRoleWord::SecurityAdministrator => Role::SecurityAdministrator,
            },
            area: AreaCode::parse(&self.area_code).field("/area_code")?,
            from_on: day(self.from_on, "/from_on")?,
            until_on: self.until_on.map(|last| day(last, "/until_on")).transpose()?,
            reason: Sentence::parse(&self.reason).field("/reason")?,
        })
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Appoint a person",
    description = "Gives a person a role in an area from one day to another. A city administrator fills every post, \
        a steward the posts below their own inside their area. You can't appoint yourself. The duties of system, audit \
        and security administrator (三权分立) are each held alone: a person who holds one holds no other post at the same \
        time (409 `duties-kept-apart`).",
    request_body = AppointPerson,
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 201, description = "The appointment", body = AppointmentView)),
)]
#[post("/v1/appointments")]
pub async fn appoint_person(
    app: Data<App>,
    caller: StewardOrCity,
    body: Keyed<AppointPerson>,
) -> Result<Reply, Problem> {
    let new = body.value.parse()?;
    let post = Post::new(new.role, new.area.clone())?;
    may_appoint(caller.account(), &caller.authority().posts, new.account, &post)?;
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let appointment = appoint(tx, new).await?;
        let name = people::public_name(tx.conn(), inner.keys(), appointment.account).await?;
        let view = AppointmentView::new(&appointment, name, tx.now());
        Ok(Reply::created(format!("/v1/appointments/{}", appointment.id), &view))
    })
    .await
}
