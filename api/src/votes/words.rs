//! The domain's words as the wire knows them.

use domain::vote::Stage;
use domain::vote::eligibility::WhyNot;
use domain::vote::opening::Warning;
use domain::vote::quorum::{Base, Cmp};
use domain::vote::rule::Electorate;
use domain::vote::tally::NoResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};

macro_rules! words {
    ($($(#[$about:meta])* $name:ident for $of:ident { $($(#[$doc:meta])* $word:ident,)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $word,)+ }

        impl From<$of> for $name {
            fn from(value: $of) -> Self {
                match value { $($of::$word => Self::$word,)+ }
            }
        }

        impl From<$name> for $of {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$word,)+ }
            }
        }
    )+};
}

words! {
    /// drafted: being prepared. open: opened, ballots are taken from `begins_at` on. closed: over, the result is open.
    /// certified: someone who did not run it stands for the result.
    VoteStatusWord for Stage { Drafted, Open, Closed, Certified, }

    /// person: one person, one ballot, tenants too. household: one household, one ballot, cast or changed by any member.
    ElectorateWord for Electorate { Person, Household, }

    /// eligible: everyone on the roll. cast: ballots returned. valid: ballots that name an option and keep to the rule.
    /// participating: voters who returned a ballot.
    BaseWord for Base { Eligible, Cast, Valid, Participating, }

    /// gt: more than. ge: at least.
    CmpWord for Cmp { Gt, Ge, }

    /// quorum_missed: too few returned a ballot. no_votes: no valid ballot. threshold_missed: nobody has enough support.
    NoResultWord for NoResult { QuorumMissed, NoVotes, ThresholdMissed, }

    /// not_a_resident: not a verified resident of the unit. verified_too_late: not on the roll when it was frozen.
    /// not_opened_yet, not_begun_yet, closed: not now.
    WhyNotWord for WhyNot { NotAResident, VerifiedTooLate, NotOpenedYet, NotBegunYet, Closed, }

    /// small_roll: fewer than ten voters, so the result tells much about each. short_period: less than a day to vote.
    /// design_left_out: a standing design is no option. roll_outdated: residents changed since the roll was built.
    WarningWord for Warning { SmallRoll, ShortPeriod, DesignLeftOut, RollOutdated, }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodWord {
    /// One mark; most marks win.
    ChooseOne,
    /// Up to `at_most` marks; most marks win.
    Approve,
}

impl MethodWord {
    pub fn word(self) -> &'static str {
        match self {
            Self::ChooseOne => "choose_one",
            Self::Approve => "approve",
        }
    }
}

/// The schema of a list of option numbers, each at most once.
fn option_numbers(least: usize) -> Array {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(20));
    ArrayBuilder::new().items(number).min_items(Some(least)).max_items(Some(20)).unique_items(true).build()
}

pub fn choices() -> Array {
    option_numbers(0)
}

pub fn lot_order() -> Array {
    option_numbers(2)
}
