//! Measures the night of a vote: `cargo bench -p tests --bench vote_night`. With `-- --quick` it takes six minutes, `--
//! --close` measures the close of a million ballots, and `-- --grown` casting where ten million are stored.
//!
//! The bench starts its own PostgreSQL and its own instances of the service, and puts a town with a roll of residents
//! into the database. In interleaved rounds of one run it compares ballots by HTTP with pgbench's two statements, and
//! reads with a bare actix-web server that has the same bytes in memory. After each round it counts the ballots in the
//! database; one acknowledged ballot too few or too many ends the run. The last line is one JSON object.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement that can't go on ends where it stands"
)]

mod bare;
mod casting;
mod client;
mod closing;
mod demo;
#[allow(dead_code, reason = "the stories use more of it")]
#[path = "../../stories/flow.rs"]
mod flow;
mod grown;
mod instances;
mod load;
mod machine;
mod night;
mod people;
mod pgbench;
mod postgres;
mod reading;
mod report;
mod scale;
mod service;
mod sql;
mod stage;
mod town;

use std::process::ExitCode;

use machine::Folder;
use postgres::Cluster;
use report::Report;
use scale::{Part, Scale};
use service::Binary;
use stage::Stage;

/// The allocator of the service, so that the bare server has the same one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let scale = match Scale::of(std::env::args().skip(1)) {
        Ok(scale) => scale,
        Err(sentence) => {
            eprintln!("vote_night: {sentence}");
            return ExitCode::FAILURE;
        }
    };
    actix_web::rt::System::new().block_on(async {
        tokio::select! {
            () = run(&scale) => ExitCode::SUCCESS,
            _ = tokio::signal::ctrl_c() => {
                eprintln!("vote_night: interrupted");
                ExitCode::FAILURE
            }
        }
    })
}

async fn run(scale: &Scale) {
    let (binary, report, folder) = (Binary::find(), Report::begin(), Folder::new());
    report.say(&format!("fsync of 4 KiB where the databases lie: {:.2} ms", machine::fsync_ms(folder.path())));

    match scale.part {
        Part::Close => closing::measure(&binary, &folder, scale, &report).await,
        Part::Grown => grown::measure(&binary, &folder, scale, &report).await,
        Part::Night => whole_night(&binary, &folder, scale, &report).await,
    }
    report.end();
}

async fn whole_night(binary: &Binary, folder: &Folder, scale: &Scale, report: &Report) {
    report.say("the demo on SQLite: memory and start");
    demo::measure(binary, folder, scale, report).await;

    report.say("PostgreSQL starts, and a town moves in");
    let cluster = Cluster::start(folder).await;
    let stage = Stage::on_postgres(binary, folder, &cluster, scale, report).await;
    casting::against_pgbench(&stage, scale, report).await;
    casting::again(&stage, scale, report).await;
    casting::alone(&stage, binary, scale, report).await;
    casting::offered(&stage, scale, report).await;
    reading::against_bare(&stage, scale, report).await;
    night::mixed(&stage, report).await;
    instances::two(&stage, binary, scale, report).await;
    instances::freshness(&stage, binary, report).await;
    stage.close(report);
    drop(cluster);

    report.say("the same on embedded SQLite");
    let stage = Stage::on_sqlite(binary, folder, scale, report).await;
    casting::embedded(&stage, scale, report).await;
    casting::again(&stage, scale, report).await;
    casting::alone(&stage, binary, scale, report).await;
    casting::offered(&stage, scale, report).await;
    reading::against_bare(&stage, scale, report).await;
    night::mixed(&stage, report).await;
    stage.close(report);
}
