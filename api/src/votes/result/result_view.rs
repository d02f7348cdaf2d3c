//! The result, leg by leg, so that whoever lost can follow it.

use chrono::{DateTime, Utc};
use domain::vote::Vote;
use domain::vote::rule::OptionNumber;
use domain::vote::tally::{Leg, LegKind, Outcome, Standing};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::count::Counted;
use super::round_view::{self, RoundView, ScoredView};
use crate::votes::turnout::FlatAreaView;
use crate::votes::view::{OptionView, RuleView, ShareView, certified_at};
use crate::votes::words::{NoResultWord, VoteStatusWord};

#[derive(Debug, Serialize, ToSchema)]
pub struct ResultView {
    pub vote_id: Uuid,
    /// A rehearsal (演练): it decides nothing.
    pub rehearsal: bool,
    /// closed: preliminary. certified: final.
    pub status: VoteStatusWord,
    pub counted_at: DateTime<Utc>,
    pub certified_at: Option<DateTime<Utc>>,
    /// Objections are taken until this time, and the result is certified only after it; null where the rule gives no
    /// days.
    pub objections_until: Option<DateTime<Utc>>,
    pub rule: RuleView,
    pub heads: HeadsView,
    /// Area of the flats on the roll, and of those whose voters returned a ballot or were handed a sheet: it is known
    /// which sheets came back, but not whose they are. Neither quorum nor threshold is measured by area. Absent where
    /// residents vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    // Results in bundles from before rolls had flats lack this field.
    pub area: Option<FlatAreaView>,
    /// The winner first, then most votes first; equals in lot order.
    pub standings: Vec<StandingView>,
    /// Numbers of the options that share first place, in lot order; empty when one stands alone.
    #[schema(example = json!([]))]
    pub tied: Vec<u8>,
    /// Each quorum and threshold of the rule.
    pub legs: Vec<LegView>,
    /// How the method came to its winner, step by step; empty where the standings say it all.
    pub rounds: Vec<RoundView>,
    /// Schulze, ranked pairs, Borda, Copeland: in row a, column b the voters who put option a above option b; else
    /// null.
    pub pairwise: Option<Vec<Vec<u64>>>,
    /// Score, STAR, majority judgment: how each option was scored; else null.
    pub scores: Option<Vec<ScoredView>>,
    /// What the budget pays for; absent for every method but the budget ones, and without a result.
    #[serde(skip_serializing_if = "Option::is_none")] // results in bundles from before budgets have no such field
    pub funded: Option<FundedView>,
    /// The elected option, of a budget vote the first of the funded; null when the vote has no result.
    pub elected: Option<OptionView>,
    /// True when the lot order fixed before opening decided among equals.
    pub by_lot: bool,
    /// Why there is no result; null when an option was elected.
    pub no_result: Option<NoResultWord>,
}

/// Whole yuan.
#[derive(Debug, Serialize, ToSchema)]
pub struct FundedView {
    /// Numbers of the options that are paid for, in the order in which they were chosen.
    #[schema(example = json!([3, 1]))]
    pub options: Vec<u8>,
    pub cost_yuan: u64,
    pub left_yuan: u64,
}

/// Every ballot cast is valid, blank or invalid.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeadsView {
    /// Voters on the frozen roll.
    pub eligible: u64,
    pub cast: u64,
    pub valid: u64,
    /// Abstentions: returned without a mark.
    pub blank: u64,
    /// Against the rule.
    pub invalid: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StandingView {
    pub option: OptionView,
    /// The method's figure: voters for the option (budget methods, too); the sum of its scores (score, star); its
    /// median (majority_judgment); its ballots in the last round it stood in (run_off); doubled points (borda,
    /// copeland); options beaten head to head, doubled, and tied (schulze, ranked_pairs).
    pub votes: u64,
}

/// A quorum or threshold, in numbers and in words: `part` of `whole`, compared with `share`.
#[derive(Debug, Serialize, ToSchema)]
pub struct LegView {
    pub kind: LegWord,
    pub share: ShareView,
    pub part: u64,
    pub whole: u64,
    /// The smallest part that is enough.
    pub needed: u64,
    pub met: bool,
    #[schema(
        example = "Quorum: 39 ballots returned of 120 on the roll; at least 1/3 was needed, that is 40: not reached."
    )]
    pub explained_en: String,
    #[schema(example = "参与率：收回39票，名册应投票数120；要求不少于1/3，即至少40票：未达到。")]
    pub explained_zh: String,
}

/// quorum: whether enough of the roll returned a ballot. threshold: whether the leading option has enough support.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegWord {
    Quorum,
    Threshold,
}

impl From<&Counted> for ResultView {
    fn from(counted: &Counted) -> Self {
        let Counted { vote, tally, area_cast, at, objections_until } = counted;
        let on_roll = vote.state.opening().and_then(|opening| opening.roll.area);
        let heads = tally.heads;
        let (elected, by_lot, no_result) = match tally.outcome {
            Outcome::Elected { option, by_lot } => (Some(option), by_lot, None),
            Outcome::NoResult(why) => (None, false, Some(why.into())),
        };
        let option = |number| vote.options.iter().find(|option| option.number == number).map(OptionView::from);
        Self {
            vote_id: vote.id.0,
            rehearsal: vote.rehearsal,
            status: vote.state.stage().into(),
            counted_at: *at,
            certified_at: certified_at(vote),
            objections_until: *objections_until,
            rule: RuleView::from(&vote.rule),
            heads: HeadsView {
                eligible: heads.eligible,
                cast: heads.cast,
                valid: heads.valid,
                blank: heads.blank,
                invalid: heads.invalid,
            },
            area: on_roll.zip(*area_cast).map(|(eligible, cast)| FlatAreaView { eligible, cast }),
            standings: tally.standings.iter().filter_map(|standing| StandingView::new(vote, *standing)).collect(),
            tied: tally.tied.iter().map(|option| option.get()).collect(),
            legs: tally.legs.iter().map(LegView::from).collect(),
            rounds: tally.rounds.iter().map(RoundView::from).collect(),
            pairwise: round_view::pairwise(&tally.evidence),
            scores: round_view::scores(&tally.evidence),
            funded: FundedView::new(vote, &tally.funded),
            elected: elected.and_then(option),
            by_lot,
            no_result,
        }
    }
}

impl FundedView {
    fn new(vote: &Vote, funded: &[OptionNumber]) -> Option<Self> {
        let purse = vote.rule.purse.as_ref().filter(|_| !funded.is_empty())?;
        let cost = purse.cost_of(funded);
        Some(Self {
            options: funded.iter().map(|option| option.get()).collect(),
            cost_yuan: cost,
            left_yuan: u64::from(purse.budget()).saturating_sub(cost),
        })
    }
}

impl StandingView {
    fn new(vote: &Vote, standing: Standing) -> Option<Self> {
        let option = vote.options.iter().find(|option| option.number == standing.option)?;
        Some(Self { option: OptionView::from(option), votes: standing.votes })
    }
}

impl From<&Leg> for LegView {
    fn from(leg: &Leg) -> Self {
        Self {
            kind: match leg.kind {
                LegKind::Quorum => LegWord::Quorum,
                LegKind::Threshold { .. } => LegWord::Threshold,
            },
            share: leg.share.into(),
            part: leg.part,
            whole: leg.whole,
            needed: leg.needed(),
            met: leg.met(),
            explained_en: leg.in_english(),
            explained_zh: leg.in_chinese(),
        }
    }
}
