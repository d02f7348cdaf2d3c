//! Votes by flats: every owner in the estate's register is on the roll with all flats and areas, also without an
//! account.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use sha2::{Digest as _, Sha256};
use tests::{Deed, Person, Value, json, story};

use super::log::bundle;
use super::rolls::{drafted, why_not};
use super::verifiers::faults;
use crate::flow::Flow;

/// The person's phone number in eleven digits.
fn number(who: &Person) -> String {
    who.reached_at().trim_start_matches("+86").to_owned()
}

/// Imports this table as the register of an estate.
async fn imported(flow: &Flow, csv: &str) -> Value {
    let register = json!({"unit_id": flow.unit["id"], "estate": "杏园小区", "csv": csv});
    flow.moderator.does("import_owner_register").with(register).ok().await
}

/// The voters whom the moderator finds for this home.
async fn behind(flow: &Flow, vote: &Value, building: &str, room: &str) -> Vec<Value> {
    let door = json!({"building": building, "room": room});
    let sought = flow.moderator.does("look_up_voter").at("vote", vote).with(door).ok().await;
    sought["items"].as_array().unwrap().clone()
}

/// All items of a list, read page by page.
async fn all(ask: impl Fn() -> Deed) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = if cursor.is_null() { ask() } else { ask().at("cursor", &cursor) }.ok().await;
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            return items;
        }
    }
}

/// The hash of the roll, computed from the answers of `read_roll` as the document of `build_roll` describes it.
fn hash_of(vote: &Value, roll: &[Value]) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (mut flats, mut owners) = (Vec::new(), Vec::new());
    for head in roll {
        for flat in head["flats"].as_array().unwrap() {
            flats.push([&head["voter"], &flat["building"], &flat["room"], &flat["area"]].map(text));
        }
        owners.extend(head["owners"].as_array().unwrap().iter().map(|owner| [&head["voter"], owner].map(text)));
    }
    flats.sort();
    owners.sort();
    let line = |kind: &str, fields: &[String]| {
        let fields: String = fields.iter().map(|field| format!("{}:{field},", field.len())).collect();
        format!("{kind} {fields}\n")
    };
    let lines = flats.iter().map(|flat| line("flat", flat)).chain(owners.iter().map(|owner| line("owner", owner)));
    let whole = format!("sanhui/roll/v2\n{}\n{}", vote["id"].as_str().unwrap(), lines.collect::<String>());
    hex::encode(Sha256::digest(whole))
}

#[test]
fn every_owner_of_the_register_counts_by_heads_and_area_and_votes_by_phone_or_on_paper() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("老李").await);
        wang.token().await;
        li.token().await;
        // Building 3 has four heads: the couple with two flats, an owner whose number has no account, the builder, and
        // an owner without a number.
        let mut csv = format!(
            "幢,室,专有面积,业主,手机,未售\n3号,502,89.52,王芳,{w},\n3号,502,89.52,老李,{l},\n3号,503,15,王芳,{w},\n\
             3号,503,15,老李,{l},\n3号,101,60.5,远方,13811112222,\n3号,801,50,,,是\n3号,802,50,,,是\n3号,901,70,赵敏,,\n",
            w = number(&wang),
            l = number(&li),
        );
        (1..=12).for_each(|room| csv.push_str(&format!("5号,{room},80,五{room},,\n")));
        (1..=11).for_each(|room| csv.push_str(&format!("7号,{room},75.25,七{room},,\n")));
        let register = imported(&flow, &csv).await;
        let vote = drafted(&flow, json!({"electorate": "flat", "register_id": register["register_id"]})).await;
        let opens = || flow.moderator.does("open_vote").at("vote", &vote);
        opens().refused("roll-not-built").await;

        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        let counts = ["voters", "people", "without_account", "area"].map(|field| roll[field].as_u64().unwrap());
        assert_eq!(counts, [27, 2, 26, 212_277], "4 + 12 + 11 heads; 335.02 + 12 × 80 + 11 × 75.25 m²");
        let by_building = json!([
            {"building": "3号", "voters": 4, "flats": 6, "area": 33_502},
            {"building": "5号", "voters": 12, "flats": 12, "area": 96_000},
            {"building": "7号", "voters": 11, "flats": 11, "area": 82_775},
        ]);
        assert_eq!(roll["by_building"], by_building);
        assert_eq!(behind(&flow, &vote, "3号", "101").await[0]["reason"], "not_opened_yet");
        let check = flow.moderator.does("check_vote").at("vote", &vote).ok().await;
        assert_eq!((&check["roll"]["hash"], &check["voters"]), (&roll["hash"], &json!(27)));
        let vote = opens().ok().await;
        assert_eq!(vote["roll"], json!({"voters": 27, "area": 212_277, "hash": roll["hash"]}));
        let listed = all(|| flow.moderator.does("read_roll").at("vote", &vote).at("limit", 10)).await;
        assert_eq!((listed.len(), hash_of(&vote, &listed)), (27, vote["roll"]["hash"].as_str().unwrap().to_owned()));

        // On the phone either of the couple may cast the one ballot for both flats.
        wang.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        li.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        assert_eq!(behind(&flow, &vote, "3号", "503").await.len(), 2, "found by the second flat, too");
        let turnout = async || flow.public.does("read_turnout").at("vote", &vote).ok().await;
        let told = turnout().await;
        assert_eq!((&told["eligible"], &told["cast"]), (&json!(27), &json!(1)));
        assert_eq!(told["area"], json!({"eligible": 212_277, "cast": 0}), "nobody sees that 89.52 + 15 m² came");
        let cells = json!([
            {"building": "5号", "eligible": 12, "cast": 0, "area": {"eligible": 96_000, "cast": 0}},
            {"building": null, "eligible": 15, "cast": 1, "area": {"eligible": 116_277, "cast": 0}},
        ]);
        assert_eq!(told["by_building"], cells, "four heads hide among those of another building");

        // On paper, a sheet is handed out for a flat.
        let far = behind(&flow, &vote, "3号", "101").await;
        let why =
            ["account_id", "display_name", "eligible", "reason", "why_no_help"].map(|field| far[0][field].clone());
        assert_eq!(json!(why), json!([null, null, false, "no_account", "no_account"]));
        assert_eq!(behind(&flow, &vote, "3号", "102").await, [Value::Null; 0], "no such flat");
        let sheets = json!({"sheets": 13});
        let batch = flow.moderator.does("open_paper_batch").at("vote", &vote).with(sheets).ok().await;
        let at_the_door = |building: &str, room: &str, more: Value| {
            let mut whom = json!({"building": building, "room": room});
            whom.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            whom
        };
        let hands = |building: &str, room: &str| {
            let whom = at_the_door(building, room, json!({"paper_batch_id": batch["id"]}));
            flow.moderator.does("hand_out_paper").at("vote", &vote).with(whom)
        };
        hands("3号", "102").refused("not-on-the-roll").await;
        hands("3号", "101").ok().await;
        hands("3号", "101").refused("paper-handed-out").await;
        let both =
            at_the_door("3号", "101", json!({"paper_batch_id": batch["id"], "account_id": wang.account().await}));
        flow.moderator.does("hand_out_paper").at("vote", &vote).with(both).refused_for("/account_id").await;
        hands("3号", "802").ok().await; // for the builder, who gives it back below
        hands("3号", "801").refused("paper-handed-out").await;
        let back = at_the_door("3号", "801", json!({"serial": "1-0002", "reason": "建设单位退回空白纸票"}));
        flow.moderator.does("take_back_paper").at("vote", &vote).with(back).ok().await;
        for room in 1..=10 {
            hands("5号", &room.to_string()).ok().await; // these sheets are not returned
        }
        let told = turnout().await;
        assert_eq!(
            (&told["cast"], &told["area"]["cast"]),
            (&json!(12), &json!(78_620)),
            "of 965.02 ten times 2122.77 / 27"
        );
        assert_eq!(told["by_building"][0]["area"], json!({"eligible": 96_000, "cast": 80_000}));
        assert_eq!(told["by_building"][1]["area"]["cast"], 0);
        let silent = all(|| flow.moderator.does("list_non_voters").at("vote", &vote).at("limit", 10)).await;
        let doors: Vec<_> = silent.iter().map(|one| (&one["building"], &one["room"], &one["account_id"])).collect();
        assert_eq!(doors.len(), 15);
        assert_eq!(doors[0], (&json!("3号"), &json!("801"), &Value::Null), "the builder once, by the first flat");
        assert_eq!(doors[1], (&json!("3号"), &json!("901"), &Value::Null));

        let sheet = json!({"serial": "1-0001", "choices": [2]});
        let keyed = flow.moderator.does("enter_paper_ballot").at("vote", &vote).with(sheet.clone()).ok().await;
        flow.colleague.does("confirm_paper_ballot").at("paper_ballot", &keyed).with(sheet).ok().await;
        let count = json!({"returned": 1, "spoiled": 0});
        flow.moderator.does("close_paper_batch").at("paper_batch", &batch).with(count).ok().await;
        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!(result["heads"], json!({"eligible": 27, "cast": 2, "valid": 2, "blank": 0, "invalid": 0}));
        assert_eq!(result["area"], json!({"eligible": 212_277, "cast": 96_502}), "104.52 + 60.5 + 800 m²");
        let told = turnout().await;
        assert_eq!(told["area"], result["area"], "exact when it is over");
        assert_eq!(told["by_building"][1]["area"], json!({"eligible": 116_277, "cast": 0}), "in steps still");
        let page = flow.public.does("read_protocol").at("vote", &vote).answer().await;
        let page = String::from_utf8(page.bytes).unwrap();
        assert!(page.contains("2122.77 平方米") && page.contains("965.02 平方米"), "{page}");

        let good = bundle(&flow, &vote).await;
        assert_eq!(good["rules"]["roll"]["area"], 212_277);
        assert_eq!(faults(&good, &Evidence::default()), [""; 0]);
        let mut bad = good.clone();
        bad["result"]["area"]["eligible"] = json!(96_502);
        assert_eq!(faults(&bad, &Evidence::default()), ["count-wrong"]);
        bad["result"].as_object_mut().unwrap().remove("area");
        assert_eq!(faults(&bad, &Evidence::default()), ["count-wrong"]);
    });
}

#[test]
fn co_owners_share_a_ballot_and_one_with_a_second_flat_alone_casts_for_that_flat() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (wang, husband, tenant) =
            (town.resident("王芳").await, town.resident("老李").await, town.resident("租客").await);
        tenant.moves_in(&flow.unit, "3号", "502", &flow.moderator).await;
        let csv = format!(
            "幢,室,专有面积,业主,手机\n3号,502,89.52,王芳,{w}\n3号,502,89.52,老李,{l}\n3号,601,70,王芳,{w}\n5号,101,60,远方,13811112222\n",
            w = number(&wang),
            l = number(&husband),
        );
        wang.token().await;
        husband.token().await;
        let register = imported(&flow, &csv).await;
        let vote = drafted(&flow, json!({"electorate": "flat", "register_id": register["register_id"]})).await;
        assert_eq!(vote["rule"]["register_id"], register["register_id"]);
        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        let counts = ["voters", "people", "without_account"].map(|field| roll[field].as_u64().unwrap());
        assert_eq!(counts, [3, 2, 1]);
        flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        assert_eq!(why_not(&tenant, &vote).await, "not_an_owner");
        tenant.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).refused("not-on-the-roll").await;
        wang.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        husband.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        let found = [behind(&flow, &vote, "3号", "502").await, behind(&flow, &vote, "3号", "601").await];
        let names = found.map(|found| found.iter().map(|one| one["display_name"].clone()).collect::<Vec<_>>());
        assert_eq!(names, [[json!("老李")], [json!("王芳")]], "neither the tenant, nor one person twice");
        let batch = flow.moderator.does("open_paper_batch").at("vote", &vote).with(json!({"sheets": 1})).ok().await;
        assert!(batch["id"].is_string());
        town.later(TimeDelta::days(8));
        flow.public.does("read_result").at("vote", &vote).refused("paper-not-keyed").await;
        let count = json!({"returned": 0, "spoiled": 0});
        flow.moderator.does("close_paper_batch").at("paper_batch", &batch).with(count).ok().await;
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["area"]["cast"]), (&json!(2), &json!(15_952)));

        let (project, _) = flow.publicized().await;
        let mut draft =
            json!({"project_id": project["id"], "title": "表决", "closes_at": town.in_days(30), "electorate": "flat"});
        flow.moderator.does("draft_vote").with(draft.clone()).refused_for("/register_id").await;
        draft["register_id"] = flow.unit["id"].clone();
        flow.moderator.does("draft_vote").with(draft.clone()).refused_for("/register_id").await;
        draft["register_id"] = register["register_id"].clone();
        draft["min_age"] = json!(18);
        flow.moderator.does("draft_vote").with(draft).refused_for("/register_id").await;
    });
}

#[test]
fn where_residents_vote_nothing_is_said_of_areas_and_no_door_takes_a_sheet() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let vote = flow.open_vote().await;
        let turnout = flow.public.does("read_turnout").at("vote", &vote).ok().await;
        let told = [&vote["roll"], &turnout, &turnout["by_building"][0]];
        assert!(told.iter().all(|one| one.is_object() && one.get("area").is_none()), "{told:?}");
        let batch = flow.moderator.does("open_paper_batch").at("vote", &vote).with(json!({"sheets": 1})).ok().await;
        let door = json!({"building": "3号", "room": "502", "paper_batch_id": batch["id"]});
        flow.moderator.does("hand_out_paper").at("vote", &vote).with(door).refused_for("/building").await;
    });
}
