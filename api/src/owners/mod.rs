//! Owners (业主): what the owners of an estate decide together, with its register as the roll (业主共同决定, Civil Code art.
//! 278).
//!
//! Promises: a head has one ballot, by the database's own uniqueness; the holder of a mandate can cast only what the
//! mandate says, and an owner's own ballot goes before the holder's; every acknowledged ballot is counted, and none is
//! taken after the announced end. Every acknowledged ballot is in a public log. A bundle, which names flats and never
//! people, lets anybody repeat the count.

mod bundle;
mod casting;
mod drafting;
mod entity;
mod log;
mod mandates;
mod paper;
mod reach;
mod refusals;
mod result;
mod roll;
mod running;
mod store;
mod words;

pub use bundle::FORMAT as BUNDLE_FORMAT;
pub use bundle::verify as verify_bundle;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    drafting::routes(config);
    running::routes(config);
    casting::routes(config);
    result::routes(config);
    roll::routes(config);
    paper::routes(config);
    mandates::routes(config);
    log::routes(config);
}
