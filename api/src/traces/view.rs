use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::trace::{Node, NodeKind, Trace};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A chain. Nodes stand in the order in which they entered it, links in the order in which they were made.
#[derive(Debug, Serialize, ToSchema)]
pub struct TraceView {
    #[schema(max_items = 500)]
    pub nodes: Vec<NodeView>,
    pub links: Vec<LinkView>,
    /// True when the chain is longer than is shown.
    pub cut: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NodeView {
    pub kind: NodeKindWord,
    pub id: Uuid,
    pub title: String,
    /// The status of the thing, in the word that its own operations use.
    #[schema(example = "completed")]
    pub status: String,
}

/// `to` came of `from`.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    pub from_kind: NodeKindWord,
    pub from_id: Uuid,
    pub to_kind: NodeKindWord,
    pub to_id: Uuid,
    #[schema(example = "proposed after this hearing")]
    pub why: String,
    /// The role of the person who made the link: resident, moderator, steward, planner, city_administrator or service.
    /// The person is never named.
    #[schema(example = "moderator")]
    pub who_role: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeKindWord {
    Need,
    Theme,
    Suggestion,
    Project,
    Design,
    Vote,
    Meeting,
    Rating,
}

impl From<NodeKind> for NodeKindWord {
    fn from(kind: NodeKind) -> Self {
        match kind {
            NodeKind::Need => Self::Need,
            NodeKind::Theme => Self::Theme,
            NodeKind::Suggestion => Self::Suggestion,
            NodeKind::Project => Self::Project,
            NodeKind::Design => Self::Design,
            NodeKind::Vote => Self::Vote,
            NodeKind::Meeting => Self::Meeting,
            NodeKind::Rating => Self::Rating,
        }
    }
}

impl TraceView {
    /// Leaves out things without a title, which are not public, and their links.
    pub fn new(trace: &Trace, titles: &BTreeMap<Node, (String, String)>) -> Self {
        let nodes = trace.nodes.iter().filter_map(|node| {
            let (title, status) = titles.get(node)?.clone();
            Some(NodeView { kind: node.kind().into(), id: node.id(), title, status })
        });
        let links = trace.links.iter().filter(|link| titles.contains_key(&link.from) && titles.contains_key(&link.to));
        let links = links.map(|link| LinkView {
            from_kind: link.from.kind().into(),
            from_id: link.from.id(),
            to_kind: link.to.kind().into(),
            to_id: link.to.id(),
            why: link.why.clone(),
            who_role: link.who_role.clone(),
            at: link.at,
        });
        Self { nodes: nodes.collect(), links: links.collect(), cut: trace.cut }
    }
}
