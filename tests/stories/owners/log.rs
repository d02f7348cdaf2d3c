//! The losing side can check an owners' decision: by its log, receipts and bundle, and by two verifiers that find every
//! forgery.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use sha2::{Digest, Sha256};
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances};

use super::decisions::{casts, legs};
use super::registers::{Estate, digits};
use crate::votes::verifiers::faults;
use crate::{ask_database, change_database};

const NO_FAULT: Vec<String> = Vec::new();

/// Imports five owners of six flats. The last owner has two flats and by far the largest area.
async fn five(town: &Town, here: &Estate) -> Vec<Person> {
    let mut owners = Vec::new();
    let mut csv = "幢,室,面积,业主,手机\n".to_owned();
    for (n, area) in ["50", "50", "50", "60", "200"].into_iter().enumerate() {
        let owner = town.resident(&format!("业主{n}")).await;
        csv.push_str(&format!("1,10{n},{area},{},{}\n", owner.name(), digits(&owner)));
        owners.push(owner);
    }
    csv.push_str(&format!("2,201,90.5,{},{}\n", owners[4].name(), digits(&owners[4])));
    here.imports(&csv).await;
    owners
}

/// The whole course of a decision that fails only because of the areas, from the register to the certification.
#[test]
fn an_owners_decision_that_fails_on_area_alone_from_register_to_certification() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Estate::new(&town).await;
        let owners = five(&town, &here).await;
        let announced = here.announces(&town, 5, 30).await;
        town.visitor().does("read_owners_checkpoint").at("decision", &announced).refused("vote-not-opened").await;
        town.visitor().does("list_owners_log_leaves").at("decision", &announced).refused("vote-not-opened").await;
        town.later(TimeDelta::days(15));
        let decision = here.moderator.does("open_owners_decision").at("decision", &announced).ok().await;
        let public = |id: &str| town.visitor().does(id).at("decision", &decision);
        let opened = public("read_owners_checkpoint").ok().await;
        assert_eq!(opened["size"], 1, "what is fixed");

        let mut receipts = Vec::new();
        for (owner, voice) in owners.iter().zip(["for", "for", "for", "against", "against"]) {
            receipts.push(casts(owner, &decision, voice).await["receipt"].clone());
        }
        // Every acknowledged ballot is in the log a second later, on every instance. The log does not tell its content.
        town.later(TimeDelta::seconds(2));
        let seen = public("read_owners_checkpoint").through(&other).ok().await;
        assert_eq!(seen["size"], 6);
        let proof = public("prove_owners_inclusion").at("receipt", &receipts[2]["tracker"]).ok().await;
        assert_eq!((&proof["commitment"], &proof["index"]), (&receipts[2]["commitment"], &json!(3)));
        let leaves = public("list_owners_log_leaves").ok().await.to_string();
        assert!(!["for", "against", "1/100"].iter().any(|told| leaves.contains(&format!("{told}\\\""))), "{leaves}");
        public("download_owners_bundle").refused("result-sealed").await;
        public("read_owners_protocol").refused("result-sealed").await;

        // The same ballot again gives the same receipt, and a changed ballot gives a new one.
        assert_eq!(casts(&owners[0], &decision, "for").await["receipt"], receipts[0]);
        let changed = casts(&owners[3], &decision, "for").await["receipt"].clone();
        receipts.push(changed.clone());
        let mine = owners[3].does("read_my_owner_ballots").at("decision", &decision).ok().await;
        assert_eq!(mine["items"][0]["receipt"], changed);
        // By the published formula anybody with the nonce and the ballot can compute the commitment.
        let id = decision["id"].as_str().unwrap().replace('-', "");
        let nonce = hex::decode(changed["nonce"].as_str().unwrap()).unwrap();
        let parts = [b"sanhui/owner-ballot/v1".as_slice(), &hex::decode(id).unwrap(), &nonce, "for:1/103".as_bytes()];
        assert_eq!(changed["commitment"], hex::encode(Sha256::digest(parts.concat())));

        town.later(TimeDelta::days(16));
        let result = public("read_owners_result").ok().await;
        let expected = [
            "participation area 50050 50050 33367 true",
            "participation heads 5 5 4 true",
            "approval area 21000 50050 25026 false",
            "approval heads 4 5 3 true",
        ];
        assert_eq!((legs(&result), &result["passed"]), (expected.map(str::to_owned).to_vec(), &json!(false)));
        public("prove_owners_inclusion").at("receipt", "000000000000").refused("not-found").await;
        let last = public("read_owners_checkpoint").ok().await;
        assert_eq!(last["size"], 7);
        let grown = public("prove_owners_consistency").at("from", 6).ok().await;
        assert_eq!(grown["checkpoint"], last);
        public("prove_owners_consistency").at("from", 8).refused("invalid-field").await;

        let bundle = public("download_owners_bundle").ok().await;
        assert_eq!(public("download_owners_bundle").through(&other).ok().await, bundle);
        let text = bundle.to_string();
        let digits = owners.iter().map(digits);
        assert!(!owners.iter().map(|one| one.name().to_owned()).chain(digits).any(|who| text.contains(&who)), "{text}");
        let kept = Evidence {
            keys: vec![opened["key"].as_str().unwrap().to_owned()],
            checkpoints: [&opened, &seen, &last].map(|one| one["note"].as_str().unwrap().to_owned()).to_vec(),
            receipts: receipts.iter().map(ToString::to_string).collect(),
        };
        assert_eq!((faults(&bundle, &kept), faults(&bundle, &Evidence::default())), (NO_FAULT, NO_FAULT));

        here.colleague.does("certify_owners_result").at("decision", &decision).ok().await;
        let certified = public("download_owners_bundle").ok().await;
        assert_eq!((&certified["result"]["status"], faults(&certified, &kept)), (&json!("certified"), NO_FAULT));
    });
}

#[test]
fn every_way_to_tamper_with_an_owners_bundle_is_named_by_both_verifiers() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let owners = five(&town, &here).await;
        let decision = here.opens(&town, 6).await;
        let mut receipts = Vec::new();
        for (owner, voice) in owners.iter().zip(["for", "against", "abstain", "for"]) {
            receipts.push(casts(owner, &decision, voice).await["receipt"].to_string());
        }
        let seen = town.visitor().does("read_owners_checkpoint").at("decision", &decision).ok().await;
        town.later(TimeDelta::days(16));
        let real = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let trusting = Evidence::default();
        let careful = Evidence {
            keys: vec![text(&seen["key"])],
            checkpoints: vec![text(&seen["note"])],
            receipts: receipts.clone(),
        };
        assert_eq!((faults(&real, &trusting), faults(&real, &careful)), (NO_FAULT, NO_FAULT), "the control");

        let names = |what: &str, how: &dyn Fn(&mut Value), expected: &[&str]| {
            let mut bundle = real.clone();
            how(&mut bundle);
            assert_ne!(bundle, real, "something was done to it");
            for kept in [&trusting, &careful] {
                let found = faults(&bundle, kept);
                assert!(expected.iter().all(|name| found.iter().any(|one| one == name)), "{what}: {found:?}");
            }
        };
        let list = |bundle: &mut Value, name: &str, how: &dyn Fn(&mut Vec<Value>)| {
            how(bundle[name].as_array_mut().unwrap());
        };
        names(
            "a ballot is dropped",
            &|b| list(b, "ballots", &|all| drop(all.remove(1))),
            &["ballot-dropped", "count-wrong"],
        );
        names(
            "a voice is altered",
            &|b| b["ballots"][1]["decision"] = json!("for"),
            &["ballot-altered", "count-wrong"],
        );
        names(
            "a ballot is another head's",
            &|b| b["ballots"][0]["head"] = json!("1/104"),
            &["ballot-altered", "count-wrong"],
        );
        names("a ballot is nobody's", &|b| b["ballots"][0]["head"] = json!("9/9"), &["ballot-altered", "head-unknown"]);
        let again =
            json!({"head": "1/104", "decision": "for", "commitment": "ab".repeat(32), "nonce": "cd".repeat(32)});
        names(
            "a ballot is added",
            &|b| list(b, "ballots", &|all| all.push(again.clone())),
            &["ballot-added", "ballot-altered", "count-wrong"],
        );
        names(
            "a head votes twice",
            &|b| list(b, "ballots", &|all| all.push(all[0].clone())),
            &["two-openings", "head-twice"],
        );
        names("an area is wrong", &|b| b["flats"][0]["area"] = json!(9_000), &["register-altered", "count-wrong"]);
        names(
            "two flats change their areas",
            &|b| {
                b["flats"][0]["area"] = json!(6_000);
                b["flats"][3]["area"] = json!(5_000);
            },
            &["register-altered"],
        );
        names(
            "two heads are made of one",
            &|b| b["flats"][5]["head"] = json!("2/201"),
            &["register-altered", "count-wrong"],
        );
        names(
            "two owners are made one head",
            &|b| b["flats"][1]["head"] = json!("1/100"),
            &["register-altered", "count-wrong"],
        );
        names(
            "a head has another code",
            &|b| b["flats"][1]["head"] = json!("1/999"),
            &["head-misnamed", "register-altered"],
        );
        names(
            "a flat is dropped",
            &|b| list(b, "flats", &|all| drop(all.remove(4))),
            &["register-altered", "count-wrong"],
        );
        names(
            "a flat stands there twice",
            &|b| list(b, "flats", &|all| all.push(all[5].clone())),
            &["register-altered"],
        );
        names("a leg is told wrong", &|b| b["result"]["legs"][2]["met"] = json!(true), &["count-wrong"]);
        names("the result is another", &|b| b["result"]["passed"] = json!(true), &["count-wrong"]);
        names("the matter is an easier one", &|b| b["rules"]["item"] = json!(5), &["rules-changed"]);
        names("less is asked for", &|b| b["rules"]["threshold"]["num"] = json!(1), &["rules-changed"]);
        names("the end is another", &|b| b["rules"]["closes_at"] = json!("2027-01-01T00:00:00Z"), &["rules-changed"]);
        names(
            "a leaf is altered",
            &|b| b["leaves"][2] = json!(text(&b["leaves"][2]).replace("null", "\"00\"")),
            &["log-altered"],
        );
        names("leaves are swapped", &|b| list(b, "leaves", &|all| all.swap(2, 3)), &["log-altered"]);
        names("the log is cut", &|b| list(b, "leaves", &|all| all.truncate(3)), &["log-cut", "ballot-added"]);
        names("no checkpoint is shown", &|b| list(b, "checkpoints", &|all| all.clear()), &[]);
        names("the format is unknown", &|b| b["format"] = json!("sanhui/owners-bundle/v0"), &["unreadable"]);
        names(
            "it is said to be another decision's",
            &|b| b["decision_id"] = json!("0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"),
            &["rules-changed", "checkpoint-forged", "ballot-altered"],
        );
        let mut strange: Value = serde_json::from_str(&receipts[0]).unwrap();
        strange["commitment"] = json!("ab".repeat(32));
        let holder = Evidence { receipts: vec![strange.to_string()], ..Evidence::default() };
        assert_eq!(faults(&real, &holder), ["receipt-forged", "receipt-missing"]);
    });
}

/// A voided decision ends its log. A decision with ballots from before there were logs gets a log late and no bundle,
/// but can be finished.
#[test]
fn a_log_ends_with_the_decision_and_begins_late_where_there_was_none() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let owners = five(&town, &here).await;
        let old = here.opens(&town, 5).await;
        casts(&owners[0], &old, "for").await;
        for table in ["vote_logs", "vote_log_leaves", "vote_log_nodes", "vote_checkpoints"] {
            change_database(&town, &format!("DELETE FROM {table}")).await;
        }
        let unsigned = "UPDATE owner_ballots SET nonce = NULL, commitment = NULL, key_id = NULL, signature = NULL";
        change_database(&town, unsigned).await;
        let public = |id: &str| town.visitor().does(id).at("decision", &old);
        public("read_owners_checkpoint").refused("not-found").await;
        let mine = owners[0].does("read_my_owner_ballots").at("decision", &old).ok().await;
        assert_eq!((&mine["items"][0]["decision"], &mine["items"][0]["receipt"]), (&json!("for"), &Value::Null));
        casts(&owners[1], &old, "against").await;
        assert_eq!(public("read_owners_checkpoint").ok().await["size"], 1, "a second has not passed");
        town.later(TimeDelta::seconds(1));
        assert_eq!(public("read_owners_checkpoint").ok().await["size"], 2);

        let steward = town.steward(crate::residency::codes::STREET).await;
        let voided = here.announces(&town, 5, 30).await;
        town.later(TimeDelta::days(15));
        here.moderator.does("open_owners_decision").at("decision", &voided).ok().await;
        casts(&owners[2], &voided, "for").await;
        let why = json!({"reason": "公告的预算有误"});
        steward.does("void_owners_decision").at("decision", &voided).with(why).ok().await;
        let leaves = town.visitor().does("list_owners_log_leaves").at("decision", &voided).ok().await;
        assert_eq!(leaves["items"][2]["leaf"], r#"{"kind":"void","commitment":null}"#);
        town.visitor().does("download_owners_bundle").at("decision", &voided).refused("vote-voided").await;
        let told = owners[2].does("list_my_notices").ok().await;
        assert_eq!((&told["items"][0]["kind"], &told["items"][0]["about_id"]), (&json!("vote_voided"), &voided["id"]));

        town.later(TimeDelta::days(1));
        public("read_owners_result").ok().await;
        public("download_owners_bundle").refused("not-found").await;
        assert_eq!(ask_database(&town, "SELECT count(*) AS answer FROM owner_ballots").await, 3);
    });
}
