//! The audit trail is a chain of hashes, so a check finds an event that was changed or removed.

use sanhui::infra::audit;
use sea_orm::ConnectionTrait as _;
use tests::{json, story};

use crate::flow::STREET;

#[test]
fn a_changed_or_missing_event_breaks_the_chain() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let wang = town.resident("王芳").await;
        wang.does("submit_need").with(json!({"unit_id": unit["id"], "text": "小区门口晚上太黑。"})).ok().await;
        let conn = town.app().db().reads();
        let events = audit::verify(conn).await.unwrap().unwrap();
        assert!(events >= 8, "only {events} events");

        let done = |sql: &'static str| async move { conn.execute_unprepared(sql).await.unwrap().rows_affected() };
        assert_eq!(done("UPDATE audit_events SET role = 'steward' WHERE action = 'submit_need'").await, 1);
        assert!(audit::verify(conn).await.unwrap().unwrap_err().contains("was changed"));
        done("UPDATE audit_events SET role = 'resident' WHERE action = 'submit_need'").await;
        assert_eq!(audit::verify(conn).await.unwrap(), Ok(events));
        done("DELETE FROM audit_events WHERE action = 'submit_need'").await;
        assert!(audit::verify(conn).await.unwrap().is_err());
    });
}
