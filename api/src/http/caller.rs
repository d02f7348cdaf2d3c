//! The caller of an operation. Its type in the handler's signature says who may enter. Whether the caller may act in
//! the area of a thing is asked once the thing is loaded.

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

/// Anybody, with what they may do if they are signed in. A bad token is a 401 here, too. A person who still has to
/// prove a second factor, or whose account waits to be erased, counts as anonymous.
pub struct Visitor {
    actor: Actor,
    pub authority: Option<Authority>,
}

/// Any session that has not ended, even if its person still has to prove a second factor: for signing out.
pub struct Session {
    actor: Actor,
    authority: Authority,
}

/// A person who is signed in, even while their account waits to be erased: for looking at it and keeping it.
pub struct Owner {
    actor: Actor,
    authority: Authority,
}

/// A person who is signed in, even if they still have to prove a second factor: for the operations that do so.
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
    /// It has the role of the first fitting post, until the thing is loaded and [`Self::act_by`] finds the post that
    /// reaches it.
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

/// A set of roles, of which a caller needs one.
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

    /// From here on the caller acts in the role of the post that reaches the thing; audit trail and trace name that
    /// role.
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

/// What the edge knows of a request before any handler runs.
#[derive(Clone)]
pub struct Arrival {
    pub request: Uuid,
    pub address: String,
}

/// What the token stands for. It is found out before anything else of the request is read, so that somebody without the
/// role does not learn how a body should look.
pub struct Recognized(pub Result<Option<Standing>, Problem>);

pub struct Standing {
    pub authority: Authority,
    /// The person holds a post but proved only a password: until they prove more, [`Enrolling`] and [`Session`] let
    /// them in, [`Visitor`] takes them as anonymous, and every other type refuses them.
    pub lacks_factor: bool,
}

/// An anonymous caller from the address that the edge saw.
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
