//! The people through whose hands the ballots of others went. They may not certify the result.

use domain::ids::{AccountId, VoteId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QuerySelect, Set};

use super::super::entity::{hand, proxy};
use crate::infra::db::Tx;
use crate::problem::Problem;

/// Records that this person handed out, took back, keyed or counted sheets, or cast a ballot for somebody.
pub async fn note_hand(tx: &Tx, vote: VoteId, by: AccountId) -> Result<(), Problem> {
    let row = hand::ActiveModel { vote_id: Set(vote.0), account_id: Set(by.0) };
    let once = OnConflict::columns([hand::Column::VoteId, hand::Column::AccountId]).do_nothing().to_owned();
    match hand::Entity::insert(row).on_conflict(once).exec_without_returning(tx.conn()).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The people recorded by [`note_hand`], and everybody who cast with a proxy.
pub async fn handled(conn: &impl ConnectionTrait, vote: VoteId) -> Result<Vec<AccountId>, Problem> {
    let hands = hand::Entity::find().select_only().column(hand::Column::AccountId);
    let mut by: Vec<Uuid> = hands.filter(hand::Column::VoteId.eq(vote.0)).into_tuple().all(conn).await?;
    let holders = proxy::Entity::find().select_only().column(proxy::Column::Holder);
    let holders = holders.filter(proxy::Column::VoteId.eq(vote.0)).filter(proxy::Column::Used.eq(true));
    by.extend(holders.into_tuple::<Uuid>().all(conn).await?);
    Ok(by.into_iter().map(AccountId).collect())
}
