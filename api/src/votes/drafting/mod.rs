//! A vote before it opens: what it asks, by which rule, and whether anything still blocks it.
//!
//! Promise: everything that can be changed is changed here; once the vote is open, its rule and its options are fixed.

mod body;
mod check_vote;
mod draft_vote;
mod list_votes;
mod read_vote;
mod update_vote;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(draft_vote::draft_vote)
        .service(update_vote::update_vote)
        .service(list_votes::list_votes)
        .service(read_vote::read_vote)
        .service(check_vote::check_vote);
}
