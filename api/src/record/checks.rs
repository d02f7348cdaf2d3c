//! The checks that bundles of design votes and of owners' decisions share: rules, log, receipts, and that exactly the
//! ballots that count are opened.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::ids::VoteId;
use domain::vote::log::{Edge, Hash};
use domain::vote::receipt::{Commitment, statement};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::log::note;

/// One thing that is wrong with a bundle: its permanent name, and what was found where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub name: &'static str,
    pub what: String,
}

/// What the person who checks a bundle collected before, and now holds against the bundle.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Verifier keys known to be the service's. If there are none, the keys in the bundle are trusted.
    pub keys: Vec<String>,
    /// Checkpoints read while the vote ran, as signed notes.
    pub checkpoints: Vec<String>,
    /// Receipts, as JSON.
    pub receipts: Vec<String>,
}

#[derive(Deserialize)]
struct Receipt {
    commitment: String,
    accepted_at: chrono::DateTime<chrono::Utc>,
    signature: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Leaf {
    Rules { rules: Value },
    Cast { commitment: String, supersedes: Option<String> },
    Void { commitment: Option<String> },
}

impl Leaf {
    /// None when the text is no leaf of a known kind.
    fn read(text: &str) -> Option<Self> {
        // Nearly all leaves have this form, and a bundle may hold a million: these need no JSON parser.
        let plain = || {
            let rest = text.strip_prefix("{\"kind\":\"cast\",\"commitment\":\"")?;
            let commitment = rest.strip_suffix("\",\"supersedes\":null}")?;
            let is_hex = commitment.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then(|| Self::Cast { commitment: commitment.to_owned(), supersedes: None })
        };
        plain().or_else(|| serde_json::from_str(text).ok())
    }
}

/// The parts that bundles of every kind have, and the faults found so far.
pub struct Checks {
    pub id: Uuid,
    /// The word before the id in the log's origin, such as `votes`.
    pub kind: &'static str,
    /// The field of the rules that holds the id.
    pub id_field: &'static str,
    /// Whether each batch of leaves is sorted by commitment.
    pub is_sorted: bool,
    pub rules: Value,
    pub keys: Vec<String>,
    pub checkpoints: Vec<String>,
    texts: Vec<String>,
    /// None for a leaf of no known kind.
    leaves: Vec<Option<Leaf>>,
    faults: Vec<Fault>,
}

/// What differs between the logs of the kinds of bundles.
#[derive(Clone, Copy)]
pub struct Kind {
    pub kind: &'static str,
    pub id_field: &'static str,
    pub is_sorted: bool,
}

/// The signed parts of a bundle: its rules and log, with the checkpoints and the keys that sign them.
pub struct Signed {
    pub id: Uuid,
    pub rules: Value,
    pub keys: Vec<String>,
    pub leaves: Vec<String>,
    pub checkpoints: Vec<String>,
}

impl Checks {
    pub fn new(kind: Kind, signed: Signed) -> Self {
        let Kind { kind, id_field, is_sorted } = kind;
        let Signed { id, rules, keys, leaves: texts, checkpoints } = signed;
        let leaves = texts.iter().map(|leaf| Leaf::read(leaf)).collect();
        Self { id, kind, id_field, is_sorted, rules, keys, checkpoints, texts, leaves, faults: Vec::new() }
    }

    pub fn faults(self) -> Vec<Fault> {
        self.faults
    }

    pub fn fault(&mut self, name: &'static str, what: impl Into<String>) {
        self.faults.push(Fault { name, what: what.into() });
    }

    /// Checks rules, log and receipts. Gives the commitments of the ballots that count according to the log.
    pub fn signed(&mut self, evidence: &Evidence) -> HashSet<String> {
        self.rules();
        self.log(evidence);
        let live = self.live();
        self.receipts(evidence);
        live
    }

    /// Checks that the bundle opens exactly the `live` ballots. Each item of `ballots` is a commitment with the ballot
    /// and the commitment recomputed from that ballot, or none when the ballot can't be read. Gives the ballots that
    /// can be read.
    pub fn opened<B>(
        &mut self,
        live: &HashSet<String>,
        ballots: impl IntoIterator<Item = (String, Option<(Commitment, B)>)>,
    ) -> Vec<(String, B)> {
        let (mut seen, mut read) = (HashSet::with_capacity(live.len()), Vec::with_capacity(live.len()));
        for (commitment, opening) in ballots {
            if !seen.insert(commitment.clone()) {
                self.fault("two-openings", format!("{commitment} is opened twice"));
            } else if !live.contains(&commitment) {
                self.fault("ballot-added", format!("{commitment} is not a live ballot of the log"));
            }
            let Some((opens, ballot)) = opening else {
                self.fault("ballot-altered", format!("{commitment} can't be read"));
                continue;
            };
            let opens = opens.to_string();
            if opens != commitment {
                let name = if live.contains(&opens) { "ballots-swapped" } else { "ballot-altered" };
                self.fault(name, format!("{commitment} does not open to its ballot"));
            }
            read.push((commitment, ballot));
        }
        let mut dropped: Vec<&String> = live.difference(&seen).collect();
        dropped.sort_unstable();
        for missing in dropped {
            self.fault("ballot-dropped", format!("{missing} is in the log and not opened"));
        }
        read
    }

    fn rules(&mut self) {
        let fixed = match self.leaves.first() {
            Some(Some(Leaf::Rules { rules })) => rules.clone(),
            Some(Some(Leaf::Cast { .. } | Leaf::Void { .. }) | None) | None => Value::Null,
        };
        if fixed != self.rules {
            self.fault("rules-changed", "the rules are not those of the first leaf");
        }
        let word = |name: &str| self.rules.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_hashed = word("rule_text_hash") == hex::encode(Sha256::digest(word("rule_text")));
        if !is_hashed || word(self.id_field) != self.id.to_string() {
            self.fault("rules-changed", "the rules contradict themselves");
        }
        if self.leaves.iter().skip(1).any(|leaf| matches!(leaf, None | Some(Leaf::Rules { .. }))) {
            self.fault("leaf-unknown", "a leaf is neither a cast nor a void");
        }
    }

    fn log(&mut self, evidence: &Evidence) {
        let size = self.texts.len();
        let strangers =
            self.keys.iter().filter(|key| !evidence.keys.is_empty() && !evidence.keys.contains(key)).count();
        if strangers > 0 {
            self.fault("key-unknown", format!("{strangers} keys are not among those you know"));
        }
        let believed = if evidence.keys.is_empty() { self.keys.clone() } else { evidence.keys.clone() };
        let ours = format!("/{}/{}", self.kind, self.id);
        let mut heads: BTreeMap<u64, BTreeSet<[u8; 32]>> = BTreeMap::new();
        let mut sizes = BTreeSet::from([0, 1]);
        for (number, text) in self.checkpoints.clone().iter().chain(&evidence.checkpoints).enumerate() {
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
        if !self.is_sorted {
            return;
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
        for text in &self.texts {
            edge.append(0, Hash::of_leaf(text));
            if is_wanted(edge.size()) {
                roots.insert(edge.size(), edge.root());
            }
        }
        roots
    }

    /// Commitments of the ballots that count.
    fn live(&mut self) -> HashSet<String> {
        let (mut live, mut ended, mut faults) = (HashSet::with_capacity(self.leaves.len()), Vec::new(), Vec::new());
        for leaf in self.leaves.iter().flatten() {
            match leaf {
                Leaf::Rules { .. } | Leaf::Void { commitment: None } => {}
                Leaf::Void { commitment: Some(commitment) } => ended.push(commitment.clone()),
                Leaf::Cast { commitment, supersedes } => {
                    ended.extend(supersedes.clone());
                    if !live.insert(commitment.clone()) {
                        faults.push(("cast-twice", commitment.clone()));
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

    fn receipts(&mut self, evidence: &Evidence) {
        let vote = VoteId(self.id);
        let logged = |wanted: &str| {
            let is = |leaf: &Option<Leaf>| match leaf {
                Some(Leaf::Cast { commitment, .. }) => commitment == wanted,
                Some(Leaf::Rules { .. } | Leaf::Void { .. }) | None => false,
            };
            self.leaves.iter().any(is)
        };
        let believed = if evidence.keys.is_empty() { &self.keys } else { &evidence.keys };
        let mut faults = Vec::new();
        for text in &evidence.receipts {
            let Ok(receipt) = serde_json::from_str::<Receipt>(text) else {
                faults.push(("receipt-forged", "it can't be read".to_owned()));
                continue;
            };
            let is_signed = Commitment::from_hex(&receipt.commitment).is_some_and(|commitment| {
                let words = statement(vote.into(), &commitment, receipt.accepted_at);
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
