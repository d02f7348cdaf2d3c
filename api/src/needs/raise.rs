use domain::need::Need;

use super::store;
use crate::infra::db::Tx;
use crate::infra::links::{self, Node};
use crate::problem::Problem;

/// Stores a need that the rules have accepted, and links it to the hearing that it names.
pub async fn raise(tx: &Tx, need: &Need) -> Result<(), Problem> {
    store::insert(tx, need).await?;
    if let Some(hearing) = need.hearing {
        links::link(tx, Node::Need(need.id.0), Node::Meeting(hearing.0), "submitted to the hearing").await?;
    }
    Ok(())
}
