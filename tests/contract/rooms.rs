//! Which room of the api may know which. `rooms.txt` holds the arrows there are; a new one fails, and so does one that is
//! listed and no longer there, so that the table only shrinks.
//!
//! A room is a folder or file of `api/src`, and a folder of the three slices that have rooms of their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources;

const TABLE: &str = include_str!("rooms.txt");
const SLICES_WITH_ROOMS: &[&str] = &["accounts", "owners", "votes"];

/// The one circle, and the two files without which there would be none: a project's gates and its page ask all of these.
const CIRCLE: &[&str] = &["meetings", "needs", "projects", "suggestions", "votes"];
const HOLDERS: &[&str] = &["api/src/projects/facts.rs", "api/src/projects/store/whole.rs"];

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The module path of a file, from the root of the crate.
fn module(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("api/src/").trim_end_matches(".rs").trim_end_matches("/mod");
    inside.split('/').filter(|part| !["lib", "main"].contains(part)).map(str::to_owned).collect()
}

/// Every path of the crate that a text names, in `use` or in code, with groups taken apart.
fn paths(text: &str, module: &[String]) -> Vec<Vec<String>> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |all, line| all + line.split(" // ").next().unwrap_or_default() + "\n");
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':') {
            continue; // the middle of a path that was found already, or of a longer word
        }
        take(&code[start..], &mut Vec::new(), &mut found);
    }
    found.into_iter().map(|path| absolute(path, module)).collect()
}

/// Reads one path or group of paths, and gives what follows it.
fn take<'a>(text: &'a str, begin: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text;
    let depth = begin.len();
    loop {
        if let Some(mut group) = rest.strip_prefix('{') {
            loop {
                group = group.trim_start();
                if let Some(after) = group.strip_prefix('}') {
                    begin.truncate(depth);
                    return after;
                }
                group = take(group, &mut begin.clone(), found);
                group = group.trim_start_matches(|letter| letter != ',' && letter != '}');
                group = group.strip_prefix(',').unwrap_or(group);
            }
        }
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        begin.push(rest[..end].to_owned());
        rest = &rest[end..];
        match rest.strip_prefix("::") {
            Some(more) => rest = more,
            None => break,
        }
    }
    found.push(begin.clone());
    begin.truncate(depth);
    rest
}

fn absolute(path: Vec<String>, module: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    if ups == 0 {
        return path.into_iter().skip(1).collect(); // `crate`
    }
    let base = &module[..module.len().saturating_sub(ups)];
    base.iter().cloned().chain(path.into_iter().skip(ups)).collect()
}

/// The room a path lies in: of the api, or of a slice that has rooms.
fn room(path: &[String], inside: Option<&str>) -> Option<String> {
    match inside {
        None => path.first().cloned(),
        Some(slice) => path.first().filter(|first| *first == slice).and_then(|_| path.get(1).cloned()),
    }
}

fn arrows(inside: Option<&str>, but: &[&str]) -> Arrows {
    let files = sources("api/src");
    let rooms: BTreeSet<String> = files.iter().filter_map(|(path, _)| room(&module(path), inside)).collect();
    let mut arrows = Arrows::new();
    for (path, text) in files.iter().filter(|(path, _)| !but.contains(&path.as_str()) && !path.ends_with("/tests.rs")) {
        let here = module(path);
        let Some(from) = room(&here, inside) else { continue };
        for named in paths(text, &here) {
            let Some(to) = room(&named, inside).filter(|to| rooms.contains(to) && *to != from) else { continue };
            arrows.entry(from.clone()).or_default().insert(to);
        }
    }
    arrows
}

/// `room: the rooms it knows`; rooms of a slice are written `slice/room`.
fn written() -> Arrows {
    let line = |line: &str| {
        let (room, knows) = line.split_once(':').expect("room: rooms");
        (room.to_owned(), knows.split_whitespace().map(str::to_owned).collect())
    };
    TABLE.lines().filter(|text| !text.is_empty() && !text.starts_with('#')).map(line).collect()
}

fn present() -> Arrows {
    let mut all = arrows(None, &[]);
    for slice in SLICES_WITH_ROOMS {
        let named = |room: String| format!("{slice}/{room}");
        let inside = arrows(Some(slice), &[]).into_iter();
        all.extend(inside.map(|(from, to)| (named(from), to.into_iter().map(named).collect())));
    }
    all
}

#[test]
fn a_room_knows_only_what_the_table_lets_it_know() {
    let (written, present) = (written(), present());
    let known = |table: &Arrows, from: &str, to: &str| table.get(from).is_some_and(|known| known.contains(to));
    for (from, to) in present.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        assert!(known(&written, from, to), "{from} knows {to} now: find another way, the table only shrinks");
    }
    for (from, to) in written.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        assert!(known(&present, from, to), "{from} does not know {to} any more: take it out of rooms.txt");
    }
}

/// What a room knows, directly or through others.
fn reached<'a>(arrows: &'a Arrows, from: &'a str) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        for to in arrows.get(next).into_iter().flatten() {
            if seen.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    seen
}

fn in_circles(arrows: &Arrows) -> Vec<&str> {
    arrows.keys().map(String::as_str).filter(|room| reached(arrows, room).contains(room)).collect()
}

#[test]
fn one_circle_of_rooms_is_held_by_two_files() {
    assert_eq!(in_circles(&arrows(None, &[])), CIRCLE);
    assert_eq!(in_circles(&arrows(None, HOLDERS)), [""; 0]);
}

#[test]
fn paths_are_found_in_groups_and_from_below() {
    let here = ["votes", "paper", "sheets"].map(str::to_owned);
    let text = "use crate::{http::{body, page::Page}, state::App};\nuse super::super::casting;\n// crate::owners\nlet x = super::x();\n";
    let mut found: Vec<String> = paths(text, &here).into_iter().map(|path| path.join("/")).collect();
    found.sort();
    assert_eq!(found, ["http/body", "http/page/Page", "state/App", "votes/casting", "votes/paper/x"]);
}
