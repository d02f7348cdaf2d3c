//! One call of one operation by one person. The story names the operation id; the OpenAPI document gives method and
//! path, and the person gives the access token.

use std::pin::Pin;

use sanhui::in_process::{Answer, Call};
use serde_json::Value;

use crate::document::{Operation, operation};
use crate::person::Person;
use crate::town::Town;

/// A call that a person is about to make. A story adds to it with `with`, `at` and `header`, and then makes it with
/// `ok`, `refused` or `answer`.
pub struct Deed {
    person: Person,
    town: Town,
    operation: &'static Operation,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

impl Deed {
    pub(crate) fn new(person: &Person, id: &str) -> Self {
        let operation = operation(id);
        let (path, town) = (operation.path.clone(), person.town().clone());
        let key = format!("key-{}", town.number());
        let deed =
            Self { person: person.clone(), town, operation, path, query: Vec::new(), headers: Vec::new(), body: None };
        if operation.takes("header", "Idempotency-Key") { deed.header("Idempotency-Key", &key) } else { deed }
    }

    /// Sends this JSON body.
    pub fn with(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The body that the call would send now.
    pub fn body(&self) -> Value {
        self.body.clone().unwrap_or_default()
    }

    /// Fills in a parameter of the path or the query. The value is a word, a number, or a JSON object, of which the
    /// `id` is taken.
    pub fn at(mut self, name: &str, value: impl Named) -> Self {
        let (step, value) = (format!("{{{name}}}"), value.named());
        if self.path.contains(&step) {
            self.path = self.path.replace(&step, &value);
        } else {
            assert!(self.operation.takes("query", name), "{} takes no {name}", self.operation.id);
            self.query.push((name.to_owned(), value));
        }
        self
    }

    /// Sends this header, in place of one with the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends no header of this name.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// Sends this `Idempotency-Key` in place of the fresh one that every deed gets.
    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Sends this ETag as `If-Match`.
    pub fn if_match(self, tag: &str) -> Self {
        self.header("If-Match", tag)
    }

    /// Sends the call to another instance of the service.
    pub fn through(mut self, town: &Town) -> Self {
        self.town = town.clone();
        self
    }

    /// Makes the call and gives the answer, whatever its status. The story fails when the document does not describe
    /// the answer.
    pub async fn answer(self) -> Answer {
        assert!(!self.path.contains('{'), "{} needs more than {}", self.operation.id, self.path);
        let query: Vec<_> = self.query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let path = if query.is_empty() { self.path } else { format!("{}?{}", self.path, query.join("&")) };
        // Boxed, because getting a token makes deeds too, and a future cannot contain itself.
        let token = Box::pin(self.person.token()).await;
        let method = self.operation.method.clone();
        let call = Call { method, path, token, headers: self.headers, body: self.body };
        let answer = self.town.call(&call).await;
        if let Some(fault) = self.operation.fault(call.body.as_ref(), &answer) {
            let (who, id) = (self.person.name(), &self.operation.id);
            panic!("{id} by {who}: {fault}\n  sent {call:?}\n  got {} {}", answer.status, answer.text());
        }
        answer
    }

    /// Like [`Deed::answer`], boxed so that calls of different kinds fit into one list and can be made at once.
    pub fn answer_boxed(self) -> Pin<Box<dyn Future<Output = Answer>>> {
        Box::pin(self.answer())
    }

    /// Makes the call and gives the body of the answer. The story fails unless the status is a success.
    pub async fn ok(self) -> Value {
        let (who, id) = (self.person.name().to_owned(), self.operation.id.clone());
        let sent = self.body.clone().unwrap_or_default();
        let answer = self.answer().await;
        assert!((200..300).contains(&answer.status), "{id} by {who} was refused: {}\n  sent {sent}", answer.text());
        answer.json()
    }

    /// Makes the call and gives the problem. The story fails unless the service refuses with the problem of this slug.
    pub async fn refused(self, slug: &str) -> Value {
        let (who, id) = (self.person.name().to_owned(), self.operation.id.clone());
        let answer = self.answer().await;
        let kind = answer.json()["type"].as_str().unwrap_or_default().to_owned();
        let expected = format!("/problems/{slug}");
        assert_eq!(kind, expected, "{id} by {who}: {} {}", answer.status, answer.text());
        answer.json()
    }

    /// Like [`Deed::refused`] for an invalid field: the first error must point at this field.
    pub async fn refused_for(self, pointer: &str) -> Value {
        let problem = self.refused("invalid-field").await;
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        problem
    }
}

/// Values that can stand in a path or a query.
pub trait Named {
    /// The text that stands for this value.
    fn named(&self) -> String;
}

impl Named for &str {
    fn named(&self) -> String {
        (*self).to_owned()
    }
}

impl Named for &String {
    fn named(&self) -> String {
        (*self).clone()
    }
}

impl Named for &Value {
    fn named(&self) -> String {
        match self {
            Value::String(word) => word.clone(),
            Value::Number(number) => number.to_string(),
            Value::Object(thing) => (&thing["id"]).named(),
            Value::Null | Value::Bool(_) | Value::Array(_) => panic!("{self} names nothing"),
        }
    }
}

macro_rules! named {
    ($($number:ty)+) => {$(
        impl Named for $number {
            fn named(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

named!(i32 f64 uuid::Uuid);

/// Percent-encoding (RFC 3986) of a value in a query.
fn encoded(value: &str) -> String {
    let one = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(one).collect()
}

/// The body of an answer as text, for the message of a story that fails.
pub(crate) trait Spoken {
    fn text(&self) -> String;
}

impl Spoken for Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
