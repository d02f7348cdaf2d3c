//! Measures how long the Schulze method takes for a million ballots over eight options, compared with reading the same
//! ballots once: `cargo bench -p tests --bench schulze_million`. The goal is 150 ms in memory, and it must not take
//! more than 500 ms.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::vote::tally::irv::RunOff;
use domain::vote::tally::lot::Lot;
use domain::vote::tally::pairwise::{Pairwise, Strength};
use domain::vote::tally::rankings::{Rankings, UNRANKED};
use domain::vote::tally::schulze::BeatPaths;
use domain::vote::tally::strict::{Overvote, StrictOrders};

const BALLOTS: usize = 1_000_000;
const OPTIONS: usize = 8;
const ROUNDS: usize = 9;

fn main() {
    let ballots = ballots();
    let mut times: [Vec<Duration>; 4] = Default::default();
    for _ in 0..ROUNDS {
        let (read, _) = timed(|| ballots.iter().map(|rank| u64::from(*rank)).sum::<u64>());
        let (gathered, rankings) = timed(|| gather(&ballots));
        let (counted, winners) =
            timed(|| BeatPaths::find(&Pairwise::count(&rankings), Strength::WinningVotes).winners());
        let (run_off, _) =
            timed(|| RunOff::count(&StrictOrders::of(&rankings, Overvote::Stop), &Lot::ascending(OPTIONS)).winner());
        assert!(!winners.is_empty());
        for (times, time) in times.iter_mut().zip([read, gathered, gathered + counted, run_off]) {
            times.push(time);
        }
    }
    let [read, gathered, schulze, run_off] = times.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2].as_secs_f64() * 1_000.0
    });
    println!("{BALLOTS} ballots, {OPTIONS} options, medians of {ROUNDS} rounds");
    println!("reading them once              {read:8.2} ms");
    println!("gathering them by option       {gathered:8.2} ms");
    println!("Schulze, gathering included    {schulze:8.2} ms   {:.1} times reading", schulze / read);
    println!("instant run-off, besides       {run_off:8.2} ms   {:.1} times reading", run_off / read);
}

/// How long this took, and what it made.
fn timed<T>(what: impl FnOnce() -> T) -> (Duration, T) {
    let begin = Instant::now();
    let made = black_box(what());
    (begin.elapsed(), made)
}

/// The rankings of these ballots, as the count needs them.
fn gather(ballots: &[u8]) -> Rankings {
    let mut rankings = Rankings::new(OPTIONS);
    rankings.reserve(BALLOTS);
    ballots.chunks_exact(OPTIONS).for_each(|ranks| rankings.add(ranks, 1));
    rankings
}

/// A million ballots with ranks 0 to 7, ties, and a quarter of the ranks missing. They are the same in every run
/// (xorshift64).
fn ballots() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u8::try_from(state >> 59).unwrap()
    };
    (0..BALLOTS * OPTIONS).map(|_| next()).map(|bits| if bits >= 24 { UNRANKED } else { bits % 8 }).collect()
}
