//! The people of the demo's past: they act only through the API, like everybody else.

use std::cell::RefCell;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::in_process::{Answer, Call, InProcess};

/// A result, or why the past could not be made: a defect of the demo or of the service.
pub type Told<T> = Result<T, String>;

/// A person with their means to sign in. They sign in again when a session has ended, because the past takes months.
pub struct Person {
    service: InProcess,
    means: Means,
    token: RefCell<Option<String>>,
}

enum Means {
    None,
    Phone(String),
    Password { email: String, password: String },
}

impl Person {
    /// Somebody who does not sign in.
    pub fn stranger(service: &InProcess) -> Self {
        Self::with(service, Means::None)
    }

    pub fn with_phone(service: &InProcess, phone: &str) -> Self {
        Self::with(service, Means::Phone(phone.to_owned()))
    }

    pub fn with_password(service: &InProcess, email: &str, password: &str) -> Self {
        Self::with(service, Means::Password { email: email.to_owned(), password: password.to_owned() })
    }

    fn with(service: &InProcess, means: Means) -> Self {
        Self { service: service.clone(), means, token: RefCell::new(None) }
    }

    pub async fn get(&self, path: &str) -> Told<Value> {
        self.act("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told<Value> {
        self.act("POST", path, Some(body)).await
    }

    /// A POST without a body.
    pub async fn press(&self, path: &str) -> Told<Value> {
        self.act("POST", path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Told<Value> {
        self.act("PUT", path, Some(body)).await
    }

    async fn act(&self, method: &str, path: &str, body: Option<Value>) -> Told<Value> {
        let mut answer = self.call(method, path, body.clone()).await;
        if answer.status == 401 {
            self.sign_in().await?;
            answer = self.call(method, path, body).await;
        }
        if answer.status < 400 {
            return Ok(answer.json());
        }
        Err(format!("{method} {path}: {}", String::from_utf8_lossy(&answer.bytes)))
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let key = self.service.app().clock().id().to_string();
        let headers = vec![("Idempotency-Key".to_owned(), key), ("Accept-Language".to_owned(), "en".to_owned())];
        let token = self.token.borrow().clone();
        self.service.call(&Call { method: method.to_owned(), path: path.to_owned(), token, headers, body }).await
    }

    async fn sign_in(&self) -> Told<()> {
        let stranger = Self::stranger(&self.service);
        let session = match &self.means {
            Means::None => return Err("a stranger was asked to sign in".to_owned()),
            Means::Phone(phone) => {
                self.service.app().clock().advance(TimeDelta::seconds(61)); // a number gets one code a minute
                let asked = Box::pin(stranger.post("/v1/auth/phone-codes", json!({"phone": phone}))).await?;
                let code = letter(&self.service, phone, "/items/0/values/0").await?;
                let body = json!({"request_id": text(&asked, "/request_id")?, "code": code});
                Box::pin(stranger.post("/v1/auth/sessions/phone", body)).await?
            }
            Means::Password { email, password } => {
                let body = json!({"email": email, "password": password});
                Box::pin(stranger.post("/v1/auth/sessions/password", body)).await?
            }
        };
        self.token.replace(Some(text(&session, "/access_token")?));
        Ok(())
    }
}

/// A value at a JSON pointer of the newest message to somebody. Messages are sent a moment after they are stored.
pub async fn letter(service: &InProcess, to: &str, pointer: &str) -> Told<String> {
    let path = format!("/demo/outbox?to={}", to.replace('+', "%2B"));
    text(&Box::pin(Person::stranger(service).get(&path)).await?, pointer)
}

/// The text at a JSON pointer.
pub fn text(value: &Value, pointer: &str) -> Told<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| format!("no {pointer} in {value}"))
}
