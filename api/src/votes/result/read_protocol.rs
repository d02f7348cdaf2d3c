use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use domain::ids::VoteId;
use domain::vote::step::StepKind;

use super::count::counted;
use super::protocol::Protocol;
use crate::http::page::Page;
use crate::http::path::Id;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::record;
use crate::state::App;
use crate::votes::roll::while_frozen;
use crate::votes::store;
use crate::{accounts, places, projects};

#[utoipa::path(
    tag = "votes",
    summary = "Read the protocol",
    description = "The whole vote on a page to print and sign: question, rule, roll, what happened, turnout by \
        building and by way, the batches of paper, result leg by leg, objections and answers. It names no resident, \
        and does not break down what fewer than ten did. Refused with `result-sealed` until the vote is over.",
    responses(
        (status = 200, description = "The protocol, in Chinese and English", content_type = "text/html", body = String),
        (status = 409, description = "Sealed until the vote is over, or not opened yet"),
    ),
)]
#[get("/v1/votes/{vote}/protocol")]
pub async fn read_protocol(app: Data<App>, caller: Anyone, vote: Id<VoteId>) -> Result<HttpResponse, Problem> {
    let counted = counted(&app, &caller, vote.0).await?;
    let vote = &counted.vote;
    let (reads, now) = (app.db().reads(), app.clock().now());
    let unit = places::unit(reads, vote.unit).await?;
    let project = projects::project(reads, vote.project).await?;
    let all = Page::parse("read_protocol", Some(100), None, app.keys())?;
    let steps = record::steps(reads, vote.id.into(), StepKind::is_public, &all).await?;
    let objections = record::objections(reads, vote.id.into(), None, &all).await?;
    let (turnout, areas) = store::turnout_of(reads, &app.memory(), vote).await?;
    let batches = store::all_batches(reads, vote.id).await?;
    let helpers: Vec<u64> = store::by_helper(reads, vote.id).await?.into_values().collect();
    Protocol {
        unit: unit.name().as_str(),
        project: project.plan.title.as_str(),
        counted: &counted,
        steps: &steps,
        objections: &objections,
        turnout: &turnout,
        areas: areas.as_ref(),
        batches: &batches,
        helpers: &helpers,
        late: accounts::count_changes(reads, vote.unit, while_frozen(vote, now)?).await?,
        made_at: now,
    }
    .page()
}
