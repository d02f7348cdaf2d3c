//! The connection to the database is cut while ballots are cast, also between a commit and its answer. Every
//! acknowledged ballot is stored once, and a ballot without an answer may be sent again.

use std::cell::Cell;
use std::time::Duration;

use futures_util::future::{join, join_all};
use tests::{postgres_url, with_a_door};

use crate::outages::rewired;
use crate::poll::Poll;

const CUTS: usize = 12;

#[test]
fn acknowledged_ballots_are_there_however_often_the_database_is_cut_off() {
    with_a_door(async |town, door| {
        let Some(url) = postgres_url().filter(|_| door.schema.is_some()) else {
            println!("not tried: no wire leads to a file");
            return;
        };
        let poll = Poll::opens(&town).await;
        let (wire, url) = rewired(&url, 5432);
        let other = door.opens(&town, &[("database_url", url.as_str())]).await;
        let is_over = Cell::new(false);
        let casts = poll.voters.iter().map(async |voter| {
            while !is_over.get() {
                let deed = voter.person.does("cast_ballot").at("vote", &poll.vote).with(voter.next());
                let answer = deed.through(&other).answer().await;
                match answer.status {
                    200 => voter.is_acknowledged(),
                    status => assert_eq!(status, 503, "{}", answer.json()),
                }
            }
        });
        let cuts = async {
            for cut in 0..CUTS {
                let before = poll.acknowledged();
                while poll.acknowledged() < before + 40 {
                    tokio::time::sleep(Duration::from_millis(1 + u64::try_from(cut).unwrap() % 5)).await;
                }
                wire.cut();
                tokio::time::sleep(Duration::from_millis(5)).await;
                wire.mend();
            }
            is_over.set(true);
        };
        join(join_all(casts), cuts).await;
        other.close().await;
        poll.holds(true).await;
        poll.closes().await;
    });
}
