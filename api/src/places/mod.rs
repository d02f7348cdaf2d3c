//! Places: the areas of Shanghai, and the life-circle units drawn in them.
//!
//! Promises: areas are keyed by their statistics code; a unit's outline is stored in WGS-84 and given back in the datum
//! asked for; what lies on a border belongs to no unit.

mod create_unit;
mod divisions;
mod entity;
mod list_areas;
mod list_units;
mod load_areas;
mod locate_unit;
mod reach;
mod read_area;
mod read_unit;
mod store;
mod view;

pub use load_areas::load_areas;
pub use reach::in_reach;
pub use store::{area, settings, unit, units_inside};
pub use view::{DatumWord, PositionBody};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_areas::list_areas)
        .service(read_area::read_area)
        .service(list_units::list_units)
        .service(create_unit::create_unit)
        .service(locate_unit::locate_unit) // before read_unit, whose pattern would take `at` for an id
        .service(read_unit::read_unit);
}
