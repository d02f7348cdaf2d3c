//! What holds for every operation: pages, caches, languages, keys, and refusals of what is not a request.

use sanhui::in_process::Call;
use tests::story;

#[test]
fn a_cursor_belongs_to_its_list_and_can_not_be_made_up() {
    story(async |town| {
        let visitor = town.visitor();
        let first = visitor.does("list_areas").at("limit", 5).ok().await;
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = visitor.does("list_areas").at("limit", 5).at("cursor", cursor).ok().await;
        assert_ne!(first["items"][0], second["items"][0]);

        visitor.does("list_units").at("cursor", cursor).refused_for("cursor").await;
        let forged = format!("{}A", &cursor[..cursor.len() - 1]);
        let forged = if forged == cursor { format!("{}B", &cursor[..cursor.len() - 1]) } else { forged };
        for made_up in [&forged, &"MTIz".to_owned(), &"*".to_owned()] {
            visitor.does("list_areas").at("cursor", made_up).refused_for("cursor").await;
        }
        visitor.does("list_areas").at("limit", 0).refused_for("limit").await;
        visitor.does("list_areas").at("limit", 101).refused_for("limit").await;
    });
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    story(async |town| {
        let visitor = town.visitor();
        let read = visitor.does("read_area").at("code", "3101").answer().await;
        assert_eq!(read.status, 404);
        let read = visitor.does("read_area").at("code", "310101").answer().await;
        let tag = read.header("ETag").unwrap();
        assert!(tag.starts_with('"'), "a strong tag: {tag}");

        let known = visitor.does("read_area").at("code", "310101").header("If-None-Match", tag).answer().await;
        assert_eq!((known.status, known.bytes.len(), known.header("ETag")), (304, 0, Some(tag)));
        let other = visitor.does("read_area").at("code", "310104").header("If-None-Match", tag).answer().await;
        assert_eq!(other.status, 200);
    });
}

#[test]
fn refusals_are_in_the_language_asked_for() {
    story(async |town| {
        let visitor = town.visitor();
        let ask = async |language: &str| {
            let asked = visitor.does("read_area").at("code", "310199").header("Accept-Language", language);
            let answer = asked.answer().await;
            let title = answer.json()["title"].as_str().unwrap().to_owned();
            (answer.header("Content-Language").unwrap().to_owned(), title)
        };
        assert_eq!(ask("en").await, ("en".to_owned(), "Not found".to_owned()));
        assert_eq!(ask("zh-CN,en;q=0.8").await, ("zh-CN".to_owned(), "未找到".to_owned()));
        assert_eq!(ask("de").await.0, "zh-CN");
    });
}

#[test]
fn every_answer_names_its_request() {
    story(async |town| {
        let problem = town.visitor().does("read_area").at("code", "310199").answer().await;
        assert_eq!(problem.header("X-Request-Id"), problem.json()["instance"].as_str());
        assert_eq!(problem.header("X-Content-Type-Options"), Some("nosniff"));
        let other = town.visitor().does("read_area").at("code", "310199").answer().await;
        assert_ne!(problem.header("X-Request-Id"), other.header("X-Request-Id"));
    });
}

#[test]
fn what_is_no_operation_says_so() {
    story(async |town| {
        let call = async |method: &str, path: &str| {
            town.call(&Call { method: method.to_owned(), path: path.to_owned(), ..Call::default() }).await
        };
        let wrong = call("DELETE", "/v1/areas/31").await;
        assert_eq!((wrong.status, wrong.header("Allow")), (405, Some("GET")));
        let wrong = call("PUT", "/v1/units").await;
        assert_eq!((wrong.status, wrong.header("Allow")), (405, Some("GET, POST")));
        let nothing = call("GET", "/v1/nothing").await;
        assert_eq!((nothing.status, &nothing.json()["type"]), (404, &"/problems/not-found".into()));
        assert_eq!(nothing.header("Content-Type"), Some("application/problem+json"));

        let unknown = call("GET", "/v1/areas?parnet=31").await;
        assert_eq!((unknown.status, &unknown.json()["errors"][0]["pointer"]), (422, &"parnet".into()));
    });
}

#[test]
fn the_service_speaks_about_itself() {
    story(async |town| {
        let get = async |path: &str| {
            town.call(&Call { method: "GET".to_owned(), path: path.to_owned(), ..Call::default() }).await
        };
        for path in ["/healthz", "/readyz", "/openapi.json", "/docs/", "/problems", "/problems/not-found"] {
            assert_eq!(get(path).await.status, 200, "{path}");
        }
        assert_eq!(get("/problems/no-such-problem").await.status, 404);
        assert_eq!(get("/openapi.json").await.json()["openapi"], "3.1.0");
    });
}
