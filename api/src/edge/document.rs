//! The OpenAPI document: what the handlers declare, and what the conventions add to each of them.
//!
//! A handler says what is particular to it. That a secured operation can answer 401, that a body can be 415, that a
//! POST takes an `Idempotency-Key`: those follow from the conventions and are written once, here.

use serde_json::{Map, Value, json};

use super::remembered;

/// POSTs whose answers carry secrets, and so are never stored for repetition.
pub const NOT_REPEATABLE: &[&str] = &[
    "sign_in_with_phone",
    "sign_in_with_password",
    "sign_in_with_wechat",
    "sign_in_with_card",
    "register_in_person",
    "issue_sign_in_card",
    "confirm_in_person", // a repetition begins its minutes anew
    "issue_residency_code",
    "prove_myself",
    "confirm_second_factor",
    "refresh_session",
    "accept_invitation",
    "cast_assisted_ballot", // a stored receipt would lie beside the time of the voter's notice
    "look_up_voter",        // changes nothing
    "enrol_second_factor",
    "replace_recovery_codes",
    "reset_password",
    "request_my_export",
    "download_my_export",
];

/// Operations open to a person who still has to prove a second factor (`Enrolling` and `Session` in caller.rs).
pub const OPEN_WITHOUT_FACTOR: &[&str] = &["enrol_second_factor", "activate_second_factor", "sign_out"];

/// Operations open to an account that waits to be erased (`Owner` and `Session` in caller.rs).
pub const OPEN_WHILE_LEAVING: &[&str] = &["read_me", "keep_me", "sign_out"];

const NO_FACTOR: &str = "A second factor must be proved first: `second-factor-needed`";
const ASLEEP: &str = "The account waits to be erased: `account-leaving`";
const NO_FACTOR_OR_ASLEEP: &str = "A second factor must be proved first: `second-factor-needed`; or the account waits to be erased: `account-leaving`";

const FRESH: &str =
    "\n\n**How fresh:** without `Authorization` the answer may be from memory, and is at most a second old.";

const KINDS_IN_A_TRACE: &[&str] = &["need", "theme", "suggestion", "project", "design", "vote", "meeting", "rating"];
const METHODS: &[&str] = &["get", "put", "post", "delete"];

pub struct Document {
    text: String,
}

impl Document {
    pub fn new(collected: &utoipa::openapi::OpenApi) -> Self {
        let mut value = serde_json::to_value(collected).unwrap_or_default();
        complete(&mut value);
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        Self { text }
    }

    pub fn bytes(&self) -> String {
        self.text.clone()
    }
}

fn complete(document: &mut Value) {
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        name_items(schemas);
    }
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(*method).and_then(Value::as_object_mut) {
                complete_operation(path, method, operation);
            }
        }
    }
}

/// A list names the schema of its items instead of repeating it, so that clients get one type for one thing.
fn name_items(schemas: &mut Map<String, Value>) {
    let mut found = Vec::new();
    for (name, schema) in schemas.iter_mut() {
        let Some(item) = name.strip_prefix("Listing_") else { continue };
        if let Some(items) = schema.pointer_mut("/properties/items/items") {
            let reference = json!({"$ref": format!("#/components/schemas/{item}")});
            found.push((item.to_owned(), std::mem::replace(items, reference)));
        }
    }
    for (item, schema) in found {
        schemas.entry(item).or_insert(schema);
    }
}

fn complete_operation(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let has_body = operation.contains_key("requestBody");
    let roles = roles(operation);
    let is_keyed = method == "post" && !NOT_REPEATABLE.contains(&id.as_str());
    if roles.is_none() {
        operation.insert("security".to_owned(), json!([]));
    }
    let who = roles.as_ref().map_or("anyone".to_owned(), |roles| roles.join(", ").replace('_', " "));
    let said = operation.get("description").and_then(Value::as_str).unwrap_or_default();
    let fresh = if remembered::OPERATIONS.iter().any(|(one, _)| *one == id) { FRESH } else { "" };
    let description = format!("{said}\n\n**Who may call:** {who}.{fresh}");
    operation.insert("description".to_owned(), json!(description));

    let is_read = operation.get("responses").is_some_and(|responses| responses.get("200").is_some());
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        let known = |name: &str, parameters: &[Value]| {
            parameters.iter().any(|parameter| parameter.get("name").and_then(Value::as_str) == Some(name))
        };
        for name in path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')) {
            if !known(name, parameters) {
                parameters.push(path_parameter(name));
            }
        }
        if is_keyed {
            parameters.push(json!({
                "name": "Idempotency-Key", "in": "header", "required": true,
                "description": "A fresh random key for each new request; the same key when the request is repeated. Kept 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!#-~]{1,64}$"},
                "example": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
            }));
        }
        if method == "get" && is_read {
            parameters.push(json!({
                "name": "If-None-Match", "in": "header", "required": false,
                "description": "An ETag from before: the answer is 304 when nothing changed.",
                "schema": {"type": "string"}, // whatever it is, what does not match is answered in full
            }));
        }
    }
    let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let has = |place: &str| parameters.iter().any(|p| p.get("in").and_then(Value::as_str) == Some(place));
    let is_edit = parameters.iter().any(|p| p.get("name").and_then(Value::as_str) == Some("If-Match"));

    let mut statuses =
        vec![("429", "Too many requests: wait as Retry-After says"), ("503", "Not available at the moment: repeat it")];
    statuses.push(("500", "Something is wrong on our side"));
    if let Some(roles) = &roles {
        statuses.push(("401", "Not signed in, or no longer"));
        if roles.iter().any(|role| role != "resident") {
            statuses.push(("403", "Not for your role, not in your area, or a second factor must be proved first"));
        } else {
            match (OPEN_WITHOUT_FACTOR.contains(&id.as_str()), OPEN_WHILE_LEAVING.contains(&id.as_str())) {
                (true, true) => {}
                (true, false) => statuses.push(("403", ASLEEP)),
                (false, true) => statuses.push(("403", NO_FACTOR)),
                (false, false) => statuses.push(("403", NO_FACTOR_OR_ASLEEP)),
            }
        }
    }
    if has("path") {
        statuses.push(("404", "Not there, or not yours to know"));
    }
    if has_body {
        statuses.extend([
            ("400", "The request can't be read"),
            ("413", "The body is too large"),
            ("415", "The body is not JSON"),
            ("422", "A field is not acceptable; `errors` names it"),
        ]);
    }
    if has("query") {
        statuses.push(("422", "A parameter is not acceptable; `errors` names it"));
    }
    if is_keyed {
        statuses.extend([
            ("400", "The request can't be read, or has no Idempotency-Key"),
            ("409", "Not now: the problem's type names the gate that is shut; `request-in-progress` for a repetition that came too soon"),
            ("422", "A field is not acceptable, or the Idempotency-Key was used for another request"),
        ]);
    }
    if is_edit {
        statuses.extend([("412", "It was changed meanwhile"), ("428", "If-Match is needed")]);
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, description) in statuses {
        responses.entry(status).or_insert_with(|| json!({"description": description}));
    }
    if method == "get" && responses.contains_key("200") {
        responses
            .entry("304")
            .or_insert_with(|| json!({"description": "Nothing changed since the ETag in If-None-Match"}));
    }
    for (status, response) in responses.iter_mut() {
        dress_response(method, status, response, is_keyed);
    }
}

/// Problems have one schema; successes say which headers they carry.
fn dress_response(method: &str, status: &str, response: &mut Value, is_keyed: bool) {
    let Some(response) = response.as_object_mut() else { return };
    if status >= "400" {
        response.entry("content").or_insert_with(
            || json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemView"}}}),
        );
    }
    let header = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    let headers = response.entry("headers").or_insert_with(|| json!({}));
    let Some(headers) = headers.as_object_mut() else { return };
    headers.insert("X-Request-Id".to_owned(), header("The id of this request, as the log knows it."));
    match status {
        "201" => {
            headers.insert("Location".to_owned(), header("Path of what was made."));
        }
        "200" if method == "get" => {
            headers.insert("ETag".to_owned(), header("Fingerprint of this representation."));
        }
        "401" => {
            headers.insert("WWW-Authenticate".to_owned(), header("Always Bearer."));
        }
        "429" | "503" => {
            headers.insert("Retry-After".to_owned(), header("Seconds to wait."));
        }
        _ => {}
    }
    if is_keyed && status < "300" {
        headers.insert(
            "Idempotency-Replayed".to_owned(),
            header("true when this is the stored answer of an earlier request."),
        );
    }
}

/// The roles of the `session` requirement; none for an operation anyone may call.
fn roles(operation: &Map<String, Value>) -> Option<Vec<String>> {
    let requirements = operation.get("security")?.as_array()?;
    let session = requirements.iter().find_map(|requirement| requirement.get("session"))?;
    Some(session.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

fn path_parameter(name: &str) -> Value {
    let (schema, description) = match name {
        "code" | "area" => (
            json!({"type": "string", "pattern": "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", "minLength": 2, "maxLength": 12}),
            "Statistics code of the area: 2, 6, 9 or 12 digits.".to_owned(),
        ),
        "kind" => (json!({"type": "string", "enum": KINDS_IN_A_TRACE}), "What kind of thing it is.".to_owned()),
        "year" => (json!({"type": "integer", "minimum": 2000, "maximum": 2100}), "A calendar year.".to_owned()),
        "id" => (json!({"type": "string", "format": "uuid"}), "Id of the thing.".to_owned()),
        other => (json!({"type": "string", "format": "uuid"}), format!("Id of the {}.", other.replace('_', " "))),
    };
    let example = match name {
        "code" | "area" => json!("310101020"),
        "kind" => json!("project"),
        "year" => json!(2026),
        _ => json!("0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"),
    };
    json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema, "example": example})
}
