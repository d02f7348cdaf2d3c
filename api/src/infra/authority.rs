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

impl Authority {
    /// What counts for a request from this address.
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

    /// 403 while the account sleeps until it is erased.
    pub fn stays(&self) -> Result<(), Problem> {
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

/// Does it reach the unit: from above one of its areas, or as a committee inside one?
pub fn reaches(post: &Post, unit: &Unit) -> bool {
    unit.areas().iter().any(|area| post.area().covers(area) || area.covers(post.area()))
}
