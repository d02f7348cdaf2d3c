//! People: residents by phone, staff and planners by invitation, all through the interface.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta};
use domain::Time;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::deed::Deed;
use crate::town::Town;

/// What staff choose.
pub const PASSWORD: &str = "a long enough passphrase";

/// Somebody in a town. Clones are the same person on the same device.
#[derive(Clone)]
pub struct Person(Rc<Inner>);

struct Inner {
    name: String,
    town: Town,
    way: Way,
    session: RefCell<Option<Session>>,
    /// The app on the telephone of somebody who signs in by password.
    authenticator: RefCell<Option<Authenticator>>,
    /// What the device keeps from the last sign-in by password.
    device_token: RefCell<Option<String>>,
    /// Held by whoever signs in or refreshes.
    turn: tokio::sync::Mutex<()>,
}

/// How somebody signs in.
enum Way {
    Visitor,
    Phone(String),
    Password(String),
    /// By tokens somebody was given; when their session is over, that is the end.
    Tokens,
}

#[derive(Clone)]
struct Session {
    access: String,
    refresh: String,
    expires_at: Time,
    account: String,
}

impl Person {
    pub(crate) fn visitor(town: &Town) -> Self {
        Self::new(town, "a visitor", Way::Visitor)
    }

    /// Somebody who has a password already.
    pub fn staff(town: &Town, name: &str, email: &str) -> Self {
        Self::new(town, name, Way::Password(email.to_owned()))
    }

    fn new(town: &Town, name: &str, way: Way) -> Self {
        Self(Rc::new(Inner {
            name: name.to_owned(),
            town: town.clone(),
            way,
            session: RefCell::default(),
            turn: tokio::sync::Mutex::default(),
            authenticator: RefCell::default(),
            device_token: RefCell::default(),
        }))
    }

    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn town(&self) -> &Town {
        &self.0.town
    }

    /// The operation with this id, before it is done.
    pub fn does(&self, id: &str) -> Deed {
        Deed::new(self, id)
    }

    pub async fn account(&self) -> String {
        self.token().await;
        self.0.session.borrow().as_ref().expect("a session").account.clone()
    }

    /// The number or address that messages to this person go to.
    pub fn reached_at(&self) -> &str {
        match &self.0.way {
            Way::Visitor | Way::Tokens => panic!("{} can't be reached", self.name()),
            Way::Phone(number) | Way::Password(number) => number,
        }
    }

    /// The refresh token of this device.
    pub async fn refresh_token(&self) -> String {
        self.token().await;
        self.0.session.borrow().as_ref().expect("a session").refresh.clone()
    }

    /// An access token that is good now: refreshed in time, or by signing in again when the session is over.
    pub async fn token(&self) -> Option<String> {
        if matches!(self.0.way, Way::Visitor) {
            return None;
        }
        // One after the other: a code of the authenticator app is good once.
        let _turn = self.0.turn.lock().await;
        let held = self.0.session.borrow().clone();
        let session = match held {
            Some(session) if self.0.town.now() < session.expires_at => session,
            Some(session) => match self.refreshed(&session.refresh).await {
                Some(session) => session,
                None => self.signed_in().await,
            },
            None => self.signed_in().await,
        };
        let token = session.access.clone();
        *self.0.session.borrow_mut() = Some(session);
        Some(token)
    }

    /// Signs in on a new device, which takes the place of the one held.
    pub async fn signs_in_again(&self) {
        let session = self.signed_in().await;
        *self.0.session.borrow_mut() = Some(session);
    }

    async fn refreshed(&self, refresh: &str) -> Option<Session> {
        let visitor = Self::visitor(&self.0.town);
        let answer = visitor.does("refresh_session").with(json!({"refresh_token": refresh})).answer().await;
        (answer.status == 200).then(|| Session::of(&answer.json()))
    }

    async fn signed_in(&self) -> Session {
        let visitor = Self::visitor(&self.0.town);
        match &self.0.way {
            Way::Visitor => panic!("a visitor does not sign in"),
            Way::Tokens => panic!("the session {} was given is over", self.name()),
            Way::Phone(number) => {
                let request = visitor.does("request_phone_code").with(json!({"phone": number})).ok().await;
                let code = self.0.town.newest_message(number).await;
                let proof = json!({"request_id": request["request_id"], "code": code});
                Session::of(&visitor.does("sign_in_with_phone").with(proof).ok().await)
            }
            Way::Password(_) => self.signed_in_with_password(&visitor).await,
        }
    }

    /// With the second factor, which is set up at the first sign-in.
    async fn signed_in_with_password(&self, visitor: &Self) -> Session {
        let answer = self.gives_password().ok().await;
        let tokens = match answer["challenge"].as_str() {
            Some(challenge) => {
                let proof = json!({"challenge": challenge, "code": self.next_code()});
                visitor.does("confirm_second_factor").with(proof).ok().await
            }
            None => answer,
        };
        if let Some(token) = tokens["device_token"].as_str() {
            self.0.device_token.replace(Some(token.to_owned()));
        }
        let session = Session::of(&tokens);
        if self.0.authenticator.borrow().is_none() {
            let bearer = format!("Bearer {}", session.access);
            let seed = visitor.does("enrol_second_factor").header("Authorization", &bearer).ok().await;
            self.uses_app(&seed);
            let proof = json!({"code": self.next_code()});
            visitor.does("activate_second_factor").header("Authorization", &bearer).with(proof).ok().await;
        }
        session
    }

    /// The first step of a sign-in by password, on the device that is known from the last time.
    pub fn gives_password(&self) -> Deed {
        let mut proof = json!({"email": self.reached_at(), "password": PASSWORD});
        if let Some(token) = self.0.device_token.borrow().clone() {
            proof["device_token"] = json!(token);
        }
        Self::visitor(&self.0.town).does("sign_in_with_password").with(proof)
    }

    /// Another device, or the same one without its memory.
    pub fn loses_device(&self) {
        self.0.device_token.replace(None);
    }

    /// Reads the seed of an enrolment into the app.
    pub fn uses_app(&self, enrolment: &Value) {
        let secret = enrolment["secret"].as_str().expect("a secret");
        self.0.authenticator.replace(Some(Authenticator::new(secret)));
    }

    /// A code that was not used, waiting for it where there is none.
    pub fn next_code(&self) -> String {
        self.authenticator().next_code(&self.0.town)
    }

    pub fn authenticator(&self) -> Authenticator {
        self.0.authenticator.borrow().clone().expect("an authenticator app")
    }

    /// Claims to live in the unit, and is believed by the moderator.
    pub async fn moves_in(&self, unit: &Value, building: &str, room: &str, moderator: &Self) -> Value {
        let street = unit["area_codes"][0].as_str().expect("a street");
        let committees = self.does("list_areas").at("parent", street).at("limit", 1).ok().await;
        let claim = json!({
            "unit_id": unit["id"], "committee_code": committees["items"][0]["code"],
            "building": building, "room": room, "kind": "lives",
        });
        let claim = self.does("claim_residency").with(claim).ok().await;
        moderator.does("verify_residency").at("claim", &claim).with(json!({"decision": "verified"})).ok().await
    }
}

impl Session {
    fn of(tokens: &Value) -> Self {
        let word = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let expires_at = DateTime::parse_from_rfc3339(&word("access_expires_at")).expect("a time").to_utc();
        let (access, refresh) = (word("access_token"), word("refresh_token"));
        Self { access, refresh, expires_at: expires_at - TimeDelta::seconds(1), account: word("account_id") }
    }
}

impl Town {
    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Person {
        Person::visitor(self)
    }

    /// Whoever holds these tokens, however they came by them.
    pub fn holder_of(&self, name: &str, tokens: &Value) -> Person {
        let person = Person::new(self, name, Way::Tokens);
        *person.0.session.borrow_mut() = Some(Session::of(tokens));
        person
    }

    /// Somebody with a phone, who signs in with it and gives a name.
    pub async fn resident(&self, name: &str) -> Person {
        let phone = format!("+86139{:08}", self.number());
        let person = Person::new(self, name, Way::Phone(phone));
        person.does("update_me").with(json!({"display_name": name})).ok().await;
        person
    }

    /// A resident whose home in the unit the moderator has checked.
    pub async fn neighbour(&self, name: &str, unit: &Value, moderator: &Person) -> Person {
        let person = self.resident(name).await;
        person.moves_in(unit, "3号", &format!("{}室", self.number()), moderator).await;
        person
    }

    /// The city's administrator: the first, made by the one-time bootstrap.
    pub async fn administrator(&self) -> Person {
        if let Some(known) = self.known_administrator() {
            return known;
        }
        let email = "city@example.cn";
        let made = sanhui::accounts::bootstrap(self.app(), "the city", email, PASSWORD).await;
        made.unwrap_or_else(|error| panic!("there is no administrator: {error}"));
        let person = Person::new(self, "the city", Way::Password(email.to_owned()));
        self.know_administrator(&person);
        person
    }

    pub async fn steward(&self, area: &str) -> Person {
        self.appointed("steward", area).await
    }

    pub async fn moderator(&self, area: &str) -> Person {
        self.appointed("moderator", area).await
    }

    /// A planner engaged by the district for this year and the next.
    pub async fn planner(&self, district: &str) -> Person {
        let person = self.invited("planner").await;
        let engagement = json!({
            "account_id": person.account().await, "district_code": district, "from_on": "2026-01-01", "until_on": "2027-12-31",
            "professional_name": person.name(), "specialities": ["口袋公园"], "statement": "与居民一起把弄堂修好。", "reason": "聘任书",
        });
        self.steward(district).await.does("engage_planner").with(engagement).ok().await;
        person
    }

    async fn appointed(&self, role: &str, area: &str) -> Person {
        let person = self.invited(role).await;
        let post = json!({
            "account_id": person.account().await, "role": role, "area_code": area, "from_on": "2026-01-01", "reason": "聘任",
        });
        self.administrator().await.does("appoint_person").with(post).ok().await;
        person
    }

    /// Somebody who was invited and has accepted, and holds no post yet.
    pub async fn invited(&self, what: &str) -> Person {
        let name = format!("{what} {}", self.number());
        let email = format!("{}@example.cn", name.replace(' ', "-"));
        let invitation = json!({"email": email, "display_name": name});
        self.administrator().await.does("invite_person").with(invitation).ok().await;
        let token = self.newest_message(&email).await;
        self.visitor().does("accept_invitation").with(json!({"token": token, "password": PASSWORD})).ok().await;
        Person::new(self, &name, Way::Password(email))
    }
}
