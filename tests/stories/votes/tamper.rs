//! The tamper drill: a bundle is changed in every way that could serve somebody, and both verifiers name the fault.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use ed25519_dalek::{Signer as _, SigningKey};
use sanhui::record::checks::Evidence;
use sha2::{Digest, Sha256};
use tests::{Value, json, story};

use super::log::{bundle, cast, closed};
use super::verifiers::faults;
use crate::flow::Flow;

/// The Merkle tree hash of RFC 6962, section 2.1.
fn root(leaves: &[Value]) -> Vec<u8> {
    match leaves {
        [] => Sha256::digest([]).to_vec(),
        [leaf] => Sha256::digest([&[0], leaf.as_str().unwrap().as_bytes()].concat()).to_vec(),
        many => {
            let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
            Sha256::digest([&[1], root(left).as_slice(), root(right).as_slice()].concat()).to_vec()
        }
    }
}

/// The verifier key of a forger who uses the log's name, and checkpoints of these leaves signed with it.
fn forged(origin: &str, leaves: &[&[Value]]) -> (String, Vec<String>) {
    let key = SigningKey::from_bytes(&[9; 32]);
    let typed = [&[1], key.verifying_key().as_bytes().as_slice()].concat();
    let tag = Sha256::digest([origin.as_bytes(), b"\n", typed.as_slice()].concat())[..4].to_vec();
    let sign = |leaves: &&[Value]| {
        let text = format!("{origin}\n{}\n{}\n", leaves.len(), STANDARD.encode(root(leaves)));
        let signed = [tag.as_slice(), &key.sign(text.as_bytes()).to_bytes()].concat();
        format!("{text}\n\u{2014} {origin} {}\n", STANDARD.encode(signed))
    };
    (format!("{origin}+{}+{}", hex::encode(&tag), STANDARD.encode(typed)), leaves.iter().map(sign).collect())
}

/// A list of the bundle, to be changed.
fn list<'a>(bundle: &'a mut Value, name: &str) -> &'a mut Vec<Value> {
    bundle[name].as_array_mut().unwrap()
}

#[test]
fn every_way_to_tamper_with_a_bundle_is_named_by_both_verifiers() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let names: Vec<String> = (0..21).map(|number| format!("居民{number}")).collect();
        let voters = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let vote = flow.open_vote().await;
        let mut receipts = Vec::new();
        for (turn, voter) in voters.iter().enumerate() {
            receipts.push(cast(voter, &vote, if turn < 14 { 1 } else { 2 }).await);
        }
        town.later(TimeDelta::minutes(1));
        let seen = flow.public.does("read_checkpoint").at("vote", &vote).ok().await;
        closed(&flow, &vote).await;
        let real = bundle(&flow, &vote).await;
        let (leaves, size) = (real["leaves"].as_array().unwrap().clone(), real["leaves"].as_array().unwrap().len());
        assert_eq!((size, real["checkpoints"].as_array().unwrap().len()), (22, 3));
        let origin = seen["note"].as_str().unwrap().lines().next().unwrap().to_owned();
        let trusting = Evidence::default();
        let careful = Evidence {
            keys: vec![seen["key"].as_str().unwrap().to_owned()],
            checkpoints: vec![seen["note"].as_str().unwrap().to_owned()],
            receipts: receipts.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(faults(&real, &trusting), Vec::<String>::new(), "the control: nothing was done to it");
        assert_eq!(faults(&real, &careful), Vec::<String>::new());

        let tampered = |how: &dyn Fn(&mut Value)| {
            let mut bundle = real.clone();
            how(&mut bundle);
            assert_ne!(bundle, real, "something was done to it");
            bundle
        };
        let names = |what: &str, how: &dyn Fn(&mut Value), expected: &[&str]| {
            let bundle = tampered(how);
            for kept in [&trusting, &careful] {
                let found = faults(&bundle, kept);
                assert!(!found.is_empty(), "{what}");
                assert!(expected.iter().all(|name| found.iter().any(|one| one == name)), "{what}: {found:?}");
            }
        };
        let of_option = |option: &str| {
            let ballots = real["ballots"].as_array().unwrap();
            ballots.iter().position(|one| one["ballot"] == format!("marks:{option}")).unwrap()
        };
        let (one, two) = (of_option("1"), of_option("2"));

        names("a ballot is dropped", &|b| drop(list(b, "ballots").remove(3)), &["ballot-dropped", "count-wrong"]);
        names(
            "a ballot is altered",
            &|b| b["ballots"][two]["ballot"] = json!("marks:1"),
            &["ballot-altered", "count-wrong"],
        );
        let invented = json!({"commitment": "ab".repeat(32), "nonce": "cd".repeat(32), "ballot": "marks:2"});
        names("a ballot is added", &|b| list(b, "ballots").push(invented.clone()), &["ballot-added", "count-wrong"]);
        names(
            "two ballots are swapped",
            &|b| {
                let (first, second) = (b["ballots"][one].clone(), b["ballots"][two].clone());
                b["ballots"][one] = second.clone();
                b["ballots"][two] = first.clone();
                b["ballots"][one]["commitment"] = first["commitment"].clone();
                b["ballots"][two]["commitment"] = second["commitment"].clone();
            },
            &["ballots-swapped"],
        );
        names(
            "a ballot is opened twice",
            &|b| {
                let again = b["ballots"][two].clone();
                list(b, "ballots").push(again)
            },
            &["two-openings", "count-wrong"],
        );
        names(
            "one commitment has two openings",
            &|b| {
                let mut again = b["ballots"][two].clone();
                again["ballot"] = json!("marks:1");
                list(b, "ballots").push(again)
            },
            &["two-openings", "ballot-altered"],
        );

        names(
            "a leaf is altered",
            &|b| b["leaves"][5] = json!(leaves[5].as_str().unwrap().replace("null", "\"00\"")),
            &["log-altered"],
        );
        names("leaves are swapped", &|b| list(b, "leaves").swap(3, 4), &["log-altered", "leaves-swapped"]);
        names("the log is cut", &|b| list(b, "leaves").truncate(size - 2), &["log-cut", "ballot-added"]);
        names("a leaf is taken out of the middle", &|b| drop(list(b, "leaves").remove(4)), &["log-cut", "log-altered"]);
        names("the newest checkpoint is held back", &|b| drop(list(b, "checkpoints").pop()), &["checkpoint-stale"]);
        names("no checkpoint is shown", &|b| list(b, "checkpoints").clear(), &[]);
        names(
            "a checkpoint's signature is altered",
            &|b| {
                let note = b["checkpoints"][2].as_str().unwrap().replace("\n22\n", "\n23\n");
                b["checkpoints"][2] = json!(note);
            },
            &["checkpoint-forged", "checkpoint-stale"],
        );
        let (key, notes) = forged(&origin, &[&leaves]);
        names(
            "a checkpoint is forged with another key",
            &|b| b["checkpoints"][2] = json!(notes[0]),
            &["checkpoint-forged"],
        );
        names("the rules are changed", &|b| b["rules"]["rule"]["lot_order"] = json!([1, 2, 3]), &["rules-changed"]);
        names("the roll grows", &|b| b["rules"]["roll"]["voters"] = json!(400), &["rules-changed"]);
        names("the result is changed", &|b| b["result"]["standings"][0]["votes"] = json!(15), &["count-wrong"]);
        names(
            "the elected design is changed",
            &|b| b["result"]["elected"] = b["result"]["standings"][1]["option"].clone(),
            &["count-wrong"],
        );
        names(
            "an export is changed",
            &|b| {
                let csv = b["exports"]["csv"].as_str().unwrap().replacen("marks:2", "marks:1", 1);
                b["exports"]["csv"] = json!(csv);
            },
            &["export-differs"],
        );
        names(
            "a second live ballot supersedes the same",
            &|b| {
                let commitment =
                    serde_json::from_str::<Value>(leaves[9].as_str().unwrap()).unwrap()["commitment"].clone();
                let cast =
                    |c: &str| json!({"kind": "cast", "commitment": c.repeat(32), "supersedes": commitment}).to_string();
                list(b, "leaves").extend([json!(cast("fe")), json!(cast("ff"))]);
            },
            &["superseded-twice", "checkpoint-stale"],
        );
        names(
            "a commitment is logged twice",
            &|b| {
                let leaf = leaves[7].clone();
                list(b, "leaves").push(leaf)
            },
            &["cast-twice"],
        );
        names("it is no bundle", &|b| b["format"] = json!("sanhui/bundle/v9"), &["unreadable"]);

        // A person with the log's key can sign two different logs. The verifiers call that a fork when they see
        // checkpoints of both.
        let other: Vec<Value> = leaves
            .iter()
            .enumerate()
            .map(
                |(at, leaf)| {
                    if at == 2 { json!(leaf.as_str().unwrap().replace("null", "\"00\"")) } else { leaf.clone() }
                },
            )
            .collect();
        let (_, both) = forged(&origin, &[&leaves[..12], &leaves, &other]);
        names(
            "two checkpoints of one size",
            &|b| {
                b["keys"] = json!([key]);
                b["checkpoints"] = json!(both);
            },
            &[],
        );
        let own = Evidence { keys: vec![key.clone()], ..Evidence::default() };
        let split = tampered(&|b| {
            b["keys"] = json!([key]);
            b["checkpoints"] = json!(both)
        });
        assert_eq!(faults(&split, &own), ["log-forked"]);
        let (_, early) = forged(&origin, &[&other[..12], &leaves]);
        let rewound = tampered(&|b| {
            b["keys"] = json!([key]);
            b["checkpoints"] = json!(early)
        });
        assert!(faults(&rewound, &own).contains(&"log-forked".to_owned()));

        // A bundle without one ballot, signed anew, is consistent in itself. Only a key, a checkpoint or a receipt that
        // people kept shows the fault.
        let gone = receipts[20]["commitment"].as_str().unwrap();
        let less: Vec<Value> = leaves.iter().filter(|leaf| !leaf.as_str().unwrap().contains(gone)).cloned().collect();
        let (_, notes) = forged(&origin, &[&less]);
        let whole = tampered(&|b| {
            b["keys"] = json!([key]);
            b["leaves"] = json!(less);
            b["checkpoints"] = json!(notes);
            list(b, "ballots").retain(|one| one["commitment"] != gone);
        });
        assert!(!faults(&whole, &trusting).iter().any(|name| name.starts_with("log") || name.starts_with("ballot")));
        let by_key = faults(&whole, &Evidence { keys: careful.keys.clone(), ..Evidence::default() });
        assert_eq!(by_key[..2], ["checkpoint-forged", "checkpoint-missing"], "{by_key:?}");
        let by_receipt = faults(&whole, &Evidence { receipts: careful.receipts.clone(), ..Evidence::default() });
        assert!(by_receipt.contains(&"receipt-missing".to_owned()), "{by_receipt:?}");
        let mut lie = receipts[0].clone();
        lie["accepted_at"] = receipts[1]["accepted_at"].clone();
        lie["commitment"] = receipts[1]["commitment"].clone();
        let forged_receipt = Evidence { receipts: vec![lie.to_string()], ..Evidence::default() };
        assert_eq!(faults(&real, &forged_receipt), ["receipt-forged"]);
    });
}
