//! The steps around an owners' decision: preflight, turnout, the list of owners who have not voted, pauses, incidents,
//! objections and protocol.

use chrono::TimeDelta;
use tests::{Person, Value, json, story};

use super::decisions::casts;
use super::registers::{Estate, digits};
use crate::ask_database;

#[test]
fn the_preflight_names_every_shut_gate_and_what_is_counted_by() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let decision = here.announces(&town, 6, 30).await;
        let check = async || here.moderator.does("check_owners_decision").at("decision", &decision).ok().await;
        let kinds = |check: &Value| {
            let all = check["blockers"].as_array().unwrap().iter();
            all.map(|one| one["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let first = check().await;
        assert_eq!(kinds(&first), ["/problems/notice-still-running", "/problems/no-owner-register"]);
        assert_eq!((&first["ready"], &first["register"]), (&json!(false), &Value::Null));
        assert!(first["rule_zh"].as_str().unwrap().contains("四分之三（3/4）以上"), "{first}");
        assert!(first["rule_en"].as_str().unwrap().contains("check with your housing office"));
        assert_eq!(first["preset"]["cited"], "民法典第二百七十八条第一款第六项");

        let csv = "幢,室,面积,业主,手机\n1,1,90,王芳,\n1,2,80,李强,13800138001\n1,3,80,李强,13800138001\n";
        let register = here.imports(csv).await;
        town.later(TimeDelta::days(15));
        let ready = check().await;
        assert_eq!((&ready["ready"], kinds(&ready)), (&json!(true), vec![]));
        let of = |field: &str| ready["register"][field].clone();
        assert_eq!((of("hash"), of("flats")), (register["hash"].clone(), json!(3)));
        assert_eq!((of("total"), of("heads_without_phone")), (json!({"area": 25_000, "heads": 2}), json!(1)));
        town.later(TimeDelta::days(20));
        assert_eq!(kinds(&check().await), ["/problems/closing-time-passed"]);
    });
}

#[test]
fn the_moderator_sees_which_owners_have_not_voted_and_everybody_sees_the_turnout() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let (w, l) = (digits(&wang), digits(&li));
        let many: String = (0..12).map(|n| format!("3,{n},50,赵{n},,\n")).collect();
        let csv = format!(
            "幢,室,面积,业主,手机,未售\n1,1,80,王芳,{w},\n1,1,80,李强,{l},\n1,2,60,李强,{l},\n2,9,60,李强,{l},\n\
             2,1,70,周平,13800138009,\n{many}9,1,100,,,是\n"
        );
        here.imports(&csv).await;
        let announced = here.announces(&town, 5, 30).await;
        let look = async |body: Value| {
            here.moderator.does("look_up_owner").at("decision", &announced).with(body).ok().await["items"].clone()
        };
        let early = look(json!({"building": "1", "room": "1"})).await;
        assert_eq!((early[0]["name"].as_str(), early[1]["name"].as_str()), (Some("王芳"), Some("李强")));
        assert_eq!(early[0]["reason"], "not_opened_yet");
        here.moderator.does("list_owners_non_voters").at("decision", &announced).refused("vote-not-opened").await;
        town.later(TimeDelta::days(15));
        here.moderator.does("open_owners_decision").at("decision", &announced).ok().await;

        let ballot = json!({"decision": "for", "head": "1/2"});
        li.does("cast_owner_ballot").at("decision", &announced).with(ballot).ok().await;
        let found = look(json!({"phone": l})).await;
        let of = |one: &Value| {
            format!("{} {} {} {}", one["head"], one["room"], one["eligible"], one["has_cast"]).replace('"', "")
        };
        let all: Vec<String> = found.as_array().unwrap().iter().map(of).collect();
        assert_eq!(all, ["1/1 1 true false", "1/2 2 true true", "1/2 9 true true"]);
        assert_eq!(look(json!({"building": "3", "room": "4"})).await[0]["reason"], "no_phone");
        assert_eq!(look(json!({"building": "2", "room": "1"})).await[0]["reason"], "no_account");
        assert_eq!(look(json!({"building": "7", "room": "1"})).await, json!([]));
        let vague = here.moderator.does("look_up_owner").at("decision", &announced).with(json!({"building": "1"}));
        vague.refused_for("/room").await;

        let turnout = town.visitor().does("read_owners_turnout").at("decision", &announced).ok().await;
        // Five flats are too few for a cell of their own, so building 3 is merged with them.
        let merged =
            json!([{"building": null, "flats": 17, "flats_returned": 2, "area": 97_000, "area_returned": 12_000}]);
        assert_eq!(turnout["by_building"], merged);

        let mut heads = Vec::new();
        let list = || here.moderator.does("list_owners_non_voters").at("decision", &announced).at("limit", 10);
        let mut page = list().ok().await;
        loop {
            heads.extend(page["items"].as_array().unwrap().clone());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            page = list().at("cursor", cursor).ok().await;
        }
        let codes: Vec<&str> = heads.iter().map(|head| head["head"].as_str().unwrap()).collect();
        assert_eq!(codes.len(), 15, "twelve of building 3, the couple, Zhou and the builder: {codes:?}");
        assert!(!codes.contains(&"1/2") && codes.contains(&"builder"));
        let couple = json!([{"name": "王芳", "phone": wang.reached_at().replace(&w[3..7], "****")}, {"name": "李强", "phone": li.reached_at().replace(&l[3..7], "****")}]);
        let of_couple = heads.iter().find(|head| head["head"] == "1/1").unwrap();
        assert_eq!((&of_couple["area"], &of_couple["owners"]), (&json!(8_000), &couple));
        let reads =
            "SELECT count(*) AS answer FROM audit_events WHERE action IN ('list_owners_non_voters', 'look_up_owner')";
        assert_eq!(ask_database(&town, reads).await, 7);
    });
}

#[test]
fn a_pause_takes_no_ballots_moves_no_end_and_is_told_with_its_reason() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let row = |who: &Person, n: u8| format!("1,{n},90,{},{}\n", who.name(), digits(who));
        here.imports(&format!("幢,室,面积,业主,手机\n{}{}", row(&wang, 1), row(&li, 2))).await;
        let announced = here.announces(&town, 5, 30).await;
        let step =
            |who: &Person, id: &str, why: &str| who.does(id).at("decision", &announced).with(json!({"reason": why}));
        let incident = || {
            let text = json!({"text": "有业主反映收到冒名短信。"});
            here.moderator.does("report_owners_incident").at("decision", &announced).with(text)
        };
        step(&here.moderator, "pause_owners_decision", "核对").refused("vote-not-opened").await;
        incident().refused("vote-not-opened").await;
        town.later(TimeDelta::days(15));
        here.moderator.does("open_owners_decision").at("decision", &announced).ok().await;
        casts(&wang, &announced, "for").await;
        step(&here.moderator, "resume_owners_decision", "核对").refused("vote-not-paused").await;
        let paused = step(&here.colleague, "pause_owners_decision", "名册有误，核对中").ok().await;
        assert_eq!((&paused["status"], &paused["pause_reason"]), (&json!("paused"), &json!("名册有误，核对中")));
        assert_eq!(paused["closes_at"], announced["closes_at"]);
        step(&here.moderator, "pause_owners_decision", "再次").refused("vote-already-paused").await;
        let cast = li.does("cast_owner_ballot").at("decision", &announced).with(json!({"decision": "for"}));
        cast.refused("vote-paused").await;
        incident().ok().await;
        let resumed = step(&here.moderator, "resume_owners_decision", "名册无误").ok().await;
        assert_eq!((&resumed["status"], &resumed["pause_reason"]), (&json!("open"), &Value::Null));
        casts(&li, &announced, "for").await;

        let told = wang.does("list_my_notices").ok().await;
        let kinds: Vec<&Value> = told["items"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
        assert_eq!(kinds[..2], [&json!("vote_resumed"), &json!("vote_paused")]);
        let listed = async |who: &Person, id: &str| {
            let list = who.does(id).at("decision", &announced).ok().await;
            let items = list["items"].as_array().unwrap().clone();
            items.iter().map(|one| format!("{} {}", one["kind"], one["reason"]).replace('"', "")).collect::<Vec<_>>()
        };
        let steps = listed(&town.visitor(), "list_owners_steps").await;
        assert_eq!(steps, ["paused 名册有误，核对中", "resumed 名册无误"]);
        let incidents = listed(&here.moderator, "list_owners_incidents").await;
        assert_eq!(incidents, ["incident 有业主反映收到冒名短信。"]);

        step(&here.moderator, "pause_owners_decision", "再次核对").ok().await;
        town.later(TimeDelta::days(16));
        step(&here.moderator, "resume_owners_decision", "名册无误").refused("vote-closed").await;
        let result = town.visitor().does("read_owners_result").at("decision", &announced).ok().await;
        assert_eq!((&result["status"], &result["passed"]), (&json!("closed"), &json!(true)));
        // A moderator who paused the decision may not certify it.
        let certify = |who: &Person| who.does("certify_owners_result").at("decision", &announced);
        certify(&here.colleague).refused("certifier-ran-the-vote").await;
        assert_eq!(certify(&town.moderator(crate::residency::codes::STREET).await).ok().await["status"], "certified");
    });
}

#[test]
fn an_owners_objection_bars_certification_until_it_is_answered() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (wang, li, stranger) =
            (town.resident("王芳").await, town.resident("李强").await, town.resident("钱多").await);
        let row = |who: &Person, n: u8| format!("1,{n},90,{},{}\n", who.name(), digits(who));
        here.imports(&format!("幢,室,面积,业主,手机\n{}{}", row(&wang, 1), row(&li, 2))).await;
        let decision = here.opens(&town, 5).await;
        casts(&wang, &decision, "for").await;
        let objects = |who: &Person, text: &str| {
            who.does("object_to_owners_result").at("decision", &decision).with(json!({"text": text}))
        };
        objects(&li, "早了").refused("vote-still-open").await;
        town.later(TimeDelta::days(16));
        objects(&stranger, "不是业主").refused("not-on-the-roll").await;
        let raised = objects(&li, "公告没有贴在二号楼。").ok().await;
        let certify = || here.colleague.does("certify_owners_result").at("decision", &decision);
        certify().refused("objections-unanswered").await;
        let answer = |who: &Person, finding: &str| {
            let body = json!({"finding": finding, "text": "已核对：公告照片见档案。"});
            who.does("answer_owners_objection").at("decision", &decision).at("objection", &raised).with(body)
        };
        assert_eq!(answer(&here.moderator, "dismissed").ok().await["answer"]["finding"], "dismissed");
        answer(&here.colleague, "upheld").refused("objection-already-answered").await;
        let mine = li.does("list_my_owners_objections").at("decision", &decision).ok().await;
        let all = here.moderator.does("list_owners_objections").at("decision", &decision).ok().await;
        assert_eq!((&mine["items"], mine["items"].as_array().unwrap().len()), (&all["items"], 1));
        let nobodys = wang.does("list_my_owners_objections").at("decision", &decision).ok().await;
        assert_eq!(nobodys["items"], json!([]));
        assert_eq!(li.does("list_my_notices").ok().await["items"][0]["kind"], "objection_answered");
        for text in ["二", "三"] {
            objects(&li, text).ok().await;
        }
        objects(&li, "四").refused("too-many-objections").await;
        for one in here.moderator.does("list_owners_objections").at("decision", &decision).ok().await["items"]
            .as_array()
            .unwrap()
            .iter()
            .skip(1)
        {
            let body = json!({"finding": "dismissed", "text": "同上。"});
            here.moderator
                .does("answer_owners_objection")
                .at("decision", &decision)
                .at("objection", one)
                .with(body)
                .ok()
                .await;
        }
        certify().ok().await;
        objects(&wang, "晚了").refused("result-already-certified").await;
    });
}

#[test]
fn an_objection_found_right_bars_certification_for_good() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let wang = town.resident("王芳").await;
        here.imports(&format!("幢,室,面积,业主,手机\n1,1,90,王芳,{}\n", digits(&wang))).await;
        let decision = here.opens(&town, 5).await;
        town.later(TimeDelta::days(16));
        let text = json!({"text": "二号楼没有收到公告。"});
        let raised = wang.does("object_to_owners_result").at("decision", &decision).with(text).ok().await;
        let answer = |finding: &str| {
            let body = json!({"finding": finding, "text": "属实。"});
            here.moderator.does("answer_owners_objection").at("decision", &decision).at("objection", &raised).with(body)
        };
        answer("upheld").ok().await;
        here.colleague.does("certify_owners_result").at("decision", &decision).refused("objection-upheld").await;
        let steward = town.steward(crate::residency::codes::STREET).await;
        let why = json!({"reason": "公告不全，重新表决"});
        steward.does("void_owners_decision").at("decision", &decision).with(why).ok().await;
        answer("dismissed").refused("vote-voided").await;
    });
}

#[test]
fn the_protocol_explains_every_leg_and_names_no_owner() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let row = |who: &Person, n: u8, area: u16| format!("1,{n},{area},{},{}\n", who.name(), digits(who));
        let register = here.imports(&format!("幢,室,面积,业主,手机\n{}{}", row(&wang, 1, 50), row(&li, 2, 200))).await;
        let decision = here.opens(&town, 5).await;
        casts(&wang, &decision, "for").await;
        casts(&li, &decision, "against").await;
        let why = json!({"reason": "<script>alert(1)</script> 核对名册"});
        here.moderator.does("pause_owners_decision").at("decision", &decision).with(why).ok().await;
        town.later(TimeDelta::days(16));
        let read = async || {
            let answer = town.visitor().does("read_owners_protocol").at("decision", &decision).answer().await;
            assert_eq!(answer.status, 200);
            String::from_utf8(answer.bytes.to_vec()).unwrap()
        };
        let page = read().await;
        for part in [
            "民法典第二百七十八条第一款第五项",
            "预设，请向房管部门核实",
            "参与表决的专有部分面积250.00平方米，全体250.00平方米；要求不少于2/3，即至少166.67平方米：达到。",
            "同意的专有部分面积50.00平方米，参与表决的250.00平方米；要求超过1/2，即至少125.01平方米：未达到。",
            "同意的业主人数1人，参与表决的2人；要求超过1/2，即至少2人：未达到。",
            "未通过：同意·面积、同意·人数未达到",
            "初步结果",
            "&#60;script&#62;",
            register["hash"].as_str().unwrap(),
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!["<script", "王芳", "李强", "1/1"].iter().any(|told| page.contains(told)), "{page}");
        here.colleague.does("certify_owners_result").at("decision", &decision).ok().await;
        assert!(read().await.contains("最终结果"));
    });
}
