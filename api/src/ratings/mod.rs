//! Ratings (评议): residents judge a finished project, its design and the built effect apart.
//!
//! Promises: one answer a resident, the last one before the round closes; a round past its end is closed without anybody
//! closing it; marks of fewer than ten are not broken down; who answered what is told to nobody.

mod close_rating;
mod entity;
mod open_rating;
mod problem;
mod reach;
mod read_rating;
mod read_rating_summary;
mod store;
mod submit_rating;
mod view;

pub use store::{rating, titles};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(open_rating::open_rating)
        .service(read_rating::read_rating)
        .service(submit_rating::submit_rating)
        .service(read_rating_summary::read_rating_summary)
        .service(close_rating::close_rating);
}
