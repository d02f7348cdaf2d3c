use std::collections::{BTreeMap, BTreeSet};

use domain::Time;
use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerRegisterId, OwnersDecisionId, UnitId};
use domain::owner::decision::{Certification, Item, NoticeDays, Opening, OwnersDecision, State, Void};
use domain::owner::{Flat, Head, Register, RegisterHash};
use domain::text::{Prose, Sentence, Title};
use domain::vote::tally::owners::{Measure, Voice};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect, Select, Set,
};

use super::super::entity::{ballot, decision, entry};
use super::register::present_row;
use super::{signed, unreadable, unsigned};
use crate::http::page::Page;
use crate::http::problem::Problem;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::infra::sealed::OWNER_PHONE_INDEX;

/// A head's ballot.
pub struct BallotRow {
    pub voice: Voice,
    pub cast_by: AccountId,
    pub cast_at: Time,
}

/// 404 when there is no such decision.
pub async fn decision(conn: &impl ConnectionTrait, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    one(conn, decision::Entity::find_by_id(id.0)).await
}

/// As [`decision`], and nobody else changes it or casts until the transaction ends.
pub async fn decision_for_update(tx: &Tx, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    one(tx.conn(), decision::Entity::find_by_id(id.0).lock_exclusive()).await
}

/// As [`decision`], and it is neither counted nor voided until the transaction ends; many can cast at once.
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

/// The register the estate has now.
pub async fn present(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    estate: &Title,
) -> Result<Option<(OwnerRegisterId, Register)>, Problem> {
    let Some(row) = present_row(conn, unit, estate).await? else { return Ok(None) };
    let id = OwnerRegisterId(row.id);
    Ok(Some((id, lines(conn, id).await?)))
}

/// The register of an opened decision; it must still be what was frozen.
pub async fn frozen(conn: &impl ConnectionTrait, opening: &Opening) -> Result<Register, Problem> {
    let register = lines(conn, opening.register).await?;
    if register.hash() == opening.hash { Ok(register) } else { Err(unreadable("owner register", opening.register)) }
}

async fn lines(conn: &impl ConnectionTrait, id: OwnerRegisterId) -> Result<Register, Problem> {
    use entry::Column::{Area, Building, Head as Code, RegisterId, Room};
    let query = entry::Entity::find().filter(RegisterId.eq(id.0)).select_only();
    let rows: Vec<(String, String, i64, String)> =
        query.columns([Building, Room, Area, Code]).into_tuple().all(conn).await?;
    let line = |(building, room, area, head)| (Flat { building, room }, unsigned(area), Head::restore(head));
    Ok(Register::restore(rows.into_iter().map(line)))
}

/// The heads of whose owners one has this number.
pub async fn heads_of(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    phone: &PhoneNumber,
) -> Result<BTreeSet<Head>, Problem> {
    let known_as = keys.fingerprints(OWNER_PHONE_INDEX, phone.as_e164().as_bytes());
    let query = entry::Entity::find()
        .filter(entry::Column::RegisterId.eq(register.0))
        .filter(entry::Column::PhoneIndex.is_in(known_as))
        .select_only();
    let heads: Vec<String> = query.column(entry::Column::Head).into_tuple().all(conn).await?;
    Ok(heads.into_iter().map(Head::restore).collect())
}

/// Keeps the ballot in place of the head's earlier one.
pub async fn put_ballot(tx: &Tx, id: OwnersDecisionId, head: &Head, row: &BallotRow) -> Result<(), Problem> {
    use ballot::Column::{CastAt, CastBy, DecisionId, Head as Code, Voice as Said};
    let model = ballot::ActiveModel {
        decision_id: Set(id.0),
        head: Set(head.as_str().to_owned()),
        voice: Set(row.voice.word().to_owned()),
        cast_by: Set(row.cast_by.0),
        cast_at: Set(row.cast_at),
    };
    ballot::Entity::insert(model)
        .on_conflict(OnConflict::columns([DecisionId, Code]).update_columns([Said, CastBy, CastAt]).to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub async fn ballots(conn: &impl ConnectionTrait, id: OwnersDecisionId) -> Result<BTreeMap<Head, BallotRow>, Problem> {
    let rows = ballot::Entity::find().filter(ballot::Column::DecisionId.eq(id.0)).all(conn).await?;
    let restore = |row: ballot::Model| {
        let voice = Voice::from_word(&row.voice).ok_or_else(|| unreadable("ballot of owners", id))?;
        let kept = BallotRow { voice, cast_by: row.cast_by.into(), cast_at: row.cast_at };
        Ok((Head::restore(row.head), kept))
    };
    rows.into_iter().map(restore).collect()
}

fn to_row(one: &OwnersDecision) -> decision::Model {
    let opening = one.opening();
    let (status, certification, void) = match &one.state {
        State::Announced => ("announced", None, None),
        State::Open(_) => ("open", None, None),
        State::Certified(_, certification) => ("certified", Some(certification), None),
        State::Voided(_, void) => ("voided", None, Some(void)),
    };
    decision::Model {
        id: one.id.0,
        unit_id: one.unit.0,
        estate: one.estate.to_string(),
        title: one.title.to_string(),
        text: one.text.to_string(),
        item: i32::from(one.item.get()),
        notice_days: i32::from(one.notice.get()),
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
        ("voided", opening) => {
            let (by, at) = row.voided_by.zip(row.voided_at)?;
            let reason = Sentence::parse(row.voided_why.as_deref()?).ok()?;
            State::Voided(opening, Void { by: by.into(), at, reason })
        }
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
        announced_by: row.announced_by.into(),
        announced_at: row.announced_at,
        closes_at: row.closes_at,
        state,
    })
}
