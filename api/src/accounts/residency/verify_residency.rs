use actix_web::post;
use actix_web::web::Data;
use domain::account::BirthYear;
use domain::ids::ResidencyId;
use domain::residency::{Finding, Means};
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::residencies::{self, ResidencyView};
use crate::accounts::people;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

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
    /// Why the claim is refused: required in that case, and shown to the person. Not stored otherwise.
    #[schema(min_length = 1, max_length = 500, example = "户籍册中查无此户")]
    reason: Option<String>,
    /// How a verified claim was checked: `moderator` (by what the committee knows) or `in_person` (the moderator saw
    /// the person and their papers).
    #[serde(default)]
    #[schema(default = "moderator")]
    means: SeenWord,
    /// The year of birth in their papers, for votes with an age limit. It is stored encrypted, and not at all if the
    /// claim is refused.
    #[schema(minimum = 1900, maximum = 9999, example = 1952)]
    birth_year: Option<u16>,
}

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeenWord {
    #[default]
    Moderator,
    InPerson,
}

impl From<SeenWord> for Means {
    fn from(word: SeenWord) -> Self {
        match word {
            SeenWord::Moderator => Self::Moderator,
            SeenWord::InPerson => Self::InPerson,
        }
    }
}

impl ResidencyDecision {
    fn parse(&self) -> Result<Finding, Problem> {
        let reason = self.reason.as_deref().map(Sentence::parse).transpose().field("/reason")?;
        match (self.decision, reason) {
            (FindingWord::Verified, _) => Ok(Finding::Verified(self.means.into())),
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
    description = "A moderator of the committee or its street verifies or refuses a claim, once. You can't decide on \
        your own claim. If the person said that they moved, their earlier residency of the same kind ends at that \
        moment.",
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
    let now = app.clock().now();
    let born = body.value.birth_year.map(|year| BirthYear::parse(year, now)).transpose().field("/birth_year")?;
    let (by, authority) = (caller.account(), caller.authority().clone());
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let (claim, own) = residencies::locked(tx, claim.0).await?;
        // A moderator may not learn whether a claim outside their area exists.
        let reach = authority.post_over_area(&[domain::appointment::Role::Moderator], claim.household.committee());
        reach.ok_or_else(Problem::not_found)?;
        let decided = claim.decide(&own, by, finding, tx.now())?;
        residencies::settle(tx, &decided).await?;
        let decided = decided.residency;
        if let Some(born) = born.filter(|_| decided.is_verified()) {
            people::store::set_birth_year(tx, inner.keys(), decided.account, born).await?;
            tx.audit("confirm_birth_year", decided.account.0);
        }
        tx.audit("verify_residency", decided.id.0);
        let name = people::public_name(tx.conn(), inner.keys(), decided.account).await?;
        Ok(Reply::ok(&ResidencyView::new(&decided, name)))
    })
    .await
}
