use actix_web::post;
use actix_web::web::Data;
use domain::appointment::Role;
use domain::ids::AppointmentId;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::appointments::{self, store};
use crate::accounts::people;
use crate::accounts::view::AppointmentView;
use crate::http::body::Keyed;
use crate::http::caller::StewardOrCity;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAppointment {
    #[schema(min_length = 1, max_length = 500, example = "岗位调动")]
    reason: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "End an appointment",
    description = "Ends a post from this moment on; the person's sessions lose its authority within a second. \
        Planners' posts end with `end_engagement`.",
    request_body = EndAppointment,
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 200, description = "The appointment as it ended", body = AppointmentView)),
)]
#[post("/v1/appointments/{appointment}/end")]
pub async fn end_appointment(
    app: Data<App>,
    caller: StewardOrCity,
    appointment: Id<AppointmentId>,
    body: Keyed<EndAppointment>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let held = caller.authority().posts.clone();
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let post = store::for_update(tx, appointment.0).await?.post;
        if !held.iter().any(|own| own.area().covers(post.area())) {
            return Err(Problem::not_found());
        }
        if !held.iter().any(|own| own.may_fill(&post)) {
            return Err(Problem::new(Kind::NotYoursToAppoint));
        }
        if post.role() == Role::Planner {
            return Err(Problem::new(Kind::EndsWithEngagement));
        }
        let ended = appointments::end_appointment(tx, appointment.0, reason).await?;
        let name = people::public_name(tx.conn(), inner.keys(), ended.account).await?;
        Ok(Reply::ok(&AppointmentView::new(&ended, name, tx.now())))
    })
    .await
}
