//! A town: the real application in this process, its clock, and its mailbox.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta};
use domain::Time;
use sanhui::app;
use sanhui::in_process::{Answer, Call, InProcess};
use sanhui::infra::clock::Clock;
use sanhui::infra::settings::Settings;
use sanhui::state::App;
use serde_json::{Value, json};

use crate::database::Database;
use crate::person::Person;

/// The time at which every town begins: Monday 2 March 2026, nine in the morning in Shanghai.
const BEGINNING: &str = "2026-03-02T01:00:00Z";

/// One instance of the service with a database and a clock. Clones are the same town.
#[derive(Clone)]
pub struct Town(Rc<Inner>);

struct Inner {
    instance: InProcess,
    numbers: Cell<u64>,
    administrator: RefCell<Option<Person>>,
    /// Every call and its answer since `listens` was called.
    heard: RefCell<Option<Vec<(Call, Answer)>>>,
}

impl Town {
    pub(crate) async fn new(database: &Database, settings: &[(&'static str, &str)]) -> Self {
        let beginning: Time = DateTime::parse_from_rfc3339(BEGINNING).expect("a time").into();
        Self::open(database.settings(settings), database.schema.as_deref(), Clock::by_hand(beginning)).await
    }

    /// Another instance of the service on the same database and with the same clock.
    pub(crate) async fn second_instance(&self, settings: Settings, schema: Option<&str>) -> Self {
        assert!(settings.database_url != "sqlite::memory:", "a database in memory belongs to one instance");
        let other = Self::open(settings, schema, self.clock().clone()).await;
        other.0.numbers.set(1_000_000);
        other
    }

    /// A town on a database that outlives it, with its clock at this time. The caller ends it with `leave`.
    pub async fn on(settings: Settings, beginning: Time) -> Self {
        Self::open(settings, None, Clock::by_hand(beginning)).await
    }

    /// Closes a town that was opened by `on`.
    pub async fn leave(self) {
        self.close().await;
    }

    async fn open(settings: Settings, schema: Option<&str>, clock: Clock) -> Self {
        let app = app::open(settings, clock, schema).await;
        let instance =
            InProcess::start(app.unwrap_or_else(|error| panic!("the service does not start: {error}"))).await;
        Self(Rc::new(Inner {
            instance,
            numbers: Cell::new(1),
            administrator: RefCell::default(),
            heard: RefCell::default(),
        }))
    }

    /// Closes the connections to the database.
    pub async fn close(&self) {
        self.0.administrator.take(); // because that person holds the town in turn
        self.app().db().clone().close().await;
    }

    /// The application itself, for what no operation offers.
    pub fn app(&self) -> &App {
        self.0.instance.app()
    }

    fn clock(&self) -> &Clock {
        self.app().clock()
    }

    /// The time on the town's clock.
    pub fn now(&self) -> Time {
        self.clock().now()
    }

    /// Moves the town's clock on.
    pub fn later(&self, by: TimeDelta) {
        self.clock().advance(by);
    }

    /// A number that this town has not given before, for keys, phone numbers and names.
    pub fn number(&self) -> u64 {
        self.0.numbers.replace(self.0.numbers.get() + 1)
    }

    pub(crate) fn known_administrator(&self) -> Option<Person> {
        self.0.administrator.borrow().clone()
    }

    pub(crate) fn know_administrator(&self, person: &Person) {
        self.0.administrator.replace(Some(person.clone()));
    }

    /// Sends a request as it is, for requests that no client would make by operation id.
    pub async fn call(&self, call: &Call) -> Answer {
        let answer = self.0.instance.call(call).await;
        if let Some(heard) = self.0.heard.borrow_mut().as_mut() {
            heard.push((call.clone(), answer.clone()));
        }
        answer
    }

    /// Keeps every call and its answer from now on.
    pub fn listens(&self) {
        self.0.heard.replace(Some(Vec::new()));
    }

    /// The calls and answers since `listens` was called.
    pub fn heard(&self) -> Vec<(Call, Answer)> {
        self.0.heard.borrow().clone().unwrap_or_default()
    }

    /// Sends a request whose body need not be JSON.
    pub async fn call_with_bytes(&self, call: &Call, bytes: Vec<u8>) -> Answer {
        self.0.instance.call_with_bytes(call, bytes).await
    }

    /// The messages to this phone number or mail address, the newest first.
    pub async fn messages(&self, to: &str) -> Vec<Value> {
        let path = format!("/demo/outbox?to={}", to.replace('+', "%2B"));
        let answer = self.call(&Call { method: "GET".to_owned(), path, ..Call::default() }).await;
        answer.json()["items"].as_array().cloned().unwrap_or_default()
    }

    /// The code or token in the newest message to this phone number or mail address.
    pub async fn newest_message(&self, to: &str) -> String {
        let messages = self.messages(to).await;
        let newest = messages.first().unwrap_or_else(|| panic!("no message to {to}"));
        newest["values"][0].as_str().expect("a code").to_owned()
    }

    /// A new life-circle unit, drawn by a steward of this street.
    pub async fn unit(&self, street: &str) -> Value {
        let outline = [[121.47, 31.20], [121.48, 31.20], [121.48, 31.21], [121.47, 31.21], [121.47, 31.20]];
        let unit = json!({
            "name": "五里桥滨江生活圈", "kind": "urban", "functions": ["residential"], "area_codes": [street],
            "outline": outline, "datum": "wgs84",
        });
        self.steward(street).await.does("create_unit").with(unit).ok().await
    }

    /// A new person who holds this one of the three administrator duties.
    pub async fn duty(&self, duty: &str) -> Person {
        let person = self.invited(duty).await;
        let post = json!({
            "account_id": person.account().await, "role": duty, "area_code": "31", "from_on": "2026-01-01", "reason": "三员分设",
        });
        self.administrator().await.does("appoint_person").with(post).ok().await;
        person
    }

    /// Moves the clock to a minute that no other story uses. All stories share one Redis, which counts requests by the
    /// minute.
    pub fn goes_to_a_minute_of_its_own(&self) {
        let number = 4 * i64::from(std::process::id()) + 2 * i64::from(self.app().db().is_postgres());
        self.later(TimeDelta::minutes(number));
    }

    /// The time this many days from now, as RFC 3339 text.
    pub fn in_days(&self, days: i64) -> String {
        (self.now() + TimeDelta::days(days)).to_rfc3339()
    }
}
