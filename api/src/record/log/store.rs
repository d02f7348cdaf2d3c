//! Rows of the log ⇄ domain. Nothing here decides anything.

use domain::Time;
use domain::ids::RecordId;
use domain::vote::log::{Edge, Hash, Node, STORED_LEVELS, pieces, span};
use domain::vote::receipt::Commitment;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};
use std::collections::HashMap;
use std::ops::Range;

use super::entity::{checkpoint, head as entity, leaf, node};
use super::note::Note;
use crate::infra::db::Tx;
use crate::infra::rows::Rows;
use crate::problem::Problem;

pub const LEAVES_A_STATEMENT: usize = 5_000;

/// The present state of a log.
pub struct Head {
    pub origin: String,
    pub edge: Edge,
    pub appended_at: Time,
}

/// A leaf, and the commitment by which a proof finds it; only casts have one.
pub struct Leaf {
    pub text: String,
    pub commitment: Option<Commitment>,
}

pub async fn head(conn: &impl ConnectionTrait, record: RecordId) -> Result<Option<Head>, Problem> {
    let Some(row) = entity::Entity::find_by_id(record.0).one(conn).await? else { return Ok(None) };
    let read = || {
        let peaks: Option<Vec<Hash>> = row.peaks.split_terminator(',').map(hash_of).collect();
        Edge::restore(u64::try_from(row.size).ok()?, &peaks?)
    };
    let edge = read().ok_or_else(|| unreadable("log", record))?;
    Ok(Some(Head { origin: row.origin, edge, appended_at: row.appended_at }))
}

pub async fn save_head(tx: &Tx, record: RecordId, head: &Head, is_new: bool) -> Result<(), Problem> {
    let peaks: Vec<String> = head.edge.peaks().map(|hash| hash.to_string()).collect();
    let row = entity::ActiveModel {
        vote_id: Set(record.0),
        origin: Set(head.origin.clone()),
        size: Set(signed(head.edge.size())),
        peaks: Set(peaks.join(",")),
        appended_at: Set(head.appended_at),
    };
    if is_new {
        entity::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    } else {
        entity::Entity::update(row).exec(tx.conn()).await?;
    }
    Ok(())
}

/// Appends some thousand leaves at most; `from` is the position of the first.
pub async fn append(tx: &Tx, record: RecordId, from: u64, leaves: Vec<Leaf>, nodes: &[Node]) -> Result<(), Problem> {
    let count = leaves.len();
    let positions = (from..).take(count).map(signed);
    let (texts, commitments): (Vec<String>, Vec<String>) = leaves
        .into_iter()
        .map(|one| (one.text, one.commitment.map(|commitment| commitment.to_string()).unwrap_or_default()))
        .unzip();
    let rows =
        Rows::named("fresh").uuids("vote_id", std::iter::repeat_n(record.0, count)).numbers("position", positions);
    let rows = rows.texts("leaf", texts.into_iter()).texts("commitment", commitments.into_iter());
    let insert = "INSERT INTO vote_log_leaves (vote_id, position, leaf, commitment) \
         SELECT vote_id, position, leaf, NULLIF(commitment, '') FROM fresh";
    tx.conn().execute_raw(rows.statement(tx.conn().get_database_backend(), insert)).await?;
    let kept = nodes.iter().filter(|node| node.level > 0 && STORED_LEVELS.contains(&node.level));
    let rows: Vec<_> = kept
        .map(|node| node::ActiveModel {
            vote_id: Set(record.0),
            level: Set(i16::from(node.level)),
            position: Set(signed(node.position)),
            hash: Set(node.hash.to_string()),
        })
        .collect();
    if !rows.is_empty() {
        node::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

pub async fn insert_checkpoint(tx: &Tx, record: RecordId, note: &Note) -> Result<(), Problem> {
    let row = checkpoint::ActiveModel {
        vote_id: Set(record.0),
        size: Set(signed(note.size)),
        note: Set(note.text.clone()),
        key: Set(note.key.clone()),
    };
    checkpoint::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn newest_checkpoint(conn: &impl ConnectionTrait, record: RecordId) -> Result<Option<Note>, Problem> {
    let of_vote = checkpoint::Entity::find().filter(checkpoint::Column::VoteId.eq(record.0));
    Ok(of_vote.order_by_desc(checkpoint::Column::Size).one(conn).await?.map(note_of))
}

/// All checkpoints, the oldest first.
pub async fn checkpoints(conn: &impl ConnectionTrait, record: RecordId) -> Result<Vec<Note>, Problem> {
    let of_vote = checkpoint::Entity::find().filter(checkpoint::Column::VoteId.eq(record.0));
    Ok(of_vote.order_by_asc(checkpoint::Column::Size).all(conn).await?.into_iter().map(note_of).collect())
}

fn note_of(row: checkpoint::Model) -> Note {
    Note { size: unsigned(row.size), text: row.note, key: row.key }
}

/// Leaves from a position on, in order, with their positions.
pub async fn leaves(
    conn: &impl ConnectionTrait,
    record: RecordId,
    from: u64,
    limit: u64,
) -> Result<Vec<(u64, String)>, Problem> {
    let of_vote = leaf::Entity::find().filter(leaf::Column::VoteId.eq(record.0));
    let rows = of_vote.filter(leaf::Column::Position.gte(signed(from)));
    let rows = rows.order_by_asc(leaf::Column::Position).limit(limit).all(conn).await?;
    Ok(rows.into_iter().map(|row| (unsigned(row.position), row.leaf)).collect())
}

/// The first leaf whose commitment lies between two (hex, both included): its position, text and commitment.
pub async fn leaf_between(
    conn: &impl ConnectionTrait,
    record: RecordId,
    low: &str,
    high: &str,
) -> Result<Option<(u64, String, Commitment)>, Problem> {
    let found = leaf::Entity::find()
        .filter(leaf::Column::VoteId.eq(record.0))
        .filter(leaf::Column::Commitment.between(low, high))
        .order_by_asc(leaf::Column::Position)
        .one(conn)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let commitment = row.commitment.as_deref().and_then(Commitment::from_hex);
    let commitment = commitment.ok_or_else(|| unreadable("leaf", row.position))?;
    Ok(Some((unsigned(row.position), row.leaf, commitment)))
}

/// The hashes of nodes of the tree with `size` leaves, in the order they are asked for.
pub async fn hashes(
    conn: &impl ConnectionTrait,
    record: RecordId,
    size: u64,
    nodes: &[u64],
) -> Result<Vec<Hash>, Problem> {
    let spans: Vec<Vec<(u8, Range<u64>)>> = nodes.iter().map(|node| pieces(span(*node, size))).collect();
    let (mut of_leaves, mut of_nodes) = (Condition::any(), Condition::any());
    for (level, positions) in spans.iter().flatten() {
        let (first, end) = (signed(positions.start), signed(positions.end));
        if *level == 0 {
            let these = leaf::Column::Position.gte(first).and(leaf::Column::Position.lt(end));
            of_leaves = of_leaves.add(these);
        } else {
            let these = node::Column::Position.gte(first).and(node::Column::Position.lt(end));
            of_nodes = of_nodes.add(node::Column::Level.eq(i16::from(*level)).and(these));
        }
    }
    let mut known: HashMap<(u8, u64), Hash> = HashMap::new();
    if !of_leaves.is_empty() {
        let rows = leaf::Entity::find().filter(leaf::Column::VoteId.eq(record.0)).filter(of_leaves).all(conn).await?;
        known.extend(rows.iter().map(|row| ((0, unsigned(row.position)), Hash::of_leaf(&row.leaf))));
    }
    if !of_nodes.is_empty() {
        let rows = node::Entity::find().filter(node::Column::VoteId.eq(record.0)).filter(of_nodes).all(conn).await?;
        for row in rows {
            let (level, hash) = (u8::try_from(row.level).unwrap_or(0), hash_of(&row.hash));
            known.insert((level, unsigned(row.position)), hash.ok_or_else(|| unreadable("node", row.position))?);
        }
    }
    let root = |pieces: &Vec<(u8, Range<u64>)>| {
        let mut edge = Edge::default();
        for (level, positions) in pieces {
            for position in positions.clone() {
                let hash = known.get(&(*level, position)).ok_or_else(|| unreadable("tree", record))?;
                edge.append(*level, *hash);
            }
        }
        Ok(edge.root())
    };
    spans.iter().map(root).collect()
}

fn hash_of(hex: &str) -> Option<Hash> {
    Commitment::from_hex(hex).map(|bytes| Hash(bytes.0))
}

fn unreadable(what: &'static str, id: impl std::fmt::Display) -> Problem {
    tracing::error!(%id, "the stored {what} can't be read");
    Problem::broken()
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
