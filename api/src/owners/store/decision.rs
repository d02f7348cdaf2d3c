use domain::Time;
use domain::ids::{OwnersDecisionId, UnitId};
use domain::owner::decision::{Certification, Item, NoticeDays, Opening, OwnersDecision, State};
use domain::owner::proxy::ProxiesEach;
use domain::register::{Register, RegisterHash};
use domain::text::{Prose, Sentence, Title};
use domain::vote::step::Step;
use domain::vote::tally::owners::Measure;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::super::entity::decision;
use super::{signed, unreadable, unsigned};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;
use crate::registers;

/// 404 if there is no such decision.
pub async fn decision(conn: &impl ConnectionTrait, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    one(conn, decision::Entity::find_by_id(id.0)).await
}

/// Like [`decision`], with an exclusive lock: nobody else changes the decision or casts until the transaction ends.
pub async fn decision_for_update(tx: &Tx, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    one(tx.conn(), decision::Entity::find_by_id(id.0).lock_exclusive()).await
}

/// Like [`decision`], with a shared lock: the decision is neither counted nor voided until the transaction ends, but
/// others may cast.
pub async fn decision_for_share(tx: &Tx, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    one(tx.conn(), decision::Entity::find_by_id(id.0).lock_shared()).await
}

async fn one(conn: &impl ConnectionTrait, query: Select<decision::Entity>) -> Result<OwnersDecision, Problem> {
    query.one(conn).await?.ok_or_else(Problem::not_found).and_then(restore)
}

/// The oldest first.
pub async fn decisions_page(
    conn: &impl ConnectionTrait,
    unit: Option<UnitId>,
    page: &Page<'_>,
) -> Result<Vec<OwnersDecision>, Problem> {
    let mut wanted = decision::Entity::find();
    if let Some(unit) = unit {
        wanted = wanted.filter(decision::Column::UnitId.eq(unit.0));
    }
    if let Some(after) = page.after_id() {
        wanted = wanted.filter(decision::Column::Id.gt(after));
    }
    let rows = wanted.order_by_asc(decision::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

pub async fn insert_decision(tx: &Tx, one: &OwnersDecision) -> Result<(), Problem> {
    decision::Entity::insert(to_row(one).into_active_model()).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update_decision(tx: &Tx, one: &OwnersDecision) -> Result<(), Problem> {
    decision::Entity::update(to_row(one).into_active_model().reset_all()).exec(tx.conn()).await?;
    Ok(())
}

/// The register of an opened decision. It is an error if its hash is not the one that was frozen.
pub async fn frozen(conn: &impl ConnectionTrait, opening: &Opening) -> Result<Register, Problem> {
    let register = registers::whole(conn, opening.register).await?;
    if register.hash() == opening.hash { Ok(register) } else { Err(unreadable("owner register", opening.register)) }
}

fn to_row(one: &OwnersDecision) -> decision::Model {
    let opening = one.opening();
    let (status, pause, certification, void) = match &one.state {
        State::Announced => ("announced", None, None, None),
        State::Open(_) => ("open", None, None, None),
        State::Paused(_, pause) => ("paused", Some(pause), None, None),
        State::Certified(_, certification) => ("certified", None, Some(certification), None),
        State::Voided(_, void) => ("voided", None, None, Some(void)),
    };
    decision::Model {
        id: one.id.0,
        unit_id: one.unit.0,
        estate: one.estate.to_string(),
        title: one.title.to_string(),
        text: one.text.to_string(),
        item: i32::from(one.item.get()),
        notice_days: i32::from(one.notice.get()),
        proxies_each: one.proxies_each.map(|most| i16::from(most.get())),
        announced_by: one.announced_by.0,
        announced_at: one.announced_at,
        closes_at: one.closes_at,
        status: status.to_owned(),
        opened_by: opening.map(|opening| opening.by.0),
        opened_at: opening.map(|opening| opening.at),
        register_id: opening.map(|opening| opening.register.0),
        roll_hash: opening.map(|opening| opening.hash.to_string()),
        heads: opening.map(|opening| signed(opening.total.heads)),
        area: opening.map(|opening| signed(opening.total.area)),
        paused_by: pause.map(|pause| pause.by.0),
        paused_at: pause.map(|pause| pause.at),
        paused_why: pause.map(|pause| pause.reason.to_string()),
        certified_by: certification.map(|certification| certification.by.0),
        certified_at: certification.map(|certification| certification.at),
        voided_by: void.map(|void| void.by.0),
        voided_at: void.map(|void| void.at),
        voided_why: void.map(|void| void.reason.to_string()),
    }
}

fn restore(row: decision::Model) -> Result<OwnersDecision, Problem> {
    let id = row.id;
    read(row).ok_or_else(|| unreadable("decision of owners", id))
}

fn read(row: decision::Model) -> Option<OwnersDecision> {
    let hash = |hex: &str| hex::decode(hex).ok().and_then(|bytes| bytes.try_into().ok()).map(RegisterHash);
    let opening = match (row.opened_by, row.opened_at, row.register_id, &row.roll_hash, row.heads, row.area) {
        (Some(by), Some(at), Some(register), Some(frozen), Some(heads), Some(area)) => Some(Opening {
            by: by.into(),
            at,
            register: register.into(),
            hash: hash(frozen)?,
            total: Measure { area: unsigned(area), heads: unsigned(heads) },
        }),
        (None, None, None, None, None, None) => None,
        _ => return None,
    };
    let certification = row.certified_by.zip(row.certified_at);
    let state = match (row.status.as_str(), opening) {
        ("announced", None) => State::Announced,
        ("open", Some(opening)) => State::Open(opening),
        ("certified", Some(opening)) => {
            let (by, at) = certification?;
            State::Certified(opening, Certification { by: by.into(), at })
        }
        ("paused", Some(opening)) => State::Paused(opening, step(row.paused_by, row.paused_at, row.paused_why)?),
        ("voided", opening) => State::Voided(opening, step(row.voided_by, row.voided_at, row.voided_why)?),
        _ => return None,
    };
    Some(OwnersDecision {
        id: row.id.into(),
        unit: row.unit_id.into(),
        estate: Title::parse(&row.estate).ok()?,
        title: Title::parse(&row.title).ok()?,
        text: Prose::parse(&row.text).ok()?,
        item: Item::new(u8::try_from(row.item).ok()?)?,
        notice: NoticeDays::new(u8::try_from(row.notice_days).ok()?)?,
        proxies_each: match row.proxies_each {
            None => None,
            Some(most) => Some(ProxiesEach::new(u8::try_from(most).ok()?)?),
        },
        announced_by: row.announced_by.into(),
        announced_at: row.announced_at,
        closes_at: row.closes_at,
        state,
    })
}

fn step(by: Option<Uuid>, at: Option<Time>, why: Option<String>) -> Option<Step> {
    let (by, at) = by.zip(at)?;
    Some(Step { by: by.into(), at, reason: Sentence::parse(why.as_deref()?).ok()? })
}
