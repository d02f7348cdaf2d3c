//! The first leaf of a decision's log: everything that is fixed when it opens. Nothing of it changes afterwards.

use domain::owner::decision::{Item, OwnersDecision};
use domain::owner::proxy::ProxiesEach;
use domain::owner::sheet::BETWEEN_WAYS;
use domain::vote::quorum::{Cmp, Share, ShareRefusal};
use domain::vote::tally::owners::Matter;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::decision_view::OwnersMeasureView;
use super::presets::PRESETS;
use crate::owners::words::MatterWord;
use crate::problem::{Kind, Problem};
use crate::record::log::named::First;

/// The kind of this log: it comes before the decision's id in the log's origin.
pub const KIND: &str = "owners-decisions";

/// What was fixed when the decision opened.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OwnersRules {
    pub decision_id: Uuid,
    pub estate: String,
    pub title: String,
    /// What is decided, in full.
    pub text: String,
    /// The item of art. 278.
    pub item: u8,
    pub matter: MatterWord,
    /// How much of all must take part, by area and by heads.
    pub quorum: OwnersShare,
    /// How much of those who take part must be in favour, by area and by heads.
    pub threshold: OwnersShare,
    /// For how many owners one person may cast by proxy; absent if the decision was announced before the service had
    /// proxies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, example = 3)]
    pub proxies_per_holder: Option<u8>,
    pub announced_at: chrono::DateTime<chrono::Utc>,
    pub closes_at: chrono::DateTime<chrono::Utc>,
    /// SHA-256 of the frozen register, hex.
    pub roll_hash: String,
    pub total: OwnersMeasureView,
    /// The rule in plain words.
    pub rule_text: String,
    /// SHA-256 of `rule_text` in UTF-8, hex.
    pub rule_text_hash: String,
}

/// A share: `more than` num/den if `strictly`, else `at least` num/den.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnersShare {
    pub strictly: bool,
    pub num: u32,
    pub den: u32,
}

impl OwnersShare {
    fn of(share: Result<Share, ShareRefusal>) -> Self {
        let share = share.ok();
        Self {
            strictly: share.is_some_and(|share| share.cmp() == Cmp::Gt),
            num: share.map_or(1, |share| share.num()),
            den: share.map_or(1, |share| share.den()),
        }
    }

    /// The quorum, of all, and the threshold, of those who take part.
    pub fn both(matter: Matter) -> [Self; 2] {
        [Self::of(Matter::quorum()), Self::of(matter.threshold())]
    }
}

/// What is fixed at the opening. Refused before that.
pub fn fixed(decision: &OwnersDecision) -> Result<OwnersRules, Problem> {
    let opening = decision.opening().ok_or_else(|| Problem::new(Kind::VoteNotOpened))?;
    let rule_text = in_words(decision);
    let [quorum, threshold] = OwnersShare::both(decision.item.matter());
    Ok(OwnersRules {
        decision_id: decision.id.0,
        estate: decision.estate.to_string(),
        title: decision.title.to_string(),
        text: decision.text.to_string(),
        item: decision.item.get(),
        matter: decision.item.matter().into(),
        quorum,
        threshold,
        proxies_per_holder: decision.proxies_each.map(|most| most.get()),
        announced_at: decision.announced_at,
        closes_at: decision.closes_at,
        roll_hash: opening.hash.to_string(),
        total: opening.total.into(),
        rule_text_hash: hex::encode(Sha256::digest(&rule_text)),
        rule_text,
    })
}

pub fn first_leaf(decision: &OwnersDecision) -> Result<First<'static>, Problem> {
    let leaf = serde_json::json!({"kind": "rules", "rules": fixed(decision)?}).to_string();
    Ok(First { kind: KIND, leaf })
}

/// The rules in a first leaf; none if the text is no such leaf.
pub fn of_leaf(leaf: &str) -> Option<OwnersRules> {
    #[derive(Deserialize)]
    struct Leaf {
        rules: OwnersRules,
    }
    serde_json::from_str::<Leaf>(leaf).ok().map(|first| first.rules)
}

/// Which ballot counts if a head voted in several ways: sentences in Chinese and in English.
pub fn ways_in_words(decision: &OwnersDecision) -> [Vec<String>; 2] {
    let (paper_zh, paper_en) = BETWEEN_WAYS;
    let (mut zh, mut en) = (vec![paper_zh.to_owned()], vec![paper_en.to_owned()]);
    if let Some([by_proxy_zh, by_proxy_en]) = decision.proxies_each.map(ProxiesEach::in_words) {
        zh.push(by_proxy_zh);
        en.push(by_proxy_en);
    }
    [zh, en]
}

/// What the law requires for an item, in Chinese and in English.
pub fn item_in_words(item: Item) -> [String; 2] {
    let cited = PRESETS.of(item).map_or("民法典第二百七十八条", |preset| preset.cited.as_str());
    let [zh, en] = match item.matter() {
        Matter::Ordinary => ["过半数（1/2）", "more than half (1/2)"],
        Matter::Special => ["四分之三（3/4）以上", "at least three quarters (3/4)"],
    };
    let (label_zh, label_en) = (&PRESETS.label_zh, &PRESETS.label_en);
    [
        format!(
            "依据{cited}：应由专有部分面积占比三分之二（2/3）以上的业主且人数占比三分之二（2/3）以上的业主参与表决，并经参与表决专有部分面积{zh}的业主且参与表决人数{zh}的业主同意。\
             一人拥有多套的计为一人，面积相加；共有一套的计为一人；未售出的归建设单位，计为一人。弃权计为参与；未投票的，既不计为参与，也不计为同意。（{label_zh}）"
        ),
        format!(
            "Civil Code art. 278, item {}: owners of at least two thirds (2/3) of the exclusive area and at least two thirds (2/3) of the owners by number take part, and {en} of both, of those who take part, are in favour. \
             Whoever owns several flats is one owner with the areas summed; co-owners of a flat are one; what is not sold is the builder's, one owner. An abstention is participation; silence is neither participation nor consent. ({label_en})",
            item.get()
        ),
    ]
}

fn in_words(decision: &OwnersDecision) -> String {
    let [zh, en] = item_in_words(decision.item);
    let [ways_zh, ways_en] = ways_in_words(decision).map(|sentences| sentences.join("\n"));
    [decision.estate.as_str(), decision.title.as_str(), decision.text.as_str(), &zh, &ways_zh, &en, &ways_en].join("\n")
}
