//! The log of a decision in which ballots are cast by name. Nobody has to be hidden among others, so each leaf is
//! appended in the transaction of its ballot: what was acknowledged is in the log. Checkpoints are signed when somebody
//! asks for one.

use domain::ids::RecordId;
use domain::vote::log::{cast_leaf, void_leaf};
use domain::vote::receipt::Commitment;

use super::note::{self, Note};
use super::store::{self, Leaf};
use super::{BETWEEN_BATCHES, grow, locked};
use crate::infra::actor::{Actor, Anyone};
use crate::infra::db::Tx;
use crate::problem::Problem;
use crate::state::App;

/// What a log begins with.
pub struct First<'a> {
    /// The word before the record's id in the log's origin.
    pub kind: &'a str,
    pub leaf: String,
}

/// Begins the log, with everything that is fixed as its first leaf.
pub async fn begin(app: &App, tx: &Tx, record: RecordId, first: First<'_>) -> Result<(), Problem> {
    super::begin(app, tx, record, first.kind, first.leaf).await
}

/// Locks the log. A writer does this before it reads what it decides on, so that it sees what earlier writers wrote.
/// False where there is no log yet.
pub async fn enter(tx: &Tx, record: RecordId) -> Result<bool, Problem> {
    Ok(locked(tx, record).await?.is_some())
}

/// Appends the leaf of a ballot that was taken, in the ballot's transaction. Other writers wait until that ends.
pub async fn cast(
    tx: &Tx,
    record: RecordId,
    commitment: Commitment,
    supersedes: Option<&Commitment>,
) -> Result<(), Problem> {
    let text = cast_leaf(&commitment, supersedes);
    append(tx, record, Leaf { text, commitment: Some(commitment) }).await
}

/// Appends that a ballot does not count any more.
pub async fn take_out(tx: &Tx, record: RecordId, commitment: &Commitment) -> Result<(), Problem> {
    append(tx, record, Leaf { text: void_leaf(Some(commitment)), commitment: None }).await
}

/// Appends, as the last leaf, that the whole decision was voided, and signs a checkpoint.
pub async fn void(app: &App, tx: &Tx, record: RecordId) -> Result<(), Problem> {
    append(tx, record, Leaf { text: void_leaf(None), commitment: None }).await?;
    sign(app, tx, record).await
}

async fn append(tx: &Tx, record: RecordId, leaf: Leaf) -> Result<(), Problem> {
    let Some(mut head) = locked(tx, record).await? else { return Err(Problem::not_found()) };
    grow(tx, record, &mut head.edge, vec![leaf]).await?;
    store::save_head(tx, record, &head, false).await
}

/// Signs a checkpoint of the whole log, unless the newest one covers it already.
pub async fn sign(app: &App, tx: &Tx, record: RecordId) -> Result<(), Problem> {
    let Some(mut head) = locked(tx, record).await? else { return Ok(()) };
    let signed = store::newest_checkpoint(tx.conn(), record).await?.map_or(0, |note| note.size);
    if signed >= head.edge.size() {
        return Ok(());
    }
    head.appended_at = tx.now();
    store::save_head(tx, record, &head, false).await?;
    store::insert_checkpoint(tx, record, &note::sign(app.keys(), &head.origin, head.edge.size(), head.edge.root()))
        .await
}

/// The newest checkpoint. If leaves were appended since, a new one is signed first, but at most one every
/// [`BETWEEN_BATCHES`]. 404 where there is no log.
pub async fn newest(app: &App, record: RecordId) -> Result<Note, Problem> {
    let reads = app.db().reads();
    let (head, newest) = (store::head(reads, record).await?, store::newest_checkpoint(reads, record).await?);
    let head = head.ok_or_else(Problem::not_found)?;
    if let Some(newest) = newest {
        let is_early = app.clock().now() < head.appended_at + BETWEEN_BATCHES;
        if newest.size == head.edge.size() || is_early {
            return Ok(newest);
        }
    }
    let (nobody, service) = (Anyone(Actor::service(app.clock().id())), app.clone());
    app.write(&nobody, async move |tx| sign(&service, tx, record).await).await?;
    store::newest_checkpoint(app.db().reads(), record).await?.ok_or_else(Problem::not_found)
}
