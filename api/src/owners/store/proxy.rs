//! Proxies of owners. The sealed columns are written once. Later updates do not touch them, because resealing may
//! change them at the same time.

use domain::Time;
use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerProxyId, OwnersDecisionId};
use domain::owner::proxy::{Document, Instruction, OwnerProxy, Recorded, Source};
use domain::register::Head;
use domain::text::Text;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::super::entity::proxy as entity;
use super::unreadable;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::infra::keys::{Indexed, Keyring, Place};
use crate::infra::sealed::PROXY_HOLDER_INDEX;
use crate::problem::Problem;

/// The number or title under which a paper is filed.
pub type Filed = Text<1, 200>;

/// A mandate on paper, with what the paper and the written revocation are filed under.
pub struct MandateRow {
    pub proxy: OwnerProxy,
    pub reference: Option<String>,
    pub revocation: Option<String>,
}

fn holder_of(row: Uuid) -> Place {
    Place { table: "owner_proxies", column: "holder", row }
}

fn reference_of(row: Uuid) -> Place {
    Place { table: "owner_proxies", column: "reference", row }
}

fn revocation_of(row: Uuid) -> Place {
    Place { table: "owner_proxies", column: "revocation", row }
}

/// The blind indexes by which proxies of this holder's number are found, one for each root.
pub fn holder_known_as(keys: &Keyring, phone: &PhoneNumber) -> Vec<String> {
    keys.fingerprints(PROXY_HOLDER_INDEX, phone.as_e164().as_bytes())
}

pub async fn insert_proxy(
    tx: &Tx,
    keys: &Keyring,
    proxy: &OwnerProxy,
    reference: Option<&Filed>,
) -> Result<(), Problem> {
    let (id, plain) = (proxy.id.0, proxy.holder.as_e164().as_bytes());
    let Indexed { sealed, index } = keys.seal_indexed(holder_of(id), plain, PROXY_HOLDER_INDEX, plain);
    let (giver, recorded) = match &proxy.source {
        Source::InApp { giver } => (Some(giver.0), None),
        Source::OnPaper(recorded) => (None, Some(recorded)),
    };
    let row = entity::ActiveModel {
        id: Set(id),
        decision_id: Set(proxy.decision.0),
        head: Set(proxy.head.as_str().to_owned()),
        holder: Set(sealed),
        holder_index: Set(index),
        says: Set(proxy.says.word().to_owned()),
        until: Set(proxy.until),
        given_at: Set(proxy.given_at),
        giver: Set(giver),
        document: Set(recorded.map(|recorded| recorded.document.word().to_owned())),
        reference: Set(reference.map(|text| keys.seal(reference_of(id), text.as_str().as_bytes()))),
        recorded_by: Set(recorded.map(|recorded| recorded.by.0)),
        confirmed_by: Set(recorded.and_then(|recorded| recorded.confirmed_by).map(|by| by.0)),
        used_by: Set(proxy.used_by.map(|by| by.0)),
        revoked_at: Set(proxy.revoked_at),
        revoked_by: Set(None),
        revocation: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Stores that a proxy was confirmed, used or revoked.
pub async fn update_proxy(tx: &Tx, proxy: &OwnerProxy) -> Result<(), Problem> {
    let confirmed_by = proxy.recorded().and_then(|recorded| recorded.confirmed_by);
    let row = entity::ActiveModel {
        id: Set(proxy.id.0),
        confirmed_by: Set(confirmed_by.map(|by| by.0)),
        used_by: Set(proxy.used_by.map(|by| by.0)),
        revoked_at: Set(proxy.revoked_at),
        ..Default::default()
    };
    entity::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}

/// Stores who revoked the mandate at the desk, and what the owner's written revocation is filed under.
pub async fn note_revocation(
    tx: &Tx,
    keys: &Keyring,
    id: OwnerProxyId,
    by: AccountId,
    reference: &Filed,
) -> Result<(), Problem> {
    let row = entity::ActiveModel {
        id: Set(id.0),
        revoked_by: Set(Some(by.0)),
        revocation: Set(Some(keys.seal(revocation_of(id.0), reference.as_str().as_bytes()))),
        ..Default::default()
    };
    entity::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}

/// Deletes the record of a mandate that two people read differently.
pub async fn discard_proxy(tx: &Tx, id: OwnerProxyId) -> Result<(), Problem> {
    entity::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    Ok(())
}

/// 404 if there is no such proxy.
pub async fn proxy(conn: &impl ConnectionTrait, keys: &Keyring, id: OwnerProxyId) -> Result<OwnerProxy, Problem> {
    restore(keys, entity::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?)
}

/// 404 if the decision has no such mandate on paper.
pub async fn mandate(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    decision: OwnersDecisionId,
    id: OwnerProxyId,
) -> Result<MandateRow, Problem> {
    let row = entity::Entity::find_by_id(id.0).filter(entity::Column::DecisionId.eq(decision.0)).one(conn).await?;
    let row = row.filter(|row| row.document.is_some()).ok_or_else(Problem::not_found)?;
    filed(keys, row)
}

/// Mandates on paper, the oldest first.
pub async fn mandates(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    decision: OwnersDecisionId,
    page: &Page<'_>,
) -> Result<Vec<MandateRow>, Problem> {
    let mut wanted = entity::Entity::find()
        .filter(entity::Column::DecisionId.eq(decision.0))
        .filter(entity::Column::Document.is_not_null());
    if let Some(after) = page.after_id() {
        wanted = wanted.filter(entity::Column::Id.gt(after));
    }
    let rows = wanted.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(|row| filed(keys, row)).collect()
}

/// The proxies of the decision with which a ballot was cast.
pub async fn used_proxies(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    decision: OwnersDecisionId,
) -> Result<Vec<OwnerProxy>, Problem> {
    let used = entity::Entity::find()
        .filter(entity::Column::DecisionId.eq(decision.0))
        .filter(entity::Column::UsedBy.is_not_null());
    used.all(conn).await?.into_iter().map(|row| restore(keys, row)).collect()
}

/// Everybody who recorded, confirmed or revoked a mandate at the desk or cast with a proxy. They may not certify.
pub async fn hands(conn: &impl ConnectionTrait, decision: OwnersDecisionId) -> Result<Vec<AccountId>, Problem> {
    use entity::Column::{ConfirmedBy, DecisionId, RecordedBy, RevokedBy, UsedBy};
    let query = entity::Entity::find().filter(DecisionId.eq(decision.0)).select_only();
    type Hands = (Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<Uuid>);
    let rows: Vec<Hands> = query.columns([RecordedBy, ConfirmedBy, RevokedBy, UsedBy]).into_tuple().all(conn).await?;
    Ok(rows.into_iter().flat_map(|(a, b, c, d)| [a, b, c, d]).flatten().map(AccountId).collect())
}

/// Marks a head's expired proxies as revoked, because only one proxy of a head may be unrevoked.
pub async fn put_expired_away(tx: &Tx, decision: OwnersDecisionId, head: &Head) -> Result<(), Problem> {
    use sea_orm::sea_query::Expr;
    entity::Entity::update_many()
        .col_expr(entity::Column::RevokedAt, Expr::col(entity::Column::Until))
        .filter(entity::Column::DecisionId.eq(decision.0))
        .filter(entity::Column::Head.eq(head.as_str()))
        .filter(entity::Column::RevokedAt.is_null())
        .filter(entity::Column::Until.lte(tx.now()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn filed(keys: &Keyring, row: entity::Model) -> Result<MandateRow, Problem> {
    let id = row.id;
    let text = |place, sealed: &Option<Vec<u8>>| {
        let opened = sealed.as_deref().map(|sealed| keys.open_text(place, sealed)).transpose();
        opened.map_err(|_| unreadable("mandate of an owner", id))
    };
    let (reference, revocation) = (text(reference_of(id), &row.reference)?, text(revocation_of(id), &row.revocation)?);
    Ok(MandateRow { proxy: restore(keys, row)?, reference, revocation })
}

pub(super) fn restore(keys: &Keyring, row: entity::Model) -> Result<OwnerProxy, Problem> {
    let id = row.id;
    read(keys, row).ok_or_else(|| unreadable("proxy of an owner", id))
}

fn read(keys: &Keyring, row: entity::Model) -> Option<OwnerProxy> {
    let holder = keys.open_text(holder_of(row.id), &row.holder).ok()?;
    let source = match (row.giver, row.document, row.recorded_by) {
        (Some(giver), None, None) => Source::InApp { giver: giver.into() },
        (None, Some(document), Some(by)) => Source::OnPaper(Recorded {
            document: Document::from_word(&document)?,
            by: by.into(),
            confirmed_by: row.confirmed_by.map(Into::into),
        }),
        _ => return None,
    };
    Some(OwnerProxy {
        id: row.id.into(),
        decision: row.decision_id.into(),
        head: Head::restore(row.head),
        holder: PhoneNumber::parse(&holder).ok()?,
        says: Instruction::from_word(&row.says)?,
        until: row.until,
        given_at: row.given_at,
        source,
        used_by: row.used_by.map(Into::into),
        revoked_at: row.revoked_at,
    })
}

/// The database's condition for a proxy that is `OwnerProxyStage::Standing` or `Unconfirmed`.
pub(super) fn stands(now: Time) -> sea_orm::Condition {
    let is_good = sea_orm::Condition::any().add(entity::Column::Until.is_null()).add(entity::Column::Until.gt(now));
    sea_orm::Condition::all().add(entity::Column::RevokedAt.is_null()).add(is_good)
}
