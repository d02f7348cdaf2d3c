//! A client hangs up before the answer comes. Its request is done as a whole or not at all, and the client may repeat
//! it.

use std::time::Duration;

use futures_util::future::{Either, select};
use tests::{json, story};

const REQUESTS: u32 = 40;

#[test]
fn a_request_is_done_whole_or_not_at_all() {
    story(async |town| {
        let unit = town.unit("310101020").await;
        let wang = town.resident("王芳").await;
        wang.token().await;
        for number in 0..REQUESTS {
            let said = json!({"unit_id": unit["id"], "text": format!("第 {number} 盏灯坏了。")});
            let key = format!("lamp-{number}");
            let say = || wang.does("submit_need").key(&key).with(said.clone()).answer();
            let gone = Box::pin(tokio::time::sleep(Duration::from_millis(u64::from(number % 8))));
            if let Either::Right(_) = select(Box::pin(say()), gone).await {
                // The client did not wait for the answer. The transaction, once begun, still runs to its end.
            }
            let mut again = say().await;
            while again.status == 503 || again.status == 409 {
                again = say().await;
            }
            assert_eq!(again.status, 201, "{}", again.json());
        }
        let (mut seen, mut cursor) = (0, json!(null));
        while seen == 0 || !cursor.is_null() {
            let page = town.visitor().does("list_needs").at("limit", 100);
            let page = if cursor.is_null() { page } else { page.at("cursor", &cursor) }.ok().await;
            seen += page["items"].as_array().unwrap().len();
            cursor = page["next_cursor"].clone();
        }
        assert_eq!(seen, usize::try_from(REQUESTS).unwrap());
        let verified = sanhui::infra::audit::verify(town.app().db().reads()).await.unwrap();
        assert!(verified.is_ok(), "{verified:?}");
    });
}
