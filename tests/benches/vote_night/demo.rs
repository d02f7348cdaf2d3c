//! Measures the demo on embedded SQLite, as a newcomer starts it: how soon it is ready and how much memory it uses.

use std::time::Duration;

use crate::client::get;
use crate::load::Load;
use crate::machine::{Folder, pss_mb};
use crate::report::{Report, median};
use crate::scale::Scale;
use crate::service::{Binary, Service};

const SETTLED: Duration = Duration::from_secs(3);

/// Starts the demo on an empty folder, then several times on existing data, and puts load on it.
pub async fn measure(binary: &Binary, folder: &Folder, scale: &Scale, report: &Report) {
    let data = folder.within("demo");
    let (first, took) = Service::demo(binary, &data).await;
    tokio::time::sleep(SETTLED).await;
    let after_first = pss_mb(first.pid());
    drop(first);
    report.line("the demo's first start, its past told", format!("{:6.1} s", took / 1_000.0));

    let mut starts = Vec::new();
    for _ in 0..scale.starts {
        starts.push(Service::demo(binary, &data).await.1);
    }
    let start = median(starts);
    report.line("start to ready on existing data", format!("{start:6.0} ms"));
    report.figure("start_ms", start);

    let (service, _) = Service::demo(binary, &data).await;
    tokio::time::sleep(SETTLED).await;
    let idle = pss_mb(service.pid());
    let load = Load::over(service.address, 256, get("/v1/projects?limit=50", ""), 2.0).expect(200);
    let mut load = std::pin::pin!(load);
    let mut busy = None;
    loop {
        tokio::select! {
            _ = &mut load => break,
            () = tokio::time::sleep(Duration::from_millis(100)) => busy = pss_mb(service.pid()).map(|now| now.max(busy.unwrap_or(0.0))),
        }
    }
    let named = [
        ("after its first start", "idle_pss_mb_first_start", after_first),
        ("after a start on existing data", "idle_pss_mb", idle),
        ("under 256 connections", "busy_pss_mb", busy),
    ];
    for (when, name, megabytes) in named {
        let megabytes = megabytes.unwrap_or(f64::NAN); // known on Linux only
        report.line(&format!("memory (PSS) of the demo {when}"), format!("{megabytes:6.1} MB"));
        report.figure(name, megabytes);
    }
}
