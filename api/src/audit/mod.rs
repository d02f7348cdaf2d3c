//! The audit trail, read by the people whose duty it is. `openapi/audit-events.md` lists what is in it.
//!
//! Promises: nothing here changes or deletes an event; each reading is an event of the trail itself.

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

/// An area as the subject of an event: a UUID of zeros that ends with the area's code.
pub fn area_subject(area: &AreaCode) -> Uuid {
    Uuid::try_parse(&format!("00000000-0000-0000-0000-{:0>12}", area.as_str())).unwrap_or_default()
}
