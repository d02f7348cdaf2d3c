//! The log of a vote and its bundle, from the opening to the checks that anybody can make afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use sha2::{Digest, Sha256};
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances};

use super::verifiers::faults;
use crate::flow::Flow;
use crate::{ask_database, change_database};

/// Casts a ballot for this option, and gives the receipt.
pub async fn cast(voter: &Person, vote: &Value, option: usize) -> Value {
    voter.does("cast_ballot").at("vote", vote).with(json!({"choices": [option]})).ok().await
}

/// The moderator closes the vote.
pub async fn closed(flow: &Flow, vote: &Value) {
    let why = json!({"reason": "名册上的居民均已有机会投票"});
    flow.moderator.does("close_vote").at("vote", vote).with(why).ok().await;
}

/// The bundle of a vote that is over.
pub async fn bundle(flow: &Flow, vote: &Value) -> Value {
    flow.public.does("download_bundle").at("vote", vote).ok().await
}

/// How many rows a table has.
async fn rows(town: &Town, table: &str) -> i64 {
    ask_database(town, &format!("SELECT count(*) AS answer FROM {table}")).await
}

/// Verifies an inclusion proof as RFC 9162, section 2.1.3.2, describes it.
fn is_included(proof: &Value) -> bool {
    let checkpoint = &proof["checkpoint"];
    let root = checkpoint["note"].as_str().unwrap().lines().nth(2).unwrap();
    let (mut index, size) = (proof["index"].as_u64().unwrap(), checkpoint["size"].as_u64().unwrap());
    let mut last = size - 1;
    let mut hash = Sha256::digest([&[0], proof["leaf"].as_str().unwrap().as_bytes()].concat());
    for beside in proof["hashes"].as_array().unwrap() {
        let beside = hex::decode(beside.as_str().unwrap()).unwrap();
        if last == 0 {
            return false;
        }
        if index % 2 == 1 || index == last {
            hash = Sha256::digest([&[1], beside.as_slice(), hash.as_slice()].concat());
            while index.is_multiple_of(2) && index != 0 {
                (index, last) = (index >> 1, last >> 1);
            }
        } else {
            hash = Sha256::digest([&[1], hash.as_slice(), beside.as_slice()].concat());
        }
        (index, last) = (index >> 1, last >> 1);
    }
    last == 0 && STANDARD.encode(hash) == root
}

#[test]
fn a_vote_from_its_opening_to_both_verifiers() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let names: Vec<String> = (0..24).map(|number| format!("居民{number}")).collect();
        let voters = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let vote = flow.open_vote().await;
        let checkpoint = async || flow.public.does("read_checkpoint").at("vote", &vote).ok().await;
        let prove =
            |receipt: &Value| flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", &receipt["tracker"]);
        let first = checkpoint().await;
        assert_eq!(first["size"], 1, "the rules");
        flow.public.does("download_bundle").at("vote", &vote).refused("result-sealed").await;

        // The log grows by at least ten voters and holds at least ten back, so it does not grow for nineteen.
        let mut receipts = Vec::new();
        for (turn, voter) in voters[..19].iter().enumerate() {
            receipts.push(cast(voter, &vote, turn % 2 + 1).await);
        }
        town.later(TimeDelta::minutes(1));
        assert_eq!(checkpoint().await, first);
        prove(&receipts[0]).refused("ballot-not-logged-yet").await;
        for voter in &voters[19..] {
            receipts.push(cast(voter, &vote, 1).await);
        }
        town.later(TimeDelta::minutes(1));
        let second = flow.public.does("read_checkpoint").at("vote", &vote).through(&other).ok().await;
        assert_eq!(second["size"], 15, "fourteen of twenty-four voters; ten are held back");
        assert_eq!(checkpoint().await, second, "the same on every instance");
        for receipt in &receipts[..14] {
            let proof = prove(receipt).through(&other).ok().await;
            assert_eq!(proof["commitment"], receipt["commitment"]);
            assert!(is_included(&proof), "{proof}");
            let mut forged = proof.clone();
            forged["leaf"] = json!(proof["leaf"].as_str().unwrap().replace("null", "\"x\""));
            assert!(!is_included(&forged));
        }
        prove(&receipts[14]).refused("ballot-not-logged-yet").await;

        // A changed ballot has a leaf that names the ballot it replaces.
        let changed = cast(&voters[3], &vote, 1).await;
        closed(&flow, &vote).await;
        let last = checkpoint().await;
        assert_eq!(last["size"], 1 + 24 + 1);
        for receipt in receipts.iter().chain([&changed]) {
            assert!(is_included(&prove(receipt).ok().await));
        }
        let by_commitment = flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", &changed["commitment"]);
        let supersedes = by_commitment.ok().await["leaf"].clone();
        let leaf: Value = serde_json::from_str(supersedes.as_str().unwrap()).unwrap();
        assert_eq!((&leaf["kind"], &leaf["supersedes"]), (&json!("cast"), &receipts[3]["commitment"]));
        flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", "000000000000").refused("not-found").await;
        flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", "not-a-tracker").refused("not-found").await;

        let since = |from: &str| flow.public.does("prove_consistency").at("vote", &vote).at("from", from);
        assert_eq!(since("26").ok().await["hashes"], json!([]));
        let grown = since("15").through(&other).ok().await;
        assert_eq!((&grown["checkpoint"], grown["hashes"].as_array().unwrap().is_empty()), (&last, false));
        for from in ["0", "27"] {
            since(from).refused("invalid-field").await;
        }
        let mut leaves = Vec::new();
        let mut page = flow.public.does("list_log_leaves").at("vote", &vote).at("limit", 10).ok().await;
        loop {
            leaves.extend(page["items"].as_array().unwrap().iter().map(|item| item["leaf"].clone()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            page =
                flow.public.does("list_log_leaves").at("vote", &vote).at("limit", 10).at("cursor", cursor).ok().await;
        }

        // After the close no ballot is connected with a voter.
        voters[0].does("read_my_receipt").at("vote", &vote).refused("ballots-unlinked").await;
        assert_eq!(voters[0].does("read_my_eligibility").at("vote", &vote).ok().await["has_cast"], true);
        assert_eq!((rows(&town, "urn").await, rows(&town, "waiting_leaves").await), (0, 0));
        let bundle = bundle(&flow, &vote).await;
        assert_eq!(flow.public.does("download_bundle").at("vote", &vote).through(&other).ok().await, bundle);
        let again = flow.public.does("download_bundle").at("vote", &vote).answer().await;
        let again = flow
            .public
            .does("download_bundle")
            .at("vote", &vote)
            .header("If-None-Match", again.header("ETag").unwrap());
        assert_eq!(again.through(&other).answer().await.status, 304, "the same bytes on every instance");
        assert_eq!(bundle["leaves"], json!(leaves));
        assert_eq!(bundle["result"], flow.public.does("read_result").at("vote", &vote).ok().await);
        let marks =
            |text: &str| bundle["ballots"].as_array().unwrap().iter().filter(|one| one["ballot"] == text).count();
        // Nine of the first nineteen voters chose the second option, and one of the nine changed to the first.
        assert_eq!((marks("marks:1"), marks("marks:2")), (16, 8));
        let kept = Evidence {
            keys: vec![first["key"].as_str().unwrap().to_owned()],
            checkpoints: [&first, &second, &last].map(|one| one["note"].as_str().unwrap().to_owned()).to_vec(),
            receipts: receipts.iter().chain([&changed]).map(ToString::to_string).collect(),
        };
        assert_eq!(faults(&bundle, &kept), Vec::<String>::new());
        assert_eq!(faults(&bundle, &Evidence::default()), Vec::<String>::new());
    });
}

#[test]
fn when_time_closes_a_vote_its_log_is_whole_for_the_first_reader() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        let receipt = cast(&voter, &vote, 2).await;
        town.later(TimeDelta::days(8));
        voter.does("read_my_receipt").at("vote", &vote).refused("ballots-unlinked").await;
        let proof = flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", &receipt["tracker"]).ok().await;
        assert_eq!(proof["checkpoint"]["size"], 2);
        assert_eq!(faults(&bundle(&flow, &vote).await, &Evidence::default()), Vec::<String>::new());
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        let certified = bundle(&flow, &vote).await;
        assert_eq!(certified["result"]["status"], "certified");
        assert_eq!(faults(&certified, &Evidence::default()), Vec::<String>::new());
    });
}

#[test]
fn a_voided_vote_ends_its_log_and_its_ballots_unopened() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        cast(&voter, &vote, 2).await;
        let why = json!({"reason": "选项有误，重新组织"});
        flow.steward.does("void_vote").at("vote", &vote).with(why).ok().await;
        let leaves = flow.public.does("list_log_leaves").at("vote", &vote).ok().await;
        assert_eq!(leaves["items"].as_array().unwrap().len(), 3);
        assert_eq!(leaves["items"][2]["leaf"], r#"{"kind":"void","commitment":null}"#);
        assert_eq!(flow.public.does("read_checkpoint").at("vote", &vote).ok().await["size"], 3);
        flow.public.does("download_bundle").at("vote", &vote).refused("vote-voided").await;
        voter.does("read_my_receipt").at("vote", &vote).refused("ballots-unlinked").await;
        assert_eq!((rows(&town, "urn").await, rows(&town, "open_ballots").await), (0, 0));
        assert_eq!(flow.public.does("read_turnout").at("vote", &vote).ok().await["cast"], 1, "who voted stays known");
    });
}

#[test]
fn before_opening_there_is_no_log() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let (project, _) = flow.publicized().await;
        let vote = flow.drafted(&project).await;
        for operation in ["read_checkpoint", "list_log_leaves", "download_bundle"] {
            flow.public.does(operation).at("vote", &vote).refused("vote-not-opened").await;
        }
        let proof = flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", "6NSW8E4ZX8F1");
        proof.refused("vote-not-opened").await;
        let since = flow.public.does("prove_consistency").at("vote", &vote).at("from", 1);
        since.refused("vote-not-opened").await;
    });
}

#[test]
fn a_close_that_fails_half_way_changes_nothing() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强", "陈静"]).await;
        let vote = flow.open_vote().await;
        for voter in &voters {
            cast(voter, &vote, 2).await;
        }
        // The last of the three ballots cannot be opened, after the close has opened the other two.
        change_database(&town, "CREATE TABLE kept AS SELECT * FROM urn").await;
        let damage = "UPDATE urn SET sealed = substr(sealed, 1, 40) WHERE voter = (SELECT max(voter) FROM urn)";
        change_database(&town, damage).await;
        let why = json!({"reason": "名册上的居民均已投票"});
        flow.moderator.does("close_vote").at("vote", &vote).with(why).refused("broken").await;
        let urn = [("urn", 3), ("waiting_leaves", 3), ("open_ballots", 0), ("poll_book", 0), ("vote_log_leaves", 1)];
        for (table, count) in urn {
            assert_eq!(rows(&town, table).await, count, "{table}");
        }
        assert_eq!(flow.public.does("read_vote").at("vote", &vote).ok().await["status"], "open");

        change_database(&town, "UPDATE urn SET sealed = (SELECT kept.sealed FROM kept WHERE kept.id = urn.id)").await;
        closed(&flow, &vote).await;
        assert_eq!((rows(&town, "urn").await, rows(&town, "open_ballots").await), (0, 3));
        assert_eq!(faults(&bundle(&flow, &vote).await, &Evidence::default()), Vec::<String>::new());
    });
}
