//! The turnout by WebSocket, over a real connection, as a mini-program follows it.

use actix_web::HttpServer;
use actix_web::http::StatusCode;
use awc::Client;
use awc::ws::{CloseCode, Codec, Frame, Message};
use futures_util::{SinkExt as _, StreamExt as _};
use tests::{Town, Value, json, story};

use crate::flow::Flow;

type Line = actix_codec::Framed<awc::BoxedSocket, Codec>;

/// The town's service, listening on a port.
struct Served {
    at: String,
    server: actix_web::dev::ServerHandle,
}

impl Served {
    /// Starts to listen.
    fn begin(town: &Town) -> Self {
        let app = town.app().clone();
        let server = HttpServer::new(move || sanhui::service!(app.clone())).workers(1).disable_signals();
        let server = server.bind("127.0.0.1:0").unwrap();
        let at = server.addrs()[0].to_string();
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { at, server: handle }
    }

    /// Opens a WebSocket to the vote's turnout.
    async fn follows(&self, vote: &Value) -> Line {
        let url = format!("http://{}/v1/votes/{}/turnout/socket", self.at, vote["id"].as_str().unwrap());
        let (answer, line) = Client::new().ws(url).connect().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SWITCHING_PROTOCOLS);
        line
    }
}

/// The next frame that is no ping; pings are answered.
async fn told(line: &mut Line) -> Frame {
    loop {
        let frame = line.next().await.unwrap().unwrap();
        let Frame::Ping(bytes) = frame else { return frame };
        line.send(Message::Pong(bytes)).await.unwrap();
    }
}

/// The number of ballots and the vote's status in the next frame.
async fn cast_and_status(line: &mut Line) -> (u64, String) {
    let Frame::Text(text) = told(line).await else { panic!("a text is told") };
    let body: Value = serde_json::from_slice(&text).unwrap();
    (body["cast"].as_u64().unwrap(), body["status"].as_str().unwrap().to_owned())
}

/// The code with which the service closes the connection.
async fn closed_with(line: &mut Line) -> CloseCode {
    let Frame::Close(Some(why)) = told(line).await else { panic!("it is closed") };
    why.code
}

#[test]
fn a_phone_follows_the_turnout_by_websocket() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        let served = Served::begin(&town);
        let (mut phone, mut talker, mut flooder) =
            (served.follows(&vote).await, served.follows(&vote).await, served.follows(&vote).await);
        for line in [&mut phone, &mut talker, &mut flooder] {
            assert_eq!(cast_and_status(line).await, (0, "open".to_owned()));
        }

        talker.send(Message::Ping("在吗".into())).await.unwrap();
        assert_eq!(told(&mut talker).await, Frame::Pong("在吗".into()));
        talker.send(Message::Text("1".into())).await.unwrap();
        assert_eq!(closed_with(&mut talker).await, CloseCode::Policy, "nothing is taken");
        flooder.send(Message::Binary(vec![0; 126].into())).await.unwrap();
        assert_eq!(closed_with(&mut flooder).await, CloseCode::Size);

        voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        assert_eq!(cast_and_status(&mut phone).await, (1, "open".to_owned()));
        flow.moderator.does("close_vote").at("vote", &vote).with(json!({"reason": "都投了"})).ok().await;
        assert_eq!(cast_and_status(&mut phone).await, (1, "closed".to_owned()));
        assert_eq!(closed_with(&mut phone).await, CloseCode::Normal);
        assert!(phone.next().await.is_none(), "the connection ends, too");
        served.server.stop(true).await;
    });
}

#[test]
fn a_service_that_ends_closes_the_lines_it_keeps() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let vote = flow.open_vote().await;
        let served = Served::begin(&town);
        let mut phone = served.follows(&vote).await;
        cast_and_status(&mut phone).await;
        let wall = flow.public.does("watch_turnout").at("vote", &vote).answer_boxed();
        let ending = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await; // until the turnout is followed
            town.app().leave();
            closed_with(&mut phone).await
        };
        let (wall, code) = futures_util::future::join(wall, ending).await;
        assert_eq!((wall.status, code), (200, CloseCode::Away));
        served.server.stop(true).await;
    });
}

#[test]
fn what_is_no_websocket_is_a_problem_as_everywhere() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let (project, _) = flow.publicized().await;
        let draft = flow.drafted(&project).await;
        let follow = |vote: &Value| flow.public.does("follow_turnout").at("vote", vote);
        follow(&draft).refused("vote-not-opened").await;
        let vote = flow.open_vote().await;
        let plain = follow(&vote).answer().await;
        assert_eq!((plain.status, plain.header("Upgrade")), (426, Some("websocket")));
        assert_eq!(plain.json()["type"], "/problems/upgrade-needed");
        let asked = |version: &str| {
            let upgrade = follow(&vote).header("Upgrade", "websocket").header("Connection", "Upgrade");
            upgrade.header("Sec-WebSocket-Version", version)
        };
        asked("8").refused("upgrade-needed").await;
        asked("13").refused("unreadable").await; // the header Sec-WebSocket-Key is missing

        let served = Served::begin(&town);
        let url = format!("http://{}/v1/votes/{}/turnout/socket", served.at, vote["id"].as_str().unwrap());
        let plain = Client::new().get(url).send().await.unwrap();
        assert_eq!(plain.status(), StatusCode::UPGRADE_REQUIRED);
        let said = |name: &str| plain.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!([said("Upgrade"), said("Connection")], ["websocket", "upgrade"], "RFC 9110, 15.5.22 and 7.8");
        served.server.stop(true).await;
    });
}
