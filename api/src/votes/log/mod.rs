//! The log of a vote, as it grows.
//!
//! Promises: every ballot that was acknowledged gets its leaf, at the latest when the vote ends; leaves are never
//! changed, taken out or put in between; each batch is sorted by commitment and has ten voters or more, so that neither
//! the order of the log nor the moment a leaf appears says whose it is. A leaf waits sealed, in a row that names no
//! voter.

mod entity;
mod list_log_leaves;
mod prove_consistency;
mod prove_inclusion;
mod read_checkpoint;
pub mod rules;
pub mod store;

pub use rules::FixedRules;
pub use store::WaitingRow;

use domain::ids::VoteId;
use domain::vote::log::{Turn, cast_leaf, firsts, ripe, void_leaf};
use domain::vote::receipt::Commitment;
use domain::vote::turnout::SMALLEST_CELL;
use domain::vote::{Stage, Vote};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::result::count;
use super::store as votes;
use crate::infra::actor::{Actor, Anyone};
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};
use crate::problem::{Kind, Problem};
use crate::record::log::note::Note;
use crate::record::log::store::{Head, Leaf};
use crate::record::log::{self as record_log, BETWEEN_BATCHES, grow, locked, sign_head};
use crate::state::App;
use tokio::task::JoinHandle;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(read_checkpoint::read_checkpoint)
        .service(prove_inclusion::prove_inclusion)
        .service(prove_consistency::prove_consistency)
        .service(list_log_leaves::list_log_leaves);
}

/// A reader of a checkpoint waits until about this many leaves are appended, and no longer; the next reader appends the
/// next ones.
const MOST_AT_ONCE: usize = 20_000;

/// What happened to a ballot and is not in the log yet.
struct Waiting {
    id: Uuid,
    commitment: Commitment,
    event: Event,
}

#[derive(Clone, Copy)]
enum Event {
    Cast { supersedes: Option<Commitment> },
    Voided,
}

impl Event {
    fn turn(self) -> Turn {
        match self {
            Self::Cast { supersedes: None } => Turn::First,
            Self::Cast { supersedes: Some(_) } => Turn::Changed,
            Self::Voided => Turn::Voided,
        }
    }
}

/// The log begins with the vote: its rules are the first leaf.
pub async fn begin(app: &App, tx: &Tx, vote: &Vote) -> Result<(), Problem> {
    let rules = rules::fixed(vote).ok_or_else(|| Problem::new(Kind::VoteNotOpened))?;
    record_log::begin(app, tx, vote.id.into(), "votes", rules::leaf(&rules)).await
}

/// Makes the leaf of a ballot that was taken wait for the next batch.
pub async fn wait(
    tx: &Tx,
    keys: &Keyring,
    vote: VoteId,
    commitment: Commitment,
    supersedes: Option<Commitment>,
) -> Result<(), Problem> {
    put(tx, keys, vote, commitment, Event::Cast { supersedes }).await
}

/// The waiting leaf of a ballot that was taken, for a caller that stores many leaves together.
pub fn waiting(
    tx: &Tx,
    keys: &Keyring,
    vote: VoteId,
    commitment: Commitment,
    supersedes: Option<Commitment>,
) -> WaitingRow {
    sealed(tx, keys, vote, commitment, Event::Cast { supersedes })
}

/// Makes the leaf of a void wait for the next batch: the voter votes by another channel, or took the ballot back.
pub async fn wait_void(tx: &Tx, keys: &Keyring, vote: VoteId, commitment: Commitment) -> Result<(), Problem> {
    put(tx, keys, vote, commitment, Event::Voided).await
}

async fn put(tx: &Tx, keys: &Keyring, vote: VoteId, commitment: Commitment, event: Event) -> Result<(), Problem> {
    store::wait(tx, vote, vec![sealed(tx, keys, vote, commitment, event)]).await
}

fn sealed(tx: &Tx, keys: &Keyring, vote: VoteId, commitment: Commitment, event: Event) -> WaitingRow {
    let id = tx.id();
    let (kind, earlier) = match event {
        Event::Cast { supersedes: None } => (0, None),
        Event::Cast { supersedes } => (1, supersedes),
        Event::Voided => (2, None),
    };
    let mut plain = Zeroizing::new(commitment.0.to_vec());
    plain.push(kind);
    plain.extend_from_slice(&earlier.unwrap_or(Commitment([0; 32])).0);
    WaitingRow { id, sealed: keys.seal_within(vote.0, place_of(id), &plain) }
}

/// Appends the leaves that may be appended while the vote runs, unless the last batch was just before. There is no
/// timer: a read of the log calls this.
pub async fn catch_up(app: &App, vote: &Vote) -> Result<(), Problem> {
    let (reads, id) = (app.db().reads(), vote.id);
    if let Some(head) = record_log::store::head(reads, id.into()).await? {
        let is_early = app.clock().now() < head.appended_at + BETWEEN_BATCHES;
        if is_early || store::how_many_wait(reads, id).await? < 2 * SMALLEST_CELL {
            return Ok(());
        }
    }
    let (nobody, service, vote) = (Anyone(Actor::service(app.clock().id())), app.clone(), vote.clone());
    app.write(&nobody, async move |tx| {
        let Some(head) = locked(tx, id.into()).await? else {
            return begin(&service, tx, &vote).await; // opened before there were logs
        };
        if tx.now() < head.appended_at + BETWEEN_BATCHES {
            return Ok(());
        }
        let mut waiting = oldest_that_wait(&service, tx, id, MOST_AT_ONCE).await?;
        let voters = firsts(waiting.iter().map(|leaf| leaf.event.turn()));
        waiting.truncate(ripe(&voters));
        for some in waiting.chunks(store::IDS_A_STATEMENT) {
            store::wait_no_more(tx, some.iter().map(|leaf| leaf.id).collect()).await?;
        }
        append_batch(&service, tx, id, head, waiting, None).await
    })
    .await
}

/// Appends all waiting leaves, and then `last` if there is one, because the vote is over. The caller holds the vote's
/// lock.
pub async fn append_rest(app: &App, tx: &Tx, vote: &Vote, last: Option<String>) -> Result<(), Problem> {
    tx.take_time().await?;
    if locked(tx, vote.id.into()).await?.is_none() {
        begin(app, tx, vote).await?; // opened before there were logs, and nobody had voted yet
    }
    let Some(head) = locked(tx, vote.id.into()).await? else { return Err(Problem::broken()) };
    let waiting = oldest_that_wait(app, tx, vote.id, usize::MAX).await?;
    let gone = store::nothing_waits(tx, vote.id).await?;
    if u64::try_from(waiting.len()) != Ok(gone) {
        tracing::error!(vote = %vote.id, gone, "leaves came to wait while a vote was closed");
        return Err(Problem::broken());
    }
    append_batch(app, tx, vote.id, head, waiting, last).await
}

/// The oldest waiting leaves, about `most` of them. Decrypts one page of leaves on a blocking thread while the next
/// page is read.
async fn oldest_that_wait(app: &App, tx: &Tx, vote: VoteId, most: usize) -> Result<Vec<Waiting>, Problem> {
    let (mut waiting, mut after, mut read) = (Vec::new(), None, 0);
    let mut under_way: Option<JoinHandle<Result<Vec<Waiting>, Problem>>> = None;
    loop {
        let rows = store::waiting_after(tx, vote, after).await?;
        if let Some(before) = under_way.take() {
            waiting.extend(before.await.unwrap_or_else(|_| Err(Problem::broken()))?);
        }
        let Some(last) = rows.last().filter(|_| read < most) else { return Ok(waiting) };
        (after, read) = (Some(last.id), read + rows.len());
        let app = app.clone();
        under_way = Some(tokio::task::spawn_blocking(move || open_some(app.keys(), vote, &rows)));
    }
}

fn open_some(keys: &Keyring, vote: VoteId, rows: &[WaitingRow]) -> Result<Vec<Waiting>, Problem> {
    let open = |row: &WaitingRow| {
        let plain = keys.open_within(vote.0, place_of(row.id), &row.sealed).ok();
        plain.and_then(|plain| read(row.id, &plain)).ok_or_else(|| {
            tracing::error!(%vote, leaf = %row.id, "a waiting leaf does not open");
            Problem::broken()
        })
    };
    rows.iter().map(open).collect()
}

fn read(id: Uuid, plain: &[u8]) -> Option<Waiting> {
    let (commitment, rest) = plain.split_first_chunk::<32>()?;
    let (kind, earlier) = rest.split_first()?;
    let earlier = Commitment(earlier.try_into().ok()?);
    let event = match kind {
        0 => Event::Cast { supersedes: None },
        1 => Event::Cast { supersedes: Some(earlier) },
        2 => Event::Voided,
        _ => return None,
    };
    Some(Waiting { id, commitment: Commitment(*commitment), event })
}

async fn append_batch(
    app: &App,
    tx: &Tx,
    vote: VoteId,
    head: Head,
    mut batch: Vec<Waiting>,
    last: Option<String>,
) -> Result<(), Problem> {
    if batch.is_empty() && last.is_none() {
        return Ok(());
    }
    batch.sort_by_key(|leaf| leaf.commitment.0);
    let mut head = head;
    for some in batch.chunks(record_log::store::LEAVES_A_STATEMENT) {
        let leaves = some.iter().map(|leaf| match &leaf.event {
            Event::Cast { supersedes } => {
                Leaf { text: cast_leaf(&leaf.commitment, supersedes.as_ref()), commitment: Some(leaf.commitment) }
            }
            Event::Voided => Leaf { text: void_leaf(Some(&leaf.commitment)), commitment: None },
        });
        grow(tx, vote.into(), &mut head.edge, leaves.collect()).await?;
    }
    if let Some(text) = last {
        grow(tx, vote.into(), &mut head.edge, vec![Leaf { text, commitment: None }]).await?;
    }
    sign_head(app, tx, vote.into(), head, false).await
}

/// The newest checkpoint of a vote that was opened. Leaves that may be appended by now are appended before.
pub async fn newest(app: &App, reader: &Anyone, vote: Vote) -> Result<Note, Problem> {
    let (id, vote) = (vote.id, vote.as_of(app.clock().now()));
    match vote.state.stage() {
        Stage::Drafted => return Err(Problem::new(Kind::VoteNotOpened)),
        Stage::Open | Stage::Paused => catch_up(app, &vote).await?,
        Stage::Closed if votes::open_batches(app.db().reads(), id).await? > 0 => {} // sheets are still keyed
        Stage::Closed => drop(count::counted(app, reader, id).await?),
        Stage::Certified | Stage::Voided => {}
    }
    record_log::store::newest_checkpoint(app.db().reads(), id.into()).await?.ok_or_else(Problem::not_found)
}

fn place_of(leaf: Uuid) -> Place {
    Place { table: "waiting_leaves", column: "sealed", row: leaf }
}
