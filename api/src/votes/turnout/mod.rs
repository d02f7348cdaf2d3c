//! How many took part, while the vote runs: read once, as a stream, or over a WebSocket.
//!
//! Promise: numbers of ballots and of buildings, never choices, and no figure so small that it shows a person.

mod follow_turnout;
mod read_turnout;
mod turnout_view;
mod turnout_watch;
mod watch_turnout;

pub use turnout_view::FlatAreaView;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(read_turnout::read_turnout)
        .service(watch_turnout::watch_turnout)
        .service(follow_turnout::follow_turnout);
}
