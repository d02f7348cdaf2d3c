//! The audit trail as those read it whose duty it is. What is in it: `openapi/audit-events.md`.
//!
//! Promises: nothing here changes or erases an event; whoever reads is in the trail themselves.

mod list_audit_events;
mod store;
mod verify_audit_trail;
mod view;

use domain::area::AreaCode;
use uuid::Uuid;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_audit_events::list_audit_events) //
        .service(verify_audit_trail::verify_audit_trail);
}

/// An area as the subject of an event: its code stands at the end of an otherwise empty id.
pub fn area_subject(area: &AreaCode) -> Uuid {
    Uuid::try_parse(&format!("00000000-0000-0000-0000-{:0>12}", area.as_str())).unwrap_or_default()
}
