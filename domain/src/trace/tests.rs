use proptest::prelude::*;

use super::*;

fn node(kind: NodeKind, number: u128) -> Node {
    Node::of(kind, Uuid::from_u128(number))
}

fn at(second: i64) -> Time {
    Time::from_timestamp(second, 0).unwrap()
}

fn link(from: Node, to: Node, second: i64) -> Link {
    let id =
        Uuid::from_u128(from.id().as_u128() * 1_000_000 + to.id().as_u128() * 1_000 + u128::try_from(second).unwrap());
    Link { id, from, to, why: "因为".to_owned(), who_role: "moderator".to_owned(), at: at(second) }
}

/// need 1, need 2 → hearing → project → two designs → vote → project → review → rating; the hearing also led to a
/// second project, and need 1 is a source of the first.
fn cycle() -> Vec<Link> {
    use NodeKind::{Design, Meeting, Need, Project, Rating, Vote};
    let (hearing, project, vote) = (node(Meeting, 3), node(Project, 4), node(Vote, 7));
    vec![
        link(node(Need, 1), hearing, 10),
        link(node(Need, 2), hearing, 11),
        link(hearing, project, 20),
        link(node(Need, 1), project, 21),
        link(hearing, node(Project, 14), 22),
        link(project, node(Design, 5), 30),
        link(project, node(Design, 6), 31),
        link(node(Design, 5), vote, 40),
        link(node(Design, 6), vote, 41),
        link(vote, project, 50),
        link(project, node(Meeting, 8), 60),
        link(node(Meeting, 8), node(Rating, 9), 70),
    ]
}

fn numbers(trace: &Trace) -> Vec<u128> {
    trace.nodes.iter().map(|node| node.id().as_u128()).collect()
}

#[test]
fn a_sentence_leads_to_the_rating_and_back() {
    let forth = walk(node(NodeKind::Need, 1), &cycle());
    assert_eq!(numbers(&forth), [1, 3, 4, 14, 5, 6, 7, 8, 9]);
    let back = walk(node(NodeKind::Rating, 9), &cycle());
    assert_eq!(numbers(&back), [1, 3, 2, 4, 5, 6, 7, 8, 9]);
    assert!(!back.cut);
}

#[test]
fn a_sibling_is_not_in_the_chain() {
    let trace = walk(node(NodeKind::Need, 2), &cycle());
    assert!(!numbers(&trace).contains(&1));
}

#[test]
fn a_link_that_passes_the_start_by_is_shown() {
    let trace = walk(node(NodeKind::Meeting, 3), &cycle());
    assert!(trace.links.contains(&link(node(NodeKind::Need, 1), node(NodeKind::Project, 4), 21)));
    assert_eq!(trace.links.len(), cycle().len());
}

#[test]
fn a_node_without_links_is_its_own_chain() {
    let alone = node(NodeKind::Suggestion, 77);
    assert_eq!(walk(alone, &cycle()), Trace { nodes: vec![alone], links: vec![], cut: false });
}

#[test]
fn a_crowd_of_needs_leaves_room_for_what_came_of_them() {
    let (hearing, project) = (node(NodeKind::Meeting, 1), node(NodeKind::Project, 2));
    let mut links: Vec<Link> = (0..600).map(|i| link(node(NodeKind::Need, 1000 + i), hearing, 1)).collect();
    links.push(link(hearing, project, 2));
    let trace = walk(hearing, &links);
    assert!(trace.cut);
    assert!(trace.nodes.len() <= Walk::LIMIT);
    assert!(trace.nodes.contains(&project));
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    for &kind in NodeKind::ALL {
        assert_eq!(NodeKind::from_word(kind.word()), Some(kind));
        assert_eq!(node(kind, 1).kind(), kind);
    }
    assert_eq!(NodeKind::from_word("needs"), None);
}

proptest! {
    #[test]
    fn any_links_give_a_bounded_ordered_trace_around_the_start(
        start in 0u128..40,
        pairs in prop::collection::vec((0u128..40, 0u128..40, 0i64..50), 0..120),
    ) {
        let project = |number| node(NodeKind::Project, number);
        let links: Vec<Link> = pairs.iter().map(|&(a, b, second)| link(project(a), project(b), second)).collect();
        let trace = walk(project(start), &links);
        prop_assert!(trace.nodes.contains(&project(start)));
        prop_assert!(trace.links.is_sorted_by_key(|link| link.at));
        prop_assert!(!trace.cut);
        let mut once = trace.nodes.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), trace.nodes.len());
        for link in &trace.links {
            prop_assert!(trace.nodes.contains(&link.from) && trace.nodes.contains(&link.to));
        }
        for link in links.iter().filter(|link| link.from == project(start) || link.to == project(start)) {
            prop_assert!(trace.links.contains(link));
        }
    }
}
