use sea_orm::{EntityTrait, Set};

use super::{Node, entity};
use crate::http::problem::Problem;
use crate::infra::db::Tx;

/// Records that `from` led to `to`, in the transaction that makes it so. The role is the actor's.
pub async fn link(tx: &Tx, from: Node, to: Node, why: &'static str) -> Result<(), Problem> {
    let row = entity::ActiveModel {
        id: Set(tx.id()),
        from_kind: Set(from.word().to_owned()),
        from_id: Set(from.id()),
        to_kind: Set(to.word().to_owned()),
        to_id: Set(to.id()),
        why: Set(why.to_owned()),
        who_role: Set(tx.actor().role.to_owned()),
        at: Set(tx.now()),
    };
    entity::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
