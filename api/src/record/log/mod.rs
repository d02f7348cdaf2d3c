//! A public log: an append-only Merkle tree with signed checkpoints (RFC 6962, C2SP tlog-checkpoint), of a design vote
//! or of an owners' decision.
//!
//! Promises: leaves are never changed, taken out or put in between; at most one writer appends to a log at a time,
//! across all instances. Where ballots are named, a leaf is appended with its ballot (`named.rs`); where they are
//! secret, `votes/log` decides when.

mod entity;
pub mod named;
pub mod note;
pub mod prove;
pub mod store;
pub mod view;

use chrono::TimeDelta;
use domain::ids::RecordId;
use domain::vote::log::{Edge, Hash, Node};

use crate::infra::db::Tx;
use crate::infra::gates;
use crate::problem::Problem;
use crate::state::App;
use store::{Head, Leaf};

/// The least time between two batches, however often somebody asks for a checkpoint.
pub const BETWEEN_BATCHES: TimeDelta = TimeDelta::seconds(1);

/// Begins the log with its first leaf. `kind` is the word before the id in the log's origin.
pub async fn begin(app: &App, tx: &Tx, record: RecordId, kind: &str, first: String) -> Result<(), Problem> {
    let host = app.settings().public_url.split_once("://").map_or("", |(_, host)| host).trim_end_matches('/');
    let origin = format!("{host}/{kind}/{record}");
    let mut head = Head { origin, edge: Edge::default(), appended_at: tx.now() };
    grow(tx, record, &mut head.edge, vec![Leaf { text: first, commitment: None }]).await?;
    sign_head(app, tx, record, head, true).await
}

/// Gives the state of the log and locks it until the transaction ends, so that there is one writer at a time across all
/// instances. None where there is no log yet.
pub async fn locked(tx: &Tx, record: RecordId) -> Result<Option<Head>, Problem> {
    gates::enter(tx, &format!("vote-log/{record}")).await?;
    store::head(tx.conn(), record).await
}

/// Appends leaves. The caller has locked the log (see [`locked`]).
pub async fn grow(tx: &Tx, record: RecordId, edge: &mut Edge, leaves: Vec<Leaf>) -> Result<(), Problem> {
    let from = edge.size();
    let nodes: Vec<Node> = leaves.iter().flat_map(|leaf| edge.append(0, Hash::of_leaf(&leaf.text))).collect();
    store::append(tx, record, from, leaves, &nodes).await
}

/// Stores the new state of the log, with a signed checkpoint of it.
pub async fn sign_head(app: &App, tx: &Tx, record: RecordId, head: Head, is_new: bool) -> Result<(), Problem> {
    let head = Head { appended_at: tx.now(), ..head };
    store::save_head(tx, record, &head, is_new).await?;
    store::insert_checkpoint(tx, record, &note::sign(app.keys(), &head.origin, head.edge.size(), head.edge.root()))
        .await
}
