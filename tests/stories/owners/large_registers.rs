//! An estate of twenty thousand flats, as large as the largest of the city.

use std::fmt::Write as _;

use chrono::TimeDelta;
use tests::{Value, json, story};

use super::decisions::{casts, legs};
use super::registers::{Estate, digits};

const HEAD: &str = "幢,室,专有面积,业主,手机,份额,业主编号,未售\r\n";

/// The table of a hundred buildings with two hundred flats each. In every building the first flat belongs to a couple,
/// the next two to one owner, and the last ten are not sold. `first` is the phone number in the first row.
fn rows(first: &str) -> String {
    let mut csv = HEAD.to_owned();
    for building in 1..=100 {
        for room in 0..200 {
            let phone = format!("13{building:03}{room:03}000");
            let phone = if (building, room) == (1, 0) { first } else { &phone };
            let area = format!("{}.{:02}", 50 + room / 100, room % 100);
            let owner = |name: &str| format!("{building}号,{room},{area},{name}{building}-{room}");
            match room {
                0 => write!(csv, "{},{phone},1/2,,\r\n{},,1/2,,\r\n", owner("王"), owner("李")).unwrap(),
                1 | 2 => write!(csv, "{building}号,{room},{area},赵{building},,,A{building},\r\n").unwrap(),
                190.. => write!(csv, "{building}号,{room},{area},,,,,是\r\n").unwrap(),
                _ => write!(csv, "{},{phone},,,\r\n", owner("周")).unwrap(),
            }
        }
    }
    csv
}

#[test]
fn twenty_thousand_flats_are_imported_listed_decided_on_and_bundled() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let wang = town.resident("王").await;
        let did = here.imports(&rows(&digits(&wang))).await;
        // Counted by hand: the areas of a building's 200 flats run from 50.00 to 50.99 and from 51.00 to 51.99 m². It
        // has 1 + 1 + 187 heads, and the builder's ten flats begin at 51.90 m².
        let figures = ["entries", "flats", "heads", "area", "builder_area"].map(|figure| did[figure].clone());
        assert_eq!(figures, [20_100, 20_000, 18_901, 101_990_000, 5_194_500].map(|figure| json!(figure)));
        assert_eq!(did["heads_without_phone"], 101, "each building's 赵, and the builder");

        let decision = here.announces(&town, 5, 30).await;
        town.later(TimeDelta::days(15));
        let preflight = here.moderator.does("check_owners_decision").at("decision", &decision).ok().await;
        assert_eq!((&preflight["ready"], &preflight["register"]["flats"]), (&json!(true), &json!(20_000)));
        let opened = here.moderator.does("open_owners_decision").at("decision", &decision).ok().await;
        assert_eq!(opened["roll"]["total"], json!({"area": 101_990_000, "heads": 18_901}));
        let cast = casts(&wang, &decision, "for").await;
        assert_eq!((&cast["head"], &cast["area"]), (&json!("1号/0"), &json!(5_000)));
        let door = json!({"building": "100号", "room": "199"});
        let found = here.moderator.does("look_up_owner").at("decision", &decision).with(door).ok().await;
        assert_eq!(found["items"][0]["head"], "builder");
        let turnout = town.visitor().does("read_owners_turnout").at("decision", &decision).ok().await;
        assert_eq!(turnout["by_building"].as_array().unwrap().len(), 100);

        // Pages of entries and of ballots are full.
        let page = |items: &Value| items["items"].as_array().unwrap().len();
        let entries = here.moderator.does("list_owner_entries").at("register", &did["register_id"]).at("limit", 100);
        assert_eq!(page(&entries.ok().await), 100);
        town.later(TimeDelta::days(16));
        let ballots = || town.visitor().does("list_owner_ballots").at("decision", &decision).at("limit", 100);
        let first = ballots().ok().await;
        let second = ballots().at("cursor", &first["next_cursor"]).ok().await;
        assert_eq!((page(&first), page(&second)), (100, 100));
        assert_ne!(first["items"][99]["head"], second["items"][0]["head"]);
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        assert_eq!(
            legs(&result)[..2],
            ["participation area 5000 101990000 67993334 false", "participation heads 1 18901 12601 false",]
        );
        let bundle = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        assert_eq!(
            (bundle["flats"].as_array().unwrap().len(), bundle["rules"]["roll_hash"].clone()),
            (20_000, did["hash"].clone())
        );
        assert_eq!(crate::votes::verifiers::faults(&bundle, &Default::default()), Vec::<String>::new());
    });
}

#[test]
fn faults_far_down_are_told_by_row_and_more_than_fifty_thousand_rows_are_too_many() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let refused = async |csv: &str| {
            let mut register = here.register(csv);
            register["dry_run"] = json!(true);
            let problem = here.moderator.does("import_owner_register").with(register).refused("invalid-field").await;
            let at = |fault: &Value| (fault["row"].clone(), fault["column"].clone(), fault["code"].clone());
            problem["errors"].as_array().unwrap().iter().map(at).collect::<Vec<_>>()
        };
        // The table's heading is row 1, so its 20,100 entries end in row 20,101.
        let mut csv = rows("13800138000");
        csv.push_str("1号,0,50,钱,1380,,,\r\n1号,1,50.01,钱,,,A100,\r\n");
        let expected = [
            (json!(20_102), json!("phone"), json!("not_a_mobile_number")),
            (json!(20_103), json!("owner_no"), json!("number_of_another")),
        ];
        assert_eq!(refused(&csv).await, expected);

        let many = |count: usize| {
            let rows = (0..count).map(|n| format!("{},{},9,王\n", n / 100, n % 100));
            format!("幢,室,面积,业主\n{}", rows.collect::<String>())
        };
        assert_eq!(refused(&many(50_001)).await, [(json!(50_002), Value::Null, json!("too_many_rows"))]);
        let mut register = here.register(&many(50_000));
        register["dry_run"] = json!(true);
        let looked = here.moderator.does("import_owner_register").with(register).ok().await;
        assert_eq!((&looked["flats"], &looked["heads"]), (&json!(50_000), &json!(50_000)));

        let long = format!("幢,室,面积,业主\n1,1,9,{}\n", "王".repeat(4_000_000));
        let too_long = here.moderator.does("import_owner_register").with(here.register(&long));
        assert_eq!(too_long.refused_for("/csv").await["errors"][0]["code"], "too_long");
        let larger = here.moderator.does("import_owner_register").with(here.register(&"王".repeat(6_000_000)));
        larger.refused("too-large").await;
    });
}
