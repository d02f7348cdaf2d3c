//! What a moderator sends to draft a vote, parsed against the project's designs.

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::Time;
use domain::ids::{DesignId, MeetingId};
use domain::text::Title;
use domain::vote::Vote;
use domain::vote::draft::{Draft, number_options};
use domain::vote::purse::PurseRefusal;
use domain::vote::quorum::Share;
use domain::vote::rule::{Electorate, LotOrder, Method, Rule, RuleRefusal};
use rand::seq::SliceRandom as _;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Designs;
use super::view::{BudgetView, ShareView};
use super::words::{ElectorateWord, MethodWord};
use crate::http::problem::{OfField, Problem};

/// A vote as a moderator drafts it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "project_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "title": "口袋公园设计方案表决",
    "closes_at": "2026-12-01T12:00:00Z", "quorum": {"base": "eligible", "cmp": "ge", "num": 1, "den": 3}
}))]
pub struct NewVote {
    /// In publicity, with at least two standing designs.
    project_id: Uuid,
    #[schema(min_length = 1, max_length = 100)]
    title: String,
    /// The options in the order of the paper; all standing designs when absent.
    #[schema(min_items = 2, max_items = 20)]
    design_ids: Option<Vec<Uuid>>,
    /// When absent: choose_one for two designs, approve for three or more.
    method: Option<MethodWord>,
    /// With approve only: how many may be marked; all options but one when absent.
    #[schema(minimum = 1, maximum = 20)]
    at_most: Option<u8>,
    /// person when absent.
    electorate: Option<ElectorateWord>,
    /// Measured against the eligible.
    quorum: Option<ShareView>,
    /// Only with methods that count voters for an option: choose_one, approve, star, run_off, run_off_skipping.
    threshold: Option<ShareView>,
    #[schema(schema_with = super::words::lot_order, required = false)]
    lot_order: Option<Vec<u8>>,
    /// With the budget methods, and only with them.
    budget: Option<BudgetView>,
    /// The announced begin; when absent ballots are taken from the moment of opening.
    opens_at: Option<DateTime<Utc>>,
    /// At most 366 days ahead.
    closes_at: DateTime<Utc>,
    /// The project's meeting at which the vote is held.
    meeting_id: Option<Uuid>,
}

/// A drafted vote as it shall be, whole: what is absent gets its default again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "口袋公园设计方案表决", "method": "approve", "at_most": 2, "closes_at": "2026-12-01T12:00:00Z"}))]
pub struct VoteChange {
    #[schema(min_length = 1, max_length = 100)]
    title: String,
    /// The options in the order of the paper; all standing designs when absent.
    #[schema(min_items = 2, max_items = 20)]
    design_ids: Option<Vec<Uuid>>,
    /// When absent: choose_one for two designs, approve for three or more.
    method: Option<MethodWord>,
    /// With approve only: how many may be marked; all options but one when absent.
    #[schema(minimum = 1, maximum = 20)]
    at_most: Option<u8>,
    /// person when absent. Another electorate needs the roll to be built again.
    electorate: Option<ElectorateWord>,
    /// Measured against the eligible.
    quorum: Option<ShareView>,
    /// Only with methods that count voters for an option: choose_one, approve, star, run_off, run_off_skipping.
    threshold: Option<ShareView>,
    #[schema(schema_with = super::words::lot_order, required = false)]
    lot_order: Option<Vec<u8>>,
    /// With the budget methods, and only with them.
    budget: Option<BudgetView>,
    /// The announced begin; when absent ballots are taken from the moment of opening.
    opens_at: Option<DateTime<Utc>>,
    /// At most 366 days ahead.
    closes_at: DateTime<Utc>,
    /// The project's meeting at which the vote is held.
    meeting_id: Option<Uuid>,
}

/// What can be parsed without knowing the project.
pub struct Wishes {
    title: Title,
    designs: Option<Vec<DesignId>>,
    method: Option<MethodWord>,
    at_most: Option<u8>,
    electorate: Electorate,
    quorum: Option<Share>,
    threshold: Option<Share>,
    lot_order: Option<Vec<u8>>,
    budget: Option<BudgetView>,
    opens_at: Option<Time>,
    closes_at: Time,
    pub meeting: Option<MeetingId>,
}

impl NewVote {
    pub fn project(&self) -> Uuid {
        self.project_id
    }

    pub fn parse(self) -> Result<Wishes, Problem> {
        let Self { title, design_ids, method, at_most, electorate, quorum, threshold, .. } = self;
        let Self { lot_order, budget, opens_at, closes_at, meeting_id, .. } = self;
        let change = VoteChange {
            title,
            design_ids,
            method,
            at_most,
            electorate,
            quorum,
            threshold,
            lot_order,
            budget,
            opens_at,
            closes_at,
            meeting_id,
        };
        change.parse()
    }
}

impl VoteChange {
    pub fn parse(self) -> Result<Wishes, Problem> {
        let share = |view: Option<ShareView>, pointer: &str| view.map(ShareView::parse).transpose().field(pointer);
        Ok(Wishes {
            title: Title::parse(&self.title).field("/title")?,
            designs: self.design_ids.map(|ids| ids.into_iter().map(DesignId).collect()),
            method: self.method,
            at_most: self.at_most,
            electorate: self.electorate.unwrap_or(ElectorateWord::Person).into(),
            quorum: share(self.quorum, "/quorum")?,
            threshold: share(self.threshold, "/threshold")?,
            lot_order: self.lot_order,
            budget: self.budget,
            opens_at: self.opens_at.map(|at| at.trunc_subsecs(6)),
            closes_at: self.closes_at.trunc_subsecs(6),
            meeting: self.meeting_id.map(MeetingId),
        })
    }
}

impl ShareView {
    pub fn parse(self) -> Result<Share, domain::vote::quorum::ShareRefusal> {
        Share::parse(self.base.into(), self.cmp.into(), self.num, self.den)
    }
}

impl Wishes {
    /// `standing` are the project's designs, `before` is the vote as it was drafted before, if it was.
    pub fn draft(self, standing: Designs, before: Option<&Vote>) -> Result<Draft, Problem> {
        let chosen = match &self.designs {
            None => standing,
            Some(ids) => {
                let find = |(index, id): (usize, &DesignId)| {
                    let found = standing.iter().find(|(design, _)| design == id).cloned();
                    found.ok_or_else(|| not_standing(index))
                };
                ids.iter().enumerate().map(find).collect::<Result<_, Problem>>()?
            }
        };
        let options = number_options(chosen).field("/design_ids")?;
        let count = u8::try_from(options.len()).unwrap_or(u8::MAX);
        let method = match self.method {
            None if self.at_most.is_none() => Method::default_for(count),
            None => Method::from_word(MethodWord::Approve.word(), self.at_most, count).field("/at_most")?,
            Some(word) => Method::from_word(word.word(), self.at_most, count).field("/at_most")?,
        };
        let kept = before.filter(|vote| {
            let designs =
                |options: &[domain::vote::VoteOption]| options.iter().map(|option| option.design).collect::<Vec<_>>();
            designs(&vote.options) == designs(&options)
        });
        let lot = match (self.lot_order, kept) {
            (Some(numbers), _) => LotOrder::parse(&numbers, count).field("/lot_order")?,
            (None, Some(vote)) => vote.rule.lot.clone(),
            (None, None) => LotOrder::parse(&drawn(count), count).field("/lot_order")?,
        };
        let rule = Rule::new(method, self.electorate, self.quorum, self.threshold, lot);
        let rule = match rule {
            Err(refusal @ RuleRefusal::ThresholdMethod) => Err(refusal).field("/threshold")?,
            other => other.field("/quorum/base")?,
        };
        let purse = match self.budget.map(|budget| budget.parse(count)).transpose() {
            Ok(purse) => purse,
            Err(refusal) => return Err(refusal).field(&purse_pointer(refusal)),
        };
        let rule = rule.with_purse(purse).field("/budget")?;
        let (title, opens_at, closes_at, meeting) = (self.title, self.opens_at, self.closes_at, self.meeting);
        Ok(Draft { title, options, rule, opens_at, closes_at, meeting })
    }
}

fn purse_pointer(refusal: PurseRefusal) -> String {
    match refusal {
        PurseRefusal::Budget | PurseRefusal::NothingToChoose => "/budget/yuan".to_owned(),
        PurseRefusal::CostForEach { .. } => "/budget/costs".to_owned(),
        PurseRefusal::Cost { number } => format!("/budget/costs/{}", number.saturating_sub(1)),
    }
}

fn not_standing(index: usize) -> Problem {
    let pointer = format!("/design_ids/{index}");
    Problem::field(pointer, "not_standing", "is not a standing design of the project", "不是该项目的有效设计方案")
}

fn drawn(options: u8) -> Vec<u8> {
    let mut numbers: Vec<u8> = (1..=options).collect();
    numbers.shuffle(&mut rand::rng());
    numbers
}
