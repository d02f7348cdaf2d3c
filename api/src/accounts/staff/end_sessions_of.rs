use actix_web::post;
use actix_web::web::Data;
use domain::account::SessionEnd;
use domain::ids::AccountId;

use super::oversight::overseen;
use crate::accounts::me::EndedSessionsView;
use crate::accounts::sessions;
use crate::accounts::telling::tell_owner;
use crate::http::body::RequestKey;
use crate::http::caller::StewardOrCity;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "End somebody's sessions",
    description = "Signs out every device of a person within a second on every instance, for example after they lost \
        a phone. They can sign in again, and are told. For the same people who may disable the account.",
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 200, description = "How many ended", body = EndedSessionsView)),
)]
#[post("/v1/accounts/{account}/sessions/end")]
pub async fn end_sessions_of(
    app: Data<App>,
    caller: StewardOrCity,
    account: Id<AccountId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let (inner, by, held, account) = (App::clone(&app), caller.account(), caller.authority().posts.clone(), account.0);
    app.once(&caller, &key, async move |tx| {
        overseen(tx, by, &held, account).await?;
        let ended = sessions::end_others(tx, account, None, SessionEnd::EndedByAdministrator).await?;
        tx.audit("end_sessions_of", account.0);
        if ended > 0 {
            tell_owner(tx, &inner, account, Notice::SessionsEndedByAdministrator, account.0).await?;
        }
        Ok(Reply::ok(&EndedSessionsView { ended }))
    })
    .await
}
