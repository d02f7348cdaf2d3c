//! Looks at a vote's turnout for a client that stays connected, by a stream of events or by a WebSocket.

use std::time::Duration;

use domain::ids::VoteId;
use domain::vote::Stage;
use futures_util::future::{Either, select};
use futures_util::stream::{Stream, unfold};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::read_turnout::turnout;
use super::turnout_view::TurnoutView;
use crate::problem::Problem;
use crate::state::App;

/// Connections of both kinds that this instance keeps open at a time. A client that comes when all are taken is
/// refused, and polls `read_turnout`.
static PLACES: Semaphore = Semaphore::const_new(256);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// A connection ends after this many looks; clients reconnect by themselves, to whichever instance is there then.
const LOOKS: u32 = 30;

/// What a look at the turnout gave.
pub enum Seen {
    /// The body of `read_turnout`.
    Changed(Vec<u8>),
    Same,
    /// The last item: the stream ends.
    Ended(End),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The vote is over, and the turnout seen last is final.
    VoteOver,
    /// Half a minute is over, or the service ends.
    ComeAgain,
    /// The turnout can't be read; a client that reconnects is told why.
    Unreadable,
}

pub struct Watch {
    app: App,
    vote: VoteId,
    looks: u32,
    shown: Vec<u8>,
    /// Why the watch ended, if it has; then nothing is read any more.
    over: Option<End>,
    _place: SemaphorePermit<'static>,
}

impl Watch {
    /// Takes one of the places; 503 when there is none.
    pub fn begin(app: &App, vote: VoteId) -> Result<Self, Problem> {
        let place = PLACES.try_acquire().map_err(|_| Problem::unavailable())?;
        Ok(Self { app: App::clone(app), vote, looks: 0, shown: Vec::new(), over: None, _place: place })
    }

    /// A look at once and then one every second, until the end.
    pub fn looks(self) -> impl Stream<Item = Seen> {
        unfold(Some(self), async |watch| {
            let mut watch = watch?;
            let seen = watch.next().await;
            let goes_on = !matches!(seen, Seen::Ended(_));
            Some((seen, goes_on.then_some(watch)))
        })
    }

    async fn next(&mut self) -> Seen {
        if let Some(end) = self.over {
            return Seen::Ended(end);
        }
        if self.looks > 0 {
            let (time, leaving) = (Box::pin(tokio::time::sleep(BETWEEN_LOOKS)), Box::pin(self.app.left()));
            if let Either::Right(_) = select(time, leaving).await {
                return Seen::Ended(End::ComeAgain);
            }
        }
        self.looks += 1;
        let Ok(seen) = turnout(&self.app, self.vote).await else { return Seen::Ended(End::Unreadable) };
        if !runs(&seen) {
            self.over = Some(End::VoteOver);
        } else if self.looks >= LOOKS {
            self.over = Some(End::ComeAgain);
        }
        let body = serde_json::to_vec(&seen).unwrap_or_default();
        if body == self.shown {
            return Seen::Same;
        }
        self.shown.clone_from(&body);
        Seen::Changed(body)
    }
}

fn runs(turnout: &TurnoutView) -> bool {
    [Stage::Open, Stage::Paused].into_iter().any(|stage| turnout.status == stage.into())
}
