//! Checking a bundle, offline. Each fault has a name that never changes; `openapi/bundle.md` lists them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::ids::VoteId;
use domain::vote::ballot::Ballot;
use domain::vote::log::{Edge, Hash};
use domain::vote::receipt::{Commitment, Nonce, statement};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::log::note;
use super::super::log::rules::FixedRules;
use super::exports::Exports;
use super::{BallotView, FORMAT, tally};

/// Something that is wrong, by its permanent name, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub name: &'static str,
    pub what: String,
}

/// What whoever checks has kept from before, besides the bundle.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Verifier keys that are known to be the service's; without any, those of the bundle are believed.
    pub keys: Vec<String>,
    /// Checkpoints read while the vote ran, as signed notes.
    pub checkpoints: Vec<String>,
    /// Receipts, as JSON.
    pub receipts: Vec<String>,
}

#[derive(Deserialize)]
struct Bundle {
    format: String,
    vote_id: Uuid,
    rules: Value,
    keys: Vec<String>,
    leaves: Vec<String>,
    checkpoints: Vec<String>,
    ballots: Vec<BallotView>,
    result: Value,
    exports: Exports,
}

#[derive(Deserialize)]
struct Receipt {
    commitment: String,
    accepted_at: chrono::DateTime<chrono::Utc>,
    signature: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Leaf<'a> {
    Rules {
        rules: Value,
    },
    Cast {
        #[serde(borrow)]
        commitment: Cow<'a, str>,
        #[serde(borrow)]
        supersedes: Option<Cow<'a, str>>,
    },
    Void {
        #[serde(borrow)]
        commitment: Option<Cow<'a, str>>,
    },
}

impl<'a> Leaf<'a> {
    /// None for what is none of the kinds.
    fn read(text: &'a str) -> Option<Self> {
        // Nearly all of them are of this form, and a million are read at once.
        let plain = || {
            let rest = text.strip_prefix("{\"kind\":\"cast\",\"commitment\":\"")?;
            let commitment = rest.strip_suffix("\",\"supersedes\":null}")?;
            let is_hex = commitment.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then_some(Self::Cast { commitment: Cow::Borrowed(commitment), supersedes: None })
        };
        plain().or_else(|| serde_json::from_str(text).ok())
    }
}

struct Check<'a> {
    bundle: Bundle,
    texts: &'a [String],
    /// None for a leaf that is none of the kinds.
    leaves: Vec<Option<Leaf<'a>>>,
    faults: Vec<Fault>,
}

/// Everything that is wrong with a bundle; nothing is good.
pub fn verify(text: &str, kept: &Kept) -> Vec<Fault> {
    let mut bundle: Bundle = match serde_json::from_str(text) {
        Ok(bundle) => bundle,
        Err(error) => return vec![Fault { name: "unreadable", what: format!("no bundle: {error}") }],
    };
    if bundle.format != FORMAT {
        return vec![Fault { name: "unreadable", what: format!("the format is {:?}, not {FORMAT:?}", bundle.format) }];
    }
    let (texts, stated) = (std::mem::take(&mut bundle.leaves), std::mem::take(&mut bundle.ballots));
    let leaves = texts.iter().map(|text| Leaf::read(text)).collect();
    let mut check = Check { bundle, texts: &texts, leaves, faults: Vec::new() };
    check.rules();
    check.log(kept);
    let live = check.live();
    check.receipts(kept);
    let ballots = check.ballots(stated, &live);
    check.count(live.len(), &ballots);
    check.faults
}

impl Check<'_> {
    fn fault(&mut self, name: &'static str, what: impl Into<String>) {
        self.faults.push(Fault { name, what: what.into() });
    }

    fn rules(&mut self) {
        let fixed = match self.leaves.first() {
            Some(Some(Leaf::Rules { rules })) => rules.clone(),
            Some(Some(Leaf::Cast { .. } | Leaf::Void { .. }) | None) | None => Value::Null,
        };
        if fixed != self.bundle.rules {
            self.fault("rules-changed", "the rules are not those of the first leaf");
        }
        let word = |name: &str| self.bundle.rules.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_hashed = word("rule_text_hash") == hex::encode(Sha256::digest(word("rule_text")));
        if !is_hashed || word("vote_id") != self.bundle.vote_id.to_string() {
            self.fault("rules-changed", "the rules contradict themselves");
        }
        if self.leaves.iter().skip(1).any(|leaf| matches!(leaf, None | Some(Leaf::Rules { .. }))) {
            self.fault("leaf-unknown", "a leaf is neither a cast nor a void");
        }
    }

    fn log(&mut self, kept: &Kept) {
        let size = self.texts.len();
        let strangers = self.bundle.keys.iter().filter(|key| !kept.keys.is_empty() && !kept.keys.contains(key)).count();
        if strangers > 0 {
            self.fault("key-unknown", format!("{strangers} keys are not among those you know"));
        }
        let believed = if kept.keys.is_empty() { self.bundle.keys.clone() } else { kept.keys.clone() };
        let ours = format!("/votes/{}", self.bundle.vote_id);
        let mut heads: BTreeMap<u64, BTreeSet<[u8; 32]>> = BTreeMap::new();
        let mut sizes = BTreeSet::from([0, 1]);
        for (number, text) in self.bundle.checkpoints.clone().iter().chain(&kept.checkpoints).enumerate() {
            match note::open(text, &believed).filter(|head| head.origin.ends_with(&ours)) {
                None => self.fault("checkpoint-forged", format!("checkpoint {number} is not signed by a known key")),
                Some(head) => {
                    heads.entry(head.size).or_default().insert(head.root.0);
                    sizes.extend(usize::try_from(head.size));
                }
            }
        }
        let Some((newest, _)) = heads.last_key_value() else {
            return self.fault("checkpoint-missing", "there is no checkpoint that is signed");
        };
        let newest = usize::try_from(*newest).unwrap_or(usize::MAX);
        let roots = self.roots(|at| heads.contains_key(&at));
        if newest > size {
            self.fault("log-cut", format!("the newest checkpoint has {newest} leaves, the log {size}"));
        }
        if newest < size {
            self.fault("checkpoint-stale", format!("the newest checkpoint has {newest} leaves, the log {size}"));
        }
        let holds = |at: u64, seen: &BTreeSet<[u8; 32]>| {
            roots.get(&at).is_none_or(|root| seen.len() == 1 && seen.contains(&root.0))
        };
        let broken: Vec<u64> = heads.iter().filter(|(at, seen)| !holds(**at, seen)).map(|(at, _)| *at).collect();
        let last = heads.keys().rev().find(|at| usize::try_from(**at).is_ok_and(|at| at <= size));
        let is_split = heads.values().any(|seen| seen.len() > 1);
        match (broken.as_slice(), last) {
            ([], _) => {}
            (broken, Some(last)) if !is_split && broken.contains(last) => {
                self.fault("log-altered", "the leaves are not those that were signed");
            }
            (broken, _) => {
                self.fault("log-forked", format!("a checkpoint of {broken:?} leaves belongs to another log"));
            }
        }
        // A batch lies between two checkpoints.
        let sizes: Vec<usize> = sizes.into_iter().filter(|at| *at < size).chain([size]).collect();
        for batch in sizes.windows(2) {
            let [from, until] = batch else { continue };
            let commitments = self.leaves.get(*from..*until).unwrap_or_default().iter().filter_map(|leaf| match leaf {
                Some(Leaf::Cast { commitment, .. }) => Some(commitment),
                Some(Leaf::Rules { .. } | Leaf::Void { .. }) | None => None,
            });
            if !commitments.is_sorted() {
                let (from, last) = (*from, *until - 1);
                self.fault("leaves-swapped", format!("leaves {from} to {last} are not sorted by commitment"));
            }
        }
    }

    /// The roots of the log at these sizes.
    fn roots(&self, is_wanted: impl Fn(u64) -> bool) -> BTreeMap<u64, Hash> {
        let (mut edge, mut roots) = (Edge::default(), BTreeMap::new());
        if is_wanted(0) {
            roots.insert(0, edge.root());
        }
        for text in self.texts {
            edge.append(0, Hash::of_leaf(text));
            if is_wanted(edge.size()) {
                roots.insert(edge.size(), edge.root());
            }
        }
        roots
    }

    /// Commitments of the ballots that count.
    fn live(&mut self) -> HashSet<String> {
        let mut live = HashSet::with_capacity(self.leaves.len());
        let (mut ended, mut faults) = (Vec::new(), Vec::new());
        for leaf in self.leaves.iter().flatten() {
            match leaf {
                Leaf::Rules { .. } | Leaf::Void { commitment: None } => {}
                Leaf::Void { commitment: Some(commitment) } => ended.push(commitment.to_string()),
                Leaf::Cast { commitment, supersedes } => {
                    ended.extend(supersedes.as_deref().map(str::to_owned));
                    if !live.insert(commitment.to_string()) {
                        faults.push(("cast-twice", commitment.to_string()));
                    }
                }
            }
        }
        let mut gone = HashSet::with_capacity(ended.len());
        for commitment in ended {
            if gone.contains(&commitment) {
                faults.push(("superseded-twice", commitment));
            } else if live.remove(&commitment) {
                gone.insert(commitment);
            } else {
                faults.push(("superseded-unknown", commitment));
            }
        }
        faults.into_iter().for_each(|(name, commitment)| self.fault(name, commitment));
        live
    }

    fn receipts(&mut self, kept: &Kept) {
        let vote = VoteId(self.bundle.vote_id);
        let logged = |wanted: &str| {
            let is = |leaf: &Option<Leaf>| match leaf {
                Some(Leaf::Cast { commitment, .. }) => commitment == wanted,
                Some(Leaf::Rules { .. } | Leaf::Void { .. }) | None => false,
            };
            self.leaves.iter().any(is)
        };
        let believed = if kept.keys.is_empty() { &self.bundle.keys } else { &kept.keys };
        let mut faults = Vec::new();
        for text in &kept.receipts {
            let Ok(receipt) = serde_json::from_str::<Receipt>(text) else {
                faults.push(("receipt-forged", "it can't be read".to_owned()));
                continue;
            };
            let is_signed = Commitment::from_hex(&receipt.commitment).is_some_and(|commitment| {
                let words = statement(vote, &commitment, receipt.accepted_at);
                believed.iter().any(|key| signed(key, &words, &receipt.signature))
            });
            if !is_signed {
                faults.push(("receipt-forged", format!("{} is not signed by a known key", receipt.commitment)));
            }
            if !logged(&receipt.commitment) {
                faults.push(("receipt-missing", format!("{} is not in the log", receipt.commitment)));
            }
        }
        faults.into_iter().for_each(|(name, what)| self.fault(name, what));
    }

    /// The ballots as they are stated, with their commitments.
    fn ballots(&mut self, stated: Vec<BallotView>, live: &HashSet<String>) -> Vec<(String, Ballot)> {
        let vote = VoteId(self.bundle.vote_id);
        let (mut seen, mut ballots) = (HashSet::with_capacity(stated.len()), Vec::with_capacity(stated.len()));
        for one in stated {
            if !seen.insert(one.commitment.clone()) {
                self.fault("two-openings", format!("{} is opened twice", one.commitment));
            } else if !live.contains(&one.commitment) {
                self.fault("ballot-added", format!("{} is not a live ballot of the log", one.commitment));
            }
            let nonce = Commitment::from_hex(&one.nonce).map(|bytes| Nonce(bytes.0));
            let Some((nonce, ballot)) = nonce.zip(Ballot::from_canonical(&one.ballot)) else {
                self.fault("ballot-altered", format!("{} can't be read", one.commitment));
                continue;
            };
            let opens = Commitment::to(vote, nonce, &ballot).to_string();
            if opens != one.commitment {
                let name = if live.contains(&opens) { "ballots-swapped" } else { "ballot-altered" };
                self.fault(name, format!("{} does not open to its ballot", one.commitment));
            }
            ballots.push((one.commitment, ballot));
        }
        let mut dropped: Vec<&String> = live.difference(&seen).collect();
        dropped.sort_unstable();
        for missing in dropped {
            self.fault("ballot-dropped", format!("{missing} is in the log and not opened"));
        }
        ballots
    }

    fn count(&mut self, live: usize, ballots: &[(String, Ballot)]) {
        let rules = serde_json::from_value::<FixedRules>(self.bundle.rules.clone()).ok();
        let Some((rules, rule)) = rules.and_then(|rules| tally::rule(&rules).map(|rule| (rules, rule))) else {
            return self.fault("rules-changed", "the rules are none that can be counted by");
        };
        if u64::try_from(live).is_ok_and(|live| live > rules.roll.voters) {
            self.fault("too-many-ballots", format!("{live} live ballots, {} voters on the roll", rules.roll.voters));
        }
        let exports =
            Exports::of(&rules, &rule, ballots.iter().map(|(commitment, ballot)| (commitment.as_str(), ballot)));
        if exports != self.bundle.exports {
            self.fault("export-differs", "an export does not hold the ballots");
        }
        let again = tally::recount(&rules, rule, ballots.iter().map(|(_, ballot)| ballot));
        if again != Some(tally::lasting(self.bundle.result.clone())) {
            self.fault("count-wrong", "the ballots give another result");
        }
    }
}

/// Is this the signature of these words under a verifier key?
fn signed(key: &str, words: &str, signature: &str) -> bool {
    let verify = || {
        let key = VerifyingKey::from_bytes(&note::public_key(key)?).ok()?;
        let signature = Signature::from_slice(&hex::decode(signature).ok()?).ok()?;
        key.verify_strict(words.as_bytes(), &signature).ok()
    };
    verify().is_some()
}
