//! Decisions of owners (Civil Code art. 278). Enough owners must take part, and enough of those must approve; both are
//! counted by area and by heads.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use futures_util::future::join_all;
use sanhui::record::checks::Evidence;
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances};

use super::registers::{Estate, digits};
use crate::ask_database;
use crate::votes::verifiers::faults;

/// Cases with outcomes that another program computed.
const CASES: &str = include_str!("../../fixtures/votes/owners_vote_cases.json");

impl Estate {
    /// A decision on this item of art. 278, announced, which is to end in this many days.
    pub async fn announces(&self, town: &Town, item: u8, days: i64) -> Value {
        let matter = json!({
            "unit_id": self.unit["id"], "estate": "桃园小区", "title": "更换水泵", "text": "使用维修资金更换水泵两台。", "item": item,
            "closes_at": town.in_days(days),
        });
        self.moderator.does("draft_owners_decision").with(matter).ok().await
    }

    /// An open decision on this item. It was announced fifteen days ago.
    pub async fn opens(&self, town: &Town, item: u8) -> Value {
        let announced = self.announces(town, item, 30).await;
        town.later(TimeDelta::days(15));
        self.moderator.does("open_owners_decision").at("decision", &announced).ok().await
    }
}

/// Casts an owner's ballot, and gives the answer.
pub async fn casts(owner: &Person, decision: &Value, voice: &str) -> Value {
    owner.does("cast_owner_ballot").at("decision", decision).with(json!({"decision": voice})).ok().await
}

/// Each condition of a result as one line: what is counted, by area or heads, the part, the whole, the part needed, and
/// whether it is met.
pub fn legs(result: &Value) -> Vec<String> {
    let leg = |leg: &Value| {
        let field = |name: &str| leg[name].to_string().replace('"', "");
        ["what", "of", "part", "whole", "needed", "met"].map(field).join(" ")
    };
    result["legs"].as_array().unwrap().iter().map(leg).collect()
}

#[test]
fn a_decision_fails_on_area_alone() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let owners = [
            town.resident("王芳").await,
            town.resident("李强").await,
            town.resident("赵敏").await,
            town.resident("周平").await,
        ];
        let areas = ["50", "50.00", "50.0", "200"];
        let rows = owners.iter().zip(areas).enumerate();
        let row =
            |(n, (owner, area)): (usize, (&Person, &str))| format!("1,{n},{area},{},{}\n", owner.name(), digits(owner));
        let register = here.imports(&format!("幢,室,面积,业主,手机\n{}", rows.map(row).collect::<String>())).await;
        let decision = here.opens(&town, 5).await;
        assert_eq!(decision["roll"]["hash"], register["hash"]);
        assert_eq!(decision["roll"]["total"], json!({"area": 35_000, "heads": 4}));
        for (owner, voice) in owners.iter().zip(["for", "for", "for", "against"]) {
            casts(owner, &decision, voice).await;
        }
        town.visitor().does("read_owners_result").at("decision", &decision).refused("result-sealed").await;
        town.visitor().does("list_owner_ballots").at("decision", &decision).refused("result-sealed").await;
        town.later(TimeDelta::days(16));
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        let expected = [
            "participation area 35000 35000 23334 true",
            "participation heads 4 4 3 true",
            "approval area 15000 35000 17501 false",
            "approval heads 3 4 3 true",
        ];
        assert_eq!(legs(&result), expected);
        assert_eq!(
            result["legs"][2]["explained_zh"],
            "同意的专有部分面积150.00平方米，参与表决的350.00平方米；要求超过1/2，即至少175.01平方米：未达到。"
        );
        assert_eq!((&result["passed"], &result["status"]), (&json!(false), &json!("closed")));
        assert_eq!(result["explained_zh"], "未通过：四项条件中有1项未达到。");
        assert_eq!(result["against"], json!({"area": 20_000, "heads": 1}));
        assert_eq!(result["preset"]["label_zh"], "预设，请向房管部门核实");

        // Anybody can count again from the published ballots, which name no owner.
        let published = town.visitor().does("list_owner_ballots").at("decision", &decision).ok().await;
        let items = published["items"].as_array().unwrap();
        let of = |voice: &str| {
            let theirs = items.iter().filter(|item| item["decision"] == voice);
            theirs.fold((0, 0), |(area, heads), item| (area + item["area"].as_u64().unwrap(), heads + 1))
        };
        assert_eq!((of("for"), of("against")), ((15_000, 3), (20_000, 1)));
        let text = published.to_string();
        assert!(!owners.iter().any(|owner| text.contains(owner.name())), "{text}");

        let certify = |who: &Person| who.does("certify_owners_result").at("decision", &decision);
        certify(&here.moderator).refused("certifier-ran-the-vote").await;
        assert_eq!(certify(&here.colleague).ok().await["status"], "certified");
        certify(&here.colleague).refused("result-already-certified").await;
    });
}

/// An owner who does not vote neither approves nor takes part. With three ballots of six owners too few take part; with
/// four enough do, and only the ballots in favour approve.
#[test]
fn silence_is_neither_consent_nor_participation() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let mut owners = Vec::new();
        let mut csv = "幢,室,面积,业主,手机\n".to_owned();
        for n in 0..6 {
            let owner = town.resident(&format!("业主{n}")).await;
            csv.push_str(&format!("1,{n},90,{},{}\n", owner.name(), digits(&owner)));
            owners.push(owner);
        }
        here.imports(&csv).await;
        let decision = here.opens(&town, 5).await;
        for owner in &owners[..3] {
            casts(owner, &decision, "for").await;
        }
        let turnout = town.visitor().does("read_owners_turnout").at("decision", &decision).ok().await;
        let expected = ["participation area 27000 54000 36000 false", "participation heads 3 6 4 false"];
        assert_eq!(legs(&turnout), expected);
        assert!(turnout.get("in_favour").is_none(), "a turnout says nothing of what was said");
        casts(&owners[3], &decision, "abstain").await;
        let turnout = town.visitor().does("read_owners_turnout").at("decision", &decision).ok().await;
        let expected = ["participation area 36000 54000 36000 true", "participation heads 4 6 4 true"];
        assert_eq!(legs(&turnout), expected);
        casts(&owners[2], &decision, "against").await;
        town.later(TimeDelta::days(16));
        let cast = owners[4].does("cast_owner_ballot").at("decision", &decision).with(json!({"decision": "for"}));
        cast.refused("vote-closed").await;
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        // Two in favour, one against, one abstaining: exactly half is not more than half.
        assert_eq!(legs(&result)[2..], ["approval area 18000 36000 18001 false", "approval heads 2 4 3 false"]);
        assert_eq!(result["abstaining"], json!({"area": 9_000, "heads": 1}));
        assert_eq!(result["passed"], false);
    });
}

#[test]
fn a_head_has_one_ballot_which_any_of_its_owners_may_cast() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (wang, li, builder) =
            (town.resident("王芳").await, town.resident("李强").await, town.resident("置业").await);
        let (w, l, b) = (digits(&wang), digits(&li), digits(&builder));
        here.imports(&format!(
            "幢,室,面积,业主,手机,未售\n1,1,80,王芳,{w},\n1,1,80,李强,{l},\n1,2,60,李强,{l},\n1,3,60,李强,{l},\n\
             9,1,100,,{b},是\n9,2,100,某某置业,,是\n"
        ))
        .await;
        let decision = here.opens(&town, 6).await;
        let mine = async |who: &Person| {
            let own = who.does("read_my_owner_ballots").at("decision", &decision).ok().await;
            let one = |item: &Value| format!("{} {} {}", item["head"], item["area"], item["decision"]).replace('"', "");
            own["items"].as_array().unwrap().iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(mine(&wang).await, ["1/1 8000 null"]);
        assert_eq!(mine(&li).await, ["1/1 8000 null", "1/2 12000 null"]);
        assert_eq!(mine(&builder).await, ["builder 20000 null"]);

        let first = casts(&wang, &decision, "for").await;
        assert_eq!(casts(&wang, &decision, "for").await, first, "said again, it is the same ballot");
        let vague = li.does("cast_owner_ballot").at("decision", &decision).with(json!({"decision": "against"}));
        assert_eq!(vague.refused_for("/head").await["errors"][0]["code"], "needed");
        let for_head = |who: &Person, head: &str, voice: &str| {
            who.does("cast_owner_ballot").at("decision", &decision).with(json!({"decision": voice, "head": head}))
        };
        for_head(&li, "1/1", "against").ok().await;
        assert_eq!(mine(&wang).await, ["1/1 8000 against"], "the flat has one ballot, and he cast it last");
        for_head(&li, "1/2", "for").ok().await;
        for_head(&wang, "1/2", "against").refused_for("/head").await;
        for_head(&wang, "builder", "against").refused_for("/head").await;
        casts(&builder, &decision, "for").await;
        let stranger = town.resident("钱多").await;
        for who in [&stranger, &here.moderator] {
            let cast = who.does("cast_owner_ballot").at("decision", &decision).with(json!({"decision": "for"}));
            cast.refused("not-on-the-roll").await;
        }
        town.later(TimeDelta::days(16));
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        // Item 6 needs three quarters by area and by heads: 320 of 400 m² are enough, two heads of three are not.
        let expected = ["approval area 32000 40000 30000 true", "approval heads 2 3 3 false"];
        assert_eq!(legs(&result)[2..], expected);
        assert_eq!(ask_database(&town, "SELECT count(*) AS answer FROM owner_ballots").await, 3);
    });
}

/// An open decision is counted by the register it was opened with, so that register is kept when a new one is imported.
#[test]
fn an_open_decision_keeps_its_register_and_the_next_gets_the_new_one() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let row = |who: &Person, n: u8| format!("1,{n},90,{},{}\n", who.name(), digits(who));
        let head = "幢,室,面积,业主,手机\n";
        let first = here.imports(&format!("{head}{}", row(&wang, 1))).await;
        let open = here.opens(&town, 5).await;
        let announced = here.announces(&town, 5, 30).await;
        let second = here.imports(&format!("{head}{}{}", row(&li, 1), row(&li, 2))).await;
        casts(&wang, &open, "for").await;
        let cast = li.does("cast_owner_ballot").at("decision", &open).with(json!({"decision": "for"}));
        cast.refused("not-on-the-roll").await;
        let kept = here.moderator.does("read_owner_register").at("register", &first["register_id"]).ok().await;
        assert!(kept["replaced_at"].is_string());
        town.later(TimeDelta::days(15));
        let next = here.moderator.does("open_owners_decision").at("decision", &announced).ok().await;
        assert_eq!((&next["roll"]["hash"], &next["roll"]["total"]["heads"]), (&second["hash"], &json!(1)));
        casts(&li, &next, "for").await;
        let result = town.visitor().does("read_owners_result").at("decision", &open).ok().await;
        assert_eq!((&result["roll_hash"], &result["passed"]), (&first["hash"], &json!(true)));
    });
}

#[test]
fn gates_stand_in_their_order() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let presets = town.visitor().does("list_owners_presets").ok().await;
        let matters: Vec<&str> =
            presets["items"].as_array().unwrap().iter().map(|one| one["matter"].as_str().unwrap()).collect();
        let (ordinary, special) = ("ordinary", "special");
        // By art. 278 items 6, 7 and 8 need three quarters.
        let expected = [ordinary, ordinary, ordinary, ordinary, ordinary, special, special, special, ordinary];
        assert_eq!(matters, expected);

        let decision = here.announces(&town, 5, 30).await;
        assert_eq!((&decision["notice_days"], &decision["status"]), (&json!(15), &json!("announced")));
        assert_eq!(decision["preset"]["cited"], "民法典第二百七十八条第一款第五项");
        let open = || here.moderator.does("open_owners_decision").at("decision", &decision);
        open().refused("no-owner-register").await;
        here.imports("幢,室,面积,业主\n1,1,90,王芳\n").await;
        open().refused("notice-still-running").await;
        for reads in ["read_owners_turnout", "read_owners_result", "list_owner_ballots"] {
            town.visitor().does(reads).at("decision", &decision).refused("vote-not-opened").await;
        }
        town.later(TimeDelta::days(15));
        open().ok().await;
        open().refused("vote-already-opened").await;
        here.colleague.does("certify_owners_result").at("decision", &decision).refused("vote-still-open").await;

        let mut wrong = json!({
            "unit_id": here.unit["id"], "estate": "桃园小区", "title": "更换水泵", "text": "更换。", "item": 5, "closes_at": town.in_days(15),
        });
        let draft = |body: &Value| here.moderator.does("draft_owners_decision").with(body.clone());
        draft(&wrong).refused_for("/closes_at").await;
        wrong["closes_at"] = json!(town.in_days(400));
        draft(&wrong).refused_for("/closes_at").await;

        let lapsed = here.announces(&town, 5, 16).await;
        let steward = town.steward(crate::residency::codes::STREET).await;
        town.later(TimeDelta::days(16));
        let read = town.visitor().does("read_owners_decision").at("decision", &lapsed).ok().await;
        assert_eq!(read["status"], "lapsed");
        here.moderator.does("open_owners_decision").at("decision", &lapsed).refused("closing-time-passed").await;
        let void =
            |of: &Value| steward.does("void_owners_decision").at("decision", of).with(json!({"reason": "公告有误"}));
        assert_eq!(void(&decision).ok().await["void_reason"], "公告有误");
        void(&decision).refused("vote-voided").await;
        town.visitor().does("read_owners_result").at("decision", &decision).refused("vote-voided").await;
        let listed = town.visitor().does("list_owners_decisions").at("unit_id", &here.unit).ok().await;
        let stages: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
        assert_eq!(stages, ["voided", "lapsed"]);
    });
}

/// Two co-owners cast many ballots at one moment on two instances. One ballot is stored.
#[test]
fn casts_at_one_moment_leave_one_ballot() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Estate::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let (w, l) = (digits(&wang), digits(&li));
        here.imports(&format!("幢,室,面积,业主,手机\n1,1,80,王芳,{w}\n1,1,80,李强,{l}\n")).await;
        let decision = here.opens(&town, 5).await;
        wang.token().await;
        li.token().await;
        let cast = |n: usize| {
            let (who, voice) = if n.is_multiple_of(2) { (&wang, "for") } else { (&li, "against") };
            let deed = who.does("cast_owner_ballot").at("decision", &decision).with(json!({"decision": voice}));
            if n.is_multiple_of(3) { deed.through(&other).answer_boxed() } else { deed.answer_boxed() }
        };
        for answer in join_all((0..20).map(cast)).await {
            assert_eq!(answer.status, 200, "{}", answer.json());
        }
        assert_eq!(ask_database(&town, "SELECT count(*) AS answer FROM owner_ballots").await, 1);
    });
}

/// Every case of the file is played through the API: its register is imported, its ballots are cast, and its result is
/// compared.
#[test]
fn the_synthetic_cases_come_out_as_computed_elsewhere() {
    let file: Value = serde_json::from_str(CASES).unwrap();
    let cases: Vec<Value> = file["cases"].as_array().unwrap().clone();
    let small: Vec<&Value> = cases.iter().filter(|case| case["units"].as_array().unwrap().len() <= 8).collect();
    assert!(small.len() >= 20, "the cases were not found");
    story(async |town| {
        let here = Estate::new(&town).await;
        let mut people: BTreeMap<String, Person> = BTreeMap::new();
        for case in &small {
            let mut csv = "幢,室,面积,业主,手机,未售\n".to_owned();
            for unit in case["units"].as_array().unwrap() {
                let (owner, area) = (unit["owner"].as_str().unwrap(), unit["area"].as_u64().unwrap());
                if !people.contains_key(owner) {
                    people.insert(owner.to_owned(), town.resident(&format!("业主{owner}")).await);
                }
                let (phone, unsold) = (digits(&people[owner]), if owner == "developer" { "是" } else { "" });
                let (whole, hundredths) = (area / 100, area % 100);
                csv.push_str(&format!(
                    "1,{},{whole}.{hundredths:02},{owner}户,{phone},{unsold}\n",
                    unit["unit"].as_str().unwrap()
                ));
            }
            here.imports(&csv).await;
            let decision = here.opens(&town, if case["weighty"] == true { 6 } else { 5 }).await;
            for (owner, voice) in case["votes"].as_object().unwrap() {
                if let Some(voice) = voice.as_str() {
                    casts(&people[owner], &decision, voice).await;
                }
            }
            town.later(TimeDelta::days(16));
            let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
            let (legs, met) = (&result["legs"], |n: usize| result["legs"][n]["met"] == true);
            let got = json!({
                "total_area": result["total"]["area"], "total_heads": result["total"]["heads"],
                "part_area": result["participating"]["area"], "part_heads": result["participating"]["heads"],
                "for_area": result["in_favour"]["area"], "for_heads": result["in_favour"]["heads"],
                "quorum": met(0) && met(1), "threshold": met(2) && met(3), "passed": result["passed"],
            });
            assert_eq!(got, case["expected"], "{}: {legs}", case["name"]);
            let bundle = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
            assert_eq!(faults(&bundle, &Evidence::default()), Vec::<String>::new(), "{}", case["name"]);
        }
    });
}
