//! Rules for the code that the compiler does not check.

use crate::sources;

const FOLDERS: &[&str] = &["api/src", "domain/src", "migrations/src", "openapi/src", "tests"];

#[test]
fn a_file_is_a_page() {
    for (path, text) in FOLDERS.iter().flat_map(|folder| sources(folder)) {
        let lines = text.lines().count();
        assert!(lines <= 400, "{path} has {lines} lines");
    }
}

#[test]
fn only_the_stores_name_the_orm() {
    for (path, text) in sources("api/src").into_iter().chain(sources("domain/src")).chain(sources("openapi/src")) {
        let may = path.ends_with("/store.rs")
            || path.ends_with("/entity.rs")
            || path.contains("/store/")
            || path.contains("/entity/")
            || path.starts_with("api/src/infra/");
        let names = ["sea_orm::", "sea_query::", "sqlx::"].iter().any(|name| text.contains(name));
        assert!(may || !names, "{path} names sea-orm");
    }
}

#[test]
fn entities_are_private() {
    for (path, text) in sources("api/src").into_iter().filter(|(path, _)| path.ends_with("/mod.rs")) {
        assert!(!text.contains("pub mod entity") && !text.contains("pub use entity"), "{path} shows its entities");
        assert!(!text.contains("pub(crate) mod entity"), "{path} shows its entities");
    }
}

#[test]
fn the_domain_is_pure() {
    for (path, text) in sources("domain/src") {
        for impure in ["serde::", "sea_orm::", "actix_web::", "tokio::", "rand::", "std::env", "std::fs", "Utc::now"] {
            assert!(!text.contains(impure), "{path} names {impure}");
        }
    }
}

#[test]
fn every_operation_lives_in_a_file_of_its_name() {
    let operations = sources("api/src").into_iter().filter(|(_, text)| text.contains("#[utoipa::path("));
    for (path, text) in operations {
        let name = path.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap();
        assert_eq!(text.matches("#[utoipa::path(").count(), 1, "{path} holds more than one operation");
        assert!(text.contains(&format!("pub async fn {name}(")), "{path} does not hold {name}");
    }
}

/// The document knows schemas by name alone. If two types had one name, one schema would silently stand for both.
#[test]
fn schemas_have_names_of_their_own() {
    let mut seen = std::collections::BTreeMap::new();
    for (path, text) in sources("api/src") {
        for name in schemas(&text) {
            if let Some(other) = seen.insert(name.clone(), path.clone()) {
                panic!("{name} is a schema in {other} and in {path}");
            }
        }
    }
    assert!(seen.len() > 100, "the schemas were not found");
}

/// The names of types that derive `ToSchema`, and of types that the macro `words!` makes.
fn schemas(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut derived, mut in_words) = (false, false);
    for line in text.lines().map(str::trim_start) {
        derived |= line.starts_with("#[derive(") && line.contains("ToSchema");
        in_words = (in_words || line.starts_with("words! {")) && line != "}";
        let mut words = line.split([' ', '<', '(', ';']).skip_while(|word| *word == "pub");
        match (words.next(), words.next()) {
            (Some("struct" | "enum"), Some(name)) if std::mem::take(&mut derived) => names.push(name.to_owned()),
            (Some(name), Some("=")) if in_words => names.push(name.to_owned()),
            _ => {}
        }
    }
    names
}
