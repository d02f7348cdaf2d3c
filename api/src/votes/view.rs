//! What clients see of a vote. Nothing here depends on a choice before the vote is over.

use chrono::{DateTime, Utc};
use domain::ids::OwnerRegisterId;
use domain::vote::admission::{Admission, AgeLimit, UnknownAge};
use domain::vote::purse::{Purse, PurseRefusal};
use domain::vote::roll::FrozenRoll;
use domain::vote::rule::{LotOrder, Method, Rule};
use domain::vote::step::Step;
use domain::vote::ways::Ways;
use domain::vote::{Closure, Vote, VoteOption, VoteState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::{
    BaseWord, BetweenWaysWord, CmpWord, ElectorateWord, MethodWord, OnTieWord, UnknownAgeWord, VoteStatusWord,
};

/// A vote (表决): what it asks, by which rule, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteView {
    pub id: Uuid,
    pub project_id: Uuid,
    pub unit_id: Uuid,
    pub meeting_id: Option<Uuid>,
    #[schema(example = "口袋公园设计方案表决")]
    pub title: String,
    /// A rehearsal (演练): it decides nothing, and its title says so, too.
    pub rehearsal: bool,
    pub status: VoteStatusWord,
    /// In the order of the ballot paper.
    pub options: Vec<OptionView>,
    pub rule: RuleView,
    /// The person who runs the vote if the one who drafted it can't.
    pub deputy_id: Option<Uuid>,
    /// The announced begin; null: from the moment of opening.
    pub opens_at: Option<DateTime<Utc>>,
    /// Ballots are taken until just before this.
    pub closes_at: DateTime<Utc>,
    pub drafted_at: DateTime<Utc>,
    pub opened_at: Option<DateTime<Utc>>,
    /// Ballots are taken from here on; null before opening.
    pub begins_at: Option<DateTime<Utc>>,
    /// The frozen roll; null before opening.
    pub roll: Option<FrozenRollView>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Why it was closed before its announced end; null when time closed it.
    pub close_reason: Option<String>,
    pub certified_at: Option<DateTime<Utc>>,
    /// Since when it is paused or voided; null otherwise. `list_vote_steps` tells everything that was done.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Why it is paused or voided; null otherwise.
    pub stop_reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OptionView {
    /// The number by which a ballot marks the option.
    #[schema(minimum = 1, maximum = 20, example = 1)]
    pub number: u8,
    pub design_id: Uuid,
    /// The design's title when the vote was drafted.
    #[schema(example = "方案一：林荫广场")]
    pub title: String,
}

/// All of it is fixed once the vote is open.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RuleView {
    pub method: MethodWord,
    /// How many options a ballot may mark; null for every method but approve.
    #[schema(minimum = 1, maximum = 20, example = 2)]
    pub at_most: Option<u8>,
    pub electorate: ElectorateWord,
    /// How much of the roll must return a ballot; null asks for nothing.
    pub quorum: Option<ShareView>,
    /// How much the winner needs; null asks for nothing beyond the most votes.
    pub threshold: Option<ShareView>,
    /// Decides ties, unless `on_tie` says otherwise: of options with as many votes, the one named earlier here wins.
    #[schema(example = json!([2, 1, 3]))]
    pub lot_order: Vec<u8>,
    /// Which ballot counts when a voter's ballots come by several channels. Paper goes before every other channel in
    /// any case. Absent where nobody may cast for another, as in votes from before there was such a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between_ways: Option<BetweenWaysWord>,
    /// For how many voters one person may hold a proxy; left out together with `between_ways`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10, example = 3)]
    pub proxies_per_holder: Option<u8>,
    /// What decides when the method's own rule leaves a tie.
    #[serde(default = "by_lot")]
    pub on_tie: OnTieWord,
    /// Only people who reach this age in the year of the vote are on the roll; null: everybody.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100, example = 18)]
    pub min_age: Option<u8>,
    /// The last year of birth that is old enough; null without an age limit.
    #[serde(default)]
    #[schema(example = 2008)]
    pub born_by: Option<u16>,
    /// What becomes of people whose year of birth no committee confirmed; null without an age limit.
    #[serde(default)]
    pub unknown_age: Option<UnknownAgeWord>,
    /// The cut-off date: only residencies verified by then are on the roll; null: all that are verified when it is
    /// built.
    #[serde(default)]
    pub verified_by: Option<DateTime<Utc>>,
    /// The owners' register whose flats vote; null where residents do.
    #[serde(default)]
    pub register_id: Option<Uuid>,
    /// Days after the vote's end in which the result can be objected to; it is certified only after them. 0: objections
    /// are taken until it is certified.
    #[serde(default)]
    #[schema(maximum = 30, example = 3)]
    pub objection_days: u8,
    /// What there is to spend, and what each option costs; absent for every method but the budget ones.
    #[serde(skip_serializing_if = "Option::is_none")] // first leaves from before budgets have no such field
    pub budget: Option<BudgetView>,
    /// The whole rule in plain words.
    pub explained_en: String,
    pub explained_zh: String,
}

/// `cmp num/den of base`, such as at least 1/3 of the eligible. Exact, no rounding.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"base": "eligible", "cmp": "ge", "num": 1, "den": 3}))]
pub struct ShareView {
    pub base: BaseWord,
    pub cmp: CmpWord,
    /// At most `den`.
    #[schema(minimum = 1, maximum = 10_000)]
    pub num: u32,
    #[schema(minimum = 1, maximum = 10_000)]
    pub den: u32,
}

/// Whole yuan. The budget pays for any one of the options, not for all of them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"yuan": 300_000, "costs": [120_000, 80_000, 150_000]}))]
pub struct BudgetView {
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub yuan: u32,
    #[schema(schema_with = super::words::costs)]
    pub costs: Vec<u32>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FrozenRollView {
    /// Voters: persons or households; where flats vote, heads of the owners' register.
    #[schema(example = 312)]
    pub voters: u64,
    /// Exclusive area of all flats, in 0.01 m²; absent where residents vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    // First leaves from before rolls had flats lack this field.
    pub area: Option<u64>,
    /// SHA-256 of the listing, hex.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub hash: String,
}

fn by_lot() -> OnTieWord {
    OnTieWord::Lot
}

impl From<&Vote> for VoteView {
    fn from(vote: &Vote) -> Self {
        let opening = vote.state.opening();
        let closure = vote.state.closure();
        Self {
            id: vote.id.0,
            project_id: vote.project.0,
            unit_id: vote.unit.0,
            meeting_id: vote.meeting.map(|meeting| meeting.0),
            title: vote.title.to_string(),
            rehearsal: vote.rehearsal,
            status: vote.state.stage().into(),
            options: vote.options.iter().map(OptionView::from).collect(),
            rule: RuleView::from(&vote.rule),
            deputy_id: vote.deputy.map(|deputy| deputy.0),
            opens_at: vote.opens_at,
            closes_at: vote.closes_at,
            drafted_at: vote.drafted_at,
            opened_at: opening.map(|opening| opening.at),
            begins_at: opening.map(|opening| opening.begins_at),
            roll: opening.map(|opening| FrozenRollView::from(opening.roll)),
            closed_at: closure.map(Closure::at),
            close_reason: closure.and_then(|closure| match closure {
                Closure::ByTime { .. } => None,
                Closure::ByPerson { reason, .. } => Some(reason.to_string()),
            }),
            certified_at: certified_at(vote),
            stopped_at: stopped(vote).map(|step| step.at),
            stop_reason: stopped(vote).map(|step| step.reason.to_string()),
        }
    }
}

pub fn certified_at(vote: &Vote) -> Option<DateTime<Utc>> {
    match &vote.state {
        VoteState::Certified(.., certification) => Some(certification.at),
        VoteState::Drafted
        | VoteState::Open(_)
        | VoteState::Paused(..)
        | VoteState::Closed(..)
        | VoteState::Voided(..) => None,
    }
}

/// The step by which the vote was paused or voided.
fn stopped(vote: &Vote) -> Option<&Step> {
    match &vote.state {
        VoteState::Paused(_, step) | VoteState::Voided(_, step) => Some(step),
        VoteState::Drafted | VoteState::Open(_) | VoteState::Closed(..) | VoteState::Certified(..) => None,
    }
}

impl From<FrozenRoll> for FrozenRollView {
    fn from(roll: FrozenRoll) -> Self {
        Self { voters: roll.size, area: roll.area, hash: roll.hash.to_string() }
    }
}

impl From<&VoteOption> for OptionView {
    fn from(option: &VoteOption) -> Self {
        Self { number: option.number.get(), design_id: option.design.0, title: option.title.to_string() }
    }
}

impl From<&Rule> for RuleView {
    fn from(rule: &Rule) -> Self {
        let (method, at_most) = (MethodWord::from(rule.method), rule.method.limit());
        let age = rule.admission.age;
        Self {
            method,
            at_most,
            electorate: rule.electorate.into(),
            quorum: rule.quorum.map(ShareView::from),
            threshold: rule.threshold.map(ShareView::from),
            lot_order: rule.lot.as_slice().iter().map(|option| option.get()).collect(),
            between_ways: rule.ways.map(|ways| ways.between.into()),
            proxies_per_holder: rule.ways.map(|ways| ways.proxies_each),
            on_tie: rule.on_tie.into(),
            min_age: age.map(AgeLimit::years),
            born_by: age.map(AgeLimit::born_by),
            unknown_age: age.map(|age| age.unknown.into()),
            verified_by: rule.admission.verified_by,
            register_id: rule.admission.register.map(|register| register.0),
            objection_days: rule.objection_days,
            budget: rule.purse.as_ref().map(BudgetView::from),
            explained_en: rule.in_english(),
            explained_zh: rule.in_chinese(),
        }
    }
}

impl RuleView {
    /// The rule of a published vote; none when what was published is no rule.
    pub fn restore(&self, options: u8) -> Option<Rule> {
        let share = |share: Option<ShareView>| share.map(ShareView::parse).transpose().ok();
        let method = Method::from_word(self.method.word(), self.at_most, options).ok()?;
        let lot = LotOrder::parse(&self.lot_order, options).ok()?;
        let ways = match (self.between_ways, self.proxies_per_holder) {
            (None, None) => None,
            (Some(between), Some(each)) => Some(Ways::new(between.into(), each)?),
            (Some(_), None) | (None, Some(_)) => return None,
        };
        let age = match (self.min_age, self.born_by) {
            (None, None) => None,
            (Some(years), Some(born_by)) => {
                let unknown = self.unknown_age.map_or(UnknownAge::LeftOut, Into::into);
                Some(AgeLimit::restore(years, born_by, unknown)?)
            }
            (Some(_), None) | (None, Some(_)) => return None,
        };
        let purse = self.budget.clone().map(|budget| budget.parse(options)).transpose().ok()?;
        let register = self.register_id.map(OwnerRegisterId);
        let admission = Admission { age, verified_by: self.verified_by, register };
        let rule = Rule::new(method, self.electorate.into(), share(self.quorum)?, share(self.threshold)?, lot).ok()?;
        let rule = Rule { on_tie: self.on_tie.into(), ways, ..rule };
        let rule = rule.with_purse(purse).ok()?.admitting(admission).ok()?;
        rule.objected_to_for(self.objection_days).ok()
    }
}

impl BudgetView {
    pub fn parse(self, options: u8) -> Result<Purse, PurseRefusal> {
        Purse::parse(self.yuan, self.costs, options)
    }
}

impl From<&Purse> for BudgetView {
    fn from(purse: &Purse) -> Self {
        Self { yuan: purse.budget(), costs: purse.costs().to_vec() }
    }
}

impl From<domain::vote::quorum::Share> for ShareView {
    fn from(share: domain::vote::quorum::Share) -> Self {
        Self { base: share.base().into(), cmp: share.cmp().into(), num: share.num(), den: share.den() }
    }
}
