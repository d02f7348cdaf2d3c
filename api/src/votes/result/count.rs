//! Closing and counting: once, from the ballots, in one transaction under the vote's lock. Ballots are parted from
//! their voters first, so that what is counted is nobody's.

use domain::Time;
use domain::ids::VoteId;
use domain::vote::tally::{Count, Tally};
use domain::vote::ways::cross_foot;
use domain::vote::{Opening, Stage, Vote};
use std::collections::VecDeque;

use crate::infra::actor::{Actor, Anyone, Caller as _};
use crate::infra::db::Tx;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::casting::seal;
use crate::votes::store::{BallotRow, Connection, OpenBallot, StoredResult};
use crate::votes::{log, store};

/// Rows that one statement writes.
const BALLOTS_AT_A_TIME: usize = 5_000;
/// While one part of the urn is read, at most this many parts before it are being opened.
const UNDER_WAY: usize = 3;

/// A vote that is over, and what was counted.
pub struct Counted {
    pub vote: Vote,
    pub tally: Tally,
    /// The area of the voters who took part, where flats vote.
    pub area_cast: Option<u64>,
    pub at: Time,
    /// When the time to object to the result ends; none where the rule gives no days.
    pub objections_until: Option<Time>,
}

/// When the time to object to the result of a vote that is over ends. It runs from the end or, if sheets were keyed
/// after that, from when the last paper batch was closed, because nothing is counted before.
pub async fn objections_until(conn: &impl Connection, vote: &Vote) -> Result<Option<Time>, Problem> {
    let Some(closure) = vote.state.closure() else { return Ok(None) };
    let last_keyed = store::last_keyed(conn, vote.id).await?.unwrap_or(closure.at());
    Ok(vote.objections_until(last_keyed))
}

/// The result. The first read after the vote's end makes the service count. Refused while the vote runs.
pub async fn counted(app: &App, reader: &Anyone, id: VoteId) -> Result<Counted, Problem> {
    let now = app.clock().now();
    let vote = store::vote(app.db().reads(), id).await?.as_of(now);
    vote.may_be_counted(now)?;
    if let Some(StoredResult { tally, area_cast, at }) = store::result(app.db().reads(), &vote).await? {
        let objections_until = objections_until(app.db().reads(), &vote).await?;
        return Ok(Counted { vote, tally, area_cast, at, objections_until });
    }
    vote.may_be_counted_with(store::open_batches(app.db().reads(), id).await?, now)?;
    // Time closed the vote, so the service is named as the actor, and not the person who happens to read first.
    let nobody = Anyone(Actor::service(reader.actor().request));
    let service = App::clone(app);
    app.write(&nobody, async move |tx| settle(&service, tx, id).await).await
}

/// The stored result or, when nobody asked since the vote's end, the count. Refused while the vote runs, and while a
/// paper batch is open: no batch opens after the end, so nothing holds up the count once the last one is closed.
pub async fn settle(app: &App, tx: &Tx, id: VoteId) -> Result<Counted, Problem> {
    let stored = store::vote_exclusive(tx, id).await?;
    let was = stored.state.stage();
    let vote = stored.as_of(tx.now());
    let opening = vote.may_be_counted_with(store::open_batches(tx.conn(), id).await?, tx.now())?;
    let objections_until = objections_until(tx.conn(), &vote).await?;
    if let Some(StoredResult { tally, area_cast, at }) = store::result(tx.conn(), &vote).await? {
        return Ok(Counted { tally, area_cast, at, vote, objections_until });
    }
    let (tally, area_cast) = count(app, tx, &vote, opening).await?;
    if matches!(was, Stage::Open | Stage::Paused) {
        store::update_state(tx, &vote).await?;
        tx.audit("close_vote_by_time", id.0);
    }
    Ok(Counted { tally, area_cast, at: tx.now(), vote, objections_until })
}

/// Closes a vote: appends the waiting leaves to the log, opens the ballots, parts them from their voters, and counts
/// them if ballots and poll book agree for each channel. The caller holds the vote's lock, and all of it happens or
/// nothing. Gives the tally and, where flats vote, the area of the voters who took part.
pub async fn count(app: &App, tx: &Tx, vote: &Vote, opening: &Opening) -> Result<(Tally, Option<u64>), Problem> {
    tx.take_time().await?;
    log::append_rest(app, tx, vote, None).await?;
    let mut ballots = opened(app, tx, vote.id).await?;
    // Sorted by commitment, as in the bundle: this order has nothing to do with voters or times.
    ballots.sort_unstable_by_key(|one| one.commitment.0);
    let mut count = Count::begin(&vote.rule, opening.roll.size);
    for some in ballots.chunks(BALLOTS_AT_A_TIME) {
        some.iter().for_each(|one| count.add(&one.ballot));
        store::insert_open(tx, vote.id, some).await?;
    }
    let in_urn = store::urn_by_channel(tx.conn(), vote.id).await?;
    store::part_voters(tx, vote.id).await?;
    cross_foot(&in_urn, &store::book_by_channel(tx.conn(), vote.id).await?).map_err(|differs| {
        tracing::error!(vote = %vote.id, %differs, "ballots and poll book do not add up; nothing is counted");
        Problem::broken()
    })?;
    let tally = count.finish();
    let area_cast = if vote.has_flats() { Some(store::area_cast(tx.conn(), vote.id).await?) } else { None };
    store::insert_result(tx, vote.id, &tally, area_cast).await?;
    Ok((tally, area_cast))
}

/// The ballots of the urn without their voters: opened on other threads, because a million of them take seconds.
async fn opened(app: &App, tx: &Tx, vote: VoteId) -> Result<Vec<OpenBallot>, Problem> {
    let (mut ballots, mut under_way) = (Vec::new(), VecDeque::new());
    let joined = |done: Result<_, _>| done.unwrap_or_else(|_| Err(Problem::broken()));
    store::each_in_urn(tx, vote, async |rows| {
        let app = app.clone();
        under_way.push_back(tokio::task::spawn_blocking(move || open_some(&app, &rows)));
        if under_way.len() > UNDER_WAY
            && let Some(first) = under_way.pop_front()
        {
            ballots.extend(joined(first.await)?);
        }
        Ok(())
    })
    .await?;
    for rest in under_way {
        ballots.extend(joined(rest.await)?);
    }
    Ok(ballots)
}

fn open_some(app: &App, rows: &[BallotRow]) -> Result<Vec<OpenBallot>, Problem> {
    let open = |row: &BallotRow| {
        let taken = seal::open(app.keys(), row)?;
        Ok(OpenBallot { commitment: taken.commitment(), nonce: taken.nonce, ballot: taken.ballot })
    };
    rows.iter().map(open).collect()
}
