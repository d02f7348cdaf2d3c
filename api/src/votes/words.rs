//! The domain's words as the wire knows them.

use domain::vote::Stage;
use domain::vote::admission::UnknownAge;
use domain::vote::eligibility::WhyNot;
use domain::vote::help::{ConsentKind, HelpEnd, HelpMethod};
use domain::vote::opening::Warning;
use domain::vote::proxy::{ProxyScope, ProxyStage};
use domain::vote::purse::Spending;
use domain::vote::quorum::{Base, Cmp};
use domain::vote::rule::{Electorate, Method, OnTie};
use domain::vote::tally::NoResult;
use domain::vote::tally::pairwise::Strength;
use domain::vote::tally::strict::Overvote;
use domain::vote::ways::Between;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, SchemaType, Type};

use crate::http::words::words;

words! {
    /// drafted: being prepared. open: opened, ballots are taken from `begins_at` on. paused: no ballots are taken until
    /// it is resumed. closed: over, the result can be read. certified: someone who did not run it stands for the
    /// result. voided: ended without a result.
    VoteStatusWord = Stage { Drafted Open Paused Closed Certified Voided }

    /// person: one person, one ballot, tenants too. household: one household, one ballot, cast or changed by any
    /// member. flat: one head of an owners' register (one or more flats of the same owners), one ballot, cast or
    /// changed by any owner.
    ElectorateWord = Electorate { Person Household Flat }

    /// eligible: everyone on the roll. cast: ballots returned. valid: ballots that name an option and keep to the rule.
    /// participating: voters who returned a ballot.
    BaseWord = Base { Eligible Cast Valid Participating }

    /// gt: more than. ge: at least.
    CmpWord = Cmp { Gt Ge }

    /// lot: the lot order decides. no_result: nobody is elected.
    OnTieWord = OnTie { Lot NoResult }

    /// left_out: not on the roll. admitted: on the roll.
    UnknownAgeWord = UnknownAge { LeftOut Admitted }

    /// quorum_missed: too few returned a ballot. no_votes: no valid ballot. threshold_missed: the leading option has
    /// not enough support. tied: the method's own rule leaves a tie, and the vote has no lot decide it. nothing_funded:
    /// under budget_equal_shares no option's voters could pay for it.
    NoResultWord = NoResult { QuorumMissed NoVotes ThresholdMissed Tied NothingFunded }

    /// not_a_resident: not a verified resident of the unit. verified_too_late: not on the roll when it was frozen.
    /// not_an_owner: flats vote, and the register names none under this person's number. verified_after_cut_off,
    /// age_unknown, too_young: the vote's rule leaves this person out. not_opened_yet, not_begun_yet, paused, closed,
    /// voided: not now. paper_handed_out: this person votes on paper. way_not_offered: nobody casts for another in this
    /// vote. own_ballot_stands: the voter's present ballot goes before one by this channel. no_account: on the roll,
    /// but no owner has an account; they can vote on paper.
    WhyNotWord = WhyNot { NotAResident NotAnOwner VerifiedTooLate VerifiedAfterCutOff AgeUnknown TooYoung NotOpenedYet NotBegunYet
        Paused Closed Voided PaperHandedOut WayNotOffered OwnBallotStands NoAccount }

    /// own_ballot_first: the voter's own ballot goes before one that a helper cast, and that before one by proxy; never
    /// the other way round. last_counts: the last ballot counts, by whichever of these channels it came.
    BetweenWaysWord = Between { OwnBallotFirst LastCounts }

    /// by_telephone: the helper calls the number that the committee knows.
    HelpMethodWord = HelpMethod { AtHome ByTelephone AtTheDesk }

    /// What shows that the resident wants it. witness: somebody besides the helper was present, or listened to the
    /// call.
    ConsentKindWord = ConsentKind { SignedForm Recording Witness }

    /// cancelled: the resident took the ballot back. replaced: a helper cast again for the resident.
    HelpEndWord = HelpEnd { Cancelled Replaced }

    /// free: the holder chooses. as_instructed: the holder casts as the giver told them.
    ProxyScopeWord = ProxyScope { Free AsInstructed }

    /// standing: may be used. expired, revoked: not any more.
    ProxyStateWord = ProxyStage { Standing Expired Revoked }

    /// small_roll: fewer than ten voters, so the result tells much about each. short_period: less than a day to vote.
    /// design_left_out: a standing design is no option. roll_outdated: residents changed since the roll was built.
    /// deputy_missing: no deputy is named. notice_not_given: the vote's meeting was not announced.
    WarningWord = Warning { SmallRoll ShortPeriod DesignLeftOut RollOutdated DeputyMissing NoticeNotGiven }
}

/// What a ballot looks like and how it is counted. choose_one, approve and the budget methods take `choices`; score,
/// star and majority_judgment take `scores`; the others take a `ranking`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodWord {
    /// One mark; most marks win.
    ChooseOne,
    /// Up to `at_most` marks; most marks win.
    Approve,
    /// Scores 0 to 5; the highest sum wins. A blank is a 0.
    Score,
    /// Scores 0 to 5; of the two options with the highest sums, the one that more voters score higher wins.
    Star,
    /// Scores 0 to 5 as grades; the highest lower median wins.
    MajorityJudgment,
    /// Ranks; the option with the fewest ballots leaves, round by round, until one has more than half of the ballots
    /// that still count. A ballot counts up to its first tie.
    RunOff,
    /// Like run_off, but ties on a ballot are passed over.
    RunOffSkipping,
    /// Ranks; strongest paths of defeats, a defeat being as strong as its winner's votes.
    Schulze,
    /// Like schulze, but a defeat is as strong as its margin.
    SchulzeMargins,
    /// Ranks; defeats are locked in, those with the most votes first.
    RankedPairs,
    /// Like ranked_pairs, but those with the largest margin first.
    RankedPairsMargins,
    /// Ranks; a point for every option below, half a point for every tie.
    Borda,
    /// Ranks; a point for every option beaten head to head, half a point for every tie.
    Copeland,
    /// Any number of marks for costed parts; the most marks first, of equals the cheaper, as long as the budget lasts.
    /// A part that costs more than is left is passed over.
    BudgetGreedy,
    /// Like budget_greedy, but it ends at the first part that costs more than is left.
    BudgetGreedyStopping,
    /// Any number of marks for costed parts; every voter has an equal share of the budget for what they marked (Method
    /// of Equal Shares, add1).
    BudgetEqualShares,
}

impl MethodWord {
    pub fn word(self) -> &'static str {
        match self {
            Self::ChooseOne => "choose_one",
            Self::Approve => "approve",
            Self::Score => "score",
            Self::Star => "star",
            Self::MajorityJudgment => "majority_judgment",
            Self::RunOff => "run_off",
            Self::RunOffSkipping => "run_off_skipping",
            Self::Schulze => "schulze",
            Self::SchulzeMargins => "schulze_margins",
            Self::RankedPairs => "ranked_pairs",
            Self::RankedPairsMargins => "ranked_pairs_margins",
            Self::Borda => "borda",
            Self::Copeland => "copeland",
            Self::BudgetGreedy => "budget_greedy",
            Self::BudgetGreedyStopping => "budget_greedy_stopping",
            Self::BudgetEqualShares => "budget_equal_shares",
        }
    }
}

impl From<Method> for MethodWord {
    fn from(method: Method) -> Self {
        match method {
            Method::ChooseOne => Self::ChooseOne,
            Method::Approve { .. } => Self::Approve,
            Method::Score => Self::Score,
            Method::Star => Self::Star,
            Method::MajorityJudgment => Self::MajorityJudgment,
            Method::RunOff { overvote: Overvote::Stop } => Self::RunOff,
            Method::RunOff { overvote: Overvote::Skip } => Self::RunOffSkipping,
            Method::Schulze { strength: Strength::WinningVotes } => Self::Schulze,
            Method::Schulze { strength: Strength::Margins } => Self::SchulzeMargins,
            Method::RankedPairs { strength: Strength::WinningVotes } => Self::RankedPairs,
            Method::RankedPairs { strength: Strength::Margins } => Self::RankedPairsMargins,
            Method::Borda => Self::Borda,
            Method::Copeland => Self::Copeland,
            Method::Budget { by: Spending::Greedy } => Self::BudgetGreedy,
            Method::Budget { by: Spending::GreedyStopping } => Self::BudgetGreedyStopping,
            Method::Budget { by: Spending::EqualShares } => Self::BudgetEqualShares,
        }
    }
}

/// The schema of a list of option numbers, each number at most once.
pub fn choices() -> Array {
    let about = "For choose_one, approve and the budget methods. Numbers of the marked options, in any order. None at all is an abstention: it counts \
        as cast, not as valid.";
    let type_or_null = SchemaType::from_iter([Type::Array, Type::Null]);
    option_numbers().schema_type(type_or_null).min_items(Some(0)).description(Some(about)).build()
}

/// The schema of a ranking: groups of tied options, best first.
pub fn ranking() -> Array {
    let about = "For the methods that take ranks. Groups of option numbers, best first; options in one group tie, options left \
        out tie below all others. No group at all is an abstention.";
    let type_or_null = SchemaType::from_iter([Type::Array, Type::Null]);
    let group = option_numbers().min_items(Some(1));
    ArrayBuilder::new().items(group).max_items(Some(20)).schema_type(type_or_null).description(Some(about)).build()
}

/// The schema of scores in the order of the paper.
pub fn scores() -> Array {
    let about = "For score, star and majority_judgment. A score 0 to 5, or null for a blank, for each option in the order of the \
        paper. Nothing but blanks is an abstention; beside scores a blank is a 0.";
    let type_or_null = SchemaType::from_iter([Type::Array, Type::Null]);
    let score = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::Null]))
        .minimum(Some(0))
        .maximum(Some(5));
    ArrayBuilder::new().items(score).max_items(Some(20)).schema_type(type_or_null).description(Some(about)).build()
}

pub fn lot_order() -> Array {
    let about = "Each option's number once; of options that tie, the one named earlier wins. When absent it is drawn by the \
        service, and shown; a change keeps the order that was drawn unless it changes the options.";
    let type_or_null = SchemaType::from_iter([Type::Array, Type::Null]);
    option_numbers().schema_type(type_or_null).min_items(Some(2)).description(Some(about)).build()
}

/// What each option costs.
pub fn costs() -> Array {
    let cost = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(1_000_000));
    let about = "Each option's cost in the order of the paper, none above the budget.";
    ArrayBuilder::new().items(cost).min_items(Some(2)).max_items(Some(20)).description(Some(about)).build()
}

fn option_numbers() -> ArrayBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(20));
    ArrayBuilder::new().items(number).max_items(Some(20)).unique_items(true)
}
