//! What a session may do at this moment.

use domain::Time;
use domain::account::{self, Means};
use domain::appointment::{Post, Role};
use domain::area::AreaCode;
use domain::ids::{AccountId, SessionId};
use domain::network::StaffNetworks;
use domain::unit::Unit;

use crate::problem::{Kind, Problem};

/// What a session may do now: read from its rows, not from the token.
#[derive(Clone, Debug)]
pub struct Authority {
    pub account: AccountId,
    pub session: SessionId,
    /// The posts held today that count for a request from this address.
    pub posts: Vec<Post>,
    /// The posts held today that do not count from there, because their area allows other networks only.
    pub asleep: Vec<Post>,
    pub networks: StaffNetworks,
    /// What the person proved to sign in.
    pub means: Means,
    /// When the person last proved who they are in a way that allows them to change how the account is secured.
    pub proved_at: Option<Time>,
    /// The account waits to be erased: until then its owner can only look at it, keep it, or leave.
    pub is_leaving: bool,
}

impl Authority {
    /// The authority for a request from this address: posts that do not count from there move to `asleep`.
    #[must_use]
    pub fn seen_from(mut self, address: &str) -> Self {
        let (from, networks) = (address.parse().ok(), &self.networks);
        (self.posts, self.asleep) = self.posts.into_iter().partition(|post| networks.admit(post, from));
        self
    }

    /// The first post in one of these roles that reaches the unit.
    pub fn post_over_unit(&self, roles: &[Role], unit: &Unit) -> Option<&Post> {
        self.posts.iter().filter(|post| roles.contains(&post.role())).find(|post| reaches(post, unit))
    }

    /// 403 while the account waits to be erased.
    pub fn stays(&self) -> Result<(), Problem> {
        if self.is_leaving { Err(Problem::new(Kind::AccountLeaving)) } else { Ok(()) }
    }

    /// 403 unless the person proved who they are within the last five minutes.
    pub fn is_fresh(&self, now: Time) -> Result<(), Problem> {
        if account::is_fresh(self.proved_at, now) { Ok(()) } else { Err(Problem::new(Kind::ProofTooOld)) }
    }

    /// Like [`Self::is_fresh`], for changes to how the account is secured. A sign-in with a card is not enough for
    /// them, because it rests on the committee's word alone.
    pub fn is_fresh_by_own_proof(&self, now: Time) -> Result<(), Problem> {
        match self.means {
            Means::Card => Err(Problem::new(Kind::ProofTooOld)),
            Means::PhoneCode | Means::WeChat | Means::Password | Means::PasswordAndFactor => self.is_fresh(now),
        }
    }

    /// Like [`Self::is_fresh`], and the second factor must have been part of the proof.
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

/// Whether the post covers one of the unit's areas or, as a committee's post, lies inside one of them.
pub fn reaches(post: &Post, unit: &Unit) -> bool {
    unit.areas().iter().any(|area| post.area().covers(area) || area.covers(post.area()))
}
