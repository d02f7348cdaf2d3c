//! "Can I vote, and if not, why not?"

use super::{CastRefusal, Vote, VoteState};
use crate::Time;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// On the frozen roll, and ballots are being taken.
    Eligible,
    No(WhyNot),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// Not a verified resident of the unit.
    NotAResident,
    /// Verified, but only after the roll was frozen: a late change is not applied.
    VerifiedTooLate,
    /// A draft has no frozen roll yet; a verified resident will be on the next one built.
    NotOpenedYet,
    /// On the roll; ballots are taken from a later time.
    NotBegunYet,
    /// On the roll; ballots wait until the vote goes on.
    Paused,
    /// The vote is over.
    Closed,
    /// The vote was voided; another may follow.
    Voided,
    /// On the roll; a paper ballot was handed out, and it is the one that counts.
    PaperHandedOut,
}

impl WhyNot {
    pub const ALL: &[Self] = &[
        Self::NotAResident,
        Self::VerifiedTooLate,
        Self::NotOpenedYet,
        Self::NotBegunYet,
        Self::Paused,
        Self::Closed,
        Self::Voided,
        Self::PaperHandedOut,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::NotAResident => "not_a_resident",
            Self::VerifiedTooLate => "verified_too_late",
            Self::NotOpenedYet => "not_opened_yet",
            Self::NotBegunYet => "not_begun_yet",
            Self::Paused => "paused",
            Self::Closed => "closed",
            Self::Voided => "voided",
            Self::PaperHandedOut => "paper_handed_out",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|why| why.word() == word)
    }

    pub fn in_english(self) -> &'static str {
        match self {
            Self::NotAResident => "You are not a verified resident of this unit. Claim your residency first.",
            Self::VerifiedTooLate => "You were not on the roll when it was frozen; it does not change any more.",
            Self::NotOpenedYet => "The vote is being prepared. Verified residents will be on its roll.",
            Self::NotBegunYet => "You are on the roll. Ballots are taken from the announced time on.",
            Self::Paused => "You are on the roll. The vote is paused; wait until it goes on.",
            Self::Closed => "The vote is over.",
            Self::Voided => "The vote was voided; no ballot of it counts.",
            Self::PaperHandedOut => {
                "You were handed a paper ballot: return it to the box. It counts in place of any other."
            }
        }
    }

    pub fn in_chinese(self) -> &'static str {
        match self {
            Self::NotAResident => "您还不是本单元的认证居民，请先申请居住认证。",
            Self::VerifiedTooLate => "名册冻结时您不在册；冻结后的名册不再变更。",
            Self::NotOpenedYet => "表决正在筹备，认证居民将列入名册。",
            Self::NotBegunYet => "您已在册，到公布的时间即可投票。",
            Self::Paused => "您已在册。表决暂停，请等待恢复。",
            Self::Closed => "表决已结束。",
            Self::Voided => "表决已作废，所投选票均不计。",
            Self::PaperHandedOut => "您已领取纸质选票，请投入票箱。该纸票取代其他方式的投票。",
        }
    }
}

impl Vote {
    /// `on_roll`: on the roll as it stands; `resident`: verified in the unit now; `has_paper`: was handed a sheet.
    pub fn eligibility(&self, on_roll: bool, resident: bool, has_paper: bool, now: Time) -> Eligibility {
        let frozen = self.state != VoteState::Drafted;
        let why = match self.takes_ballots(now) {
            _ if !(resident || frozen && on_roll) => WhyNot::NotAResident,
            _ if frozen && !on_roll => WhyNot::VerifiedTooLate,
            Ok(()) if has_paper => WhyNot::PaperHandedOut,
            Ok(()) => return Eligibility::Eligible,
            Err(CastRefusal::NotOpened) => WhyNot::NotOpenedYet,
            Err(CastRefusal::NotBegun { .. }) => WhyNot::NotBegunYet,
            Err(CastRefusal::Paused) => WhyNot::Paused,
            Err(CastRefusal::Closed { .. }) => WhyNot::Closed,
            Err(CastRefusal::Voided) => WhyNot::Voided,
            Err(CastRefusal::PaperHandedOut) => WhyNot::PaperHandedOut,
        };
        Eligibility::No(why)
    }
}
