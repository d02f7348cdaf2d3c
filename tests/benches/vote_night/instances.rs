//! Measures two instances on one database: how much they do together compared with one, and how soon one shows what the
//! other wrote.

use std::time::{Duration, Instant};

use tests::Value;

use crate::client::{Client, get};
use crate::load::Load;
use crate::report::{Report, median};
use crate::scale::Scale;
use crate::service::{Binary, Service};
use crate::stage::Stage;

/// Ballots through two instances, compared with one. On one machine this shows only that two are not slower and store
/// no ballot twice; a gain needs more cores.
pub async fn two(stage: &Stage, binary: &Binary, scale: &Scale, report: &Report) {
    let other = Service::start(binary, &stage.home, &[]).await;
    let (mut one, mut both) = (Vec::new(), Vec::new());
    for _ in 0..scale.rounds {
        one.push(stage.cast(256, scale.ballots_a_round / 2).await.per_second());
        let load = Load::once(stage.service.address, 256, stage.people.cast(scale.ballots_a_round / 2));
        let to = vec![stage.service.address, other.address];
        both.push(stage.counted(Load { to, ..load }).await.per_second());
    }
    let (one, both) = (median(one), median(both));
    let figures = format!("{:6.2}   {both:.0} ÷ {one:.0} a second", both / one);
    report.line("ballots through two instances ÷ one, 256 connections", figures);
    report.figure("two_instances_vs_one", both / one);
}

/// How long it takes until the turnout of one instance shows a ballot cast at the other: the longest of ten.
pub async fn freshness(stage: &Stage, binary: &Binary, report: &Report) {
    let other = Service::start(binary, &stage.home, &[]).await;
    let mut here = Client::connect(stage.service.address, 0).await.expect("a connection");
    let mut there = Client::connect(other.address, 0).await.expect("a connection");
    let turnout = get(&format!("/v1/votes/{}/turnout", stage.scene.vote), "");
    let mut longest = 0.0f64;
    for ballot in stage.people.cast(10) {
        let before = shown(&mut there, &turnout).await;
        assert_eq!(here.ask(&ballot).await.expect("an answer"), 200);
        let begin = Instant::now();
        while shown(&mut there, &turnout).await == before {
            assert!(begin.elapsed() < Duration::from_secs(10), "the turnout does not show a ballot after ten seconds");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        longest = longest.max(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    report.line("a ballot is in the turnout of another instance, the longest of ten", format!("{longest:6.0} ms"));
    report.figure("freshness_ms", longest);
}

/// The number of ballots in a turnout.
async fn shown(client: &mut Client, request: &[u8]) -> Value {
    assert_eq!(client.ask(request).await.expect("an answer"), 200);
    let turnout: Value = serde_json::from_slice(client.body()).expect("JSON");
    turnout["cast"].clone()
}
