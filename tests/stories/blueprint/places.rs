//! Shanghai's areas, and the life-circle units that stewards draw in them.

use tests::{Value, json, story};

const STREET: &str = "310101020";

#[test]
fn the_city_is_there_from_the_first_start() {
    story(async |town| {
        let visitor = town.visitor();
        let city = visitor.does("read_area").at("code", "31").ok().await;
        assert_eq!(
            (&city["name"], &city["level"], &city["parent_code"]),
            (&json!("上海市"), &json!("city"), &Value::Null)
        );

        let districts = visitor.does("list_areas").at("parent", "31").ok().await;
        assert_eq!(districts["items"].as_array().unwrap().len(), 16);
        assert_eq!(districts["next_cursor"], Value::Null);

        let street = visitor.does("read_area").at("code", "310101020").ok().await;
        assert_eq!((&street["level"], &street["parent_code"]), (&json!("street"), &json!("310101")));
        visitor.does("read_area").at("code", "310199").refused("not-found").await;
        visitor.does("read_area").at("code", "wuliqiao").refused("not-found").await;
    });
}

#[test]
fn streets_are_counted_page_by_page() {
    story(async |town| {
        let visitor = town.visitor();
        let (mut codes, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = visitor.does("list_areas").at("level", "street").at("limit", 100);
            let page = if cursor.is_null() { page } else { page.at("cursor", &cursor) }.ok().await;
            codes
                .extend(page["items"].as_array().unwrap().iter().map(|area| area["code"].as_str().unwrap().to_owned()));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(codes.len(), 234);
        assert!(codes.is_sorted() && codes.windows(2).all(|two| two[0] != two[1]));
    });
}

#[test]
fn a_steward_draws_a_unit_and_a_phone_finds_it() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let visitor = town.visitor();
        let read = visitor.does("read_unit").at("unit", &unit).ok().await;
        assert_eq!(read, unit);
        let listed = visitor.does("list_units").at("area", "310101").ok().await;
        assert_eq!(listed["items"], json!([unit]));
        assert_eq!(visitor.does("list_units").at("area", "310104").ok().await["items"], json!([]));

        // The same numbers name another place in the datum of phones: GCJ-02 coordinates lie some 500 m to the
        // south-east of WGS-84.
        let at = async |lon: f64, lat: f64, datum: &str| {
            let asked = visitor.does("locate_unit").at("lon", lon).at("lat", lat).at("datum", datum);
            asked.answer().await.status
        };
        let (lon, lat) = (121.4702, 31.2002); // just inside the unit's south-western corner
        assert_eq!(at(lon, lat, "wgs84").await, 200);
        assert_eq!(at(lon, lat, "cgcs2000").await, 200);
        assert_eq!(at(lon, lat, "gcj02").await, 404);
        assert_eq!(at(lon + 0.0047, lat, "gcj02").await, 200);

        let seen = visitor.does("read_unit").at("unit", &unit).at("datum", "gcj02").ok().await;
        let shift = seen["outline"][0][0].as_f64().unwrap() - unit["outline"][0][0].as_f64().unwrap();
        assert!((0.004..0.005).contains(&shift), "{shift}");
    });
}

#[test]
fn a_unit_is_drawn_only_by_the_steward_of_its_streets() {
    story(async |town| {
        let outline = [[121.47, 31.20], [121.48, 31.20], [121.48, 31.21], [121.47, 31.21], [121.47, 31.20]];
        let unit = |street: &str| {
            json!({
                "name": "滨江", "kind": "urban", "functions": ["residential"], "area_codes": [street],
                "outline": outline, "datum": "wgs84",
            })
        };
        let (steward, moderator) = (town.steward(STREET).await, town.moderator(STREET).await);
        steward.does("create_unit").with(unit("310101013")).refused("not-your-area").await;
        moderator.does("create_unit").with(unit(STREET)).refused("not-for-your-role").await;
        town.resident("王芳").await.does("create_unit").with(unit(STREET)).refused("not-for-your-role").await;
        town.visitor().does("create_unit").with(unit(STREET)).refused("sign-in-needed").await;

        let mut crossed = unit(STREET);
        crossed["outline"] =
            json!([[121.47, 31.20], [121.48, 31.21], [121.48, 31.20], [121.47, 31.21], [121.47, 31.20]]);
        steward.does("create_unit").with(crossed).refused_for("/outline").await;
        let mut abroad = unit(STREET);
        abroad["outline"][1] = json!([2.35, 48.85]);
        steward.does("create_unit").with(abroad).refused_for("/outline/1").await;
    });
}
