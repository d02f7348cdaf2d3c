//! People of a town. Residents sign in by phone, staff and planners by password after an invitation; all of them get
//! their accounts through the API.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta};
use domain::Time;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::deed::Deed;
use crate::town::Town;

/// The password that every invited person chooses.
pub const PASSWORD: &str = "a long enough passphrase";

/// A person in a town, with a device and its session. Clones are the same person on the same device.
#[derive(Clone)]
pub struct Person(Rc<Inner>);

struct Inner {
    name: String,
    town: Town,
    way: Way,
    session: RefCell<Option<Session>>,
    /// The authenticator app of a person with a second factor.
    authenticator: RefCell<Option<Authenticator>>,
    /// The token that the device got at the last sign-in by password, by which the service knows the device again.
    device_token: RefCell<Option<String>>,
    /// Held while the person signs in or refreshes, so that two calls at once do not both do it.
    turn: tokio::sync::Mutex<()>,
}

/// How a person signs in.
enum Way {
    Visitor,
    Phone(String),
    Password(String),
    /// The person holds tokens that the story gave them, and cannot sign in again when that session is over.
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

    /// A person whose account exists and has [`PASSWORD`].
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

    /// The name that the story gave this person.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn town(&self) -> &Town {
        &self.0.town
    }

    /// A call of the operation with this id, not made yet.
    pub fn does(&self, id: &str) -> Deed {
        Deed::new(self, id)
    }

    /// The id of the person's account.
    pub async fn account(&self) -> String {
        self.token().await;
        self.0.session.borrow().as_ref().expect("a session").account.clone()
    }

    /// The phone number or mail address to which the service sends this person's messages.
    pub fn reached_at(&self) -> &str {
        match &self.0.way {
            Way::Visitor | Way::Tokens => panic!("{} can't be reached", self.name()),
            Way::Phone(number) | Way::Password(number) => number,
        }
    }

    /// The refresh token of the person's device.
    pub async fn refresh_token(&self) -> String {
        self.token().await;
        self.0.session.borrow().as_ref().expect("a session").refresh.clone()
    }

    /// An access token that is valid now; `None` for a visitor. The person refreshes a token that has expired, and
    /// signs in again when the session is over.
    pub async fn token(&self) -> Option<String> {
        if matches!(self.0.way, Way::Visitor) {
            return None;
        }
        // One at a time, because a code of the authenticator app works once.
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

    /// Signs in once more. The new session takes the place of the one this person held, which stays open at the
    /// service.
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

    /// Signs in by password and second factor. The first sign-in sets the second factor up.
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

    /// The first step of a sign-in by password, from the device the service knows since the last sign-in.
    pub fn gives_password(&self) -> Deed {
        let mut proof = json!({"email": self.reached_at(), "password": PASSWORD});
        if let Some(token) = self.0.device_token.borrow().clone() {
            proof["device_token"] = json!(token);
        }
        Self::visitor(&self.0.town).does("sign_in_with_password").with(proof)
    }

    /// Forgets the device token, so that the service takes the device for an unknown one.
    pub fn loses_device(&self) {
        self.0.device_token.replace(None);
    }

    /// Sets up a new authenticator app with the secret of this answer to `enrol_second_factor`.
    pub fn uses_app(&self, enrolment: &Value) {
        let secret = enrolment["secret"].as_str().expect("a secret");
        self.0.authenticator.replace(Some(Authenticator::new(secret)));
    }

    /// A code of the person's app that was not used yet; the clock moves on when there is none.
    pub fn next_code(&self) -> String {
        self.authenticator().next_code(&self.0.town)
    }

    /// The person's authenticator app. Panics when there is none.
    pub fn authenticator(&self) -> Authenticator {
        self.0.authenticator.borrow().clone().expect("an authenticator app")
    }

    /// Claims a home in the unit, which the moderator verifies.
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
    /// A person who is not signed in.
    pub fn visitor(&self) -> Person {
        Person::visitor(self)
    }

    /// A person who holds the tokens of this answer to a sign-in.
    pub fn holder_of(&self, name: &str, tokens: &Value) -> Person {
        let person = Person::new(self, name, Way::Tokens);
        *person.0.session.borrow_mut() = Some(Session::of(tokens));
        person
    }

    /// A new resident, who signs in with a phone of their own and gives this name.
    pub async fn resident(&self, name: &str) -> Person {
        let phone = format!("+86139{:08}", self.number());
        let person = Person::new(self, name, Way::Phone(phone));
        person.does("update_me").with(json!({"display_name": name})).ok().await;
        person
    }

    /// A new resident, whose home in the unit the moderator has verified.
    pub async fn neighbour(&self, name: &str, unit: &Value, moderator: &Person) -> Person {
        let person = self.resident(name).await;
        person.moves_in(unit, "3号", &format!("{}室", self.number()), moderator).await;
        person
    }

    /// The city's first administrator, made by the one-time bootstrap when a story asks for them first.
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

    /// A new person with a post as steward of this area.
    pub async fn steward(&self, area: &str) -> Person {
        self.appointed("steward", area).await
    }

    /// A new person with a post as moderator of this area.
    pub async fn moderator(&self, area: &str) -> Person {
        self.appointed("moderator", area).await
    }

    /// A new person whom the district has engaged as a planner for 2026 and 2027.
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

    /// A new person who has accepted an invitation and holds no post. `what` becomes part of the name.
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
