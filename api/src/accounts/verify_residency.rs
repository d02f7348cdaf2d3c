use actix_web::post;
use actix_web::web::Data;
use domain::ids::ResidencyId;
use domain::residency::Finding;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::people;
use super::residencies::store;
use super::view::ResidencyView;
use crate::app::App;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::problem::{OfField, Problem};
use crate::http::reply::Reply;

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingWord {
    Verified,
    Refused,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidencyDecision {
    decision: FindingWord,
    /// Why it is refused: needed then, and shown to the person. Not kept otherwise.
    #[schema(min_length = 1, max_length = 500, example = "户籍册中查无此户")]
    reason: Option<String>,
}

impl ResidencyDecision {
    fn parse(&self) -> Result<Finding, Problem> {
        let reason = self.reason.as_deref().map(Sentence::parse).transpose().field("/reason")?;
        match (self.decision, reason) {
            (FindingWord::Verified, _) => Ok(Finding::Verified),
            (FindingWord::Refused, Some(reason)) => Ok(Finding::Refused(reason)),
            (FindingWord::Refused, None) => {
                Err(Problem::field("/reason", "missing", "is required to refuse a claim", "不予核实时必须说明理由"))
            }
        }
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Decide on a residency claim",
    description = "A moderator of the committee or its street verifies or refuses a claim, once. Nobody decides on their own.",
    request_body = ResidencyDecision,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The residency as decided", body = ResidencyView)),
)]
#[post("/v1/residency-claims/{claim}/decision")]
pub async fn verify_residency(
    app: Data<App>,
    caller: Moderator,
    claim: Id<ResidencyId>,
    body: Keyed<ResidencyDecision>,
) -> Result<Reply, Problem> {
    let finding = body.value.parse()?;
    let (by, authority) = (caller.account(), caller.authority().clone());
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let claim = store::for_update(tx, claim.0).await?;
        // What lies outside the moderator's area is not theirs to know.
        let reach = authority.post_over_area(&[domain::appointment::Role::Moderator], claim.household.committee());
        reach.ok_or_else(Problem::not_found)?;
        people::store::lock(tx, claim.account).await?;
        let own = store::of(tx.conn(), claim.account).await?;
        let decided = claim.decide(&own, by, finding, tx.now())?;
        store::update(tx, &decided).await?;
        tx.audit("verify_residency", decided.id.0);
        let name = people::public_name(tx.conn(), inner.keys(), decided.account).await?;
        Ok(Reply::ok(&ResidencyView::new(&decided, name)))
    })
    .await
}
