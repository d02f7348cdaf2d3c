//! The rows of the trace: what led to what.
//!
//! Promise: an operation that relates two things records their link in its own transaction. Reading the whole trace
//! needs titles from the slices, so it is above them, in `traces/`.

mod entity;

use domain::trace::{Ask, Link, NodeKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::db::Tx;
use crate::problem::Problem;
pub use domain::trace::Node;
use entity::{Column, Entity};

/// At most this many links are looked up in one step of a walk.
const MOST: u64 = 2_000;

/// Records that `from` led to `to`, in the transaction that makes it so. The role is the actor's; `why` is public, and
/// at most a sentence ([`domain::text::Sentence`]).
pub async fn link(tx: &Tx, from: Node, to: Node, why: &str) -> Result<(), Problem> {
    let row = entity::ActiveModel {
        id: Set(tx.id()),
        from_kind: Set(from.kind().word().to_owned()),
        from_id: Set(from.id()),
        to_kind: Set(to.kind().word().to_owned()),
        to_id: Set(to.id()),
        why: Set(why.to_owned()),
        who_role: Set(tx.actor().role.to_owned()),
        at: Set(tx.now()),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Deletes every link from `from` to `to`.
pub async fn unlink(tx: &Tx, from: Node, to: Node) -> Result<(), Problem> {
    Entity::delete_many().filter(Column::FromId.eq(from.id())).filter(Column::ToId.eq(to.id())).exec(tx.conn()).await?;
    Ok(())
}

/// What led to this node directly, the earliest first.
pub async fn links_into(conn: &impl ConnectionTrait, node: Node) -> Result<Vec<Link>, Problem> {
    Ok(links(conn, &Ask::Into(vec![node])).await?.0)
}

/// The links a walk asks for, and whether these are all.
pub async fn links(conn: &impl ConnectionTrait, ask: &Ask) -> Result<(Vec<Link>, bool), Problem> {
    let (column, nodes) = match ask {
        Ask::Into(nodes) => (Column::ToId, nodes),
        Ask::OutOf(nodes) => (Column::FromId, nodes),
    };
    let rows = Entity::find()
        .filter(column.is_in(nodes.iter().map(|node| node.id())))
        .order_by_asc(Column::Id)
        .limit(MOST + 1)
        .all(conn)
        .await?;
    let all = u64::try_from(rows.len()).is_ok_and(|count| count <= MOST);
    Ok((rows.into_iter().filter_map(to_link).collect(), all))
}

fn to_link(row: entity::Model) -> Option<Link> {
    Some(Link {
        id: row.id,
        from: Node::of(NodeKind::from_word(&row.from_kind)?, row.from_id),
        to: Node::of(NodeKind::from_word(&row.to_kind)?, row.to_id),
        why: row.why,
        who_role: row.who_role,
        at: row.at,
    })
}
