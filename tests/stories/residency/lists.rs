//! The committee's spreadsheet of households: it verifies people whose phone number stands in it for the home they
//! claim.

use chrono::TimeDelta;
use domain::ids::AccountId;
use futures_util::future::join_all;
use sanhui::accounts;
use sanhui::housekeeping::reseal;
use sanhui::infra::actor::{Actor, Anyone};
use sanhui::infra::keys;
use tests::wechat::FakeWeChat;
use tests::{Person, Town, TwoInstances, Value, json, story, story_with, two_instances};

use super::codes::Committee;
use crate::ask_database;

/// The body of an import of this table.
fn list(here: &Committee, csv: &str) -> Value {
    json!({"unit_id": here.unit["id"], "committee_code": here.code, "csv": csv})
}

/// The person's phone number in eleven digits, as a committee writes it.
fn digits(person: &Person) -> String {
    person.reached_at().trim_start_matches("+86").to_owned()
}

/// The first of the person's residencies.
async fn state(person: &Person) -> Value {
    person.does("list_my_residencies").ok().await["items"][0].clone()
}

/// How many entries of household lists are stored.
async fn entries(town: &Town) -> i64 {
    ask_database(town, "SELECT count(*) AS answer FROM household_entries").await
}

#[test]
fn a_list_verifies_claims_that_wait_and_claims_that_come_later() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let (zhao, qian) = (town.resident("赵敏").await, town.resident("钱多").await);
        for (who, room) in [(&wang, "502"), (&zhao, "502")] {
            let waiting = who.does("claim_residency").with(here.claim(room)).ok().await;
            assert_eq!(waiting["state"], "claimed");
        }
        let csv = format!(
            "\u{feff}幢,室,手机,姓名\r\n3号,502,{},王芳\r\n３ 号,\"503\",\"+86 {}\",\"李,强\"\r\n,,,\r\n",
            digits(&wang),
            digits(&li),
        );
        let done = here.moderator.does("import_household_list").with(list(&here, &csv)).ok().await;
        let figures = [&done["entries"], &done["households"], &done["verified"], &done["dry_run"]];
        assert_eq!(figures, [&json!(2), &json!(2), &json!(1), &json!(false)]);

        let importer = here.moderator.account().await;
        let mine = state(&wang).await;
        assert_eq!(
            (&mine["state"], &mine["means"], &mine["decided_by"]),
            (&json!("verified"), &json!("list"), &json!(importer))
        );
        let told = wang.does("list_my_notices").ok().await;
        assert_eq!(told["items"][0]["kind"], "residency_verified_by_list");
        assert_eq!(state(&zhao).await["state"], "claimed", "another number behind the same door");

        let coming = li.does("claim_residency").with(here.claim("503")).ok().await;
        assert_eq!((&coming["state"], &coming["means"]), (&json!("verified"), &json!("list")));
        let elsewhere = qian.does("claim_residency").with(here.claim("503")).ok().await;
        assert_eq!(elsewhere["state"], "claimed");
        // A number that stands there for another home, or in another unit, does not verify the claim.
        let mut works = here.claim("502");
        works["kind"] = json!("works");
        assert_eq!(li.does("claim_residency").with(works).ok().await["state"], "claimed");
        let mut other_unit = here.claim("503");
        (other_unit["unit_id"], other_unit["kind"]) = (town.unit("310101020").await["id"].clone(), json!("works"));
        assert_eq!(li.does("claim_residency").with(other_unit).ok().await["state"], "claimed");
    });
}

#[test]
fn a_dry_run_tells_what_would_come_of_it_and_does_nothing() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let wang = town.resident("王芳").await;
        wang.does("claim_residency").with(here.claim("502")).ok().await;
        let mut looks = list(&here, &format!("phone,building,room\n{},3号,502\n", digits(&wang)));
        looks["dry_run"] = json!(true);
        let would = here.moderator.does("import_household_list").with(looks.clone()).ok().await;
        assert_eq!((&would["verified"], &would["dry_run"]), (&json!(1), &json!(true)));
        assert_eq!((state(&wang).await["state"].clone(), entries(&town).await), (json!("claimed"), 0));
        looks["dry_run"] = json!(false);
        let did = here.moderator.does("import_household_list").with(looks).ok().await;
        assert_eq!(did["verified"], would["verified"]);
        assert_eq!((state(&wang).await["state"].clone(), entries(&town).await), (json!("verified"), 1));
    });
}

#[test]
fn faults_are_told_by_row_and_column_and_nothing_is_done() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let wang = town.resident("王芳").await;
        wang.does("claim_residency").with(here.claim("502")).ok().await;
        let good = format!("3号,502,{},王芳", digits(&wang));
        let long = "长".repeat(21);
        let csv =
            format!("幢,室,手机,姓名\n{good}\n\n3号,503,1380013800,李强\n{long},504,13800138004,\n3号,505\n{good}\n");
        for dry_run in [true, false] {
            let mut bad = list(&here, &csv);
            bad["dry_run"] = json!(dry_run);
            let problem = here.moderator.does("import_household_list").with(bad).refused("invalid-field").await;
            let at = |fault: &Value| (fault["row"].clone(), fault["column"].clone(), fault["code"].clone());
            let faults: Vec<_> = problem["errors"].as_array().unwrap().iter().map(at).collect();
            let expected = [
                (json!(4), json!("phone"), json!("not_a_mobile_number")),
                (json!(5), json!("building"), json!("too_long")),
                (json!(6), Value::Null, json!("wrong_width")),
                (json!(7), json!("phone"), json!("twice")),
            ];
            assert_eq!(faults, expected);
            let text = problem.to_string();
            assert!(!text.contains("1380013800") && !text.contains("李强"), "what was sent is not told again: {text}");
        }
        assert_eq!((state(&wang).await["state"].clone(), entries(&town).await), (json!("claimed"), 0));

        let refused = |csv: &str| here.moderator.does("import_household_list").with(list(&here, csv));
        // The bytes of a table in GB18030 (幢 is B4 B1), which a phone has read as UTF-8.
        let mistaken = String::from_utf8_lossy(b"\xb4\xb1,\xca\xd2,\xca\xd6\xbb\xfa\n3,502,13800138000\n").into_owned();
        let problem = refused(&mistaken).refused_for("/csv").await;
        assert_eq!(problem["errors"][0]["code"], "not_utf8");
        assert!(problem["detail"].as_str().unwrap().contains("另存为"), "{problem}");
        for (csv, code) in [
            ("幢,室\n3号,502\n", "column_missing"),
            ("幢,室,手机,身份证号\n3号,502,13800138000,3\n", "unknown_column"),
            ("幢,室,手机\n", "empty"),
        ] {
            assert_eq!(refused(csv).refused_for("/csv").await["errors"][0]["code"], code);
        }
        let long = format!("幢,室,手机\n{}", (0..5001).map(|n| format!("1,{n},138{n:08}\n")).collect::<String>());
        assert_eq!(refused(&long).refused_for("/csv").await["errors"][0]["code"], "too_many_rows");
    });
}

#[test]
fn an_import_and_claims_at_the_same_moment_miss_nobody() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Committee::new(&town).await;
        let (mut people, mut csv) = (Vec::new(), "幢,室,手机\n".to_owned());
        for number in 0..8 {
            let one = town.resident(&format!("居民{number}")).await;
            one.token().await;
            csv.push_str(&format!("3号,{number},{}\n", digits(&one)));
            people.push(one);
        }
        here.moderator.token().await;
        let claims = people.iter().enumerate().map(|(turn, one)| {
            let deed = one.does("claim_residency").with(here.claim(&turn.to_string()));
            if turn % 2 == 0 { deed.answer_boxed() } else { deed.through(&other).answer_boxed() }
        });
        let mut deeds: Vec<_> = claims.collect();
        deeds.insert(4, here.moderator.does("import_household_list").with(list(&here, &csv)).answer_boxed());
        let answers = join_all(deeds).await;
        assert!(answers.iter().all(|answer| [200, 201, 503].contains(&answer.status)), "nobody is refused");
        let waiting = "SELECT count(*) AS answer FROM residencies WHERE state = 'claimed'";
        assert_eq!(ask_database(&town, waiting).await, 0);
        let claimed = answers.iter().filter(|answer| answer.status == 201).count();
        let verified = "SELECT count(*) AS answer FROM residencies WHERE means = 'list'";
        assert_eq!(ask_database(&town, verified).await, i64::try_from(claimed).unwrap());
        assert!(claimed > 0 && entries(&town).await == 8);
    });
}

#[test]
fn a_large_committees_list_is_taken_whole() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let wang = town.resident("王芳").await;
        wang.does("claim_residency").with(here.claim("4999")).ok().await;
        let line = |n: usize| format!("3号,{n},138{n:08},居民{n}\r\n");
        let rows: String = (0..4_999).map(line).collect();
        let csv = format!("幢,室,手机,姓名\r\n{rows}3号,4999,{},王芳\r\n", digits(&wang));
        let done = here.moderator.does("import_household_list").with(list(&here, &csv)).ok().await;
        assert_eq!((&done["entries"], &done["verified"]), (&json!(5_000), &json!(1)));
        assert_eq!((state(&wang).await["means"].clone(), entries(&town).await), (json!("list"), 5_000));
    });
}

#[test]
fn a_list_is_the_committees_and_not_for_the_importer_themselves() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let moderator = &here.moderator;
        let phone = "+8613800138000";
        let asked =
            moderator.does("request_phone_code").with(json!({"phone": phone, "purpose": "bind_phone"})).ok().await;
        let proof = json!({"request_id": asked["request_id"], "code": town.newest_message(phone).await});
        moderator.does("bind_phone").with(proof).ok().await;
        let csv = "building,room,phone,name\n3号,502,13800138000,李书记\n";
        here.next_door.does("import_household_list").with(list(&here, csv)).refused("not-your-area").await;
        moderator.does("claim_residency").with(here.claim("502")).ok().await;
        assert_eq!(moderator.does("import_household_list").with(list(&here, csv)).ok().await["verified"], 0);
        assert_eq!(state(moderator).await["state"], "claimed");
        assert_eq!(here.colleague.does("import_household_list").with(list(&here, csv)).ok().await["verified"], 1);
        assert_eq!(state(moderator).await["decided_by"], here.colleague.account().await);

        let reads = |by: &Person| {
            by.does("list_household_entries").at("unit_id", &here.unit).at("committee_code", here.code.as_str())
        };
        reads(&here.next_door).refused("not-your-area").await;
        let known = reads(moderator).at("building", "３号").at("room", "502").ok().await;
        let known = &known["items"][0];
        assert_eq!((&known["phone"], &known["name"]), (&json!("+86138****8000"), &json!("李书记")));
        assert_eq!(reads(moderator).at("building", "3号").at("room", "503").ok().await["items"], json!([]));
        reads(moderator).at("building", "3号").refused_for("room").await;
        let read = "SELECT count(*) AS answer FROM audit_events WHERE action = 'list_household_entries'";
        assert_eq!(ask_database(&town, read).await, 2);
    });
}

#[test]
fn entries_go_when_their_time_is_over_or_the_next_list_comes() {
    story(async |town| {
        let here = Committee::new(&town).await;
        let (wang, li, zhao) = (town.resident("王芳").await, town.resident("李强").await, town.resident("赵敏").await);
        let of = |people: &[&Person]| {
            let line = |person: &&Person| format!("3号,502,{}\n", digits(person));
            list(&here, &format!("幢,室,手机\n{}", people.iter().map(line).collect::<String>()))
        };
        let import = |what: Value| here.moderator.does("import_household_list").with(what);
        import(of(&[&wang, &li, &zhao])).ok().await;
        assert_eq!(entries(&town).await, 3);
        let second = import(of(&[&li, &zhao])).ok().await;
        let expected = (town.now() + TimeDelta::days(180)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        assert_eq!((&second["expires_at"], entries(&town).await), (&json!(expected), 2));
        assert_eq!(wang.does("claim_residency").with(here.claim("502")).ok().await["state"], "claimed");

        town.later(TimeDelta::days(180) - TimeDelta::seconds(1));
        accounts::sweep(town.app()).await.unwrap();
        assert_eq!(li.does("claim_residency").with(here.claim("502")).ok().await["state"], "verified");
        town.later(TimeDelta::seconds(1));
        assert_eq!(
            zhao.does("claim_residency").with(here.claim("502")).ok().await["state"],
            "claimed",
            "over, swept or not"
        );
        assert_eq!(entries(&town).await, 2);
        accounts::sweep(town.app()).await.unwrap();
        assert_eq!(entries(&town).await, 0);

        let mut brief = of(&[&wang]);
        for days in [0, 367] {
            brief["keep_days"] = json!(days);
            import(brief.clone()).refused_for("/keep_days").await;
        }
        brief["keep_days"] = json!(1);
        let brief = import(brief).ok().await;
        let expected = (town.now() + TimeDelta::days(1)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        assert_eq!((&brief["expires_at"], &brief["verified"]), (&json!(expected), &json!(1)));
    });
}

#[test]
fn a_number_is_found_in_the_list_after_a_rotation_and_forgotten_with_the_person() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Committee::new(&town).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let csv = format!("幢,室,手机,姓名\n3号,502,{},王芳\n3号,503,{},李强\n", digits(&wang), digits(&li));
        here.moderator.does("import_household_list").with(list(&here, &csv)).ok().await;
        let k1 = town.app().keys().ring().root("k1").unwrap().clone();
        let next = keys::rotate(&town.app().settings().key_file, town.now(), false).unwrap();
        town.app().reload_keys();
        other.app().reload_keys();
        town.later(next.from - town.now());
        let mine = wang.does("claim_residency").with(here.claim("502")).through(&other).ok().await;
        assert_eq!(mine["state"], "verified", "before anything is sealed anew");
        reseal::reseal(town.app()).await.unwrap();
        assert!(reseal::needs(town.app(), &k1).await.unwrap().is_empty());
        let mine = li.does("claim_residency").with(here.claim("503")).ok().await;
        assert_eq!(mine["state"], "verified");

        let account = AccountId(li.account().await.parse().unwrap());
        let (app, service) = (town.app().clone(), Anyone(Actor::service(town.app().clock().id())));
        let forget =
            async move |tx: &sanhui::infra::db::Tx| accounts::forget_residencies(tx, app.keys(), account).await;
        town.app().write(&service, forget).await.unwrap();
        assert_eq!(li.does("list_my_residencies").ok().await["items"], json!([]));
        assert_eq!(entries(&town).await, 1, "the neighbour's stays");
        assert_eq!(state(&wang).await["state"], "verified");
    });
}

#[test]
fn a_number_bound_after_the_claim_is_looked_for_in_the_list() {
    let wechat = FakeWeChat::start();
    story_with(&wechat.settings(), async |town| {
        let here = Committee::new(&town).await;
        let csv = "幢,室,手机\n3号,502,13800138000\n3号,503,13800138001\n";
        here.moderator.does("import_household_list").with(list(&here, csv)).ok().await;
        let login = json!({"code": wechat.login("o-wang")});
        let wang = town.holder_of("王芳", &town.visitor().does("sign_in_with_wechat").with(login).ok().await);
        let mut shop = here.claim("503");
        shop["kind"] = json!("works");
        for claim in [here.claim("502"), shop] {
            assert_eq!(wang.does("claim_residency").with(claim).ok().await["state"], "claimed");
        }
        let number = json!({"wechat_phone_code": wechat.phone_button("13800138000")});
        wang.does("bind_phone").with(number).ok().await;
        let mine = wang.does("list_my_residencies").ok().await;
        let state = |room: &str| {
            let found = mine["items"].as_array().unwrap().iter().find(|one| one["room"] == room).unwrap();
            (found["state"].clone(), found["means"].clone(), found["decided_by"].clone())
        };
        let importer = json!(here.moderator.account().await);
        assert_eq!(state("502"), (json!("verified"), json!("list"), importer));
        assert_eq!(state("503").0, "claimed", "another's number stands there");
    });
}
