//! Shanghai's areas, and the life-circle units drawn in them.

use tests::{Value, json, story};

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
