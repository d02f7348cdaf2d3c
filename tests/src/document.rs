//! The OpenAPI document as a client uses it: finds an operation by its id, and compares each answer with the schema the
//! document gives.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use sanhui::in_process::Answer;
use serde_json::{Value, json};

/// One operation of the document.
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    /// The roles of which a caller needs one; `None` when anybody may call.
    pub roles: Option<Vec<String>>,
    body: Option<Value>,
    parameters: Vec<(String, String)>,
    responses: BTreeMap<String, Value>,
}

/// Every operation of the document, by its id.
pub static OPERATIONS: LazyLock<BTreeMap<String, Operation>> = LazyLock::new(|| {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let every = paths.iter().flat_map(|(path, item)| {
        item.as_object().into_iter().flatten().map(move |(method, operation)| Operation::new(method, path, operation))
    });
    every.map(|operation| (operation.id.clone(), operation)).collect()
});

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&sanhui::app::document().bytes()).expect("the document is JSON"));

/// The schemas of the document, changed to refuse unknown fields. So an answer with a field that the document does not
/// name is a fault.
static SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    let mut schemas = DOCUMENT["components"]["schemas"].clone();
    let mut parts = HashSet::new();
    parts_of_wholes(&DOCUMENT, &mut parts);
    for (name, schema) in schemas.as_object_mut().expect("schemas") {
        if !parts.contains(name) {
            close(schema);
        }
    }
    schemas
});

/// The operation with this id. Panics when there is none, because then the story has a mistake.
pub fn operation(id: &str) -> &'static Operation {
    OPERATIONS.get(id).unwrap_or_else(|| panic!("the document has no operation {id}"))
}

impl Operation {
    fn new(method: &str, path: &str, operation: &Value) -> Self {
        let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let session = operation["security"].as_array().and_then(|any| any.iter().find_map(|one| one.get("session")));
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        Self {
            id: words(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            roles: session.map(|roles| roles.as_array().into_iter().flatten().map(words).collect()),
            body: operation.pointer("/requestBody/content/application~1json/schema").cloned(),
            parameters: parameters.map(|one| (words(&one["in"]), words(&one["name"]))).collect(),
            responses: operation["responses"].as_object().cloned().unwrap_or_default().into_iter().collect(),
        }
    }

    /// Whether the operation has a parameter of this name in this place (`path`, `query` or `header`).
    pub fn takes(&self, place: &str, name: &str) -> bool {
        self.parameters.iter().any(|(at, known)| at == place && known.eq_ignore_ascii_case(name))
    }

    /// Whether the operation takes a JSON body.
    pub fn takes_a_body(&self) -> bool {
        self.body.is_some()
    }

    /// The fields that an object of the body may have. `place` is the JSON pointer of that object; the empty pointer is
    /// the whole body.
    pub fn fields_of_body(&self, place: &str) -> BTreeSet<String> {
        let whole = self.body.iter().map(resolved);
        let at = |schema: &'static Value| place.split('/').skip(1).try_fold(schema, |at, name| property(at, name));
        whole.filter_map(at).flat_map(fields).collect()
    }

    /// The names of all fields of the operation's successful answers, at any depth.
    pub fn deep_fields_of_answers(&self) -> BTreeSet<String> {
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        for (_, answer) in self.responses.iter().filter(|(status, _)| status.starts_with('2')) {
            deep_fields(answer, &mut seen, &mut found);
        }
        found
    }

    /// The names of the outermost fields of the operation's successful answers.
    pub fn fields_of_answers(&self) -> BTreeSet<String> {
        let successes = self.responses.iter().filter(|(status, _)| status.starts_with('2'));
        let schemas = successes.filter_map(|(_, answer)| answer.pointer("/content/application~1json/schema"));
        schemas.map(resolved).flat_map(fields).collect()
    }

    /// How this answer differs from what the document describes; `None` when it does not. A body that the service
    /// accepted must fit the document, too.
    pub fn fault(&self, sent: Option<&Value>, answer: &Answer) -> Option<String> {
        let Some(response) = self.responses.get(&answer.status.to_string()) else {
            return Some(format!("status {} is not documented", answer.status));
        };
        if let (Some(schema), Some(sent), 200..=299) = (&self.body, sent, answer.status)
            && let Some(why) = mismatch(schema, sent)
        {
            return Some(format!("accepted a body that the document refuses: {why}"));
        }
        if let Some(headers) = response["headers"].as_object() {
            let always = ["Location", "WWW-Authenticate", "Retry-After", "X-Request-Id"];
            let missing = headers.keys().find(|name| always.contains(&name.as_str()) && answer.header(name).is_none());
            if let Some(name) = missing {
                return Some(format!("the header {name} is missing"));
            }
        }
        self.body_fault(response, answer)
    }

    fn body_fault(&self, response: &Value, answer: &Answer) -> Option<String> {
        let Some(content) = response["content"].as_object() else {
            return (!answer.bytes.is_empty()).then(|| "a body where none is documented".to_owned());
        };
        let said = answer.header("Content-Type").unwrap_or_default();
        let Some(media) = content.get(said.split(';').next().unwrap_or_default()) else {
            return Some(format!("content type {said:?} is not documented"));
        };
        if said.contains("json") {
            let body = serde_json::from_slice(&answer.bytes).map_err(|error| format!("not JSON: {error}"));
            return body.map_or_else(Some, |body: Value| mismatch(media.get("schema")?, &body));
        }
        None
    }
}

/// Collects the names of all fields of the schema, at any depth.
fn deep_fields(schema: &Value, seen: &mut BTreeSet<String>, found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next())
        && seen.insert(name.to_owned())
    {
        deep_fields(&DOCUMENT["components"]["schemas"][name], seen, found);
    }
    found.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    let parts: Vec<&Value> = match schema {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    parts.into_iter().for_each(|part| deep_fields(part, seen, found));
}

/// The schema that a `$ref` names, also when it stands in a `oneOf`.
fn resolved(schema: &Value) -> &'static Value {
    static NOTHING: Value = Value::Null;
    let schemas = &DOCUMENT["components"]["schemas"];
    let name = |schema: &Value| schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let named = name(schema).or_else(|| schema["oneOf"].as_array().into_iter().flatten().find_map(name));
    named.map_or(&NOTHING, |name| &schemas[name.as_str()])
}

/// The schema of one field of an object.
fn property(schema: &'static Value, name: &str) -> Option<&'static Value> {
    let property = schema["properties"].get(name)?;
    Some(if property.get("properties").is_some() { property } else { resolved(property) })
}

/// The names of the schema's fields, with those of the schemas it is composed of by `allOf`.
fn fields(schema: &'static Value) -> Vec<String> {
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let of_parts = parts.flat_map(|part| fields(if part.get("$ref").is_some() { resolved(part) } else { part }));
    own.chain(of_parts).collect()
}

/// Says where `value` does not fit the schema; `None` when it fits.
fn mismatch(schema: &Value, value: &Value) -> Option<String> {
    let whole = validator(schema);
    let faults: Vec<_> = whole.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    (!faults.is_empty()).then(|| faults.join("; "))
}

/// The validator of a schema, made once and kept.
fn validator(schema: &Value) -> Arc<Validator> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let made = known.entry(schema.to_string()).or_insert_with(|| {
        let mut schema = schema.clone();
        close(&mut schema);
        let whole = json!({"allOf": [schema], "components": {"schemas": *SCHEMAS}});
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        Arc::new(options.should_ignore_unknown_formats(true).build(&whole).expect("a schema of the document"))
    });
    Arc::clone(made)
}

/// Makes every object whose fields are listed refuse others. Objects composed by `allOf` are left open, because each
/// part knows only its own fields.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            for (key, inner) in map {
                match (key.as_str(), inner) {
                    ("example" | "examples" | "enum" | "const", _) => {}
                    ("properties", Value::Object(fields)) => fields.values_mut().for_each(close),
                    ("allOf", Value::Array(parts)) if parts.len() > 1 => {}
                    (_, inner) => close(inner),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Collects the names of the schemas from which others are composed by `allOf`.
fn parts_of_wholes(value: &Value, parts: &mut HashSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(all) = map.get("allOf").and_then(Value::as_array).filter(|all| all.len() > 1) {
                let names = all.iter().filter_map(|part| part["$ref"].as_str()?.rsplit('/').next());
                parts.extend(names.map(str::to_owned));
            }
            map.values().for_each(|inner| parts_of_wholes(inner, parts));
        }
        Value::Array(items) => items.iter().for_each(|inner| parts_of_wholes(inner, parts)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
