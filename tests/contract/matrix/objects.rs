//! A thing with an id is open to its owner or to everybody, and never to another person of the same role.

use std::collections::BTreeSet;

use tests::document::{OPERATIONS, operation};
use tests::story;

use super::world::World;
use super::{assert_lines, lines, met};

const OBJECTS: &str = include_str!("objects.txt");

#[test]
fn every_operation_on_an_object_has_one_line() {
    let wanted: BTreeSet<&str> =
        OPERATIONS.values().filter(|one| one.path.contains('{')).map(|one| one.id.as_str()).collect();
    assert_lines(lines(OBJECTS).iter().map(|(id, _)| *id).collect(), wanted);
}

#[test]
fn other_peoples_things_are_not_there_and_do_not_change() {
    story(async |town| {
        let world = World::new(&town).await;
        let table = lines(OBJECTS);
        let kinds = ["public", "own", "word"];
        assert!(table.iter().all(|(_, words)| kinds.contains(&words[0])), "a line of another kind");
        let owned = || table.iter().filter(|(_, words)| words[0] == "own");
        for (_, words) in owned() {
            world.person(words[2]).token().await; // signing in now, because it counts as a deed
        }
        for (id, _) in table.iter().filter(|(_, words)| words[0] == "public") {
            let read = async |who: &str| world.deed(world.person(who), operation(id)).answer().await;
            let (one, two) = (read("anon").await, read("oth").await);
            if *id == "follow_turnout" {
                let refused = [&one, &two].map(|answer| answer.json()["type"].clone());
                assert_eq!(refused, ["/problems/upgrade-needed"; 2], "a WebSocket, which no deed opens");
                continue;
            }
            assert_eq!((one.status, &one.bytes), (200, &two.bytes), "{id} is not the same for everybody");
        }

        let before = world.deeds_done().await;
        for (id, words) in owned() {
            let answer = world.deed(world.person(words[2]), operation(id)).answer().await;
            assert_eq!(met(&answer), words[3], "{id} by {}: {}", words[2], answer.json());
        }
        assert_eq!(world.deeds_done().await, before, "a peer changed something");

        for (id, words) in owned() {
            let answer = world.deed(world.person(words[1]), operation(id)).answer().await;
            assert_eq!(met(&answer), "ok", "{id} by its own {}: {}", words[1], answer.json());
        }
    });
}
