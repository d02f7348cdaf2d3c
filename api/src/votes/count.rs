//! Counting: once, from the ballots, in one transaction under the vote's lock.

use domain::Time;
use domain::ids::VoteId;
use domain::vote::tally::{Count, Tally};
use domain::vote::{Opening, Stage, Vote};

use super::{seal, store};
use crate::app::App;
use crate::http::caller::{Actor, Anyone, Caller as _};
use crate::http::problem::Problem;
use crate::infra::db::Tx;

const BALLOTS_AT_A_TIME: u64 = 2_000;

/// A vote that is over, and what was counted.
pub struct Counted {
    pub vote: Vote,
    pub tally: Tally,
    pub at: Time,
}

/// The result for whoever reads it. Refused while the vote runs.
pub async fn counted(app: &App, reader: &Anyone, id: VoteId) -> Result<Counted, Problem> {
    let now = app.clock().now();
    let vote = store::vote(app.db().reads(), id).await?.as_of(now);
    vote.may_be_counted(now)?;
    if let Some((tally, at)) = store::result(app.db().reads(), &vote).await? {
        return Ok(Counted { vote, tally, at });
    }
    // Time closed it: whoever happens to read first is not the one who did.
    let nobody = Anyone(Actor::service(reader.actor().request));
    let service = App::clone(app);
    app.write(&nobody, async move |tx| settle(&service, tx, id).await).await
}

/// The stored result or, for whoever comes first after the vote's end, the count. Refused while the vote runs.
pub async fn settle(app: &App, tx: &Tx, id: VoteId) -> Result<Counted, Problem> {
    let stored = store::vote_exclusive(tx, id).await?;
    let was = stored.state.stage();
    let vote = stored.as_of(tx.now());
    let opening = vote.may_be_counted(tx.now())?;
    if let Some((tally, at)) = store::result(tx.conn(), &vote).await? {
        return Ok(Counted { tally, at, vote });
    }
    let tally = count(app, tx, &vote, opening).await?;
    if matches!(was, Stage::Open | Stage::Paused) {
        store::update_state(tx, &vote).await?;
        tx.audit("close_vote_by_time", id.0);
    }
    Ok(Counted { tally, at: tx.now(), vote })
}

/// Opens every ballot, counts and keeps the result. The caller holds the vote's lock.
pub async fn count(app: &App, tx: &Tx, vote: &Vote, opening: &Opening) -> Result<Tally, Problem> {
    let mut count = Count::begin(&vote.rule, opening.roll.size);
    let mut after = None;
    loop {
        let rows = store::ballots_after(tx.conn(), vote.id, after, BALLOTS_AT_A_TIME).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        for row in &rows {
            let (_, ballot) = seal::open(app.keys(), row)?;
            count.add(&ballot);
        }
    }
    let tally = count.finish();
    store::keep_result(tx, vote.id, &tally).await?;
    Ok(tally)
}
