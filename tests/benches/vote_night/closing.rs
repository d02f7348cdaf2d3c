//! Measures the close of a vote with a million ballots (unlink, open, tally, log and bundle), compared with reading the
//! same rows once with COPY, and the verification of the bundle. The bench seals ballots and waiting leaves as the
//! service does, but with dummy signatures, which the close does not read.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use domain::ids::VoteId;
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce};
use sanhui::infra::clock::{Clock, scattered_id};
use sanhui::infra::keys::{Keyring, Place};
use sea_orm::sea_query::SimpleExpr;
use uuid::Uuid;

use crate::client::{Client, get};
use crate::machine::{Folder, command, peak_mb};
use crate::people::{ROWS_A_STATEMENT, insert};
use crate::postgres::Cluster;
use crate::report::{Report, median};
use crate::scale::Scale;
use crate::service::{Binary, Home, Service};
use crate::sql::Sql;
use crate::town;

const COPIES: usize = 3;

/// Runs the measurement in a PostgreSQL of its own.
pub async fn measure(binary: &Binary, folder: &Folder, scale: &Scale, report: &Report) {
    let cluster = Cluster::start(folder).await;
    let home = Home { folder: folder.within("close"), database_url: cluster.url() };
    Keyring::from_file(&home.key_file(), true).expect("a key file");
    drop(Service::start(binary, &home, &[]).await);
    let sql = Sql::open(&home.database_url).await;
    let vote = town::opened_on_paper(home.typed_settings(), &sql, scale.closed).await;
    report.say(&format!("a vote is open, with {} voters on its roll", scale.closed));
    fill(&sql, &home, vote, scale.closed).await;
    sql.run("VACUUM ANALYZE").await;
    report.say("every voter's ballot is in the urn");

    let copies: Vec<f64> = (0..COPIES).map(|_| copied(&cluster, "urn") + copied(&cluster, "waiting_leaves")).collect();
    let copy = median(copies);
    let service = Service::start(binary, &home, &[]).await;
    // The closing time passes, and the first request for the result makes the service count.
    sql.run(&format!("UPDATE votes SET closes_at = now() WHERE id = '{vote}'")).await;
    let result = get(&format!("/v1/votes/{vote}/result"), "");
    let mut client = Client::connect(service.address, 0).await.expect("a connection");
    let begin = Instant::now();
    let status = client.ask(&result).await.expect("an answer");
    let close = begin.elapsed().as_secs_f64();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(client.body()));
    let peak = peak_mb(service.pid()).unwrap_or(f64::NAN);
    report.say(&format!("closed in {close:.1} s"));

    let bundle = folder.path().join("bundle.json");
    let (address, path, file) = (service.address, format!("/v1/votes/{vote}/bundle"), bundle.clone());
    let begin = Instant::now();
    let bytes = tokio::task::spawn_blocking(move || download(address, &path, &file)).await.expect("the bundle");
    let written = begin.elapsed().as_secs_f64();
    let whole_peak = peak_mb(service.pid()).unwrap_or(f64::NAN);
    let left = sql.number("SELECT (SELECT count(*) FROM urn) + (SELECT count(*) FROM waiting_leaves)").await;
    let there = sql.number("SELECT count(*) FROM open_ballots").await;
    let noted = sql.number("SELECT count(*) FROM poll_book").await;
    assert_eq!((left, there, noted), (0, scale.closed, scale.closed), "rows of a vote that is closed");

    let begin = Instant::now();
    let verified = binary.command().arg("verify").arg(&bundle).stdout(Stdio::piped()).output().expect("sanhui verify");
    let verify = begin.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && said.trim() == "ok", "sanhui verify: {said}");

    let ratio = (close + written) / copy;
    let megabytes = bytes as f64 / 1e6;
    report.line(
        &format!("close and bundle of {} ballots ÷ COPY of the same rows", scale.closed),
        format!("{ratio:6.1}   close {close:.1} s, bundle {written:.1} s of {megabytes:.0} MB, COPY {copy:.2} s"),
    );
    let memory = format!("{whole_peak:6.0} MB   {peak:.0} MB after the close");
    report.line("the most memory (RSS) of the service by then", memory);
    report.line("sanhui verify of that bundle", format!("{verify:6.1} s"));
    for (name, value) in [
        ("close_vs_copy", ratio),
        ("close_s", close),
        ("bundle_s", written),
        ("copy_s", copy),
        ("close_peak_mb", whole_peak),
        ("verify_s", verify),
    ] {
        report.figure(name, value);
    }
}

/// The account id of the voter at this place on the roll.
pub fn voter(place: usize) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + place as u128)
}

/// Puts a ballot and a waiting leaf of every voter into the database.
async fn fill(sql: &Sql, home: &Home, vote: VoteId, count: usize) {
    let (keys, clock) = (Keyring::from_file(&home.key_file(), false).expect("the key file"), Clock::system());
    let (key_id, now) = (keys.current_id(), clock.now());
    let texts: Vec<String> = (1..=6).flat_map(|one| (one..=6).map(move |two| marks(one, two))).collect();
    let ballots: Vec<Ballot> = texts.iter().map(|text| Ballot::from_canonical(text).expect("a ballot")).collect();
    for first in (1..=count).step_by(ROWS_A_STATEMENT) {
        let places = first..(first + ROWS_A_STATEMENT).min(count + 1);
        let (mut urn, mut waiting) = (Vec::<Vec<SimpleExpr>>::new(), Vec::<Vec<SimpleExpr>>::new());
        for place in places {
            let mut nonce = [0; 32];
            nonce[..16].copy_from_slice(scattered_id().as_bytes());
            nonce[16..].copy_from_slice(scattered_id().as_bytes());
            let (text, ballot) = (&texts[place % texts.len()], &ballots[place % texts.len()]);
            let plain = plain(vote, &nonce, now.timestamp_micros(), &key_id, text);
            let id = scattered_id();
            let sealed = keys.seal_within(vote.0, Place { table: "urn", column: "sealed", row: id }, &plain);
            let who = format!("person:{}", voter(place));
            urn.push(vec![id.into(), vote.0.into(), who.into(), sealed.into(), "online".into()]);
            let leaf = [&Commitment::to(vote, Nonce(nonce), ballot).0[..], &[0; 33]].concat();
            let id = clock.id();
            let sealed = keys.seal_within(vote.0, Place { table: "waiting_leaves", column: "sealed", row: id }, &leaf);
            waiting.push(vec![id.into(), vote.0.into(), sealed.into()]);
        }
        insert(sql, "urn", &["id", "vote_id", "voter", "sealed", "channel"], urn.into_iter()).await;
        insert(sql, "waiting_leaves", &["id", "vote_id", "sealed"], waiting.into_iter()).await;
    }
}

/// The canonical text of a ballot that marks these options.
fn marks(one: usize, two: usize) -> String {
    if one == two { format!("marks:{one}") } else { format!("marks:{one},{two}") }
}

/// The plain bytes of a ballot, in the layout of `votes/seal.rs`.
fn plain(vote: VoteId, nonce: &[u8; 32], micros: i64, key_id: &str, ballot: &str) -> Vec<u8> {
    let mut plain = [vote.0.as_bytes().as_slice(), nonce, &micros.to_be_bytes(), &[7; 64]].concat();
    plain.push(key_id.len() as u8);
    plain.extend_from_slice(key_id.as_bytes());
    plain.resize(16 + 32 + 8 + 64 + 1 + 32, 0);
    plain.extend_from_slice(&(ballot.len() as u16).to_be_bytes());
    plain.extend_from_slice(ballot.as_bytes());
    plain.resize(16 + 32 + 8 + 64 + 1 + 32 + 2 + Ballot::MAX_CANONICAL, 0);
    plain
}

/// How many seconds COPY takes for this table.
fn copied(cluster: &Cluster, table: &str) -> f64 {
    let begin = Instant::now();
    let done = command("psql".as_ref(), None)
        .args(["-q", "-X", "-d", &cluster.url(), "-c", &format!("COPY {table} TO STDOUT")])
        .stdout(Stdio::null())
        .status();
    assert!(done.is_ok_and(|status| status.success()), "psql is installed, and copies {table}");
    begin.elapsed().as_secs_f64()
}

/// Downloads a chunked answer into a file, and gives its length in bytes.
fn download(from: SocketAddr, path: &str, to: &Path) -> u64 {
    let mut stream = TcpStream::connect(from).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a time-out");
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: sanhui\r\n\r\n").as_bytes()).expect("a request");
    let (mut answer, mut file, mut bytes) =
        (BufReader::with_capacity(1 << 20, stream), File::create(to).expect("a file"), 0);
    let mut line = String::new();
    answer.read_line(&mut line).expect("an answer");
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    while line != "\r\n" {
        line.clear();
        answer.read_line(&mut line).expect("the head of an answer");
    }
    loop {
        line.clear();
        answer.read_line(&mut line).expect("a piece");
        let length = u64::from_str_radix(line.trim(), 16).expect("the length of a piece");
        std::io::copy(&mut answer.by_ref().take(length), &mut file).expect("a piece");
        line.clear();
        answer.read_line(&mut line).expect("the end of a piece");
        if length == 0 {
            return bytes;
        }
        bytes += length;
    }
}
