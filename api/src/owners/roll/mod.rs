//! The roll of a decision, which is the frozen register: looking an owner up, and listing who has not voted yet.

mod list_owners_non_voters;
mod look_up_owner;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(look_up_owner::look_up_owner).service(list_owners_non_voters::list_owners_non_voters);
}
