//! Rows of invitations, the only way into an account for staff and planners.

use domain::Time;
use domain::ids::{AccountId, InvitationId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};

use super::super::entity::invitation;
use crate::infra::db::Tx;

pub struct Invitation {
    pub id: InvitationId,
    pub account: AccountId,
    pub expires_at: Time,
    pub accepted: bool,
}

/// Stores a fresh invitation; earlier ones of the account become void.
pub async fn insert_invitation(
    tx: &Tx,
    account: AccountId,
    token_hash: String,
    expires_at: Time,
) -> Result<InvitationId, DbErr> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::AccountId.eq(account.0))
        .filter(invitation::Column::AcceptedAt.is_null())
        .exec(tx.conn())
        .await?;
    let id = tx.id();
    let row = invitation::ActiveModel {
        id: Set(id),
        account_id: Set(account.0),
        token_hash: Set(token_hash),
        invited_by: Set(tx.actor().account.map(|account| account.0)),
        created_at: Set(tx.now()),
        expires_at: Set(expires_at),
        accepted_at: Set(None),
    };
    invitation::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(InvitationId(id))
}

pub async fn invitation(conn: &impl ConnectionTrait, token_hash: &str) -> Result<Option<Invitation>, DbErr> {
    let found = invitation::Entity::find().filter(invitation::Column::TokenHash.eq(token_hash)).one(conn).await?;
    Ok(found.map(|row| Invitation {
        id: InvitationId(row.id),
        account: AccountId(row.account_id),
        expires_at: row.expires_at,
        accepted: row.accepted_at.is_some(),
    }))
}

/// True for the one caller who accepts the invitation.
pub async fn accept_invitation(tx: &Tx, id: InvitationId) -> Result<bool, DbErr> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::AcceptedAt, Expr::value(Some(tx.now())))
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::AcceptedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}
