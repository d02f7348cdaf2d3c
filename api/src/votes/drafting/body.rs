//! What a moderator sends to draft a vote, parsed against the project's designs.

use chrono::{DateTime, SubsecRound as _, Utc};
use domain::Time;
use domain::ids::{AccountId, MeetingId, OwnerRegisterId};
use domain::text::Title;
use domain::vote::Vote;
use domain::vote::admission::{Admission, AgeLimit, UnknownAge};
use domain::vote::draft::{Draft, number_options};
use domain::vote::purse::PurseRefusal;
use domain::vote::quorum::Share;
use domain::vote::rule::{Electorate, LotOrder, Method, OnTie, Rule, RuleRefusal};
use domain::vote::ways::Ways;
use rand::seq::SliceRandom as _;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::{OfField, Problem};
use crate::votes::store::Designs;
use crate::votes::view::{BudgetView, ShareView};
use crate::votes::words::{BetweenWaysWord, ElectorateWord, MethodWord, OnTieWord, UnknownAgeWord};

/// The two bodies that draft a vote have all these fields in common. Each field stands here once, because serde cannot
/// flatten one struct into another that refuses unknown fields.
macro_rules! bodies {
    ($($(#[$about:meta])* $field:ident: $kind:ty,)*) => {
        /// A vote as a moderator drafts it.
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({
            "project_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "title": "口袋公园设计方案表决",
            "closes_at": "2026-12-01T12:00:00Z", "quorum": {"base": "eligible", "cmp": "ge", "num": 1, "den": 3}
        }))]
        pub struct NewVote {
            /// The project: in publicity, with at least two designs that were not withdrawn.
            project_id: Uuid,
            /// A rehearsal (演练), as its title says. It can be opened without a meeting and before publicity ends, is listed
            /// only on request, is never certified, and holds nothing up.
            #[serde(default)]
            #[schema(default = false)]
            rehearsal: bool,
            $($(#[$about])* $field: $kind,)*
        }

        /// The whole draft as it is to be: what is absent gets its default, not what it was before.
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(example = json!({
            "title": "口袋公园设计方案表决", "method": "approve", "at_most": 2, "closes_at": "2026-12-01T12:00:00Z"
        }))]
        pub struct VoteChange {
            $($(#[$about])* $field: $kind,)*
        }

        impl From<NewVote> for VoteChange {
            fn from(new: NewVote) -> Self {
                Self { $($field: new.$field,)* }
            }
        }
    };
}

bodies! {
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
    /// person when absent. flat needs `register_id`. After a change of the electorate, the roll has to be built again.
    electorate: Option<ElectorateWord>,
    /// How much of the roll must return a ballot; measured against the eligible.
    quorum: Option<ShareView>,
    /// Only with methods that count voters for an option: choose_one, approve, star, run_off, run_off_skipping.
    threshold: Option<ShareView>,
    #[schema(schema_with = crate::votes::words::lot_order, required = false)]
    lot_order: Option<Vec<u8>>,
    /// Which ballot counts when a voter's ballots come by several channels; own_ballot_first when absent.
    between_ways: Option<BetweenWaysWord>,
    /// For how many voters one person may hold a proxy; 3 when absent. 0 allows no proxies.
    #[schema(minimum = 0, maximum = 10)]
    proxies_per_holder: Option<u8>,
    /// lot when absent.
    on_tie: Option<OnTieWord>,
    /// Only people who reach this age in the year of the vote are on the roll; everybody when absent.
    #[schema(minimum = 1, maximum = 100)]
    min_age: Option<u8>,
    /// With `min_age` only; left_out when absent.
    unknown_age: Option<UnknownAgeWord>,
    /// The cut-off date: only residencies verified by then are on the roll.
    verified_by: Option<DateTime<Utc>>,
    /// With the electorate flat: the owners' register of the unit whose flats vote.
    register_id: Option<Uuid>,
    /// Days in which the result can be objected to, before it is certified; when absent, the number set for the street
    /// (3).
    #[schema(maximum = 30)]
    objection_days: Option<u8>,
    /// The person who runs the vote if the one who drafted it can't. They hold a moderator's post over the unit, and
    /// may not certify the result.
    deputy_id: Option<Uuid>,
    /// With the budget methods, and only with them.
    budget: Option<BudgetView>,
    /// The announced begin; when absent ballots are taken from the moment of opening.
    opens_at: Option<DateTime<Utc>>,
    /// At most 366 days ahead.
    closes_at: DateTime<Utc>,
    /// The project's meeting at which the vote is held.
    meeting_id: Option<Uuid>,
}

/// What a moderator wishes for the vote. What can be wrong by itself is parsed; a body's other fields have their meaning
/// only beside the project's designs.
pub struct Wishes {
    title: Title,
    quorum: Option<Share>,
    threshold: Option<Share>,
    ways: Ways,
    sent: VoteChange,
}

/// What wishes are parsed against: the project's designs, the street's days to object, and the draft before this
/// change, if there is one.
pub struct Given<'a> {
    pub standing: Designs,
    pub objection_days: u8,
    pub rehearsal: bool,
    pub before: Option<&'a Vote>,
    pub now: Time,
}

impl NewVote {
    pub fn project(&self) -> Uuid {
        self.project_id
    }

    pub fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    pub fn parse(self) -> Result<Wishes, Problem> {
        VoteChange::from(self).parse()
    }
}

impl VoteChange {
    pub fn parse(self) -> Result<Wishes, Problem> {
        if self.unknown_age.is_some() && self.min_age.is_none() {
            let (en, zh) = ("goes with min_age only", "只在设有年龄要求（min_age）时填写");
            return Err(Problem::field("/unknown_age", "not_without_min_age", en, zh));
        }
        let share = |view: Option<ShareView>, pointer: &str| view.map(ShareView::parse).transpose().field(pointer);
        Ok(Wishes {
            title: Title::parse(&self.title).field("/title")?,
            quorum: share(self.quorum, "/quorum")?,
            threshold: share(self.threshold, "/threshold")?,
            ways: ways(self.between_ways, self.proxies_per_holder)?,
            sent: self,
        })
    }
}

impl ShareView {
    pub fn parse(self) -> Result<Share, domain::vote::quorum::ShareRefusal> {
        Share::parse(self.base.into(), self.cmp.into(), self.num, self.den)
    }
}

impl Wishes {
    pub fn register(&self) -> Option<OwnerRegisterId> {
        self.sent.register_id.map(OwnerRegisterId)
    }

    pub fn deputy(&self) -> Option<AccountId> {
        self.sent.deputy_id.map(AccountId)
    }

    pub fn meeting(&self) -> Option<MeetingId> {
        self.sent.meeting_id.map(MeetingId)
    }

    fn opens_at(&self) -> Option<Time> {
        self.sent.opens_at.map(kept_time)
    }

    pub fn draft(self, given: Given<'_>) -> Result<Draft, Problem> {
        let admission = self.admission(given.now)?;
        let (opens_at, meeting, deputy) = (self.opens_at(), self.meeting(), self.deputy());
        let Self { title, quorum, threshold, ways, sent } = self;
        let objection_days = sent.objection_days.unwrap_or(given.objection_days);
        let Given { standing, before, .. } = given;
        let chosen = match &sent.design_ids {
            None => standing,
            Some(ids) => {
                let find = |(index, id): (usize, &Uuid)| {
                    let found = standing.iter().find(|(design, _)| design.0 == *id).cloned();
                    found.ok_or_else(|| not_standing(index))
                };
                ids.iter().enumerate().map(find).collect::<Result<_, Problem>>()?
            }
        };
        let options = number_options(chosen).field("/design_ids")?;
        let count = u8::try_from(options.len()).unwrap_or(u8::MAX);
        let method = match sent.method {
            None if sent.at_most.is_none() => Method::default_for(count),
            None => Method::from_word(MethodWord::Approve.word(), sent.at_most, count).field("/at_most")?,
            Some(word) => Method::from_word(word.word(), sent.at_most, count).field("/at_most")?,
        };
        let kept = before.filter(|vote| {
            let designs =
                |options: &[domain::vote::VoteOption]| options.iter().map(|option| option.design).collect::<Vec<_>>();
            designs(&vote.options) == designs(&options)
        });
        let lot = match (sent.lot_order, kept) {
            (Some(numbers), _) => LotOrder::parse(&numbers, count).field("/lot_order")?,
            (None, Some(vote)) => vote.rule.lot.clone(),
            (None, None) => LotOrder::parse(&drawn(count), count).field("/lot_order")?,
        };
        let electorate = sent.electorate.map_or(Electorate::Person, Into::into);
        let rule = match Rule::new(method, electorate, quorum, threshold, lot) {
            Err(refusal @ RuleRefusal::ThresholdMethod) => Err(refusal).field("/threshold")?,
            other => other.field("/quorum/base")?,
        };
        let purse = match sent.budget.map(|budget| budget.parse(count)).transpose() {
            Ok(purse) => purse,
            Err(refusal) => return Err(refusal).field(&purse_pointer(refusal)),
        };
        let on_tie = sent.on_tie.map_or(OnTie::Lot, Into::into);
        let rule = Rule { on_tie, ..rule }.with_purse(purse).field("/budget")?;
        let rule = rule.admitting(admission).field("/register_id")?;
        let rule = rule.objected_to_for(objection_days);
        let title = if given.rehearsal { Vote::rehearsal_title(&title) } else { Ok(title) };
        let (title, rule) = (title.field("/title")?, rule.field("/objection_days")?.with_ways(Some(ways)));
        Ok(Draft { title, options, rule, deputy, opens_at, closes_at: kept_time(sent.closes_at), meeting })
    }

    /// The age limit is for the year in which ballots are taken.
    fn admission(&self, now: Time) -> Result<Admission, Problem> {
        let unknown_age = self.sent.unknown_age.map_or(UnknownAge::LeftOut, Into::into);
        let limit = |years| {
            AgeLimit::new(years, self.opens_at().unwrap_or(now), unknown_age)
                .ok_or_else(|| Problem::field("/min_age", "out_of_range", "must be 1 to 100 years", "应为 1 至 100 岁"))
        };
        Ok(Admission {
            age: self.sent.min_age.map(limit).transpose()?,
            verified_by: self.sent.verified_by.map(kept_time),
            register: self.register(),
        })
    }
}

/// A time as the databases keep it, in whole microseconds.
fn kept_time(sent: DateTime<Utc>) -> Time {
    sent.trunc_subsecs(6)
}

fn ways(between: Option<BetweenWaysWord>, each: Option<u8>) -> Result<Ways, Problem> {
    let between = between.map_or(Ways::DEFAULT.between, Into::into);
    Ways::new(between, each.unwrap_or(Ways::DEFAULT.proxies_each)).ok_or_else(|| {
        let most = Ways::MOST_PROXIES;
        let (en, zh) = (format!("must be at most {most}"), format!("应不超过 {most}"));
        Problem::field("/proxies_per_holder", "out_of_range", en, zh)
    })
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
