use std::convert::Infallible;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};
use domain::ids::VoteId;
use domain::vote::Stage;
use futures_util::stream;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::read_turnout::turnout;
use super::view::TurnoutView;
use crate::app::App;
use crate::http::path::Id;
use crate::http::problem::Problem;

/// Streams this instance keeps open at a time; whoever comes later polls `read_turnout`.
static WATCHERS: Semaphore = Semaphore::const_new(256);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// A stream ends after so many looks; browsers come back by themselves, to whichever instance is there then.
const LOOKS: u32 = 30;

#[utoipa::path(
    tag = "votes",
    summary = "Watch the turnout",
    description = "Server-sent events for a page on the wall of the hall: an event `turnout` at once and whenever it changes, each \
        with the body of `read_turnout`. The stream ends with the vote, or after half a minute; `EventSource` comes back by itself. \
        Mini-programs poll `read_turnout` with If-None-Match instead. Refused with `vote-not-opened`; 503 when too many watch.",
    responses(
        (status = 200, description = "The stream", content_type = "text/event-stream", body = String),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/turnout/stream")]
pub async fn watch_turnout(app: Data<App>, vote: Id<VoteId>) -> Result<HttpResponse, Problem> {
    turnout(&app, vote.0).await?; // refused before anything is streamed
    let place = WATCHERS.try_acquire().map_err(|_| Problem::unavailable())?;
    let watch = Watch { app: App::clone(&app), vote: vote.0, looks: 0, shown: Vec::new(), over: false, _place: place };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("X-Accel-Buffering", "no")) // a proxy that waits for the end would show nothing
        .streaming(stream::unfold(watch, async |mut watch| watch.next().await.map(|event| (event, watch)))))
}

struct Watch {
    app: App,
    vote: VoteId,
    looks: u32,
    shown: Vec<u8>,
    over: bool,
    _place: SemaphorePermit<'static>,
}

impl Watch {
    /// The next event, or none at the end.
    async fn next(&mut self) -> Option<Result<Bytes, Infallible>> {
        while !self.over && self.looks < LOOKS {
            if self.looks > 0 {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            self.looks += 1;
            let seen = turnout(&self.app, self.vote).await.ok()?; // it comes back and hears why not
            self.over = !runs(&seen);
            let body = serde_json::to_vec(&seen).unwrap_or_default();
            if body != self.shown {
                let event = [b"event: turnout\ndata: ", body.as_slice(), b"\n\n"].concat();
                self.shown = body;
                return Some(Ok(Bytes::from(event)));
            }
        }
        None
    }
}

fn runs(turnout: &TurnoutView) -> bool {
    [Stage::Open, Stage::Paused].into_iter().any(|stage| turnout.status == stage.into())
}
