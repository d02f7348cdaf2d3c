use actix_web::put;
use actix_web::web::Data;
use domain::account::DisplayName;
use serde::Deserialize;
use utoipa::ToSchema;

use super::present;
use crate::accounts::people;
use crate::accounts::view::MeView;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Me {
    /// The name that other people see, on one line. It need not be the name on the identity card.
    #[schema(min_length = 1, max_length = 40, example = "王阿姨")]
    display_name: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Change my account",
    description = "Changes the name that other people see.",
    request_body = Me,
    security(("session" = ["resident"])),
    responses((status = 200, description = "My account", body = MeView)),
)]
#[put("/v1/me")]
pub async fn update_me(app: Data<App>, caller: Resident, body: Body<Me>) -> Result<Reply, Problem> {
    let name = DisplayName::parse(&body.0.display_name).field("/display_name")?;
    let (inner, account) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        people::store::rename(tx, inner.keys(), account, &name).await?;
        tx.audit("update_me", account.0);
        Ok(Reply::ok(&present::read(tx.conn(), inner.keys(), account, tx.now()).await?))
    })
    .await
}
