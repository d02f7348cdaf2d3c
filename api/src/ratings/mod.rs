//! Ratings (评议): residents judge a finished project, its design and the built effect apart.
//!
//! Promises: a resident has one answer, the last one before the round closes; a round past its end is closed without
//! anybody closing it; marks of fewer than ten residents are not broken down; nobody is told who answered what.

mod close_rating;
mod entity;
mod open_rating;
mod reach;
mod read_rating;
mod read_rating_summary;
mod refusals;
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
