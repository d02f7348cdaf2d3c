//! A stand-in for WeChat: a server on a local port that answers `jscode2session`, `stable_token` and
//! `getuserphonenumber` with WeChat's JSON and error codes. It accepts each code once, and can be told to misbehave.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// The mini-program that this WeChat knows.
pub const APP_ID: &str = "wx0123456789abcdef";
/// The secret of that mini-program.
pub const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";
/// The session key that every sign-in gets, which the service must not pass on.
pub const SESSION_KEY: &str = "c2Vzc2lvbi1rZXktY2FuYXJ5";

/// A running stand-in for WeChat, which ends with the test's process. Clones are the same server.
#[derive(Clone)]
pub struct FakeWeChat {
    base_url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    made: u32,
    /// The `openid` for each code of `wx.login` that was given out.
    logins: HashMap<String, String>,
    /// The phone number for each code of the phone-number button that was given out.
    phones: HashMap<String, String>,
    used: HashSet<String>,
    tokens: u32,
    calls: Vec<String>,
}

/// The ways in which the server can misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    FiftyMegabytes,
    Deep,
    WrongType,
    NotJson,
    Redirect,
    SlowDrip,
    Closed,
}

impl FakeWeChat {
    /// Starts the server on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base_url = format!("http://{}", listener.local_addr().expect("an address"));
        let wechat = Self { base_url, state: Arc::default() };
        let serving = wechat.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.answer(stream)); // a caller that hangs up does not fail the test
            }
        });
        wechat
    }

    /// The settings by which a service uses this server as its WeChat.
    pub fn settings(&self) -> [(&'static str, &str); 3] {
        [("wechat_base_url", &self.base_url), ("wechat_app_id", APP_ID), ("wechat_app_secret", APP_SECRET)]
    }

    /// A new code, as `wx.login` gives it on the phone of the person with this `openid`.
    pub fn login(&self, openid: &str) -> String {
        let mut state = self.state();
        let code = state.code("0a");
        state.logins.insert(code.clone(), openid.to_owned());
        code
    }

    /// A new code, as the phone-number button gives it for this number of eleven digits.
    pub fn phone_button(&self, number: &str) -> String {
        let mut state = self.state();
        let code = state.code("e5");
        state.phones.insert(code.clone(), number.to_owned());
        code
    }

    /// A code that makes the server answer with this `errcode`.
    pub fn failing(&self, errcode: i64) -> String {
        format!("fail:{errcode}")
    }

    /// A code that makes the server misbehave in this way.
    pub fn odd(&self, odd: Odd) -> String {
        format!("odd:{odd:?}")
    }

    /// Makes the access token invalid before its time.
    pub fn revoke_token(&self) {
        self.state().tokens += 1;
    }

    /// The paths of the requests that came in, without their queries.
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(&stream)? else { return Ok(()) };
        self.state().calls.push(request.path.clone());
        let code = request.code();
        if let Some(odd) = code.strip_prefix("odd:") {
            return misbehave(odd, &mut stream);
        }
        let body = match code.strip_prefix("fail:") {
            Some(errcode) => error(errcode.parse().expect("a number"), "as asked"),
            None => self.state().reply(&request, code),
        };
        write_all(&mut stream, "200 OK", body.to_string().as_bytes())
    }
}

impl State {
    fn code(&mut self, beginning: &str) -> String {
        self.made += 1;
        format!("{beginning}{:030}", self.made)
    }

    fn reply(&mut self, request: &Request, code: &str) -> Value {
        let parameter = |name: &str| request.query.get(name).map(String::as_str).unwrap_or_default();
        match request.path.as_str() {
            "/sns/jscode2session" if parameter("appid") != APP_ID => error(40013, "invalid appid"),
            "/sns/jscode2session" if parameter("secret") != APP_SECRET => error(40125, "invalid appsecret"),
            "/sns/jscode2session" if parameter("grant_type") != "authorization_code" => {
                error(40002, "invalid grant_type")
            }
            "/sns/jscode2session" => match self.spend(code, &self.logins.clone()) {
                Ok(openid) => {
                    json!({"session_key": SESSION_KEY, "openid": openid, "unionid": format!("u-{openid}")})
                }
                Err(refusal) => refusal,
            },
            "/cgi-bin/stable_token" if request.body["secret"] != APP_SECRET => error(40125, "invalid appsecret"),
            "/cgi-bin/stable_token" => json!({"access_token": self.token(), "expires_in": 7200}),
            "/wxa/business/getuserphonenumber" if parameter("access_token") != self.token() => {
                error(42001, "access_token expired")
            }
            "/wxa/business/getuserphonenumber" => match self.spend(code, &self.phones.clone()) {
                Ok(number) => json!({"errcode": 0, "errmsg": "ok", "phone_info": {
                    "phoneNumber": number, "purePhoneNumber": number,
                    // WeChat's documentation says text, its example shows a number: this server sends either.
                    "countryCode": if self.made.is_multiple_of(2) { json!(86) } else { json!("86") },
                    "watermark": {"timestamp": 1_637_744_274, "appid": APP_ID},
                }}),
                Err(refusal) => refusal,
            },
            _ => error(40066, "invalid url"),
        }
    }

    fn token(&self) -> String {
        format!("token-{}", self.tokens)
    }

    /// The person or number that a code stands for. Each code works once.
    fn spend(&mut self, code: &str, known: &HashMap<String, String>) -> Result<String, Value> {
        let found = known.get(code).ok_or_else(|| error(40029, "invalid code"))?;
        if self.used.insert(code.to_owned()) { Ok(found.clone()) } else { Err(error(40163, "code been used")) }
    }
}

fn error(errcode: i64, errmsg: &str) -> Value {
    json!({"errcode": errcode, "errmsg": format!("{errmsg}, rid: 6745-{errcode}")})
}

fn misbehave(odd: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    let nested = "[".repeat(200_000);
    match odd {
        "FiftyMegabytes" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n")?;
            let megabyte = vec![b' '; 1 << 20];
            (0..50).try_for_each(|_| stream.write_all(&megabyte))
        }
        "Deep" => write_all(stream, "200 OK", &nested.as_bytes()[..60_000]),
        "WrongType" => write_all(stream, "200 OK", br#"{"openid":["o"],"session_key":7,"errcode":false}"#),
        "NotJson" => write_all(stream, "200 OK", b"<html>502 Bad Gateway</html>"),
        "Redirect" => {
            stream.write_all(b"HTTP/1.1 302 Found\r\nLocation: /sns/elsewhere\r\nContent-Length: 2\r\n\r\n{}")
        }
        "SlowDrip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
            (0..1_000).try_for_each(|_| {
                thread::sleep(Duration::from_millis(100));
                stream.write_all(b" ")
            })
        }
        _ => Ok(()), // hangs up
    }
}

fn write_all(stream: &mut TcpStream, status: &str, body: &[u8]) -> std::io::Result<()> {
    // WeChat answers JSON as text/plain.
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

struct Request {
    path: String,
    query: HashMap<String, String>,
    body: Value,
}

impl Request {
    fn read(stream: &TcpStream) -> std::io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some(target) = line.split(' ').nth(1).map(str::to_owned) else { return Ok(None) };
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            if header.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (name.to_owned(), value.replace("%3A", ":"))).collect();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Ok(Some(Self { path: path.to_owned(), query, body }))
    }

    fn code(&self) -> &str {
        let sent = self.query.get("js_code").map(String::as_str);
        sent.or_else(|| self.body["code"].as_str()).unwrap_or_default()
    }
}
