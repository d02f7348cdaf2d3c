//! Owners' sheets: two people key each, and a third settles a difference.
//!
//! Promise: nothing is counted before every sheet is settled.

mod confirm_owner_sheet;
mod enter_owner_sheet;
mod list_owner_sheets;
mod resolve_owner_sheet;
mod sheet_view;
mod sheets;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(enter_owner_sheet::enter_owner_sheet)
        .service(confirm_owner_sheet::confirm_owner_sheet)
        .service(list_owner_sheets::list_owner_sheets)
        .service(resolve_owner_sheet::resolve_owner_sheet);
}
