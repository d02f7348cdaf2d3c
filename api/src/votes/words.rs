//! The domain's words as the wire knows them.

use domain::vote::Stage;
use domain::vote::eligibility::WhyNot;
use domain::vote::night::StepKind;
use domain::vote::objection::Finding;
use domain::vote::opening::Warning;
use domain::vote::quorum::{Base, Cmp};
use domain::vote::rule::Electorate;
use domain::vote::tally::NoResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, SchemaType, Type};

use crate::http::words::words;

words! {
    /// drafted: being prepared. open: opened, ballots are taken from `begins_at` on. paused: ballots wait. closed: over, the
    /// result is open. certified: someone who did not run it stands for the result. voided: ended without a result.
    VoteStatusWord = Stage { Drafted Open Paused Closed Certified Voided }

    /// incident: nothing changed, somebody wrote down what happened.
    StepKindWord = StepKind { Paused Resumed Extended ClosedEarly Voided Incident }

    /// dismissed: the result stands. upheld: the objection is right, and the vote has to be voided and held again.
    ObjectionFindingWord = Finding { Dismissed Upheld }

    /// person: one person, one ballot, tenants too. household: one household, one ballot, cast or changed by any member.
    ElectorateWord = Electorate { Person Household }

    /// eligible: everyone on the roll. cast: ballots returned. valid: ballots that name an option and keep to the rule.
    /// participating: voters who returned a ballot.
    BaseWord = Base { Eligible Cast Valid Participating }

    /// gt: more than. ge: at least.
    CmpWord = Cmp { Gt Ge }

    /// quorum_missed: too few returned a ballot. no_votes: no valid ballot. threshold_missed: nobody has enough support.
    NoResultWord = NoResult { QuorumMissed NoVotes ThresholdMissed }

    /// not_a_resident: not a verified resident of the unit. verified_too_late: not on the roll when it was frozen.
    /// not_opened_yet, not_begun_yet, paused, closed, voided: not now.
    WhyNotWord = WhyNot { NotAResident VerifiedTooLate NotOpenedYet NotBegunYet Paused Closed Voided }

    /// small_roll: fewer than ten voters, so the result tells much about each. short_period: less than a day to vote.
    /// design_left_out: a standing design is no option. roll_outdated: residents changed since the roll was built.
    WarningWord = Warning { SmallRoll ShortPeriod DesignLeftOut RollOutdated }
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

/// The schemas of lists of option numbers, each number at most once.
pub fn choices() -> Array {
    let about =
        "Numbers of the marked options, in any order. None at all is an abstention: it counts as cast, not as valid.";
    option_numbers().min_items(Some(0)).description(Some(about)).build()
}

pub fn lot_order() -> Array {
    let about = "Each option's number once; of options that tie, the one named earlier wins. When absent it is drawn by the \
        service, and shown; a change keeps the order that was drawn unless it changes the options.";
    let type_or_null = SchemaType::from_iter([Type::Array, Type::Null]);
    option_numbers().schema_type(type_or_null).min_items(Some(2)).description(Some(about)).build()
}

fn option_numbers() -> ArrayBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(20));
    ArrayBuilder::new().items(number).max_items(Some(20)).unique_items(true)
}
