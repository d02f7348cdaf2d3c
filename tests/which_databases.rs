//! Runs last, and prints how many stories passed on each database.

use std::time::Duration;

use tests::{postgres_url, redis_url, told};

fn main() {
    // A run with arguments lists tests or runs a few of them, and needs no summary.
    if std::env::args().len() > 1 {
        return;
    }
    let counts = told::counted();
    println!();
    if counts.is_empty() {
        println!("no story was told in this run");
    }
    for (database, stories) in &counts {
        println!("{stories} stories told on {database}");
    }
    match postgres_url() {
        None => println!("PostgreSQL: not used; set TEST_DATABASE_URL to tell every story there, too"),
        Some(_) => println!("PostgreSQL: {}", version()),
    }
    match redis_url() {
        Some(_) => println!("Redis: counted the requests"),
        None => println!("Redis: not used; TEST_REDIS_URL names one"),
    }
}

fn version() -> String {
    let asked = async { tokio::time::timeout(Duration::from_secs(5), tests::postgres_version()).await };
    let version = actix_web::rt::System::new().block_on(asked);
    version.unwrap_or_else(|_| "does not answer any more".to_owned())
}
