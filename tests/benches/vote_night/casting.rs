//! Measures casting: many ballots at once, changed ballots, one ballot at a time, and ballots at an offered rate.

use crate::load::Load;
use crate::machine::cpu_seconds;
use crate::report::{Report, median};
use crate::scale::Scale;
use crate::service::{Binary, Service};
use crate::stage::Stage;

/// The numbers of connections at which casting is compared.
pub const CONNECTIONS: [usize; 2] = [64, 256];
const OFFERED: f64 = 5_000.0;

/// Compares casting with pgbench in interleaved rounds. The figure is the lower of the ratios of medians at 64 and at
/// 256 connections.
pub async fn against_pgbench(stage: &Stage, scale: &Scale, report: &Report) {
    let Some(pgbench) = &stage.pgbench else { return };
    let (mut ours, mut plain, mut tails) =
        (<[Vec<f64>; 2]>::default(), <[Vec<f64>; 2]>::default(), <[Vec<f64>; 2]>::default());
    let micros_each = |before: f64, after: f64| (after - before) * 1e6 / scale.ballots_a_round as f64;
    let cpu = |pid: u32| cpu_seconds(pid).unwrap_or(f64::NAN);
    let (mut of_service, mut of_postgres) = (Vec::new(), Vec::new());
    for round in 1..=scale.rounds {
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let theirs = pgbench.round(&stage.sql, connections, scale.pgbench_seconds).await;
            let (service, postgres) = (cpu(stage.service.pid()), cpu(pgbench.server));
            let cast = stage.cast(connections, scale.ballots_a_round).await;
            of_service.push(micros_each(service, cpu(stage.service.pid())));
            of_postgres.push(micros_each(postgres, cpu(pgbench.server)));
            report.say(&format!(
                "round {round}, {connections} connections: pgbench {theirs:.0}, cast_ballot {:.0} a second",
                cast.per_second()
            ));
            plain[at].push(theirs);
            ours[at].push(cast.per_second());
            tails[at].push(cast.p99_ms());
        }
    }
    let mut ratios = Vec::new();
    for (at, connections) in CONNECTIONS.into_iter().enumerate() {
        let (cast, theirs, tail) = (median(ours[at].clone()), median(plain[at].clone()), median(tails[at].clone()));
        let ratio = cast / theirs;
        report.line(
            &format!("cast_ballot ÷ pgbench, {connections} connections"),
            format!("{ratio:6.2}   {cast:.0} ÷ {theirs:.0} a second, p99 {tail:.1} ms"),
        );
        report.figure(&format!("ballots_vs_pgbench_{connections}"), ratio);
        report.figure(&format!("ballots_per_s_{connections}"), cast);
        report.figure(&format!("pgbench_per_s_{connections}"), theirs);
        ratios.push(ratio);
    }
    let (service, postgres) = (median(of_service), median(of_postgres));
    report.line("CPU of a ballot", format!("{service:6.0} µs of the service, {postgres:.0} µs of PostgreSQL"));
    report.figure("ballot_cpu_us", service);
    report.figure("ballot_postgres_cpu_us", postgres);
    report.figure("ballots_vs_pgbench", ratios.into_iter().fold(f64::INFINITY, f64::min));
}

/// Ballots a second on a database without pgbench.
pub async fn embedded(stage: &Stage, scale: &Scale, report: &Report) {
    let (mut ours, mut tails) = (<[Vec<f64>; 2]>::default(), <[Vec<f64>; 2]>::default());
    for _ in 0..scale.rounds {
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let cast = stage.cast(connections, scale.ballots_a_round).await;
            ours[at].push(cast.per_second());
            tails[at].push(cast.p99_ms());
        }
    }
    for (at, connections) in CONNECTIONS.into_iter().enumerate() {
        let (cast, tail) = (median(ours[at].clone()), median(tails[at].clone()));
        let what = format!("cast_ballot on {}, {connections} connections", stage.database);
        report.line(&what, format!("{cast:6.0} a second, p99 {tail:.1} ms"));
        report.figure(&stage.name(&format!("ballots_per_s_{connections}")), cast);
    }
    report.figure(&stage.name("ballots_per_s"), median(ours[0].clone()));
}

/// Voters change their ballots. Each change adds a leaf and no ballot.
pub async fn again(stage: &Stage, scale: &Scale, report: &Report) {
    let mut rates = Vec::new();
    for round in 0..scale.rounds {
        let (ballots, leaves) = (stage.ballots().await, stage.leaves().await);
        let requests = stage.people.cast_again(scale.ballots_a_round / 2, round);
        let cast = Load::once(stage.service.address, 64, requests).expect(200).await;
        let first = stage.ballots().await - ballots; // first ballots of people who got a 503 before
        assert!(first <= stage.refused.get(), "{first} ballots more, after ballots were changed");
        assert_eq!(stage.leaves().await - leaves, cast.count(), "leaves of ballots that were changed");
        rates.push(cast.per_second());
    }
    let rate = median(rates);
    report.line(&format!("ballots changed on {}, 64 connections", stage.database), format!("{rate:6.0} a second"));
    report.figure(&stage.name("recasts_per_s"), rate);
}

/// One connection casts alone. Compared with an instance that gives each ballot a transaction of its own.
pub async fn alone(stage: &Stage, binary: &Binary, scale: &Scale, report: &Report) {
    let plain = match binary.has_setting("ballots_at_once") {
        true => Some(Service::start(binary, &stage.home, &[("ballots_at_once", "1")]).await),
        false => None,
    };
    let (mut together, mut apart) = (Vec::new(), Vec::new());
    for _ in 0..scale.rounds {
        together.push(stage.cast(1, scale.lone_ballots).await.p50_ms());
        if let Some(plain) = &plain {
            let load = Load::once(plain.address, 1, stage.people.cast(scale.lone_ballots));
            apart.push(stage.counted(load).await.p50_ms());
        }
    }
    let together = median(together);
    let what = format!("a lone caster on {}, p50 ÷ without coalescing", stage.database);
    report.figure(&stage.name("lone_p50_ms"), together);
    if apart.is_empty() {
        report.line(&what, format!("     –   {together:.2} ms; this build has no ballots_at_once to compare with"));
        return report.figure(&stage.name("lone_p50_ratio"), f64::NAN);
    }
    let apart = median(apart);
    report.line(&what, format!("{:6.2}   {together:.2} ÷ {apart:.2} ms", together / apart));
    report.figure(&stage.name("lone_p50_ratio"), together / apart);
}

/// Ballots at an offered rate. The time of each ballot is measured from the moment it was due.
pub async fn offered(stage: &Stage, scale: &Scale, report: &Report) {
    let (seconds, rounds) = scale.offered;
    let (mut halves, mut tails, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let load = Load::once(stage.service.address, 256, stage.people.cast((OFFERED * seconds) as usize));
        let cast = stage.counted(Load { rate: Some(OFFERED), ..load }).await;
        halves.push(cast.p50_ms());
        tails.push(cast.p99_ms());
        rates.push(cast.per_second());
    }
    let (half, tail, rate) = (median(halves), median(tails), median(rates));
    report.line(
        &format!("5,000 ballots a second offered on {}, p99", stage.database),
        format!("{tail:6.1} ms   p50 {half:.1} ms, {rate:.0} a second taken"),
    );
    report.figure(&stage.name("p99_ms_at_5000"), tail);
    report.figure(&stage.name("taken_per_s_at_5000"), rate);
}
