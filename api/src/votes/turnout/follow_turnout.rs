use std::pin::pin;

use actix_http::ws::HandshakeError;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, get};
use actix_ws::{CloseCode, CloseReason, Message, MessageStream, ProtocolError, Session};
use domain::ids::VoteId;
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};

use super::read_turnout::turnout;
use super::turnout_watch::{End, Seen, Watch};
use crate::http::path::Id;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// The most bytes in a frame from the client: enough for a ping or a close, and nothing else is accepted.
const MOST_BYTES: usize = 125;
/// Looks between two pings. A client that has not answered a ping when the next one is due counts as gone.
const PING_EVERY: u32 = 10;

#[utoipa::path(
    tag = "votes",
    summary = "Follow the turnout by WebSocket",
    description = "The turnout for mini-programs (`wx.connectSocket`) and browsers: a text message at once and \
        whenever it changes, each with the body of `read_turnout`. Nothing is accepted from the client but pings, \
        pongs and the close. The socket is closed with 1000 when the vote is over; with 1001 after half a minute and \
        when the service ends (open it again, or poll `read_turnout`); with 1008 when the client sends data, 1009 when \
        a frame has more than 125 bytes, 1002 when the client breaks the WebSocket protocol; with 1011 when the \
        turnout can't be read. The service sends a ping every ten seconds, and the client has to answer it. Before it \
        opens, it is refused like any read: `vote-not-opened`, `upgrade-needed` (426) to an ordinary GET; 503 when too \
        many follow or watch.",
    responses(
        (status = 101, description = "The WebSocket is open", headers(("Upgrade" = String, description = "websocket"))),
        (status = 400, description = "The handshake can't be read"),
        (status = 409, description = "The vote has not been opened"),
        (status = 426, description = "Not asked for as a WebSocket of version 13", headers(("Upgrade" = String, description = "websocket"))),
    ),
)]
#[get("/v1/votes/{vote}/turnout/socket")]
pub async fn follow_turnout(
    app: Data<App>,
    vote: Id<VoteId>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    turnout(&app, vote.0).await?;
    // Any page (`Origin`) may connect: the turnout is public, no session is looked at, and nothing is accepted from the
    // client.
    let (response, session, messages) = actix_ws::handle(&request, payload).map_err(no_handshake)?;
    let watch = Watch::begin(&app, vote.0)?;
    actix_web::rt::spawn(follow(watch, session, messages.max_frame_size(MOST_BYTES)));
    Ok(response)
}

fn no_handshake(error: actix_web::Error) -> Problem {
    match error.as_error() {
        Some(HandshakeError::BadWebsocketKey) | None => Problem::new(Kind::Unreadable),
        Some(_) => Problem::new(Kind::UpgradeNeeded),
    }
}

/// Sends the turnout until the vote, the client or the half minute ends.
async fn follow(watch: Watch, mut session: Session, mut messages: MessageStream) {
    let mut looks = pin!(watch.looks());
    let (mut looked, mut answered) = (0, true);
    let end = loop {
        let said = match select(looks.next(), pin!(messages.recv())).await {
            Either::Left((Some(Seen::Changed(body)), _)) => match String::from_utf8(body) {
                Ok(text) => session.text(text).await,
                Err(_) => break Some(CloseCode::Error), // JSON is always UTF-8
            },
            Either::Left((Some(Seen::Same), _)) => Ok(()),
            Either::Left((Some(Seen::Ended(end)), _)) => break Some(code(end)),
            Either::Left((None, _)) => break None, // the stream is over, after it gave its end
            Either::Right((Some(Ok(Message::Ping(bytes))), _)) => {
                if session.pong(&bytes).await.is_err() {
                    return;
                }
                continue;
            }
            Either::Right((Some(Ok(Message::Pong(_))), _)) => {
                answered = true;
                continue;
            }
            Either::Right((Some(Ok(Message::Nop)), _)) => continue,
            Either::Right((Some(Ok(Message::Close(_))), _)) => break Some(CloseCode::Normal),
            Either::Right((Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Continuation(_))), _)) => {
                break Some(CloseCode::Policy);
            }
            Either::Right((Some(Err(ProtocolError::Overflow)), _)) => break Some(CloseCode::Size),
            Either::Right((Some(Err(_)), _)) => break Some(CloseCode::Protocol),
            Either::Right((None, _)) => return, // the client left without a close
        };
        looked += 1;
        let is_due = looked % PING_EVERY == 0;
        if said.is_err() || is_due && !std::mem::take(&mut answered) {
            return;
        }
        if is_due && session.ping(b"").await.is_err() {
            return;
        }
    };
    let _ = session.close(end.map(CloseReason::from)).await; // a client that is gone needs none
}

fn code(end: End) -> CloseCode {
    match end {
        End::VoteOver => CloseCode::Normal,
        End::ComeAgain => CloseCode::Away,
        End::Unreadable => CloseCode::Error,
    }
}
