use actix_web::put;
use actix_web::web::Data;
use domain::account::BirthYear;
use domain::appointment::Role;
use domain::ids::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::people;
use crate::accounts::residency::residencies;
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BirthYearSeen {
    /// The year in the papers that the committee saw.
    #[schema(minimum = 1900, maximum = 9999, example = 1952)]
    birth_year: u16,
}

#[derive(Serialize, ToSchema)]
pub struct BirthYearView {
    pub account_id: Uuid,
    #[schema(example = 1952)]
    pub birth_year: u16,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Confirm a resident's year of birth",
    description = "For votes with an age limit, if the residency was verified without the year of birth: the \
        year alone, as the committee saw it. It replaces an earlier one. It is stored encrypted, is part of the \
        person's own export, is deleted when they are erased, and is shown to nobody else. 404 for people without a \
        verified residency in the moderator's area. You can't confirm your own.",
    request_body = BirthYearSeen,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The year as it is stored", body = BirthYearView),
        (status = 409, description = "`own-claim`: somebody else has to confirm it"),
    ),
)]
#[put("/v1/accounts/{account}/birth-year")]
pub async fn confirm_birth_year(
    app: Data<App>,
    caller: Moderator,
    account: Id<AccountId>,
    body: Body<BirthYearSeen>,
) -> Result<Reply, Problem> {
    let year = BirthYear::parse(body.0.birth_year, app.clock().now()).field("/birth_year")?;
    let (account, authority, inner) = (account.0, caller.authority().clone(), App::clone(&app));
    app.write(&caller, async move |tx| {
        people::store::lock(tx, account).await?;
        let residencies = residencies::store::of(tx.conn(), account).await?;
        let mut live = residencies.iter().filter(|residency| residency.is_verified());
        let reached = |area| authority.post_over_area(&[Role::Moderator], area).is_some();
        if !live.any(|residency| reached(residency.household.committee())) {
            return Err(Problem::not_found());
        }
        if account == authority.account {
            return Err(Problem::new(Kind::OwnClaim));
        }
        people::store::set_birth_year(tx, inner.keys(), account, year).await?;
        tx.audit("confirm_birth_year", account.0);
        Ok(Reply::ok(&BirthYearView { account_id: account.0, birth_year: year.get() }))
    })
    .await
}
