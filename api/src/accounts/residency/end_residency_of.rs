use actix_web::post;
use actix_web::web::Data;
use domain::appointment::Role;
use domain::ids::ResidencyId;
use domain::residency::End;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::residencies::{self, ResidencyView, store};
use crate::accounts::people;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidencyEnding {
    /// The reason; the person will read it.
    #[schema(min_length = 1, max_length = 500, example = "经核实已搬离本小区")]
    reason: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "End a resident's residency",
    description = "For a moderator of the committee or its street who found out that the person does not live or \
        work there any more, or never did. The person gets a notice, and reads the reason in their list. Frozen rolls \
        and ballots stay as they are. A claim that still waits can't be ended: refuse it instead.",
    request_body = ResidencyEnding,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The residency as it ended", body = ResidencyView),
        (status = 409, description = "`residency-not-live`: it was refused or has ended; `claim-not-decided`; or `request-in-progress`"),
    ),
)]
#[post("/v1/residencies/{residency}/end")]
pub async fn end_residency_of(
    app: Data<App>,
    caller: Moderator,
    residency: Id<ResidencyId>,
    body: Keyed<ResidencyEnding>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let (by, authority) = (caller.account(), caller.authority().clone());
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let (residency, _) = residencies::locked(tx, residency.0).await?;
        // A moderator may not learn whether a residency outside their area exists.
        let reach = authority.post_over_area(&[Role::Moderator], residency.household.committee());
        reach.ok_or_else(Problem::not_found)?;
        let ended = residency.end(End::ByModerator { by, reason }, tx.now())?;
        store::update(tx, &ended).await?;
        tx.audit("end_residency", ended.id.0);
        notices::tell(tx, ended.account, Notice::ResidencyEnded, ended.id.0).await?;
        let name = people::public_name(tx.conn(), inner.keys(), ended.account).await?;
        Ok(Reply::ok(&ResidencyView::new(&ended, name)))
    })
    .await
}
