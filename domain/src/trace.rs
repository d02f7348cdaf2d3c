//! The trace: from the sentence a resident typed to the rating of the thing that was built, and back.
//!
//! A link points forward in time, from a cause to what came of it. The chain of a node is everything it came from and
//! everything that came of it; a sibling (another need of the same hearing) belongs to the chain of neither.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::Time;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    Need,
    Theme,
    Suggestion,
    Project,
    Design,
    Vote,
    Meeting,
    Rating,
}

impl NodeKind {
    pub const ALL: &[Self] = &[
        Self::Need,
        Self::Theme,
        Self::Suggestion,
        Self::Project,
        Self::Design,
        Self::Vote,
        Self::Meeting,
        Self::Rating,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::Theme => "theme",
            Self::Suggestion => "suggestion",
            Self::Project => "project",
            Self::Design => "design",
            Self::Vote => "vote",
            Self::Meeting => "meeting",
            Self::Rating => "rating",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// One thing in a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    Need(Uuid),
    Theme(Uuid),
    Suggestion(Uuid),
    Project(Uuid),
    Design(Uuid),
    Vote(Uuid),
    Meeting(Uuid),
    Rating(Uuid),
}

impl Node {
    pub fn of(kind: NodeKind, id: Uuid) -> Self {
        match kind {
            NodeKind::Need => Self::Need(id),
            NodeKind::Theme => Self::Theme(id),
            NodeKind::Suggestion => Self::Suggestion(id),
            NodeKind::Project => Self::Project(id),
            NodeKind::Design => Self::Design(id),
            NodeKind::Vote => Self::Vote(id),
            NodeKind::Meeting => Self::Meeting(id),
            NodeKind::Rating => Self::Rating(id),
        }
    }

    pub fn kind(self) -> NodeKind {
        match self {
            Self::Need(_) => NodeKind::Need,
            Self::Theme(_) => NodeKind::Theme,
            Self::Suggestion(_) => NodeKind::Suggestion,
            Self::Project(_) => NodeKind::Project,
            Self::Design(_) => NodeKind::Design,
            Self::Vote(_) => NodeKind::Vote,
            Self::Meeting(_) => NodeKind::Meeting,
            Self::Rating(_) => NodeKind::Rating,
        }
    }

    pub fn id(self) -> Uuid {
        match self {
            Self::Need(id)
            | Self::Theme(id)
            | Self::Suggestion(id)
            | Self::Project(id)
            | Self::Design(id)
            | Self::Vote(id)
            | Self::Meeting(id)
            | Self::Rating(id) => id,
        }
    }
}

/// Why `to` came of `from`, in words, and the role of the person who said so, who is never named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Ordered by time, as all ids are (UUIDv7).
    pub id: Uuid,
    pub from: Node,
    pub to: Node,
    pub why: String,
    pub who_role: String,
    pub at: Time,
}

/// A whole chain: nodes by the time they entered it, links by time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    /// The chain is longer than is shown.
    pub cut: bool,
}

/// Which links the walk needs to see next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Those that end at one of these.
    Into(Vec<Node>),
    /// Those that start at one of these.
    OutOf(Vec<Node>),
}

/// Walks a chain one step at a time, so that links can stay where they are stored: while [`Walk::ask`] gives a
/// question, look the links up and [`Walk::learn`] them; then [`Walk::finish`].
#[derive(Clone, Debug)]
pub struct Walk {
    step: Step,
    frontier: Vec<Node>,
    causes: BTreeSet<Node>,
    effects: BTreeSet<Node>,
    links: Vec<Link>,
    cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Back,
    Forth,
    /// Links that bypass the start: from one of its causes to one of its effects.
    Across,
    Done,
}

impl Walk {
    /// The most nodes a trace shows.
    pub const LIMIT: usize = 500;

    pub fn from(start: Node) -> Self {
        let only = BTreeSet::from([start]);
        Self {
            step: Step::Back,
            frontier: vec![start],
            causes: only.clone(),
            effects: only,
            links: Vec::new(),
            cut: false,
        }
    }

    pub fn ask(&self) -> Option<Ask> {
        match self.step {
            Step::Back => Some(Ask::Into(self.frontier.clone())),
            Step::Forth | Step::Across => Some(Ask::OutOf(self.frontier.clone())),
            Step::Done => None,
        }
    }

    /// Takes the answer to the last question. `all` is false when there were more links than were looked up.
    pub fn learn(&mut self, found: Vec<Link>, all: bool) {
        self.cut |= !all;
        let mut next = Vec::new();
        for link in found {
            let fits = match self.step {
                Step::Back => reach(&mut self.causes, link.from, &mut next),
                Step::Forth => reach(&mut self.effects, link.to, &mut next),
                Step::Across if !self.causes.contains(&link.to) && !self.effects.contains(&link.to) => continue,
                Step::Across => true,
                Step::Done => return,
            };
            if fits {
                self.links.push(link);
            } else {
                self.cut = true;
            }
        }
        self.frontier = next;
        self.advance();
    }

    pub fn finish(mut self) -> Trace {
        self.links.sort_by_key(|link| (link.at, link.id));
        self.links.dedup_by_key(|link| link.id); // where causes and effects meet, a link is seen from both sides
        let mut left: BTreeSet<Node> = self.causes.union(&self.effects).copied().collect();
        let mut nodes = Vec::with_capacity(left.len());
        for node in self.links.iter().flat_map(|link| [link.from, link.to]) {
            if left.remove(&node) {
                nodes.push(node);
            }
        }
        nodes.extend(left); // the start alone, when nothing is linked to it
        Trace { nodes, links: self.links, cut: self.cut }
    }

    fn advance(&mut self) {
        if !self.frontier.is_empty() {
            return;
        }
        (self.step, self.frontier) = match self.step {
            Step::Back => (Step::Forth, self.effects.iter().copied().collect()),
            Step::Forth => (Step::Across, self.causes.difference(&self.effects).copied().collect()),
            Step::Across | Step::Done => (Step::Done, Vec::new()),
        };
        if self.frontier.is_empty() {
            self.step = Step::Done;
        }
    }
}

/// True when the node is on this side or still fits there. Each side has half of the room, so that a hearing with a
/// thousand needs can't push out what came of it.
fn reach(side: &mut BTreeSet<Node>, node: Node, next: &mut Vec<Node>) -> bool {
    if side.contains(&node) {
        return true;
    }
    let fits = side.len() < Walk::LIMIT / 2;
    if fits {
        side.insert(node);
        next.push(node);
    }
    fits
}

/// The chain of `start` within a set of links.
pub fn walk(start: Node, links: &[Link]) -> Trace {
    let mut walk = Walk::from(start);
    while let Some(ask) = walk.ask() {
        let found = links.iter().filter(|link| match &ask {
            Ask::Into(nodes) => nodes.contains(&link.to),
            Ask::OutOf(nodes) => nodes.contains(&link.from),
        });
        walk.learn(found.cloned().collect(), true);
    }
    walk.finish()
}

#[cfg(test)]
mod tests;
