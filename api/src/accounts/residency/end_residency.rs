use actix_web::post;
use actix_web::web::Data;
use domain::ids::ResidencyId;
use domain::residency::End;

use super::residencies::{self, ResidencyView, store};
use crate::accounts::people;
use crate::http::body::RequestKey;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "End my residency",
    description = "Says that I don't live or work there any more, or withdraws a claim that waits. The residency \
        stays in my list as ended. Votes with me on their roll stay as they are, and so do my ballots.",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The residency as it ended", body = ResidencyView),
        (status = 409, description = "`residency-not-live`: it was refused or has ended; or `request-in-progress`"),
    ),
)]
#[post("/v1/me/residencies/{residency}/end")]
pub async fn end_residency(
    app: Data<App>,
    caller: Resident,
    residency: Id<ResidencyId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let me = caller.account();
    let inner = App::clone(&app);
    app.once(&caller, &key, async move |tx| {
        if store::owner(tx.conn(), residency.0).await? != me {
            return Err(Problem::not_found());
        }
        let (residency, _) = residencies::locked(tx, residency.0).await?;
        let ended = residency.end(End::Own, tx.now())?;
        store::update(tx, &ended).await?;
        tx.audit("end_residency", ended.id.0);
        let name = people::public_name(tx.conn(), inner.keys(), me).await?;
        Ok(Reply::ok(&ResidencyView::new(&ended, name)))
    })
    .await
}
