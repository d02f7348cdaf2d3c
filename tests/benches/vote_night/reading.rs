//! Compares public reads with a bare server that has the same bytes in memory, and answers with 304 with the bare
//! server's short text.

use crate::bare::Bare;
use crate::client::{Client, get};
use crate::load::Load;
use crate::report::{Report, median};
use crate::scale::Scale;
use crate::stage::Stage;

const CONNECTIONS: usize = 64;

/// Two requests to compare: one to the service, and one to the bare server.
struct Pair {
    name: &'static str,
    request: Vec<u8>,
    status: u16,
    bare: Vec<u8>,
}

/// Runs the comparison in interleaved rounds. The figure is the lowest of the four ratios of medians.
pub async fn against_bare(stage: &Stage, scale: &Scale, report: &Report) {
    let paths = [
        ("list_projects", "/v1/projects?limit=50".to_owned()),
        ("read_result", format!("/v1/votes/{}/result", stage.scene.counted)),
        ("read_turnout", format!("/v1/votes/{}/turnout", stage.scene.vote)),
    ];
    let (mut pairs, mut bodies) = (Vec::new(), Vec::new());
    let mut client = Client::connect(stage.service.address, 0).await.expect("a connection");
    for (name, path) in paths {
        let request = get(&path, "");
        assert_eq!(client.ask(&request).await.expect("an answer"), 200, "{path}");
        let at = path.split('?').next().unwrap_or_default().to_owned();
        pairs.push(Pair { name, request, status: 200, bare: get(&at, "") });
        bodies.push((at, client.body().to_vec()));
        if name == "list_projects" {
            let tag = client.header("etag").expect("an ETag").to_owned();
            let request = get(&path, &format!("If-None-Match: {tag}\r\n"));
            pairs.push(Pair { name: "304", request, status: 304, bare: get("/hello", "") });
        }
    }
    let bare = Bare::serve(&bodies);
    let mut ratios = Vec::new();
    for pair in &pairs {
        let (mut ours, mut theirs, mut tails) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..scale.rounds {
            let plain = Load::over(bare.address, CONNECTIONS, pair.bare.clone(), scale.read_seconds).expect(200).await;
            let load = Load::over(stage.service.address, CONNECTIONS, pair.request.clone(), scale.read_seconds);
            let read = load.expect(pair.status).await;
            theirs.push(plain.per_second());
            ours.push(read.per_second());
            tails.push(read.p99_ms());
        }
        let (read, plain, tail) = (median(ours), median(theirs), median(tails));
        report.line(
            &format!("{} ÷ bare actix-web, on {}", pair.name, stage.database),
            format!("{:6.2}   {read:.0} ÷ {plain:.0} a second, p99 {tail:.1} ms", read / plain),
        );
        report.figure(&stage.name(&format!("{}_vs_bare", pair.name)), read / plain);
        ratios.push(read / plain);
    }
    report.figure(&stage.name("reads_vs_bare"), ratios.into_iter().fold(f64::INFINITY, f64::min));
}
