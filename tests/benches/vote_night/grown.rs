//! Compares casting in a database that already stores ten million ballots with casting in an empty one. Both databases
//! are in one PostgreSQL.

use crate::casting::CONNECTIONS;
use crate::machine::Folder;
use crate::postgres::Cluster;
use crate::report::{Report, median};
use crate::scale::Scale;
use crate::service::Binary;
use crate::sql::Sql;
use crate::stage::Stage;

const VOTES: usize = 1_000;

/// Runs the comparison. The figure is the lower of the ratios at 64 and at 256 connections.
pub async fn measure(binary: &Binary, folder: &Folder, scale: &Scale, report: &Report) {
    let cluster = Cluster::start(folder).await;
    let empty = Stage::in_database(binary, folder, &cluster, "postgres", scale, report).await;
    empty.sql.run("CREATE DATABASE grown").await;
    let grown = Stage::in_database(binary, folder, &cluster, "grown", scale, report).await;
    fill(&grown.sql, &grown.scene.counted, scale.grown).await;
    report.say(&format!("{} ballots of {VOTES} votes are stored", scale.grown));
    let (mut young, mut old) = (<[Vec<f64>; 2]>::default(), <[Vec<f64>; 2]>::default());
    for round in 1..=scale.rounds {
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let without = empty.cast(connections, scale.ballots_a_round).await.per_second();
            let with = grown.cast(connections, scale.ballots_a_round).await.per_second();
            report.say(&format!("round {round}, {connections} connections: {without:.0} empty, {with:.0} grown"));
            young[at].push(without);
            old[at].push(with);
        }
    }
    let mut ratios = Vec::new();
    for (at, connections) in CONNECTIONS.into_iter().enumerate() {
        let (with, without) = (median(old[at].clone()), median(young[at].clone()));
        report.line(
            &format!("cast_ballot with {} ballots stored ÷ empty, {connections} connections", scale.grown),
            format!("{:6.2}   {with:.0} ÷ {without:.0} a second", with / without),
        );
        report.figure(&format!("grown_vs_empty_{connections}"), with / without);
        ratios.push(with / without);
    }
    report.figure("grown_vs_empty", ratios.into_iter().fold(f64::INFINITY, f64::min));
}

/// Fills the database with votes that are not closed, so that their ballots lie in the same tables as new ones, each
/// with its entry on the roll and its waiting leaf.
async fn fill(sql: &Sql, counted: &str, ballots: usize) {
    let each = ballots / VOTES;
    let sealed = sql.number("SELECT CAST(max(octet_length(sealed)) AS bigint) FROM urn").await;
    let leaf = sql.number("SELECT CAST(max(octet_length(sealed)) AS bigint) FROM waiting_leaves").await;
    sql.run(
        "CREATE TABLE earlier AS SELECT gen_random_uuid() AS id, one FROM generate_series(1, 1000) AS one; \
         CREATE TABLE pattern AS SELECT * FROM votes LIMIT 0",
    )
    .await;
    sql.run(&format!("INSERT INTO pattern SELECT * FROM votes WHERE id = '{counted}'")).await;
    sql.run(
        "INSERT INTO votes SELECT (jsonb_populate_record(pattern, jsonb_build_object('id', earlier.id))).* \
         FROM pattern, earlier",
    )
    .await;
    let voter = "'person:' || md5(one || '/' || voter)::uuid";
    let all = format!("FROM earlier, generate_series(1, {each}) AS voter");
    for insert in [
        format!(
            "INSERT INTO roll_entries (vote_id, account_id, voter, building) SELECT id, md5(one || '/' || voter)::uuid, {voter}, (voter % 40) || '号' {all}"
        ),
        format!(
            "INSERT INTO urn (id, vote_id, voter, sealed, channel) SELECT gen_random_uuid(), id, {voter}, decode(repeat('5a', {sealed}), 'hex'), 'online' {all}"
        ),
        format!(
            "INSERT INTO waiting_leaves (id, vote_id, sealed) SELECT gen_random_uuid(), id, decode(repeat('5a', {leaf}), 'hex') {all}"
        ),
    ] {
        sql.run(&insert).await;
    }
    sql.run("VACUUM ANALYZE").await;
    sql.run("CHECKPOINT").await;
}
