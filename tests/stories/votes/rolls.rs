//! Rolls: the rule decides which residents are on a roll, later changes are listed and not applied, and the roll's hash
//! can be computed from its published entries.

use chrono::TimeDelta;
use sha2::{Digest as _, Sha256};
use tests::{Person, Value, json, story};

use crate::flow::Flow;

/// A drafted vote on two designs, after the coordination meeting. The fields of `extra` are added to the draft.
pub async fn drafted(flow: &Flow, extra: Value) -> Value {
    let (project, _) = flow.publicized().await;
    flow.held("coordination", &project).await;
    let mut draft = json!({"project_id": project["id"], "title": "设计方案表决", "closes_at": flow.town.in_days(7)});
    draft.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    flow.moderator.does("draft_vote").with(draft).ok().await
}

/// Builds the roll and opens the vote.
async fn opened(flow: &Flow, vote: &Value) -> Value {
    flow.moderator.does("build_roll").at("vote", vote).ok().await;
    flow.moderator.does("open_vote").at("vote", vote).ok().await
}

/// The moderator confirms this person's year of birth.
async fn born(flow: &Flow, who: &Person, year: u16) -> Value {
    let account = who.account().await;
    let seen = json!({"birth_year": year});
    flow.moderator.does("confirm_birth_year").at("account", &account).with(seen).ok().await
}

/// The reason why this person may not vote; null when they may.
pub async fn why_not(who: &Person, vote: &Value) -> Value {
    who.does("read_my_eligibility").at("vote", vote).ok().await["reason"].clone()
}

#[test]
fn an_age_limit_and_a_cut_off_date_decide_who_is_on_the_roll_and_everybody_is_told_why_not() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let people = flow.neighbours(&["祖母", "少年", "不详"]).await;
        let [grown, young, unknown] = &people[..] else { panic!("three") };
        assert_eq!(born(&flow, grown, 2008).await["birth_year"], 2008);
        born(&flow, young, 2009).await;
        let limits = json!({"min_age": 18, "verified_by": town.now().to_rfc3339()});
        let vote = drafted(&flow, limits).await; // twelve days later, in March 2026
        assert_eq!((&vote["rule"]["min_age"], &vote["rule"]["born_by"]), (&json!(18), &json!(2008)));
        assert_eq!(vote["rule"]["unknown_age"], "left_out");
        let said = vote["rule"]["explained_zh"].as_str().unwrap();
        assert!(
            said.contains("当年满18岁者，即2008年及以前出生") && said.contains("仅列入在2026-03-02 09:0"),
            "{said}"
        );
        let late = town.neighbour("新邻", &flow.unit, &flow.moderator).await;
        born(&flow, &late, 1950).await;

        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        let left_out = json!({"verified_after_cut_off": 1, "age_unknown": 1, "too_young": 1});
        assert_eq!((&roll["voters"], &roll["left_out"]), (&json!(1), &left_out));
        let check = flow.moderator.does("check_vote").at("vote", &vote).ok().await;
        assert_eq!((&check["roll"]["hash"], &check["roll"]["left_out"]), (&roll["hash"], &left_out));
        flow.moderator.does("open_vote").at("vote", &vote).ok().await;

        let told = [(young, "too_young"), (unknown, "age_unknown"), (&late, "verified_after_cut_off")];
        for (who, why) in told {
            assert_eq!(why_not(who, &vote).await, why);
            who.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).refused("not-on-the-roll").await;
            let number = json!({"phone": who.reached_at()});
            let sought = flow.moderator.does("look_up_voter").at("vote", &vote).with(number).ok().await;
            assert_eq!(sought["items"][0]["reason"], why);
        }
        assert_eq!(why_not(grown, &vote).await, Value::Null);
        grown.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;

        let leaves = flow.public.does("list_log_leaves").at("vote", &vote).ok().await;
        let first: Value = serde_json::from_str(leaves["items"][0]["leaf"].as_str().unwrap()).unwrap();
        assert_eq!(first["rules"]["rule"]["born_by"], 2008);
        assert_eq!(first["rules"]["rule"]["verified_by"], vote["rule"]["verified_by"]);
        town.later(TimeDelta::days(8));
        let bundle = flow.public.does("download_bundle").at("vote", &vote).ok().await;
        assert_eq!(super::verifiers::faults(&bundle, &sanhui::record::checks::Evidence::default()), [""; 0]);
    });
}

#[test]
fn a_vote_may_admit_people_of_unknown_age_and_a_new_limit_drops_the_roll() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let people = flow.neighbours(&["不详", "少年"]).await;
        born(&flow, &people[1], 2015).await;
        let wanted = json!({"unknown_age": "admitted"});
        let (project, _) = flow.publicized().await;
        let mut draft = json!({"project_id": project["id"], "title": "表决", "closes_at": town.in_days(30)});
        draft.as_object_mut().unwrap().extend(wanted.as_object().unwrap().clone());
        flow.moderator.does("draft_vote").with(draft.clone()).refused_for("/unknown_age").await;
        draft["min_age"] = json!(0);
        flow.moderator.does("draft_vote").with(draft.clone()).refused("invalid-field").await;
        draft["min_age"] = json!(16);
        let vote = flow.moderator.does("draft_vote").with(draft).ok().await;
        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        assert_eq!((&roll["voters"], &roll["left_out"]["too_young"]), (&json!(1), &json!(1)));
        let tag = flow.public.does("read_vote").at("vote", &vote).answer().await;
        let change = json!({"title": "表决", "closes_at": town.in_days(30)});
        let change = flow.moderator.does("update_vote").at("vote", &vote).with(change);
        change.if_match(tag.header("ETag").unwrap()).ok().await;
        let check = flow.moderator.does("check_vote").at("vote", &vote).ok().await;
        assert_eq!(check["voters"], 0, "the roll was built for another rule");
        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        assert_eq!(roll["voters"], 2);
    });
}

#[test]
fn a_year_of_birth_is_confirmed_by_staff_of_the_area_and_exported_to_its_person() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let account = wang.account().await;
        let confirm = |by: &Person, year: u16| {
            by.does("confirm_birth_year").at("account", &account).with(json!({"birth_year": year}))
        };
        confirm(&flow.moderator, 2027).refused_for("/birth_year").await;
        confirm(&town.moderator("310101002").await, 1952).refused("not-found").await;
        confirm(&flow.moderator, 1952).ok().await;
        town.later(TimeDelta::minutes(2));
        wang.signs_in_again().await;
        let export = wang.does("request_my_export").ok().await;
        let code = json!({"download_code": export["download_code"]});
        let mine = wang.does("download_my_export").at("export", &export).with(code).ok().await;
        let account = mine["sections"].as_array().unwrap().iter().find(|one| one["section"] == "account").unwrap();
        assert_eq!(account["items"][0]["birth_year"], "1952");

        let committees = town.visitor().does("list_areas").at("parent", crate::flow::STREET).at("limit", 1).ok().await;
        let papers = json!({
            "display_name": "李奶奶", "unit_id": flow.unit["id"], "committee_code": committees["items"][0]["code"],
            "building": "9号", "room": "101", "kind": "lives", "birth_year": 1939,
        });
        flow.moderator.does("register_in_person").with(papers).ok().await;
        let claim = json!({
            "unit_id": flow.unit["id"], "committee_code": committees["items"][0]["code"],
            "building": "9号", "room": "102", "kind": "lives",
        });
        let claim = town.resident("陈静").await.does("claim_residency").with(claim).ok().await;
        let decision = json!({"decision": "verified", "birth_year": 2010});
        flow.moderator.does("verify_residency").at("claim", &claim).with(decision).ok().await;
        let vote = drafted(&flow, json!({"min_age": 18})).await;
        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        assert_eq!((&roll["voters"], &roll["left_out"]["too_young"]), (&json!(2), &json!(1)));
    });
}

#[test]
fn what_changes_after_the_freeze_is_listed_and_counted_and_not_applied() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let people = flow.neighbours(&["留下", "离开", "搬家"]).await;
        let vote = drafted(&flow, json!({})).await;
        flow.moderator.does("list_late_roll_changes").at("vote", &vote).refused("vote-not-opened").await;
        let vote = opened(&flow, &vote).await;
        let listed =
            async || flow.moderator.does("list_late_roll_changes").at("vote", &vote).ok().await["items"].clone();
        assert_eq!(listed().await, json!([]));

        town.later(TimeDelta::hours(1));
        let late = town.neighbour("新来", &flow.unit, &flow.moderator).await;
        let own = people[1].does("list_my_residencies").ok().await["items"][0].clone();
        people[1].does("end_residency").at("residency", &own).ok().await;
        let committees = town.visitor().does("list_areas").at("parent", crate::flow::STREET).at("limit", 1).ok().await;
        let elsewhere = json!({
            "unit_id": flow.unit["id"], "committee_code": committees["items"][0]["code"],
            "building": "8号", "room": "801", "kind": "lives", "moves": true,
        });
        let claim = people[2].does("claim_residency").with(elsewhere).ok().await;
        town.later(TimeDelta::days(1));
        flow.moderator.does("verify_residency").at("claim", &claim).with(json!({"decision": "verified"})).ok().await;

        let all = listed().await;
        let of = async |who: &Person| {
            let account = who.account().await;
            let theirs = all.as_array().unwrap().iter().filter(move |one| one["account_id"] == account);
            theirs.cloned().collect::<Vec<_>>()
        };
        let came = of(&late).await;
        assert_eq!((came.len(), &came[0]["on_roll"], &came[0]["ended_at"]), (1, &json!(false), &Value::Null));
        assert!(came[0]["verified_at"].is_string());
        let left = of(&people[1]).await;
        assert_eq!((left.len(), &left[0]["on_roll"], &left[0]["verified_at"]), (1, &json!(true), &Value::Null));
        assert_eq!((left[0]["ended_at"].is_string(), &left[0]["moved"]), (true, &json!(false)));
        let moved = of(&people[2]).await;
        assert_eq!((moved.len(), &moved[0]["moved"], &moved[1]["building"]), (2, &json!(true), &json!("8号")));
        assert_eq!(of(&people[0]).await, Vec::<Value>::new());

        people[1].does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        assert_eq!(flow.public.does("read_turnout").at("vote", &vote).ok().await["eligible"], 3);
        town.later(TimeDelta::days(8));
        town.neighbour("更晚", &flow.unit, &flow.moderator).await;
        assert_eq!(listed().await, all, "what comes after the end changes nothing here");
        let protocol = flow.public.does("read_protocol").at("vote", &vote).answer().await;
        let page = String::from_utf8(protocol.bytes).unwrap();
        assert!(page.contains("新认证 2，终止 2（其中迁出 1），均未计入名册"), "{page}");
        town.moderator("310101002")
            .await
            .does("list_late_roll_changes")
            .at("vote", &vote)
            .refused("not-your-area")
            .await;
    });
}

/// The hash is computed by the formula of `RollView.hash`, only from the pages that `read_roll` gives.
#[test]
fn the_hash_of_the_roll_is_made_again_from_what_the_moderator_reads() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        for electorate in ["person", "household"] {
            for (name, building, room) in [("甲", "3号", "502"), ("乙", "3号", "502"), ("丙", "12号", "101")] {
                let person = town.resident(name).await;
                person.moves_in(&flow.unit, building, room, &flow.moderator).await;
            }
            let vote = drafted(&flow, json!({"electorate": electorate})).await;
            let vote = opened(&flow, &vote).await;
            let (mut entries, mut cursor) = (Vec::new(), None);
            loop {
                let page = flow.moderator.does("read_roll").at("vote", &vote).at("limit", 2);
                let page = match &cursor {
                    None => page.ok().await,
                    Some(cursor) => page.at("cursor", cursor).ok().await,
                };
                entries.extend(page["items"].as_array().unwrap().iter().map(|entry| {
                    ["voter", "account_id", "building"].map(|field| entry[field].as_str().unwrap().to_owned())
                }));
                cursor = Some(page["next_cursor"].clone()).filter(|cursor| !cursor.is_null());
                if cursor.is_none() {
                    break;
                }
            }
            entries.sort();
            let mut text = format!("sanhui/roll/v1\n{}\n", vote["id"].as_str().unwrap());
            for entry in &entries {
                entry.iter().for_each(|field| text.push_str(&format!("{}:{field},", field.len())));
                text.push('\n');
            }
            assert_eq!(vote["roll"]["hash"], hex::encode(Sha256::digest(&text)), "{electorate}");
            let voters: std::collections::BTreeSet<_> = entries.iter().map(|[voter, ..]| voter).collect();
            assert_eq!(vote["roll"]["voters"], voters.len());
        }
    });
}
