//! Proxies (委托): a voter lets somebody cast for them in one vote.
//!
//! A proxy records what a written authorisation has to say (Civil Code, art. 165): the giver, the holder, the matter,
//! the scope and the time. It says nothing of the choice: what the giver told the holder stays between the two.

use super::roll::VoterKey;
use super::turnout::Channel;
use super::ways::Ways;
use super::{CastRefusal, Vote};
use crate::Time;
use crate::ids::{AccountId, ProxyId, VoteId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyScope {
    /// The holder chooses.
    Free,
    /// The holder is to cast as the giver told them. The service can't check that.
    AsInstructed,
}

impl ProxyScope {
    pub const ALL: &[Self] = &[Self::Free, Self::AsInstructed];

    pub fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::AsInstructed => "as_instructed",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.word() == word)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    pub id: ProxyId,
    pub vote: VoteId,
    pub voter: VoterKey,
    pub giver: AccountId,
    pub holder: AccountId,
    pub scope: ProxyScope,
    /// The proxy is good until just before this time; none means as long as the vote takes ballots.
    pub until: Option<Time>,
    pub given_at: Time,
    /// Whether the holder ever cast with it.
    pub used: bool,
    pub revoked_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyStage {
    Standing,
    Expired,
    Revoked,
}

impl ProxyStage {
    pub const ALL: &[Self] = &[Self::Standing, Self::Expired, Self::Revoked];

    pub fn word(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    pub fn of(revoked_at: Option<Time>, until: Option<Time>, now: Time) -> Self {
        match (revoked_at, until) {
            (Some(_), _) => Self::Revoked,
            (None, Some(until)) if now >= until => Self::Expired,
            (None, _) => Self::Standing,
        }
    }
}

/// The facts on which giving a proxy depends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Giving {
    /// The holder casts for the same voter as the giver.
    pub same_voter: bool,
    /// The giver's voter has a proxy that stands.
    pub has_given: bool,
    /// The giver holds proxies of others.
    pub giver_holds: bool,
    /// The holder has let somebody else cast for them.
    pub holder_has_given: bool,
    /// How many proxies the holder holds.
    pub held: u64,
}

impl Giving {
    /// Whether the proxy may be given, where one person may hold at most `most` proxies.
    pub fn allows(self, most: u8) -> Result<(), GiveRefusal> {
        if self.same_voter {
            return Err(GiveRefusal::ToYourself);
        }
        if self.has_given {
            return Err(GiveRefusal::AlreadyGiven);
        }
        if self.giver_holds || self.holder_has_given {
            return Err(GiveRefusal::Chain);
        }
        if self.held >= u64::from(most) { Err(GiveRefusal::HolderFull { most }) } else { Ok(()) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GiveRefusal {
    #[error("{0}")]
    Vote(#[from] CastRefusal),
    #[error("nobody is their own proxy, nor their household's")]
    ToYourself,
    #[error("there is a proxy already; revoke it first")]
    AlreadyGiven,
    #[error("one person holds proxies of at most {most} voters in this vote")]
    HolderFull { most: u8 },
    #[error("whoever lets somebody cast for them casts for nobody else")]
    Chain,
    #[error("the proxy would be over already")]
    OverAlready,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UseRefusal {
    #[error("{0}")]
    Vote(#[from] CastRefusal),
    #[error("the proxy was revoked")]
    Revoked,
    #[error("the proxy was good until {until}")]
    Expired { until: Time },
}

impl Proxy {
    pub fn stage(&self, now: Time) -> ProxyStage {
        ProxyStage::of(self.revoked_at, self.until, now)
    }

    /// Whether the proxy may be given now; it may only while the vote runs.
    pub fn check(&self, vote: &Vote, giving: Giving, now: Time) -> Result<(), GiveRefusal> {
        vote.is_running(now)?;
        let most = match vote.rule.ways {
            None | Some(Ways { proxies_each: 0, .. }) => return Err(CastRefusal::WayNotOffered.into()),
            Some(Ways { proxies_each, .. }) => proxies_each,
        };
        giving.allows(most)?;
        if self.stage(now) == ProxyStage::Standing { Ok(()) } else { Err(GiveRefusal::OverAlready) }
    }

    /// The holder casts with the proxy. `giver_is_there` is false when the giver has erased their account: then nobody
    /// may use the proxy any more.
    pub fn use_it(
        self,
        vote: &Vote,
        giver_is_there: bool,
        live: Option<Channel>,
        has_paper: bool,
        now: Time,
    ) -> Result<Self, UseRefusal> {
        is_good(self.revoked_at, self.until, giver_is_there, now)?;
        vote.takes_ballot_of(Channel::Proxy, live, has_paper, now)?;
        Ok(Self { used: true, ..self })
    }

    /// Revokes the proxy, until the vote is over; anybody who casts for the giver's voter may do it. The caller also
    /// takes out the live ballot if that came by proxy.
    pub fn revoke(self, vote: &Vote, now: Time) -> Result<Self, UseRefusal> {
        vote.is_running(now)?;
        if self.revoked_at.is_some() { Err(UseRefusal::Revoked) } else { Ok(Self { revoked_at: Some(now), ..self }) }
    }
}

/// Whether an authorisation may be used now, as far as it depends on the authorisation itself and not on the vote.
pub fn is_good(
    revoked_at: Option<Time>,
    until: Option<Time>,
    giver_is_there: bool,
    now: Time,
) -> Result<(), UseRefusal> {
    match (ProxyStage::of(revoked_at, until, now), until) {
        (ProxyStage::Revoked, _) => Err(UseRefusal::Revoked),
        (ProxyStage::Expired, Some(until)) => Err(UseRefusal::Expired { until }),
        (ProxyStage::Standing | ProxyStage::Expired, _) if giver_is_there => Ok(()),
        (ProxyStage::Standing | ProxyStage::Expired, _) => Err(UseRefusal::Revoked),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hour, opened};
    use super::*;
    use crate::vote::rule::Rule;
    use uuid::Uuid;

    fn vote(proxies_each: u8) -> Vote {
        let opened = opened();
        let ways = Some(Ways { proxies_each, ..Ways::DEFAULT });
        Vote { rule: Rule { ways, ..opened.rule }, ..opened }
    }

    fn proxy(until: Option<i64>) -> Proxy {
        Proxy {
            id: ProxyId(Uuid::nil()),
            vote: opened().id,
            voter: VoterKey::restore("person:1".to_owned()),
            giver: AccountId(Uuid::from_u128(1)),
            holder: AccountId(Uuid::from_u128(2)),
            scope: ProxyScope::Free,
            until: until.map(hour),
            given_at: hour(15),
            used: false,
            revoked_at: None,
        }
    }

    #[test]
    fn a_proxy_is_given_to_somebody_else_once_and_not_passed_on() {
        let fine = Giving::default();
        let cases = [
            (fine, Ok(())),
            (Giving { held: 2, ..fine }, Ok(())),
            (Giving { held: 3, ..fine }, Err(GiveRefusal::HolderFull { most: 3 })),
            (Giving { same_voter: true, ..fine }, Err(GiveRefusal::ToYourself)),
            (Giving { has_given: true, ..fine }, Err(GiveRefusal::AlreadyGiven)),
            (Giving { giver_holds: true, ..fine }, Err(GiveRefusal::Chain)),
            (Giving { holder_has_given: true, ..fine }, Err(GiveRefusal::Chain)),
        ];
        for (giving, expected) in cases {
            assert_eq!(proxy(None).check(&vote(3), giving, hour(15)), expected, "{giving:?}");
        }
        let not_offered = Err(GiveRefusal::Vote(CastRefusal::WayNotOffered));
        assert_eq!(proxy(None).check(&vote(0), fine, hour(15)), not_offered);
        assert_eq!(proxy(None).check(&opened(), fine, hour(15)), not_offered);
        assert_eq!(proxy(Some(15)).check(&vote(3), fine, hour(15)), Err(GiveRefusal::OverAlready));
        assert_eq!(proxy(None).check(&vote(3), fine, hour(5)), Ok(()), "opened, and ballots are not taken yet");
        let closed = CastRefusal::Closed { closed_at: hour(60) };
        assert_eq!(proxy(None).check(&vote(3), fine, hour(60)), Err(GiveRefusal::Vote(closed)));
    }

    #[test]
    fn a_proxy_is_used_until_it_is_revoked_or_over() {
        let uses = |proxy: Proxy, at| proxy.use_it(&vote(3), true, None, false, hour(at)).map(|proxy| proxy.used);
        assert_eq!(uses(proxy(None), 20), Ok(true));
        assert_eq!(uses(proxy(Some(21)), 20), Ok(true));
        assert_eq!(uses(proxy(Some(20)), 20), Err(UseRefusal::Expired { until: hour(20) }));
        let revoked = proxy(None).revoke(&vote(3), hour(18)).unwrap();
        assert_eq!(uses(revoked.clone(), 20), Err(UseRefusal::Revoked));
        assert_eq!(revoked.revoke(&vote(3), hour(19)), Err(UseRefusal::Revoked));
        let closed = CastRefusal::Closed { closed_at: hour(60) };
        assert_eq!(proxy(None).revoke(&vote(3), hour(60)), Err(UseRefusal::Vote(closed)));
        let gone = proxy(None).use_it(&vote(3), false, None, false, hour(20));
        assert_eq!(gone, Err(UseRefusal::Revoked));
        let live = Some(Channel::Online);
        let own = Err(UseRefusal::Vote(CastRefusal::OwnBallotStands { live: Channel::Online }));
        assert_eq!(proxy(None).use_it(&vote(3), true, live, false, hour(20)), own);
    }
}
