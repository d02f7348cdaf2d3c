use std::collections::BTreeMap;

use domain::Time;
use domain::trace::{Node, NodeKind};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::problem::Problem;
use crate::{meetings, needs, projects, ratings, suggestions, votes};

/// Title and status of those nodes that are public.
pub async fn titles(
    conn: &impl ConnectionTrait,
    nodes: &[Node],
    now: Time,
) -> Result<BTreeMap<Node, (String, String)>, Problem> {
    let mut titles = BTreeMap::new();
    for &kind in NodeKind::ALL {
        let ids: Vec<Uuid> = nodes.iter().filter(|node| node.kind() == kind).map(|node| node.id()).collect();
        if ids.is_empty() {
            continue;
        }
        let found = match kind {
            NodeKind::Need => needs::titles(conn, &ids).await?,
            NodeKind::Theme => Vec::new(),
            NodeKind::Suggestion => suggestions::titles(conn, &ids).await?,
            NodeKind::Project => projects::project_titles(conn, &ids).await?,
            NodeKind::Design => projects::design_titles(conn, &ids).await?,
            NodeKind::Vote => votes::titles(conn, &ids, now).await?,
            NodeKind::Meeting => meetings::titles(conn, &ids).await?,
            NodeKind::Rating => ratings::titles(conn, &ids, now).await?,
        };
        titles.extend(found.into_iter().map(|(id, title, status)| (Node::of(kind, id), (title, status))));
    }
    Ok(titles)
}
