//! The channels by which a vote takes ballots, and which of them goes before which: part of the rule, fixed before a
//! vote opens.
//!
//! Paper goes before every other channel: a voter who is handed a sheet has no other ballot. By the other channels a
//! voter has one live ballot, too, and the vote's rule says by which channel it may be replaced.

use super::turnout::Channel;
use super::{CastRefusal, Vote, VoteState};
use crate::Time;

/// Which ballot counts when a voter's ballots come by several channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// The voter's own ballot goes before one that a helper cast, and that before one by proxy. A ballot never replaces
    /// one that goes before it.
    OwnBallotFirst,
    /// The last one, by whichever channel it came.
    LastCounts,
}

impl Between {
    pub const ALL: &[Self] = &[Self::OwnBallotFirst, Self::LastCounts];

    pub fn word(self) -> &'static str {
        match self {
            Self::OwnBallotFirst => "own_ballot_first",
            Self::LastCounts => "last_counts",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|between| between.word() == word)
    }
}

/// The bounds within which others may cast for a voter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    pub between: Between,
    /// For how many voters one person may hold a proxy; 0: there are no proxies.
    pub proxies_each: u8,
}

impl Ways {
    pub const MOST_PROXIES: u8 = 10;
    /// No law fixes a number for residents' votes. With three proxies at most, no holder can decide a vote alone.
    pub const DEFAULT: Self = Self { between: Between::OwnBallotFirst, proxies_each: 3 };

    /// None beyond [`Ways::MOST_PROXIES`].
    pub fn new(between: Between, proxies_each: u8) -> Option<Self> {
        (proxies_each <= Self::MOST_PROXIES).then_some(Self { between, proxies_each })
    }
}

impl Between {
    /// Whether a ballot by channel `via` may replace the live ballot, if there is one. Paper is not decided here: it
    /// goes before every other channel.
    pub fn admits(self, via: Channel, live: Option<Channel>) -> Result<(), CastRefusal> {
        match (self, live) {
            (Self::OwnBallotFirst, Some(live)) if live.rank() > via.rank() => {
                Err(CastRefusal::OwnBallotStands { live })
            }
            (Self::OwnBallotFirst | Self::LastCounts, _) => Ok(()),
        }
    }
}

impl Channel {
    /// The more a channel leaves the voter's own will to the voter, the higher its rank.
    fn rank(self) -> u8 {
        match self {
            Self::Paper => 3,
            Self::Online => 2,
            Self::Assisted => 1,
            Self::Proxy => 0,
        }
    }
}

impl Vote {
    /// Whether a ballot by channel `via` would be taken from this voter now; `live` is the channel of the voter's
    /// ballot in the urn, which it would replace. Every channel asks this. Handing out a sheet replaces any ballot; the
    /// paper batch checks that it is the voter's first sheet.
    pub fn takes_ballot_of(
        &self,
        via: Channel,
        live: Option<Channel>,
        has_paper: bool,
        now: Time,
    ) -> Result<(), CastRefusal> {
        self.takes_ballots(now)?;
        if via == Channel::Paper {
            return Ok(());
        }
        if has_paper || live == Some(Channel::Paper) {
            return Err(CastRefusal::PaperHandedOut);
        }
        let between = match (via, self.rule.ways) {
            (Channel::Assisted, None) | (Channel::Proxy, None | Some(Ways { proxies_each: 0, .. })) => {
                return Err(CastRefusal::WayNotOffered);
            }
            (Channel::Online | Channel::Paper, None) => Between::OwnBallotFirst,
            (_, Some(ways)) => ways.between,
        };
        between.admits(via, live)
    }

    /// Whether the vote runs now, paused or not. As long as it does, proxies can be given and revoked, and assisted
    /// ballots and sheets taken back.
    pub fn is_running(&self, now: Time) -> Result<(), CastRefusal> {
        match self.clone().as_of(now).state {
            VoteState::Drafted => Err(CastRefusal::NotOpened),
            VoteState::Open(_) | VoteState::Paused(..) => Ok(()),
            VoteState::Voided(..) => Err(CastRefusal::Voided),
            VoteState::Closed(_, closure) | VoteState::Certified(_, closure, _) => {
                Err(CastRefusal::Closed { closed_at: closure.at() })
            }
        }
    }
}

/// A channel that does not have as many ballots as voters at the close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{in_urn} ballots by the way {}, but {in_book} in the poll book", .channel.word())]
pub struct DoesNotAddUp {
    pub channel: Channel,
    pub in_urn: u64,
    pub in_book: u64,
}

/// The cross-foot at the close: by each channel there must be as many ballots in the urn as voters in the poll book. On
/// paper there may be fewer ballots, because sheets need not come back.
pub fn cross_foot(in_urn: &[(Channel, u64)], in_book: &[(Channel, u64)]) -> Result<(), DoesNotAddUp> {
    let of = |counts: &[(Channel, u64)], way: Channel| {
        counts.iter().filter(|(channel, _)| *channel == way).map(|(_, count)| count).sum::<u64>()
    };
    for channel in Channel::ALL {
        let (ballots, voters) = (of(in_urn, *channel), of(in_book, *channel));
        let fits = if *channel == Channel::Paper { ballots <= voters } else { ballots == voters };
        if !fits {
            return Err(DoesNotAddUp { channel: *channel, in_urn: ballots, in_book: voters });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{hour, opened};
    use super::*;

    fn vote(ways: Option<Ways>) -> Vote {
        let opened = opened();
        Vote { rule: super::super::rule::Rule { ways, ..opened.rule }, ..opened }
    }

    #[test]
    fn which_ballot_takes_the_place_of_which() {
        use CastRefusal::{OwnBallotStands, PaperHandedOut, WayNotOffered};
        use Channel::{Assisted, Online, Paper, Proxy};
        let own = Some(Ways::DEFAULT);
        let last = Ways::new(Between::LastCounts, 3);
        let none = Ways::new(Between::LastCounts, 0);
        type Case = (Option<Ways>, Channel, Option<Channel>, Result<(), CastRefusal>);
        let cases: [Case; 22] = [
            (own, Online, None, Ok(())),
            (own, Online, Some(Online), Ok(())),
            (own, Online, Some(Assisted), Ok(())),
            (own, Online, Some(Proxy), Ok(())),
            (own, Assisted, None, Ok(())),
            (own, Assisted, Some(Assisted), Ok(())),
            (own, Assisted, Some(Proxy), Ok(())),
            (own, Assisted, Some(Online), Err(OwnBallotStands { live: Online })),
            (own, Proxy, None, Ok(())),
            (own, Proxy, Some(Proxy), Ok(())),
            (own, Proxy, Some(Assisted), Err(OwnBallotStands { live: Assisted })),
            (own, Proxy, Some(Online), Err(OwnBallotStands { live: Online })),
            (last, Proxy, Some(Online), Ok(())),
            (last, Assisted, Some(Online), Ok(())),
            (last, Proxy, Some(Assisted), Ok(())),
            (none, Proxy, None, Err(WayNotOffered)),
            (none, Assisted, Some(Online), Ok(())),
            (None, Online, None, Ok(())),
            (None, Assisted, None, Err(WayNotOffered)),
            (None, Proxy, None, Err(WayNotOffered)),
            (None, Paper, Some(Online), Ok(())),
            (own, Paper, Some(Online), Ok(())),
        ];
        for (ways, via, live, expected) in cases {
            let vote = vote(ways);
            assert_eq!(vote.takes_ballot_of(via, live, false, hour(20)), expected, "{ways:?} {via:?} {live:?}");
            let late = vote.takes_ballot_of(via, live, false, hour(60));
            assert_eq!(late, Err(CastRefusal::Closed { closed_at: hour(60) }), "{via:?}");
            let with_paper = if via == Paper { Ok(()) } else { Err(PaperHandedOut) };
            assert_eq!(vote.takes_ballot_of(via, live, true, hour(20)), with_paper, "{via:?}");
        }
    }

    #[test]
    fn as_many_ballots_as_voters_by_each_way_and_no_more_sheets_than_were_handed_out() {
        use Channel::{Assisted, Online, Paper, Proxy};
        let book = [(Online, 12), (Paper, 9), (Assisted, 2)];
        assert_eq!(cross_foot(&[(Online, 12), (Paper, 9), (Assisted, 2)], &book), Ok(()));
        assert_eq!(cross_foot(&[(Online, 12), (Paper, 7), (Assisted, 2)], &book), Ok(()));
        let wrong = |channel, in_urn, in_book| Err(DoesNotAddUp { channel, in_urn, in_book });
        assert_eq!(cross_foot(&[(Online, 12), (Paper, 10), (Assisted, 2)], &book), wrong(Paper, 10, 9));
        assert_eq!(cross_foot(&[(Online, 11), (Paper, 9), (Assisted, 2)], &book), wrong(Online, 11, 12));
        assert_eq!(cross_foot(&[(Online, 12), (Assisted, 2), (Proxy, 1)], &book), wrong(Proxy, 1, 0));
    }
}
