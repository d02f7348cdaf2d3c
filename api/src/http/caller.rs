//! Who calls. The signature of an operation says who may enter; over which area is asked once the thing is loaded.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use domain::Time;
use domain::account::{self, Means};
use domain::appointment::{Post, Role};
use domain::area::AreaCode;
use domain::ids::{AccountId, SessionId};
use domain::network::StaffNetworks;
use domain::unit::Unit;
use uuid::Uuid;

use super::problem::{Kind, Problem};
use crate::accounts;
use crate::app::App;

/// Who does something, as the audit trail names them.
#[derive(Clone, Debug)]
pub struct Actor {
    pub account: Option<AccountId>,
    /// The role they act in: a word of [`Role`], `resident`, `anonymous` or `service`.
    pub role: &'static str,
    pub address: String,
    pub request: Uuid,
}

/// What a session may do now: read from its rows, not from the token.
#[derive(Clone, Debug)]
pub struct Authority {
    pub account: AccountId,
    pub session: SessionId,
    /// The posts held today that count from where the request comes.
    pub posts: Vec<Post>,
    /// The posts held today that don't, because their area lists other networks.
    pub asleep: Vec<Post>,
    pub networks: StaffNetworks,
    /// What the person proved to sign in.
    pub means: Means,
    /// When the person last proved who they are, as far as that counts for changing what the account rests on.
    pub proved_at: Option<Time>,
    /// The account sleeps until it is erased: its owner can look at it, keep it, or leave.
    pub is_leaving: bool,
}

/// Anyone who acts: what [`App::write`] needs to know of them.
pub trait Caller {
    fn actor(&self) -> Actor;
}

/// Nobody in particular.
pub struct Anyone(pub Actor);

/// Anyone, and who they are if they say so. A bad token is still 401. Who has a second factor to prove yet is nobody in
/// particular.
pub struct Visitor {
    actor: Actor,
    pub authority: Option<Authority>,
}

/// A session that stands, whatever has to be done first: for signing out.
pub struct Session {
    actor: Actor,
    authority: Authority,
}

/// A person who is signed in, also when their account sleeps until it is erased: for looking at it and keeping it.
pub struct Owner {
    actor: Actor,
    authority: Authority,
}

/// A person who is signed in, though they may have a second factor to prove before they can do anything else: for the
/// operations with which they do so.
pub struct Enrolling {
    actor: Actor,
    authority: Authority,
}

/// A person who is signed in.
pub struct Resident {
    actor: Actor,
    authority: Authority,
}

/// A person who holds at least one post in the roles `R`.
pub struct Holder<R> {
    /// In the role of the first fitting post, until the thing is known and the post that reaches it with it.
    actor: RefCell<Actor>,
    authority: Authority,
    roles: PhantomData<R>,
}

pub type Moderator = Holder<ModeratorRole>;
pub type Steward = Holder<StewardRole>;
pub type ModeratorOrSteward = Holder<ModeratorOrStewardRole>;
pub type Planner = Holder<PlannerRole>;
pub type ModeratorOrPlanner = Holder<ModeratorOrPlannerRole>;
pub type CityAdministrator = Holder<CityAdministratorRole>;
pub type StewardOrCity = Holder<StewardOrCityRole>;
pub type Staff = Holder<StaffRole>;
pub type StewardCityOrSecurity = Holder<StewardCityOrSecurityRole>;
pub type SystemAdministrator = Holder<SystemAdministratorRole>;
pub type AuditAdministrator = Holder<AuditAdministratorRole>;
pub type TrailReader = Holder<TrailReaderRole>;

/// Roles one of which is enough.
pub trait Roles: 'static {
    const ANY_OF: &'static [Role];
}

macro_rules! roles {
    ($($name:ident = $($role:ident)+;)+) => {$(
        pub struct $name;
        impl Roles for $name {
            const ANY_OF: &'static [Role] = &[$(Role::$role,)+];
        }
    )+};
}

roles! {
    ModeratorRole = Moderator;
    StewardRole = Steward;
    ModeratorOrStewardRole = Moderator Steward;
    PlannerRole = Planner;
    ModeratorOrPlannerRole = Moderator Planner;
    CityAdministratorRole = CityAdministrator;
    StewardOrCityRole = Steward CityAdministrator;
    StaffRole = Moderator Steward CityAdministrator;
    StewardCityOrSecurityRole = Steward CityAdministrator SecurityAdministrator;
    SystemAdministratorRole = SystemAdministrator;
    AuditAdministratorRole = AuditAdministrator;
    TrailReaderRole = AuditAdministrator CityAdministrator SecurityAdministrator;
}

/// Does it reach the unit: from above one of its areas, or as a committee inside one?
fn reaches(post: &Post, unit: &Unit) -> bool {
    unit.areas().iter().any(|area| post.area().covers(area) || area.covers(post.area()))
}

impl Authority {
    /// What counts for a request from this address.
    #[must_use]
    fn seen_from(mut self, address: &str) -> Self {
        let (from, networks) = (address.parse().ok(), &self.networks);
        (self.posts, self.asleep) = self.posts.into_iter().partition(|post| networks.admit(post, from));
        self
    }

    /// The first post in one of these roles that reaches the unit.
    pub fn post_over_unit(&self, roles: &[Role], unit: &Unit) -> Option<&Post> {
        self.posts.iter().filter(|post| roles.contains(&post.role())).find(|post| reaches(post, unit))
    }

    /// 403 while the account sleeps until it is erased.
    fn stays(&self) -> Result<(), Problem> {
        if self.is_leaving { Err(Problem::new(Kind::AccountLeaving)) } else { Ok(()) }
    }

    /// 403 unless who they are was proved within the last five minutes.
    pub fn is_fresh(&self, now: Time) -> Result<(), Problem> {
        if account::is_fresh(self.proved_at, now) { Ok(()) } else { Err(Problem::new(Kind::ProofTooOld)) }
    }

    /// As [`Self::is_fresh`], for what the account rests on: the committee's word for somebody with a card is not enough.
    pub fn is_fresh_by_own_proof(&self, now: Time) -> Result<(), Problem> {
        match self.means {
            Means::Card => Err(Problem::new(Kind::ProofTooOld)),
            Means::PhoneCode | Means::WeChat | Means::Password | Means::PasswordAndFactor => self.is_fresh(now),
        }
    }

    /// As [`Self::is_fresh`], and the second factor was part of the proof.
    pub fn is_fresh_by_factor(&self, now: Time) -> Result<(), Problem> {
        match self.means {
            Means::PasswordAndFactor => self.is_fresh(now),
            Means::Password | Means::PhoneCode | Means::WeChat | Means::Card => Err(Problem::new(Kind::ProofTooOld)),
        }
    }

    pub fn post_over_area(&self, roles: &[Role], area: &AreaCode) -> Option<&Post> {
        self.posts.iter().filter(|post| roles.contains(&post.role())).find(|post| post.area().covers(area))
    }
}

impl Session {
    pub fn authority(&self) -> &Authority {
        &self.authority
    }
}

impl Owner {
    pub fn account(&self) -> AccountId {
        self.authority.account
    }
}

impl Enrolling {
    pub fn account(&self) -> AccountId {
        self.authority.account
    }

    pub fn authority(&self) -> &Authority {
        &self.authority
    }
}

impl Resident {
    pub fn account(&self) -> AccountId {
        self.authority.account
    }

    pub fn authority(&self) -> &Authority {
        &self.authority
    }
}

impl Visitor {
    /// True when the visitor runs the flow over this unit, and may see what is not announced yet.
    pub fn is_staff_over(&self, unit: &Unit) -> bool {
        self.authority.as_ref().is_some_and(|authority| authority.post_over_unit(StaffRole::ANY_OF, unit).is_some())
    }
}

impl<R: Roles> Holder<R> {
    pub fn account(&self) -> AccountId {
        self.authority.account
    }

    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The posts in these roles, for lists that span areas.
    pub fn posts(&self) -> impl Iterator<Item = &Post> {
        self.authority.posts.iter().filter(|post| R::ANY_OF.contains(&post.role()))
    }

    /// 403 unless one of the posts reaches the unit.
    pub fn over_unit(&self, unit: &Unit) -> Result<(), Problem> {
        self.act_by(self.authority.post_over_unit(R::ANY_OF, unit), |asleep| reaches(asleep, unit))
    }

    /// 403 unless one of the posts covers the area.
    pub fn over_area(&self, area: &AreaCode) -> Result<(), Problem> {
        self.act_by(self.authority.post_over_area(R::ANY_OF, area), |asleep| asleep.area().covers(area))
    }

    /// From here on they act in the role of the post that reaches: the audit trail and the trace name that one.
    fn act_by(&self, post: Option<&Post>, would: impl Fn(&Post) -> bool) -> Result<(), Problem> {
        let refusal = || {
            let asleep = self.authority.asleep.iter().any(|post| R::ANY_OF.contains(&post.role()) && would(post));
            Problem::new(if asleep { Kind::NetworkNotAllowed } else { Kind::NotYourArea })
        };
        let post = post.ok_or_else(refusal)?;
        self.actor.borrow_mut().role = post.role().word();
        Ok(())
    }
}

impl Caller for Anyone {
    fn actor(&self) -> Actor {
        self.0.clone()
    }
}

impl Caller for Visitor {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

impl Caller for Session {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

impl Caller for Owner {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

impl Caller for Enrolling {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

impl Caller for Resident {
    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

impl<R> Caller for Holder<R> {
    fn actor(&self) -> Actor {
        self.actor.borrow().clone()
    }
}

impl Actor {
    /// The service itself, when time or a command makes it act.
    pub fn service(request: Uuid) -> Self {
        Self { account: None, role: "service", address: String::new(), request }
    }

    fn of(request: &HttpRequest) -> Self {
        let known = request.extensions().get::<Arrival>().cloned();
        let arrival = known.unwrap_or_else(|| Arrival { request: Uuid::nil(), address: String::new() });
        Self { account: None, role: "anonymous", address: arrival.address, request: arrival.request }
    }
}

/// What the edge learnt of a request before anyone looked at it.
#[derive(Clone)]
pub struct Arrival {
    pub request: Uuid,
    pub address: String,
}

/// What the token stands for, found out before anything else of the request is read: *who* is asked before *what*, so
/// somebody without the role learns nothing of how a body should be.
struct Recognized(Result<Option<Standing>, Problem>);

struct Standing {
    authority: Authority,
    /// They hold a post and proved only a password: every door but three is shut.
    lacks_factor: bool,
}

/// What the edge learns of the caller.
#[derive(Clone, Copy, Default)]
pub struct Recognition {
    pub session: Option<(AccountId, SessionId)>,
    /// A token came that this service never made; one that is only over is no cause for alarm.
    pub is_forged: bool,
}

/// The edge does this once for every request; the extractors below only look.
pub async fn recognize(app: &App, request: &HttpRequest, address: &str) -> Recognition {
    let mut is_forged = false;
    let standing = |authority: Authority| {
        let policy = app.settings().second_factor;
        // Also for posts that sleep where the request comes from: they are held all the same.
        let lacks_factor = account::lacks_factor(authority.means, &authority.posts, policy);
        Standing { lacks_factor, authority: authority.seen_from(address) }
    };
    let found = match token(request) {
        Ok(Some(token)) => {
            let known = accounts::authenticate(app, &token).await;
            let refused = known.as_ref().err().is_some_and(|problem| problem.kind() == Kind::SignInNeeded);
            is_forged = refused && !accounts::was_issued(app, &token).await;
            known.map(|authority| Some(standing(authority)))
        }
        Ok(None) => Ok(None),
        Err(problem) => {
            is_forged = true;
            Err(problem)
        }
    };
    let known = found.as_ref().ok().and_then(|found| found.as_ref()).map(|found| &found.authority);
    let session = known.map(|authority| (authority.account, authority.session));
    request.extensions_mut().insert(Recognized(found));
    Recognition { session, is_forged }
}

fn recognized(request: &HttpRequest) -> Result<Option<Standing>, Problem> {
    let found = request.extensions_mut().remove::<Recognized>();
    found.map_or(Ok(None), |Recognized(standing)| standing)
}

fn token(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() {
        Ok(Some(token.trim().to_owned()))
    } else {
        Err(Problem::new(Kind::SignInNeeded))
    }
}

impl FromRequest for Anyone {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Actor::of(request))))
    }
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut actor = Actor::of(request);
        ready(recognized(request).map(|standing| {
            let authority = standing.filter(|found| !found.lacks_factor).map(|found| found.authority);
            let authority = authority.filter(|authority| !authority.is_leaving);
            actor.account = authority.as_ref().map(|authority| authority.account);
            Self { actor, authority }
        }))
    }
}

fn signed_in(request: &HttpRequest) -> Result<(Actor, Standing), Problem> {
    let mut actor = Actor::of(request);
    let standing = recognized(request)?.ok_or_else(|| Problem::new(Kind::SignInNeeded))?;
    (actor.account, actor.role) = (Some(standing.authority.account), "resident");
    Ok((actor, standing))
}

impl FromRequest for Enrolling {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed_in(request).and_then(|(actor, Standing { authority, .. })| {
            authority.stays()?;
            Ok(Self { actor, authority })
        }))
    }
}

impl FromRequest for Session {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed_in(request).map(|(actor, Standing { authority, .. })| Self { actor, authority }))
    }
}

impl Owner {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let (actor, Standing { authority, lacks_factor }) = signed_in(request)?;
        if lacks_factor { Err(Problem::new(Kind::SecondFactorNeeded)) } else { Ok(Self { actor, authority }) }
    }
}

impl FromRequest for Owner {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Resident {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let Owner { actor, authority } = Owner::of(request)?;
        authority.stays()?;
        Ok(Self { actor, authority })
    }
}

impl FromRequest for Resident {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<R: Roles> Holder<R> {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let Resident { mut actor, authority } = Resident::of(request)?;
        let fits = |post: &&Post| R::ANY_OF.contains(&post.role());
        let refusal = || {
            let asleep = authority.asleep.iter().any(|post| fits(&post));
            Problem::new(if asleep { Kind::NetworkNotAllowed } else { Kind::NotForYourRole })
        };
        actor.role = authority.posts.iter().find(fits).ok_or_else(refusal)?.role().word();
        Ok(Self { actor: RefCell::new(actor), authority, roles: PhantomData })
    }
}

impl<R: Roles> FromRequest for Holder<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
