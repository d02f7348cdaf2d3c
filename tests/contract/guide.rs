//! Every operation and problem that the guide for app developers names exists.

use sanhui::in_process::Call;
use tests::document::OPERATIONS;
use tests::story;

#[test]
fn the_guide_names_what_is_there() {
    story(async |town| {
        let asked = Call { method: "GET".to_owned(), path: "/docs/signing-in".to_owned(), ..Call::default() };
        let page = String::from_utf8(town.call(&asked).await.bytes).unwrap();
        let (text, table) = page.split_once("id=\"all\"").expect("a table of every problem");
        let text = text.split("id=\"client\"").next().unwrap();

        let named = calls(text);
        assert!(named.len() >= 8, "only {named:?}");
        for (method, path) in named {
            let known = OPERATIONS.values().any(|one| one.method == method && one.path == path);
            assert!(known, "the guide names {method} {path}");
        }
        let slugs: Vec<&str> = text.split("<code>").filter_map(|rest| rest.split("</code>").next()).collect();
        for slug in slugs.iter().filter(|word| word.contains('-') && word.bytes().all(is_slug)) {
            assert!(table.contains(&format!("id=\"{slug}\"")), "the guide names the problem {slug}");
        }
    });
}

fn is_slug(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte == b'-'
}

/// Each method and path that the text names, such as `POST /v1/…`.
fn calls(text: &str) -> Vec<(&str, &str)> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || "<>".contains(c)).collect();
    let pairs = words.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(method, path)| ["GET", "PUT", "POST", "DELETE"].contains(method) && path.starts_with("/v1/"))
        .collect()
}
