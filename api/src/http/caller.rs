//! Who calls. The signature of an operation says who may enter; over which area is asked once the thing is loaded.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use domain::appointment::{Post, Role};
use domain::area::AreaCode;
use domain::ids::AccountId;
use domain::unit::Unit;
use uuid::Uuid;

use crate::infra::actor::{Actor, Anyone, Caller};
use crate::infra::authority::{Authority, reaches};
use crate::problem::{Kind, Problem};

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

/// What the edge learnt of a request before anyone looked at it.
#[derive(Clone)]
pub struct Arrival {
    pub request: Uuid,
    pub address: String,
}

/// What the token stands for, found out before anything else of the request is read: *who* is asked before *what*, so
/// somebody without the role learns nothing of how a body should be.
pub struct Recognized(pub Result<Option<Standing>, Problem>);

pub struct Standing {
    pub authority: Authority,
    /// They hold a post and proved only a password: every door but three is shut.
    pub lacks_factor: bool,
}

/// Nobody in particular yet, from the address the edge saw.
fn actor_of(request: &HttpRequest) -> Actor {
    let known = request.extensions().get::<Arrival>().cloned();
    let arrival = known.unwrap_or_else(|| Arrival { request: Uuid::nil(), address: String::new() });
    Actor { account: None, role: "anonymous", address: arrival.address, request: arrival.request }
}

fn recognized(request: &HttpRequest) -> Result<Option<Standing>, Problem> {
    let found = request.extensions_mut().remove::<Recognized>();
    found.map_or(Ok(None), |Recognized(standing)| standing)
}

impl FromRequest for Anyone {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(actor_of(request))))
    }
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut actor = actor_of(request);
        ready(recognized(request).map(|standing| {
            let authority = standing.filter(|found| !found.lacks_factor).map(|found| found.authority);
            let authority = authority.filter(|authority| !authority.is_leaving);
            actor.account = authority.as_ref().map(|authority| authority.account);
            Self { actor, authority }
        }))
    }
}

fn signed_in(request: &HttpRequest) -> Result<(Actor, Standing), Problem> {
    let mut actor = actor_of(request);
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
