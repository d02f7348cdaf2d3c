//! A process of the service is killed while ballots are cast: every acknowledged ballot is stored once. A process that
//! is asked to end finishes the requests it has begun.

use std::cell::Cell;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use awc::Client;
use awc::ws::{CloseCode, Frame};
use futures_util::StreamExt as _;
use futures_util::future::{join, join_all};
use sanhui::app;
use sanhui::infra::clock::Clock;
use sanhui::infra::settings::Settings;
use sanhui::serve;
use tests::{Door, Town, with_a_door};

use crate::poll::{Poll, VOTERS};

const NOW: &str = "STORY_NOW";
const SCHEMA: &str = "STORY_SCHEMA";
const LISTENS: &str = "this process listens at ";

/// How often a process is killed: three times, or as the variable `KILLS` says.
fn kills() -> usize {
    std::env::var("KILLS").map_or(3, |kills| kills.parse().unwrap())
}

/// The service in a process of its own. The process runs this test binary with the test `a_process_of_the_service`.
struct Process {
    child: Child,
    at: String,
    /// The read end of the process's output, kept open because the process fails when it prints to a closed pipe.
    _says: BufReader<ChildStdout>,
}

impl Process {
    fn start(town: &Town, door: &Door) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "killed::a_process_of_the_service", "--nocapture"]).stdout(Stdio::piped());
        command.env(NOW, town.now().timestamp_micros().to_string());
        command.env("SANHUI_LISTEN", "127.0.0.1:0").env("SANHUI_METRICS_LISTEN", "off");
        command.envs(door.settings.iter().map(|(name, value)| (format!("SANHUI_{}", name.to_uppercase()), value)));
        command.envs(door.schema.iter().map(|schema| (SCHEMA, schema)));
        let mut child = command.spawn().unwrap();
        let mut says = BufReader::new(child.stdout.take().unwrap());
        let mut lines = says.by_ref().lines().map_while(Result::ok);
        let at = lines.find_map(|line| line.split_once(LISTENS).map(|(_, at)| at.to_owned()));
        Self { child, at: at.expect("it started"), _says: says }
    }

    fn is_asked_to_end(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill(); // if it still runs
        let _ = self.child.wait();
    }
}

/// Does nothing in a usual run. The other tests start it in a process of its own, where it runs the service.
#[test]
fn a_process_of_the_service() {
    let Ok(now) = std::env::var(NOW) else { return };
    let now = chrono::DateTime::from_timestamp_micros(now.parse().unwrap()).unwrap();
    let settings = Settings::read(None, std::env::vars()).unwrap();
    actix_web::rt::System::new().block_on(async {
        let listener = serve::bind(settings.listen).unwrap();
        let at = listener.local_addr().unwrap();
        let app = app::open(settings, Clock::by_hand(now), std::env::var(SCHEMA).ok().as_deref()).await.unwrap();
        println!("{LISTENS}{at}");
        serve::serve(app, listener).await.unwrap();
    });
}

/// Every voter casts one ballot after the other until the process is gone or `is_over` is set.
async fn everybody_casts(poll: &Poll, at: &str, is_over: &Cell<bool>) {
    let path = format!("http://{at}/v1/votes/{}/ballot", poll.vote["id"].as_str().unwrap());
    let casts = poll.voters.iter().map(async |voter| {
        let client = Client::builder().timeout(Duration::from_secs(20)).finish();
        while !is_over.get() {
            let sent = client.put(&path).bearer_auth(&voter.token).send_json(&voter.next()).await;
            let Ok(mut answer) = sent else { break };
            match answer.status().as_u16() {
                200 => voter.is_acknowledged(),
                status => assert_eq!(status, 503),
            }
            if answer.body().await.is_err() {
                break;
            }
        }
    });
    join_all(casts).await;
}

/// Waits until five more ballots for each voter are acknowledged.
async fn until_many_are_acknowledged(poll: &Poll) {
    let before = poll.acknowledged();
    while poll.acknowledged() < before + 5 * VOTERS {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[test]
fn acknowledged_ballots_survive_a_process_that_is_killed() {
    with_a_door(async |town, door| {
        let poll = Poll::opens(&town).await;
        for kill in 0..kills() {
            let mut process = Process::start(&town, &door);
            let (at, never) = (process.at.clone(), Cell::new(false));
            let killing = async {
                until_many_are_acknowledged(&poll).await;
                tokio::time::sleep(Duration::from_millis(u64::try_from(kill * 7 % 40).unwrap())).await;
                process.child.kill().unwrap();
            };
            join(everybody_casts(&poll, &at, &never), killing).await;
            poll.holds(true).await;
        }
        println!("{} ballots were acknowledged", poll.acknowledged());
        poll.closes().await;
    });
}

#[test]
fn a_process_that_is_asked_to_end_finishes_what_it_began() {
    with_a_door(async |town, door| {
        let poll = Poll::opens(&town).await;
        let mut process = Process::start(&town, &door);
        let (at, is_over) = (process.at.clone(), Cell::new(false));
        let socket = format!("http://{at}/v1/votes/{}/turnout/socket", poll.vote["id"].as_str().unwrap());
        let (_, mut phone) = Client::new().ws(socket).connect().await.unwrap();
        let ending = async {
            until_many_are_acknowledged(&poll).await;
            process.is_asked_to_end();
            tokio::time::sleep(Duration::from_millis(20)).await;
            is_over.set(true);
        };
        let closed = async {
            while let Some(Ok(frame)) = phone.next().await {
                let Frame::Close(why) = frame else { continue };
                return why.map(|why| why.code);
            }
            None
        };
        let (_, why) = join(join(everybody_casts(&poll, &at, &is_over), ending), closed).await;
        assert_eq!(why, Some(CloseCode::Away), "who follows the turnout is told");
        assert!(process.child.wait().unwrap().success());
        poll.holds(false).await;
        poll.closes().await;
    });
}
