//! Registers of owners: the housing office's table of an estate, which is imported as a whole or not at all.

use sanhui::housekeeping::reseal;
use sanhui::infra::keys;
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances};

use crate::ask_database;
use crate::residency::codes::STREET;

/// A unit with two moderators of its street, in which the story's estate lies.
pub struct Estate {
    pub unit: Value,
    pub moderator: Person,
    pub colleague: Person,
}

impl Estate {
    /// Sets up the unit and the moderators.
    pub async fn new(town: &Town) -> Self {
        let unit = town.unit(STREET).await;
        Self { unit, moderator: town.moderator(STREET).await, colleague: town.moderator(STREET).await }
    }

    /// The body of an import of this table.
    pub fn register(&self, csv: &str) -> Value {
        json!({"unit_id": self.unit["id"], "estate": "桃园小区", "csv": csv})
    }

    /// Imports this table as the estate's register.
    pub async fn imports(&self, csv: &str) -> Value {
        self.moderator.does("import_owner_register").with(self.register(csv)).ok().await
    }
}

/// The person's phone number in eleven digits, as a register has it.
pub fn digits(person: &Person) -> String {
    person.reached_at().trim_start_matches("+86").to_owned()
}

const ESTATE: &str = "\u{feff}幢,室,专有面积（㎡）,业主姓名,手机,份额,业主编号,未售\r\n\
    1号,101,80.5,王芳,13800138000,1/2,,\r\n１号,101,80.50,李强,13800138001,50%,,\r\n\
    1号,102,60,王芳,13800138000,,,\r\n1号,103,70,王芳,13800138000,,,否\r\n\
    2号,101,90.01,赵敏,,,A1,\r\n2号,102,90,赵敏,,,A1,\r\n\
    3号,101,100,,,,,是\r\n3号,102,100.33,某某置业,,,,是\r\n";

#[test]
fn flats_areas_and_heads_are_counted_as_the_law_has_it() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let did = here.imports(ESTATE).await;
        // Counted by hand: 80.50 + 60 + 70 + 90.01 + 90 + 100 + 100.33 m². The heads are the couple, Wang, Zhao and the
        // builder.
        let figures = ["entries", "flats", "heads", "area", "builder_area", "heads_without_phone"];
        let figures: Vec<Value> = figures.iter().map(|figure| did[*figure].clone()).collect();
        assert_eq!(figures, [8, 7, 4, 59_084, 20_033, 2].map(|figure| json!(figure)));

        let register = here.moderator.does("read_owner_register").at("register", &did["register_id"]).ok().await;
        for figure in ["flats", "heads", "area", "hash", "estate", "unit_id"] {
            assert_eq!(register[figure], did[figure], "{figure}");
        }
        assert_eq!(register["imported_by"], json!(here.moderator.account().await));
        let text = register.to_string();
        assert!(!["王芳", "李强", "赵敏", "8000"].iter().any(|name| text.contains(name)), "{text}");

        let entries = here.colleague.does("list_owner_entries").at("register", &did["register_id"]).ok().await;
        let of =
            |entry: &Value| ["building", "room", "head", "name", "phone", "share"].map(|field| entry[field].clone());
        let items = entries["items"].as_array().unwrap();
        assert_eq!(of(&items[0]), ["1号", "101", "1号/101", "王芳", "+86138****8000", "1/2"].map(|field| json!(field)));
        let heads: Vec<&str> = items.iter().map(|entry| entry["head"].as_str().unwrap()).collect();
        let expected = ["1号/101", "1号/101", "1号/102", "1号/102", "2号/101", "2号/101", "builder", "builder"];
        assert_eq!(heads, expected);
        assert_eq!((&items[6]["name"], &items[7]["name"]), (&Value::Null, &json!("某某置业")));
        let reads = "SELECT count(*) AS answer FROM audit_events WHERE action = 'list_owner_entries'";
        assert_eq!(ask_database(&town, reads).await, 1);
    });
}

/// The hash does not depend on the names and order of the columns, the order of the rows, or the owners' names.
#[test]
fn the_hash_is_of_flats_areas_and_heads_alone() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let looks = async |csv: &str| {
            let mut register = here.register(csv);
            register["dry_run"] = json!(true);
            here.moderator.does("import_owner_register").with(register).ok().await
        };
        let one = looks("幢,室,专有面积,业主,手机\n1,1,80,王芳,13800138000\n1,2,70,李强,\n").await;
        let same = looks("owner,area,room,building\n李大强,70.00,2,1\n王芳,80.0,1,1\n").await;
        assert_eq!(one["hash"], same["hash"]);
        for other in ["1,1,80.01,王芳\n1,2,70,李强\n", "1,1,80,王芳\n1,3,70,李强\n", "1,1,80,王芳\n"] {
            assert_ne!(looks(&format!("幢,室,专有面积,业主\n{other}")).await["hash"], one["hash"], "{other}");
        }
        let nobody = Value::Null;
        assert_eq!((&one["register_id"], &one["dry_run"]), (&nobody, &json!(true)));
        for table in ["owner_registers", "owner_entries"] {
            assert_eq!(ask_database(&town, &format!("SELECT count(*) AS answer FROM {table}")).await, 0);
        }
    });
}

#[test]
fn faults_are_told_by_row_and_column_and_the_register_before_stays() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let before = here.imports("幢,室,专有面积,业主\n1,1,80,王芳\n").await;
        let csv = "幢,室,专有面积,业主,手机,份额,未售\n\
            1,1,80,王芳,13800138000,2/3,\n\n1,1,80.5,李强,1380013800,1/2,\n1,2,八十,,,,\n1,3,80\n1,1,80,王芳,13800138000,,是\n";
        for dry_run in [true, false] {
            let mut bad = here.register(csv);
            bad["dry_run"] = json!(dry_run);
            let problem = here.moderator.does("import_owner_register").with(bad).refused("invalid-field").await;
            let at = |fault: &Value| (fault["row"].clone(), fault["column"].clone(), fault["code"].clone());
            let faults: Vec<_> = problem["errors"].as_array().unwrap().iter().map(at).collect();
            let expected = [
                (json!(4), json!("phone"), json!("not_a_mobile_number")),
                (json!(5), json!("area"), json!("not_an_area")),
                (json!(5), json!("owner"), json!("too_short")),
                (json!(6), Value::Null, json!("wrong_width")),
                (json!(7), json!("unsold"), json!("sold_differs")),
            ];
            assert_eq!(faults, expected);
            assert!(!problem.to_string().contains("1380013800"), "what was sent is not told again");
        }
        let listed = here.moderator.does("list_owner_registers").at("unit_id", &here.unit).ok().await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        assert_eq!(listed["items"][0]["hash"], before["hash"]);
        for (csv, code) in [
            ("幢,室,业主\n1,1,王芳\n", "column_missing"),
            ("幢,室,面积,业主,身份证号\n1,1,80,王芳,3\n", "unknown_column"),
            ("幢,室,面积,业主\n", "empty"),
        ] {
            let refused = here.moderator.does("import_owner_register").with(here.register(csv));
            assert_eq!(refused.refused_for("/csv").await["errors"][0]["code"], code);
        }
    });
}

#[test]
fn the_next_register_of_an_estate_takes_the_place_of_the_one_before() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let first = here.imports("幢,室,专有面积,业主\n1,1,80,王芳\n1,2,80,李强\n").await;
        let mut elsewhere = here.register("幢,室,专有面积,业主\n9,9,90,周平\n");
        elsewhere["estate"] = json!("杏园小区");
        here.moderator.does("import_owner_register").with(elsewhere).ok().await;
        let second = here.imports("幢,室,专有面积,业主\n1,1,80,王芳\n").await;
        let listed = here.moderator.does("list_owner_registers").at("unit_id", &here.unit).ok().await;
        let estates: Vec<(&Value, &Value)> =
            listed["items"].as_array().unwrap().iter().map(|one| (&one["estate"], &one["flats"])).collect();
        assert_eq!(estates, [(&json!("杏园小区"), &json!(1)), (&json!("桃园小区"), &json!(1))]);
        here.moderator.does("read_owner_register").at("register", &first["register_id"]).refused("not-found").await;
        assert_eq!(ask_database(&town, "SELECT count(*) AS answer FROM owner_entries").await, 2);
        here.moderator.does("read_owner_register").at("register", &second["register_id"]).ok().await;
    });
}

#[test]
fn names_and_numbers_open_after_the_keys_changed() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Estate::new(&town).await;
        let did = here.imports(ESTATE).await;
        let k1 = town.app().keys().ring().root("k1").unwrap().clone();
        let next = keys::rotate(&town.app().settings().key_file, town.now(), false).unwrap();
        town.app().reload_keys();
        other.app().reload_keys();
        town.later(next.from - town.now());
        reseal::reseal(town.app()).await.unwrap();
        assert!(reseal::needs(town.app(), &k1).await.unwrap().is_empty());
        let entries = here.moderator.does("list_owner_entries").at("register", &did["register_id"]).ok().await;
        assert_eq!(
            (&entries["items"][0]["name"], &entries["items"][0]["phone"]),
            (&json!("王芳"), &json!("+86138****8000"))
        );
    });
}
