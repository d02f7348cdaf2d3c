//! "Can I vote, and if not, why not?"

use super::admission::NotAdmitted;
use super::rule::Electorate;
use super::turnout::Channel;
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
    /// Flats vote, and the register names no flat under the phone number of this person's account.
    NotAnOwner,
    /// Verified, but only after the roll was frozen: a late change is not applied.
    VerifiedTooLate,
    /// Verified after the cut-off date of the vote.
    VerifiedAfterCutOff,
    /// Nobody has confirmed the year of birth, and the vote leaves such people out.
    AgeUnknown,
    /// Younger than the vote asks for.
    TooYoung,
    /// A draft has no frozen roll yet; a verified resident will be on the next one built.
    NotOpenedYet,
    /// On the roll; ballots are taken from a later time.
    NotBegunYet,
    /// On the roll; no ballots are taken until the vote is resumed.
    Paused,
    /// The vote is over.
    Closed,
    /// The vote was voided; another may follow.
    Voided,
    /// On the roll; a paper ballot was handed out, and it is the one that counts.
    PaperHandedOut,
    /// On the roll; the vote takes no ballots that others cast for a voter.
    WayNotOffered,
    /// On the roll; by the vote's rule, the ballot the voter has goes before one that would come by this channel.
    OwnBallotStands,
    /// On the roll as owners of a flat, none of whom has an account under the number in the register.
    NoAccount,
}

/// What is known of somebody who wants to vote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voter {
    /// On the roll as it stands.
    pub on_roll: bool,
    /// Whether the rule admits them as a verified resident of the unit; none if they are not one now.
    pub resident: Option<Result<(), NotAdmitted>>,
    /// Whether they were handed a sheet.
    pub has_paper: bool,
    /// The channel of their ballot in the urn, if there is one.
    pub live: Option<Channel>,
}

impl WhyNot {
    pub const ALL: &[Self] = &[
        Self::NotAResident,
        Self::NotAnOwner,
        Self::VerifiedTooLate,
        Self::VerifiedAfterCutOff,
        Self::AgeUnknown,
        Self::TooYoung,
        Self::NotOpenedYet,
        Self::NotBegunYet,
        Self::Paused,
        Self::Closed,
        Self::Voided,
        Self::PaperHandedOut,
        Self::WayNotOffered,
        Self::OwnBallotStands,
        Self::NoAccount,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::NotAResident => "not_a_resident",
            Self::NotAnOwner => "not_an_owner",
            Self::VerifiedTooLate => "verified_too_late",
            Self::VerifiedAfterCutOff => "verified_after_cut_off",
            Self::AgeUnknown => "age_unknown",
            Self::TooYoung => "too_young",
            Self::NotOpenedYet => "not_opened_yet",
            Self::NotBegunYet => "not_begun_yet",
            Self::Paused => "paused",
            Self::Closed => "closed",
            Self::Voided => "voided",
            Self::PaperHandedOut => "paper_handed_out",
            Self::WayNotOffered => "way_not_offered",
            Self::OwnBallotStands => "own_ballot_stands",
            Self::NoAccount => "no_account",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|why| why.word() == word)
    }

    pub fn in_english(self) -> &'static str {
        match self {
            Self::NotAResident => "You are not a verified resident of this unit. Claim your residency first.",
            Self::NotAnOwner => "The owners' register names no flat under your number. Ask your residents' committee.",
            Self::VerifiedTooLate => "You were not on the roll when it was frozen; it does not change any more.",
            Self::VerifiedAfterCutOff => "Your residency was verified after the cut-off date of this vote.",
            Self::AgeUnknown => {
                "This vote has an age limit, and your year of birth is not confirmed. Ask your residents' committee."
            }
            Self::TooYoung => "You are younger than this vote asks for.",
            Self::NotOpenedYet => "The vote is being prepared. Verified residents will be on its roll.",
            Self::NotBegunYet => "You are on the roll. Ballots are taken from the announced time on.",
            Self::Paused => "You are on the roll. The vote is paused; wait until it goes on.",
            Self::Closed => "The vote is over.",
            Self::Voided => "The vote was voided; no ballot of it counts.",
            Self::PaperHandedOut => {
                "You were handed a paper ballot: return it to the box. It counts in place of any other."
            }
            Self::WayNotOffered => "Everybody casts their own ballot in this vote.",
            Self::OwnBallotStands => "You have voted yourself; nobody else can change that.",
            Self::NoAccount => {
                "None of the owners has signed in with the number the register has; paper is open to them."
            }
        }
    }

    pub fn in_chinese(self) -> &'static str {
        match self {
            Self::NotAResident => "您还不是本单元的认证居民，请先申请居住认证。",
            Self::NotAnOwner => "业主名册中没有与您手机号对应的房屋，请联系居委会。",
            Self::VerifiedTooLate => "名册冻结时您不在册；冻结后的名册不再变更。",
            Self::VerifiedAfterCutOff => "您的居住认证晚于本次表决的截止日期。",
            Self::AgeUnknown => "本次表决有年龄要求，您的出生年份尚未核实，请联系居委会。",
            Self::TooYoung => "您未达到本次表决要求的年龄。",
            Self::NotOpenedYet => "表决正在筹备，认证居民将列入名册。",
            Self::NotBegunYet => "您已在册，到公布的时间即可投票。",
            Self::Paused => "您已在册。表决暂停，请等待恢复。",
            Self::Closed => "表决已结束。",
            Self::Voided => "表决已作废，所投选票均不计。",
            Self::PaperHandedOut => "您已领取纸质选票，请投入票箱。该纸票取代其他方式的投票。",
            Self::WayNotOffered => "本次表决须由本人投票。",
            Self::OwnBallotStands => "您已自行投票，他人不能更改。",
            Self::NoAccount => "名册所载手机号均未登录过本平台，可领取纸质选票。",
        }
    }
}

impl Vote {
    /// Whether the voter can vote by this channel now.
    pub fn eligibility(&self, via: Channel, voter: Voter, now: Time) -> Eligibility {
        let Voter { on_roll, resident, has_paper, live } = voter;
        let frozen = self.state != VoteState::Drafted;
        let why = match (self.takes_ballot_of(via, live, has_paper, now), resident) {
            (_, None) if !(frozen && on_roll) && self.rule.electorate == Electorate::Flat => WhyNot::NotAnOwner,
            (_, None) if !(frozen && on_roll) => WhyNot::NotAResident,
            (_, Some(Err(why))) if !(frozen && on_roll) => why.into(),
            _ if frozen && !on_roll => WhyNot::VerifiedTooLate,
            (Ok(()), _) => return Eligibility::Eligible,
            (Err(CastRefusal::NotOpened), _) => WhyNot::NotOpenedYet,
            (Err(CastRefusal::NotBegun { .. }), _) => WhyNot::NotBegunYet,
            (Err(CastRefusal::Paused), _) => WhyNot::Paused,
            (Err(CastRefusal::Closed { .. }), _) => WhyNot::Closed,
            (Err(CastRefusal::Voided), _) => WhyNot::Voided,
            (Err(CastRefusal::PaperHandedOut), _) => WhyNot::PaperHandedOut,
            (Err(CastRefusal::WayNotOffered), _) => WhyNot::WayNotOffered,
            (Err(CastRefusal::OwnBallotStands { .. }), _) => WhyNot::OwnBallotStands,
        };
        Eligibility::No(why)
    }

    /// Why nobody can cast now, except on paper, for a voter on the roll none of whose owners has an account.
    pub fn why_without_account(&self, voter: Voter, now: Time) -> WhyNot {
        match self.eligibility(Channel::Online, voter, now) {
            Eligibility::Eligible => WhyNot::NoAccount,
            Eligibility::No(why) => why,
        }
    }
}

impl From<NotAdmitted> for WhyNot {
    fn from(why: NotAdmitted) -> Self {
        match why {
            NotAdmitted::VerifiedAfterCutOff => Self::VerifiedAfterCutOff,
            NotAdmitted::AgeUnknown => Self::AgeUnknown,
            NotAdmitted::TooYoung => Self::TooYoung,
        }
    }
}
