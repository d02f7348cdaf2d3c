//! Checks the bundle of an owners' decision offline. Each fault has a name that never changes; `openapi/bundle.md`
//! lists them.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::OwnersDecisionId;
use domain::owner::ballot::commitment;
use domain::owner::decision::Item;
use domain::owner::proxy::{Instruction, ProxiesEach};
use domain::register::{Flat, Head, Register};
use domain::vote::receipt::{Commitment, Nonce};
use domain::vote::tally::owners::Voice;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::super::words::VoiceWord;
use super::{BundledBallot, BundledFlat, BundledProxy, FORMAT, recount};
use crate::owners::drafting::{KIND, OwnersRules, OwnersShare};
use crate::record::checks::{Checks, Kind, Signed};
use crate::record::checks::{Evidence, Fault};

#[derive(Deserialize)]
struct Bundle {
    format: String,
    decision_id: Uuid,
    rules: Value,
    keys: Vec<String>,
    leaves: Vec<String>,
    checkpoints: Vec<String>,
    flats: Vec<BundledFlat>,
    ballots: Vec<BundledBallot>,
    result: Value,
}

/// Everything that is wrong with a bundle. An empty list means that the bundle is good.
pub fn verify(text: &str, evidence: &Evidence) -> Vec<Fault> {
    let bundle: Bundle = match serde_json::from_str(text) {
        Ok(bundle) => bundle,
        Err(error) => return vec![Fault { name: "unreadable", what: format!("no bundle: {error}") }],
    };
    if bundle.format != FORMAT {
        return vec![Fault { name: "unreadable", what: format!("the format is {:?}, not {FORMAT:?}", bundle.format) }];
    }
    let Bundle { decision_id: id, rules, keys, leaves, checkpoints, flats, ballots, result, .. } = bundle;
    let kind = Kind { kind: KIND, id_field: "decision_id", is_sorted: false };
    let mut checks = Checks::new(kind, Signed { id, rules, keys, leaves, checkpoints });
    let live = checks.signed(evidence);
    let decision = OwnersDecisionId(id);
    let by_proxy: Vec<ByProxy> =
        ballots.iter().filter_map(|one| Some((Head::restore(one.head.clone()), one.decision, one.proxy?))).collect();
    let ballots = checks.opened(&live, ballots.into_iter().map(|one| opening(decision, one)));
    let Some(rules) = readable(&mut checks) else { return checks.faults() };
    let register = register(&mut checks, &rules, flats);
    let voices = voices(&mut checks, &register, ballots);
    proxies(&mut checks, &rules, &by_proxy);
    let by_proxy = by_proxy.into_iter().map(|(head, ..)| head).collect();
    count(&mut checks, &rules, &register, &voices, by_proxy, result);
    checks.faults()
}

/// The commitment that a ballot states and, if its nonce can be read, the commitment computed from it and what the
/// ballot says.
type Opened = (String, Option<(Commitment, (Head, Voice))>);

fn opening(id: OwnersDecisionId, one: BundledBallot) -> Opened {
    let (head, voice) = (Head::restore(one.head), Voice::from(one.decision));
    let nonce = Commitment::from_hex(&one.nonce).map(|bytes| Nonce(bytes.0));
    (one.commitment, nonce.map(|nonce| (commitment(id, nonce, &head, voice), (head, voice))))
}

/// The rules, if this version can count by them and their shares are those of the law.
fn readable(checks: &mut Checks) -> Option<OwnersRules> {
    let rules = serde_json::from_value::<OwnersRules>(checks.rules.clone()).ok();
    let counted_by = rules.filter(|rules| {
        Item::new(rules.item).is_some_and(|item| {
            OwnersShare::both(item.matter()) == [rules.quorum, rules.threshold]
                && rules.matter == item.matter().into()
                && rules.proxies_per_holder.is_none_or(|most| ProxiesEach::new(most).is_some())
        })
    });
    if counted_by.is_none() {
        checks.fault("rules-changed", "the rules are none that can be counted by");
    }
    counted_by
}

fn register(checks: &mut Checks, rules: &OwnersRules, flats: Vec<BundledFlat>) -> Register {
    let lines = flats.into_iter().map(|one| {
        let flat = Flat { building: one.building, room: one.room };
        (flat, one.area, Head::restore(one.head))
    });
    let lines: Vec<(Flat, u64, Head)> = lines.collect();
    if !lines.windows(2).all(|pair| matches!(pair, [one, next] if one.0 < next.0)) {
        checks.fault("register-altered", "the flats are not in their order, or one stands there twice");
    }
    let register = Register::restore(lines);
    let misnamed = register.heads().into_iter().find(|(head, holding)| {
        !head.is_builder() && holding.flats.first().is_none_or(|first| Head::of(first) != **head)
    });
    if let Some((head, _)) = misnamed {
        checks.fault("head-misnamed", format!("{} is not called after its first flat", head.as_str()));
    }
    if register.hash().to_string() != rules.roll_hash {
        checks.fault("register-altered", "the flats, areas and heads are not those of the frozen register");
    }
    let total = register.total();
    if (total.area, total.heads) != (rules.total.area, rules.total.heads) {
        checks.fault("register-altered", "areas or heads do not add up to what was frozen");
    }
    register
}

fn voices(checks: &mut Checks, register: &Register, ballots: Vec<(String, (Head, Voice))>) -> BTreeMap<Head, Voice> {
    let known: BTreeSet<&Head> = register.lines().map(|(_, _, head)| head).collect();
    let mut voices = BTreeMap::new();
    for (_, (head, voice)) in ballots {
        if !known.contains(&head) {
            checks.fault("head-unknown", format!("{} is no head of the register", head.as_str()));
        }
        if voices.insert(head.clone(), voice).is_some() {
            checks.fault("head-twice", format!("{} has two ballots", head.as_str()));
        }
    }
    voices
}

/// A ballot by proxy: its head, what it says, and its holder and mandate.
type ByProxy = (Head, VoiceWord, BundledProxy);

/// Checks that nobody cast for more heads than the rule allows, or otherwise than a mandate says.
fn proxies(checks: &mut Checks, rules: &OwnersRules, by_proxy: &[ByProxy]) {
    let most = usize::from(rules.proxies_per_holder.unwrap_or(0));
    let mut held: BTreeMap<u32, BTreeSet<&Head>> = BTreeMap::new();
    for (head, decision, proxy) in by_proxy {
        held.entry(proxy.holder).or_default().insert(head);
        if !Instruction::from(proxy.says).admits((*decision).into()) {
            checks.fault("mandate-broken", format!("the ballot of {} is not what the mandate says", head.as_str()));
        }
    }
    for (holder, heads) in held.into_iter().filter(|(_, heads)| heads.len() > most) {
        let many = heads.len();
        checks.fault("holder-full", format!("holder {holder} cast for {many} owners, the rule allows {most}"));
    }
}

fn count(
    checks: &mut Checks,
    rules: &OwnersRules,
    register: &Register,
    voices: &BTreeMap<Head, Voice>,
    by_proxy: BTreeSet<Head>,
    result: Value,
) {
    let by_proxy = rules.proxies_per_holder.map(|_| &by_proxy);
    let again = Item::new(rules.item).map(|item| recount::figures(item, register, voices, by_proxy));
    if again != Some(recount::published(result)) {
        checks.fault("count-wrong", "the ballots give another result");
    }
}
