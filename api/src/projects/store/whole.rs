//! Everything a project's page and a design's page show, from this slice and from others.

use std::collections::HashMap;

use domain::design::Design;
use domain::ids::AccountId;
use domain::project::{Origin, Project};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::super::view::{DesignView, ProjectView, ReviewView, SourceView};
use super::super::words::SourceKindWord;
use super::designs::designs;
use super::reports::reports;
use crate::infra::keys::Keyring;
use crate::problem::Problem;
use crate::{accounts, needs, suggestions};

pub async fn project_view(conn: &impl ConnectionTrait, project: &Project) -> Result<ProjectView, Problem> {
    let sources = sources(conn, project).await?;
    let designs = designs(conn, project.id).await?;
    Ok(ProjectView::new(project, sources, &designs, reports(conn, project.id).await?))
}

pub async fn design_view(conn: &impl ConnectionTrait, keys: &Keyring, design: &Design) -> Result<DesignView, Problem> {
    let mut names: HashMap<AccountId, String> = HashMap::new();
    for review in &design.reviews {
        names.insert(review.planner, accounts::public_name(conn, keys, review.planner).await?);
    }
    let named = |review| ReviewView::new(review, names.get(&review.planner).cloned().unwrap_or_default());
    Ok(DesignView::new(design, design.reviews.iter().map(named).collect()))
}

async fn sources(conn: &impl ConnectionTrait, project: &Project) -> Result<Vec<SourceView>, Problem> {
    let (mut needs, mut suggestions) = (Vec::new(), Vec::new());
    for source in &project.sources {
        match source.origin {
            Origin::Need(id) => needs.push(id.0),
            Origin::Suggestion(id) => suggestions.push(id.0),
        }
    }
    let mut found = needs::titles(conn, &needs).await?;
    found.extend(suggestions::titles(conn, &suggestions).await?);
    let titles: HashMap<Uuid, String> = found.into_iter().map(|(id, title, _)| (id, title)).collect();
    let shown = project.sources.iter().filter_map(|source| {
        let (kind, id) = match source.origin {
            Origin::Need(id) => (SourceKindWord::Need, id.0),
            Origin::Suggestion(id) => (SourceKindWord::Suggestion, id.0),
        };
        let title = titles.get(&id)?.clone();
        Some(SourceView { kind, id, title, reason: source.reason.to_string(), linked_at: source.linked_at })
    });
    Ok(shown.collect())
}
