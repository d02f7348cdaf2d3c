use actix_web::post;
use actix_web::web::Data;
use domain::ids::{NeedId, ProjectId, SuggestionId, UnitId};
use domain::need::{Need, NewNeed};
use domain::project::Origin;
use domain::suggestion::{AdoptedInto, Suggestion};
use domain::text::Sentence;
use domain::trace::Node;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::event::Happening;
use super::reach::in_reach;
use super::store;
use super::view::SuggestionView;
use crate::http::body::Keyed;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::links;
use crate::problem::{Named, OfField, Problem};
use crate::state::App;
use crate::{needs, places, projects};

/// What the suggestion becomes: exactly one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewAdoption {
    Need(AsNeed),
    Project(AsSource),
}

/// A need of a unit, in the words of the proposal, which hearings and projects can then take up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AsNeed {
    unit_id: Uuid,
}

/// A source of a project that is still proposed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AsSource {
    project_id: Uuid,
    /// Why this project answers it. If a moderator has linked the suggestion already, the moderator's reason stays.
    #[schema(min_length = 1, max_length = 500, example = "本项目包含弄堂照明改造。")]
    reason: String,
}

enum Destination {
    Need(UnitId),
    Project(ProjectId, Sentence),
}

impl NewAdoption {
    fn parse(&self) -> Result<Destination, Problem> {
        Ok(match self {
            Self::Need(need) => Destination::Need(need.unit_id.into()),
            Self::Project(source) => {
                let reason = Sentence::parse(&source.reason).field("/project/reason")?;
                Destination::Project(source.project_id.into(), reason)
            }
        })
    }
}

#[utoipa::path(
    tag = "suggestions",
    summary = "Adopt a suggestion",
    description = "Carries out an answer that promised a measure or an improvement of work: the suggestion becomes a need, or a \
        source of a project, and the trace keeps the link.",
    request_body = NewAdoption,
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "The suggestion", body = SuggestionView)),
)]
#[post("/v1/suggestions/{suggestion}/adoption")]
pub async fn adopt_suggestion(
    app: Data<App>,
    caller: ModeratorOrSteward,
    suggestion: Id<SuggestionId>,
    body: Keyed<NewAdoption>,
) -> Result<Reply, Problem> {
    let destination = body.value.parse()?;
    in_reach(&app, &caller, suggestion.0).await?;
    let unit = match &destination {
        Destination::Need(unit) => *unit,
        Destination::Project(project, _) => {
            projects::project(app.db().reads(), *project).await.named("/project/project_id")?.unit
        }
    };
    places::in_reach(&app, &caller, unit).await.named("/need/unit_id")?;
    app.once(&caller, &body.key, async move |tx| {
        let (conn, now) = (tx.conn(), tx.now());
        let before = store::for_update(tx, suggestion.0).await?;
        let suggestion = match destination {
            Destination::Need(unit) => into_need(tx, before, unit).await?,
            Destination::Project(project, reason) => {
                let origin = Origin::Suggestion(before.id);
                let adopted = before.adopt(AdoptedInto::Project(project), now)?;
                let sources = projects::project_for_update(tx, project).await?.sources;
                if !sources.iter().any(|source| source.origin == origin) {
                    projects::add_source(tx, project, origin, reason, "/project/project_id").await?;
                }
                adopted
            }
        };
        store::update(tx, &suggestion, Happening::Adopted).await?;
        tx.audit("adopt_suggestion", suggestion.id.0);
        Ok(Reply::ok(&store::view(conn, &suggestion, now).await?))
    })
    .await
}

/// The need has the suggestion's author, and the words of its proposal.
async fn into_need(tx: &Tx, suggestion: Suggestion, unit: UnitId) -> Result<Suggestion, Problem> {
    let id = NeedId(tx.id());
    let (author, wording) = (suggestion.proposer.account, suggestion.proposal.clone());
    let adopted = suggestion.adopt(AdoptedInto::Need(id), tx.now())?;
    let new = NewNeed { id, unit, author, wording, place: None, facility: None };
    needs::raise(tx, &Need::submit(new, None, tx.now())?).await?;
    links::link(tx, Node::Suggestion(adopted.id.0), Node::Need(id.0), "adopted").await?;
    Ok(adopted)
}
