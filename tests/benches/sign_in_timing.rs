//! Measures whether the time of a refused sign-in tells if an account exists: `cargo bench -p tests --bench
//! sign_in_timing`.
//!
//! A pair is two sign-ins with a wrong password, one after the other and in changing order. One is for a known account;
//! the other is for an address that is unknown, disabled, or invited and without a password yet. (Residents who sign in
//! by phone or WeChat have no mail address, so they count as unknown.) `locked` compares a known and an unknown address
//! that both have to wait. For each comparison the bench prints the gap of the medians and the p of a Mann–Whitney test
//! (two-sided, normal approximation with ties). The last line is one JSON object. The variable PAIRS sets the number of
//! pairs; it is 500 by default.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a measurement"
)]

use std::time::Instant;

use chrono::TimeDelta;
use tests::{Town, Value, json, story};

const WARM_UP: usize = 20;

fn main() {
    story(async |town| {
        let pairs = std::env::var("PAIRS").ok().and_then(|raw| raw.parse().ok()).unwrap_or(500);
        let known = town.invited("known").await;
        let disabled = town.invited("disabled").await;
        known.account().await;
        let account = disabled.account().await;
        let why = json!({"reason": "停用"});
        town.administrator().await.does("disable_account").at("account", account.as_str()).with(why).ok().await;
        let letter = json!({"email": "invited@example.cn", "display_name": "李书记"});
        town.administrator().await.does("invite_person").with(letter).ok().await;

        let known = known.reached_at();
        let mut figures = serde_json::Map::new();
        let others = [
            ("unknown", "nobody@example.cn"),
            ("disabled", disabled.reached_at()),
            ("no_password", "invited@example.cn"),
        ];
        for (name, other) in others {
            let (ours, theirs) = interleaved(&town, pairs, known, other, 401).await;
            figures.insert(name.to_owned(), report(name, &ours, &theirs));
        }
        for _ in 0..6 {
            for email in [known, "nobody@example.cn"] {
                refused(&town, email).await;
            }
        }
        let (ours, theirs) = locked(&town, pairs, known, "nobody@example.cn").await;
        figures.insert("locked".to_owned(), report("locked", &ours, &theirs));
        println!("{}", Value::Object(figures));
    });
}

/// The times of the known and of the other address, in milliseconds, of this many pairs.
async fn interleaved(town: &Town, pairs: usize, known: &str, other: &str, status: u16) -> (Vec<f64>, Vec<f64>) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..pairs + WARM_UP {
        town.later(TimeDelta::hours(25)); // so that earlier wrong tries are forgiven
        let (first, second) = if turn % 2 == 0 { (known, other) } else { (other, known) };
        let mut times = [refused(town, first).await, refused(town, second).await];
        if turn % 2 == 1 {
            times.reverse();
        }
        if turn >= WARM_UP {
            assert!(times.iter().all(|(_, got)| *got == status), "{times:?}");
            ours.push(times[0].0);
            theirs.push(times[1].0);
        }
    }
    (ours, theirs)
}

/// The times of two addresses that both have to wait throughout.
async fn locked(town: &Town, pairs: usize, known: &str, other: &str) -> (Vec<f64>, Vec<f64>) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for turn in 0..pairs {
        let (first, second) = if turn % 2 == 0 { (known, other) } else { (other, known) };
        let mut times = [refused(town, first).await, refused(town, second).await];
        if turn % 2 == 1 {
            times.reverse();
        }
        assert!(times.iter().all(|(_, got)| *got == 429), "{times:?}");
        ours.push(times[0].0);
        theirs.push(times[1].0);
    }
    (ours, theirs)
}

/// One refused sign-in: how many milliseconds it took, and its status.
async fn refused(town: &Town, email: &str) -> (f64, u16) {
    let deed = town
        .visitor()
        .does("sign_in_with_password")
        .with(json!({"email": email, "password": "not what anybody chose"}));
    let started = Instant::now();
    let answer = deed.answer().await;
    (started.elapsed().as_secs_f64() * 1_000.0, answer.status)
}

fn report(name: &str, ours: &[f64], theirs: &[f64]) -> Value {
    let (ours_median, theirs_median, p) = (median(ours), median(theirs), mann_whitney(ours, theirs));
    let gap = theirs_median - ours_median;
    println!(
        "known against {name}: medians {ours_median:.3} and {theirs_median:.3} ms, gap {gap:+.3} ms, p {p:.3}, {} pairs",
        ours.len()
    );
    json!({"pairs": ours.len(), "known_ms": ours_median, "other_ms": theirs_median, "gap_ms": gap, "p": p})
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len().is_multiple_of(2) { (sorted[middle - 1] + sorted[middle]) / 2.0 } else { sorted[middle] }
}

/// The two-sided p of the Mann–Whitney U test.
fn mann_whitney(ours: &[f64], theirs: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        ours.iter().map(|time| (*time, true)).chain(theirs.iter().map(|time| (*time, false))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut rank_sum, mut ties, mut from) = (0.0, 0.0, 0);
    while from < all.len() {
        let to = all[from..].iter().take_while(|(time, _)| *time == all[from].0).count() + from;
        let rank = (from + 1 + to) as f64 / 2.0;
        rank_sum += rank * all[from..to].iter().filter(|(_, is_ours)| *is_ours).count() as f64;
        let equal = (to - from) as f64;
        ties += equal.powi(3) - equal;
        from = to;
    }
    let (n, m) = (ours.len() as f64, theirs.len() as f64);
    let u = rank_sum - n * (n + 1.0) / 2.0;
    let whole = n + m;
    let variance = n * m / 12.0 * (whole + 1.0 - ties / (whole * (whole - 1.0)));
    let z = ((u - n * m / 2.0).abs() - 0.5).max(0.0) / variance.sqrt();
    erfc(z / std::f64::consts::SQRT_2)
}

/// The complementary error function, integrated by Simpson's rule.
fn erfc(x: f64) -> f64 {
    let (steps, end) = (2_000, x + 10.0);
    let width = (end - x) / f64::from(steps);
    let inside: f64 = (0..=steps)
        .map(|step| {
            let weight = if step == 0 || step == steps {
                1.0
            } else if step % 2 == 1 {
                4.0
            } else {
                2.0
            };
            weight * (-(x + f64::from(step) * width).powi(2)).exp()
        })
        .sum();
    inside * width / 3.0 * 2.0 / std::f64::consts::PI.sqrt()
}
