use std::convert::Infallible;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};
use domain::ids::VoteId;
use futures_util::StreamExt as _;

use super::read_turnout::turnout;
use super::turnout_watch::{Seen, Watch};
use crate::http::path::Id;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "votes",
    summary = "Watch the turnout",
    description = "Server-sent events for a page on the wall of the hall: an event `turnout` at once and whenever it \
        changes, each with the body of `read_turnout`. The stream ends with the vote, or after half a minute; \
        `EventSource` reconnects by itself. Mini-programs have no `EventSource`: they poll `read_turnout` with \
        If-None-Match, or open `follow_turnout`. Refused with `vote-not-opened`; 503 when too many watch.",
    responses(
        (status = 200, description = "The stream", content_type = "text/event-stream", body = String),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/turnout/stream")]
pub async fn watch_turnout(app: Data<App>, vote: Id<VoteId>) -> Result<HttpResponse, Problem> {
    turnout(&app, vote.0).await?; // refused before anything is streamed
    let events = Watch::begin(&app, vote.0)?.looks().filter_map(async |seen| match seen {
        Seen::Changed(body) => Some(Ok::<_, Infallible>(event(&body))),
        Seen::Same | Seen::Ended(_) => None,
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("X-Accel-Buffering", "no")) // a proxy that waits for the end would show nothing
        .streaming(events))
}

fn event(body: &[u8]) -> Bytes {
    Bytes::from([b"event: turnout\ndata: ", body, b"\n\n"].concat())
}
