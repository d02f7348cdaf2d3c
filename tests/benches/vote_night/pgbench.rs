//! Measures with pgbench what PostgreSQL alone does for a ballot: a transaction with one read of the roll and one
//! insert, on tables of the same shape in the same cluster.

use std::path::PathBuf;
use std::process::Stdio;

use crate::machine::{Folder, command};
use crate::postgres::Cluster;
use crate::sql::Sql;

/// A prepared run of pgbench.
pub struct PgBench {
    script: PathBuf,
    port: u16,
    /// The process id of the PostgreSQL that pgbench and the service share.
    pub server: u32,
}

impl PgBench {
    /// Makes the tables. The roll is as long as the vote's, and a sealed ballot has as many bytes as the service's.
    pub async fn prepare(folder: &Folder, cluster: &Cluster, sql: &Sql, vote: &str, voters: usize) -> Self {
        let sealed = sql.number("SELECT CAST(max(octet_length(sealed)) AS bigint) FROM urn").await;
        sql.run("CREATE TABLE plain_roll (LIKE roll_entries INCLUDING ALL)").await;
        sql.run("CREATE TABLE plain_urn (LIKE urn INCLUDING ALL)").await;
        let numbered = "('01900000-0000-7000-8000-' || lpad(to_hex(one), 12, '0'))::uuid";
        sql.run(&format!(
            "INSERT INTO plain_roll (vote_id, account_id, voter, building) \
             SELECT '{vote}', {numbered}, 'person:' || {numbered}, (one % 40) || '号' FROM generate_series(1, {voters}) AS one"
        ))
        .await;
        sql.run("VACUUM ANALYZE plain_roll").await;
        let asked = numbered.replace("one", ":one::bigint");
        let script = folder.path().join("ballot.sql");
        let ballot = format!(
            "\\set one random(1, {voters})\nBEGIN;\n\
             SELECT voter FROM plain_roll WHERE vote_id = '{vote}' AND account_id = {asked};\n\
             INSERT INTO plain_urn (id, vote_id, voter, sealed, channel) \
             VALUES (gen_random_uuid(), '{vote}', 'person:' || gen_random_uuid(), '\\x{}', 'online');\nEND;\n",
            "5a".repeat(sealed)
        );
        std::fs::write(&script, ballot).expect("the script");
        Self { script, port: cluster.port, server: cluster.pid() }
    }

    /// Runs pgbench, checks that each transaction has left a row, and gives the transactions a second.
    pub async fn round(&self, sql: &Sql, connections: usize, seconds: u64) -> f64 {
        let before = sql.number("SELECT count(*) FROM plain_urn").await;
        let (script, port) = (self.script.clone(), self.port);
        let run = move || {
            command("pgbench".as_ref(), None)
                .args(["-n", "-M", "prepared", "-j", "2", "-h", "127.0.0.1", "-U", "postgres"])
                .args(["-p", &port.to_string(), "-c", &connections.to_string(), "-T", &seconds.to_string(), "-f"])
                .arg(script)
                .arg("postgres")
                .stdin(Stdio::null())
                .output()
        };
        let output = tokio::task::spawn_blocking(run).await.expect("pgbench").expect("pgbench is installed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "pgbench: {said} {}", String::from_utf8_lossy(&output.stderr));
        let after = |what: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(what));
            let word = line.and_then(|line| line.split([' ', '/']).find(|word| !word.is_empty()));
            word.and_then(|word| word.parse::<f64>().ok()).unwrap_or_else(|| panic!("pgbench: {said}"))
        };
        let processed = after("number of transactions actually processed:") as usize;
        let inserted = sql.number("SELECT count(*) FROM plain_urn").await - before;
        assert_eq!(processed, inserted, "pgbench's transactions and its rows");
        after("tps = ")
    }
}
