use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::ids::OwnersDecisionId;
use domain::owner::turnout::by_building;
use domain::vote::step::StepKind;

use super::count::counted;
use super::protocol::Protocol;
use crate::http::page::Page;
use crate::http::path::Id;
use crate::infra::actor::Anyone;
use crate::places;
use crate::problem::Problem;
use crate::record::{objections, steps};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Read the protocol of an owners' decision",
    description = "The whole decision on a page to print and sign: what was decided, the article, the register, what \
        was done to the decision, every condition in words and numbers, objections and answers. It names no owner. \
        Refused with `result-sealed` until the announced end.",
    responses(
        (status = 200, description = "The protocol, in Chinese and English", content_type = "text/html", body = String),
        (status = 409, description = "Not over yet, not opened, or voided"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/protocol")]
pub async fn read_owners_protocol(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
) -> Result<HttpResponse, Problem> {
    let counted = counted(&app, &reader, decision.0).await?;
    let (reads, vote) = (app.db().reads(), counted.decision.id.into());
    let unit = places::unit(reads, counted.decision.unit).await?;
    let all = Page::parse("read_owners_protocol", Some(100), None, app.keys())?;
    let buildings = by_building(&counted.register, |head| counted.voices.contains_key(head));
    Protocol {
        unit: unit.name().as_str(),
        steps: &steps(reads, vote, StepKind::is_public, &all).await?,
        objections: &objections(reads, vote, None, &all).await?,
        buildings: &buildings,
        made_at: app.clock().now(),
        counted: &counted,
    }
    .page()
}
