//! Checking a bundle, offline. Each fault has a name that never changes; `openapi/bundle.md` lists them.

use domain::ids::VoteId;
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::exports::Exports;
use super::{BallotView, FORMAT, tally};
use crate::record::checks::{Checks, Kind, Signed};
use crate::record::checks::{Evidence, Fault};
use crate::votes::log::FixedRules;
use crate::votes::turnout::FlatAreaView;

const KIND: Kind = Kind { kind: "votes", id_field: "vote_id", is_sorted: true };

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

/// Everything that is wrong with a bundle; empty when nothing is.
pub fn verify(text: &str, evidence: &Evidence) -> Vec<Fault> {
    let bundle: Bundle = match serde_json::from_str(text) {
        Ok(bundle) => bundle,
        Err(error) => return vec![Fault { name: "unreadable", what: format!("no bundle: {error}") }],
    };
    if bundle.format != FORMAT {
        return vec![Fault { name: "unreadable", what: format!("the format is {:?}, not {FORMAT:?}", bundle.format) }];
    }
    let Bundle { vote_id: id, rules, keys, leaves, checkpoints, ballots, result, exports, .. } = bundle;
    let mut checks = Checks::new(KIND, Signed { id, rules, keys, leaves, checkpoints });
    let live = checks.signed(evidence);
    let ballots = checks.opened(&live, ballots.into_iter().map(|one| opening(VoteId(id), one)));
    count(&mut checks, live.len(), &ballots, result, &exports);
    checks.faults()
}

fn opening(vote: VoteId, one: BallotView) -> (String, Option<(Commitment, Ballot)>) {
    let nonce = Commitment::from_hex(&one.nonce).map(|bytes| Nonce(bytes.0));
    let read = nonce.zip(Ballot::from_canonical(&one.ballot));
    (one.commitment, read.map(|(nonce, ballot)| (Commitment::to(vote, nonce, &ballot), ballot)))
}

fn count(checks: &mut Checks, live: usize, ballots: &[(String, Ballot)], result: Value, exports: &Exports) {
    let rules = serde_json::from_value::<FixedRules>(checks.rules.clone()).ok();
    let Some((rules, rule)) = rules.and_then(|rules| tally::rule(&rules).map(|rule| (rules, rule))) else {
        return checks.fault("rules-changed", "the rules are none that can be counted by");
    };
    if u64::try_from(live).is_ok_and(|live| live > rules.roll.voters) {
        checks.fault("too-many-ballots", format!("{live} live ballots, {} voters on the roll", rules.roll.voters));
    }
    let of_area = result.get("area").cloned().map(serde_json::from_value::<FlatAreaView>).transpose();
    let fits = match (of_area, rules.roll.area) {
        (Ok(None), None) => true,
        (Ok(Some(area)), Some(on_roll)) => area.eligible == on_roll && area.cast <= on_roll,
        (Ok(None), Some(_)) | (Ok(Some(_)), None) | (Err(_), _) => false,
    };
    if !fits {
        checks.fault("count-wrong", "the area is not that of the roll");
    }
    let again = Exports::of(&rules, &rule, ballots.iter().map(|(commitment, ballot)| (commitment.as_str(), ballot)));
    if again != *exports {
        checks.fault("export-differs", "an export does not hold the ballots");
    }
    if tally::recount(&rules, rule, ballots.iter().map(|(_, ballot)| ballot)) != Some(tally::lasting(result)) {
        checks.fault("count-wrong", "the ballots give another result");
    }
}
