use actix_web::post;
use actix_web::web::Data;
use domain::account::SessionEnd;
use domain::appointment::{Post, may_fill_all};
use domain::ids::AccountId;
use domain::text::Sentence;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::factors::{self, store};
use crate::accounts::sign_in::{challenges, devices};
use crate::accounts::staff::appointments;
use crate::accounts::telling::tell_owner;
use crate::accounts::{people, sessions};
use crate::http::body::Keyed;
use crate::http::caller::StewardOrCity;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorRemoval {
    #[schema(min_length = 1, max_length = 500, example = "手机遗失，已当面核实身份")]
    reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct FactorRemovedView {
    /// How many of the person's sessions ended.
    #[schema(minimum = 0, example = 1)]
    pub ended_sessions: u64,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Remove somebody's second factor",
    description = "For a colleague who lost both the telephone and the recovery codes, after you have seen them \
        in person. The factor and the codes are deleted, all their sessions end, they are told by mail and notice, \
        and they enrol another factor at their next sign-in. Only for people who may fill every post that the person \
        holds, and never for yourself; needs a proof younger than five minutes.",
    request_body = FactorRemoval,
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 200, description = "The second factor was removed", body = FactorRemovedView)),
)]
#[post("/v1/accounts/{account}/second-factor/removal")]
pub async fn remove_second_factor(
    app: Data<App>,
    caller: StewardOrCity,
    account: Id<AccountId>,
    body: Keyed<FactorRemoval>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let (inner, by, authority, account) = (App::clone(&app), caller.account(), caller.authority().clone(), account.0);
    app.once(&caller, &body.key, async move |tx| {
        people::store::lock(tx, account).await?;
        if by == account {
            return Err(Problem::new(Kind::OwnSecondFactor));
        }
        let held = appointments::store::of(tx.conn(), account).await?.into_iter();
        let held: Vec<Post> = held.filter(|one| one.is_to_reckon_with(tx.now())).map(|one| one.post).collect();
        if !may_fill_all(&authority.posts, &held) {
            return Err(Problem::not_found());
        }
        authority.is_fresh(tx.now())?;
        if !factors::is_active(tx, &inner, account).await? {
            return Err(Problem::new(Kind::NoSecondFactor));
        }
        store::remove(tx, account).await?;
        store::insert_removal(tx, account, by, &reason).await?;
        challenges::store::forget(tx, account).await?;
        devices::forget(tx, account).await?;
        let ended_sessions = sessions::end_others(tx, account, None, SessionEnd::ProofChanged).await?;
        tx.audit("remove_second_factor", account.0);
        tell_owner(tx, &inner, account, Notice::SecondFactorRemoved, account.0).await?;
        Ok(Reply::ok(&FactorRemovedView { ended_sessions }))
    })
    .await
}
