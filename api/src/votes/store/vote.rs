use domain::Time;
use domain::ids::{AccountId, DesignId, MeetingId, OwnerRegisterId, ProjectId, UnitId, VoteId};
use domain::text::{Sentence, Title};
use domain::vote::admission::{Admission, AgeLimit, UnknownAge};
use domain::vote::purse::Purse;
use domain::vote::quorum::{Base, Cmp, Share};
use domain::vote::roll::{FrozenRoll, RollHash};
use domain::vote::rule::{Electorate, LotOrder, Method, OnTie, OptionNumber, Rule};
use domain::vote::step::Step;
use domain::vote::ways::{Between, Ways};
use domain::vote::{Certification, Closure, Opening, Stage, Vote, VoteOption, VoteState};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, DbBackend, QueryOrder, QuerySelect, Set, Statement};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::entity::{option, vote as entity};
use super::{small, unreadable, unsigned};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// Which votes a list shows; a field that is none does not filter.
#[derive(Clone, Copy, Default)]
pub struct Filter {
    pub project: Option<ProjectId>,
    pub unit: Option<UnitId>,
    pub stage: Option<Stage>,
    /// True for rehearsals, false for votes that decide.
    pub rehearsal: bool,
}

pub async fn vote(conn: &impl ConnectionTrait, id: VoteId) -> Result<Vote, Problem> {
    one(conn, entity::Entity::find_by_id(id.0).one(conn).await?).await
}

/// Votes in which ballots were cast lately, each with the row from which it was read. Options are fixed once a vote is
/// open, so an equal row is an equal vote.
#[derive(Default)]
pub struct KnownVotes(Mutex<HashMap<VoteId, Known>>);

struct Known {
    version: Option<RowVersion>,
    row: entity::Model,
    vote: Arc<Vote>,
}

/// The version of a row: the transaction that wrote it, which differs after each change. Only PostgreSQL has it.
#[derive(Clone, PartialEq, Eq)]
pub struct RowVersion(pub String);

impl KnownVotes {
    const MOST: usize = 64;

    /// The vote, locked by the caller with [`share`]. Its row is read unless `version` is the one read before.
    pub async fn vote(&self, tx: &Tx, id: VoteId, version: Option<RowVersion>) -> Result<Arc<Vote>, Problem> {
        let is_known = |known: &Known| version.is_some() && known.version == version;
        if let Some(vote) = self.recall(id, is_known) {
            return Ok(vote);
        }
        let row = entity::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or_else(Problem::not_found)?;
        let vote = match self.recall(id, |known| known.row == row) {
            Some(vote) => vote,
            None => Arc::new(one(tx.conn(), Some(row.clone())).await?),
        };
        self.remember(Known { version, row, vote: Arc::clone(&vote) });
        Ok(vote)
    }

    /// The vote as it was when a ballot was last cast in it on this instance. It may have changed since.
    pub fn as_last_seen(&self, id: VoteId) -> Option<Arc<Vote>> {
        self.recall(id, |_| true)
    }

    fn recall(&self, id: VoteId, is_it: impl FnOnce(&Known) -> bool) -> Option<Arc<Vote>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).filter(|known| is_it(known)).map(|known| Arc::clone(&known.vote))
    }

    fn remember(&self, fresh: Known) {
        if fresh.vote.state == VoteState::Drafted {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(fresh.vote.id, fresh);
    }
}

/// Locks the vote for a cast until its transaction ends. Casts share this lock, and a close takes it alone, so what a
/// cast reads of the vote afterwards holds until then.
///
/// Casts read everything by key. PostgreSQL keeps the plan of a statement as long as the connection lives, and a plan
/// made while the urn was empty would read all of it once it is full; so plans that read a whole table are off.
pub async fn share(tx: &Tx, id: VoteId) -> Result<(), Problem> {
    queue(tx, id, "set_config('enable_seqscan', 'off', true), pg_advisory_xact_lock_shared").await
}

pub async fn vote_exclusive(tx: &Tx, id: VoteId) -> Result<Vote, Problem> {
    queue(tx, id, "pg_advisory_xact_lock").await?;
    one(tx.conn(), entity::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?).await
}

/// An advisory lock is a queue. A row lock on PostgreSQL is not: transactions that share it overtake one that waits for
/// it alone, so casts without a pause would keep a close out for ever. SQLite has one writer at a time anyway.
async fn queue(tx: &Tx, id: VoteId, lock: &str) -> Result<(), Problem> {
    if tx.conn().get_database_backend() == DbBackend::Postgres {
        let (_, key) = id.0.as_u64_pair(); // the random half of a UUIDv7
        let key = i64::from_be_bytes(key.to_be_bytes());
        let sql = format!("SELECT {lock}($1)");
        tx.conn().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [key.into()])).await?;
    }
    Ok(())
}

/// All votes of the project that decide something, oldest first; rehearsals are not among them.
pub async fn votes_of_project(conn: &impl ConnectionTrait, project: ProjectId) -> Result<Vec<Vote>, Problem> {
    let rows = entity::Entity::find()
        .filter(entity::Column::ProjectId.eq(project.0))
        .filter(entity::Column::Rehearsal.eq(false))
        .order_by_asc(entity::Column::Id)
        .all(conn)
        .await?;
    restore_all(conn, rows).await
}

/// Newest first. A vote past its end counts as closed, whether or not its row says so.
pub async fn list(
    conn: &impl ConnectionTrait,
    filter: Filter,
    page: &Page<'_>,
    now: Time,
) -> Result<Vec<Vote>, Problem> {
    let mut query = entity::Entity::find().filter(entity::Column::Rehearsal.eq(filter.rehearsal));
    if let Some(project) = filter.project {
        query = query.filter(entity::Column::ProjectId.eq(project.0));
    }
    if let Some(unit) = filter.unit {
        query = query.filter(entity::Column::UnitId.eq(unit.0));
    }
    if let Some(stage) = filter.stage {
        let is = |stage: Stage| entity::Column::Status.eq(stage.word());
        query = query.filter(match stage {
            Stage::Drafted | Stage::Certified | Stage::Voided => Condition::all().add(is(stage)),
            Stage::Open | Stage::Paused => Condition::all().add(is(stage)).add(entity::Column::ClosesAt.gt(now)),
            Stage::Closed => Condition::any().add(is(stage)).add(
                Condition::all()
                    .add(Condition::any().add(is(Stage::Open)).add(is(Stage::Paused)))
                    .add(entity::Column::ClosesAt.lte(now)),
            ),
        });
    }
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::Id.lt(after));
    }
    let rows = query.order_by_desc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    restore_all(conn, rows).await
}

/// Titles and states for the trace.
pub async fn titles(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
    now: Time,
) -> Result<Vec<(Uuid, String, String)>, Problem> {
    let rows = entity::Entity::find().filter(entity::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    let state = |row: &entity::Model| {
        let runs = [Stage::Open, Stage::Paused].iter().any(|stage| row.status == stage.word());
        let over = runs && row.closes_at <= now;
        if over { Stage::Closed.word().to_owned() } else { row.status.clone() }
    };
    Ok(rows.into_iter().map(|row| (row.id, row.title.clone(), state(&row))).collect())
}

pub async fn insert(tx: &Tx, vote: &Vote) -> Result<(), Problem> {
    entity::Entity::insert(row(vote)).exec_without_returning(tx.conn()).await?;
    insert_options(tx, vote).await
}

/// Stores what drafting can change, options included.
pub async fn update_draft(tx: &Tx, vote: &Vote) -> Result<(), Problem> {
    update_state(tx, vote).await?;
    option::Entity::delete_many().filter(option::Column::VoteId.eq(vote.id.0)).exec(tx.conn()).await?;
    insert_options(tx, vote).await
}

/// Stores the vote without its options, which are fixed once it is open.
pub async fn update_state(tx: &Tx, vote: &Vote) -> Result<(), Problem> {
    entity::Entity::update(row(vote)).exec(tx.conn()).await?;
    Ok(())
}

async fn insert_options(tx: &Tx, vote: &Vote) -> Result<(), Problem> {
    let rows = vote.options.iter().map(|choice| option::ActiveModel {
        vote_id: Set(vote.id.0),
        number: Set(small(choice.number.get())),
        design_id: Set(choice.design.0),
        title: Set(choice.title.as_str().to_owned()),
    });
    option::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn one(conn: &impl ConnectionTrait, row: Option<entity::Model>) -> Result<Vote, Problem> {
    let row = row.ok_or_else(Problem::not_found)?;
    restore_all(conn, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

async fn restore_all(conn: &impl ConnectionTrait, rows: Vec<entity::Model>) -> Result<Vec<Vote>, Problem> {
    let options = option::Entity::find()
        .filter(option::Column::VoteId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(option::Column::Number)
        .all(conn)
        .await?;
    let mut by_vote: BTreeMap<Uuid, Vec<option::Model>> = BTreeMap::new();
    for option in options {
        by_vote.entry(option.vote_id).or_default().push(option);
    }
    let restored = rows.into_iter().map(|row| {
        let (id, options) = (row.id, by_vote.remove(&row.id).unwrap_or_default());
        restore(row, options).ok_or_else(|| unreadable("vote", id))
    });
    restored.collect()
}

fn restore(row: entity::Model, options: Vec<option::Model>) -> Option<Vote> {
    let count = u8::try_from(options.len()).ok()?;
    let at_most = row.at_most.map(u8::try_from).transpose().ok()?;
    let share = |stored: Option<&str>| match stored {
        None => Some(None),
        Some(text) => read_share(text).map(Some),
    };
    let age = match (row.min_age, row.born_by, row.unknown_age.as_deref()) {
        (Some(years), Some(born_by), Some(unknown)) => {
            let (years, born_by) = (u8::try_from(years).ok()?, u16::try_from(born_by).ok()?);
            Some(AgeLimit::restore(years, born_by, UnknownAge::from_word(unknown)?)?)
        }
        (None, None, None) => None,
        _ => return None,
    };
    let numbers = row.lot_order.split(',').map(str::parse).collect::<Result<Vec<u8>, _>>().ok()?;
    let rule = Rule::new(
        Method::from_word(&row.method, at_most, count).ok()?,
        Electorate::from_word(&row.electorate)?,
        share(row.quorum.as_deref())?,
        share(row.threshold.as_deref())?,
        LotOrder::parse(&numbers, count).ok()?,
    );
    let ways = match (row.between_ways.as_deref(), row.proxies_each) {
        (None, None) => None,
        (Some(between), Some(each)) => Some(Ways::new(Between::from_word(between)?, u8::try_from(each).ok()?)?),
        (Some(_), None) | (None, Some(_)) => return None,
    };
    let purse = match row.budget.as_deref() {
        None => None,
        Some(text) => Some(read_purse(text, count)?),
    };
    let register = row.register_id.map(OwnerRegisterId);
    let admission = Admission { age, verified_by: row.verified_by, register };
    let rule = Rule { on_tie: OnTie::from_word(&row.on_tie)?, ways, ..rule.ok()? };
    let rule = rule.with_purse(purse).ok()?.admitting(admission).ok()?;
    let rule = rule.objected_to_for(u8::try_from(row.objection_days).ok()?);
    let options = options.into_iter().map(|option| {
        let number = u8::try_from(option.number).ok().and_then(OptionNumber::new)?;
        Some(VoteOption { number, design: DesignId(option.design_id), title: Title::parse(&option.title).ok()? })
    });
    Some(Vote {
        id: VoteId(row.id),
        project: ProjectId(row.project_id),
        unit: UnitId(row.unit_id),
        meeting: row.meeting_id.map(MeetingId),
        title: Title::parse(&row.title).ok()?,
        options: options.collect::<Option<_>>()?,
        rule: rule.ok()?,
        rehearsal: row.rehearsal,
        deputy: row.deputy.map(AccountId),
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        drafted_by: AccountId(row.drafted_by),
        drafted_at: row.drafted_at,
        state: state(&row)?,
    })
}

fn state(row: &entity::Model) -> Option<VoteState> {
    let opening = || {
        let hash = hex::decode(row.roll_hash.as_deref()?).ok()?.try_into().ok()?;
        let roll =
            FrozenRoll { size: unsigned(row.roll_size?), area: row.roll_area.map(unsigned), hash: RollHash(hash) };
        Some(Opening { by: AccountId(row.opened_by?), at: row.opened_at?, begins_at: row.begins_at?, roll })
    };
    let closure = || {
        let at = row.closed_at?;
        Some(match row.closed_by {
            None => Closure::ByTime { at },
            Some(by) => {
                let reason = Sentence::parse(row.close_reason.as_deref()?).ok()?;
                Closure::ByPerson { at, by: AccountId(by), reason }
            }
        })
    };
    let step = |by: Option<Uuid>, at: Option<Time>, why: Option<&str>| {
        Some(Step { by: AccountId(by?), at: at?, reason: Sentence::parse(why?).ok()? })
    };
    Some(match Stage::from_word(&row.status)? {
        Stage::Drafted => VoteState::Drafted,
        Stage::Open => VoteState::Open(opening()?),
        Stage::Paused => VoteState::Paused(opening()?, step(row.paused_by, row.paused_at, row.paused_why.as_deref())?),
        Stage::Voided => {
            let voided = step(row.voided_by, row.voided_at, row.voided_why.as_deref())?;
            VoteState::Voided(if row.opened_at.is_some() { Some(opening()?) } else { None }, voided)
        }
        Stage::Closed => VoteState::Closed(opening()?, closure()?),
        Stage::Certified => {
            let certification = Certification { by: AccountId(row.certified_by?), at: row.certified_at? };
            VoteState::Certified(opening()?, closure()?, certification)
        }
    })
}

fn row(vote: &Vote) -> entity::ActiveModel {
    let rule = &vote.rule;
    let at_most = rule.method.limit().map(small);
    let lot: Vec<String> = rule.lot.as_slice().iter().map(OptionNumber::to_string).collect();
    let opening = vote.state.opening();
    let (closed_by, close_reason) = match vote.state.closure() {
        None | Some(Closure::ByTime { .. }) => (None, None),
        Some(Closure::ByPerson { by, reason, .. }) => (Some(by.0), Some(reason.as_str().to_owned())),
    };
    let certification = match &vote.state {
        VoteState::Certified(.., certification) => Some(certification),
        VoteState::Drafted
        | VoteState::Open(_)
        | VoteState::Paused(..)
        | VoteState::Closed(..)
        | VoteState::Voided(..) => None,
    };
    let (paused, voided) = match &vote.state {
        VoteState::Paused(_, step) => (Some(step), None),
        VoteState::Voided(_, step) => (None, Some(step)),
        VoteState::Drafted | VoteState::Open(_) | VoteState::Closed(..) | VoteState::Certified(..) => (None, None),
    };
    entity::ActiveModel {
        id: Set(vote.id.0),
        project_id: Set(vote.project.0),
        unit_id: Set(vote.unit.0),
        meeting_id: Set(vote.meeting.map(|meeting| meeting.0)),
        title: Set(vote.title.as_str().to_owned()),
        method: Set(rule.method.word().to_owned()),
        at_most: Set(at_most),
        electorate: Set(rule.electorate.word().to_owned()),
        quorum: Set(rule.quorum.map(write_share)),
        threshold: Set(rule.threshold.map(write_share)),
        lot_order: Set(lot.join(",")),
        budget: Set(rule.purse.as_ref().map(write_purse)),
        opens_at: Set(vote.opens_at),
        closes_at: Set(vote.closes_at),
        drafted_by: Set(vote.drafted_by.0),
        drafted_at: Set(vote.drafted_at),
        status: Set(vote.state.stage().word().to_owned()),
        opened_by: Set(opening.map(|opening| opening.by.0)),
        opened_at: Set(opening.map(|opening| opening.at)),
        begins_at: Set(opening.map(|opening| opening.begins_at)),
        roll_size: Set(opening.map(|opening| super::signed(opening.roll.size))),
        roll_area: Set(opening.and_then(|opening| opening.roll.area).map(super::signed)),
        roll_hash: Set(opening.map(|opening| opening.roll.hash.to_string())),
        closed_by: Set(closed_by),
        closed_at: Set(vote.state.closure().map(Closure::at)),
        close_reason: Set(close_reason),
        certified_by: Set(certification.map(|certification| certification.by.0)),
        certified_at: Set(certification.map(|certification| certification.at)),
        paused_at: Set(paused.map(|step| step.at)),
        paused_by: Set(paused.map(|step| step.by.0)),
        paused_why: Set(paused.map(|step| step.reason.to_string())),
        voided_at: Set(voided.map(|step| step.at)),
        voided_by: Set(voided.map(|step| step.by.0)),
        voided_why: Set(voided.map(|step| step.reason.to_string())),
        between_ways: Set(rule.ways.map(|ways| ways.between.word().to_owned())),
        proxies_each: Set(rule.ways.map(|ways| small(ways.proxies_each))),
        on_tie: Set(rule.on_tie.word().to_owned()),
        objection_days: Set(small(rule.objection_days)),
        min_age: Set(rule.admission.age.map(|age| small(age.years()))),
        born_by: Set(rule.admission.age.and_then(|age| i16::try_from(age.born_by()).ok())),
        unknown_age: Set(rule.admission.age.map(|age| age.unknown.word().to_owned())),
        verified_by: Set(rule.admission.verified_by),
        register_id: Set(rule.admission.register.map(|register| register.0)),
        rehearsal: Set(vote.rehearsal),
        deputy: Set(vote.deputy.map(|deputy| deputy.0)),
    }
}

/// `valid gt 1/2`: base, comparison and fraction.
fn write_share(share: Share) -> String {
    format!("{} {} {}/{}", share.base().word(), share.cmp().word(), share.num(), share.den())
}

fn read_share(text: &str) -> Option<Share> {
    let mut words = text.split([' ', '/']);
    let (base, cmp) = (Base::from_word(words.next()?)?, Cmp::from_word(words.next()?)?);
    Share::parse(base, cmp, words.next()?.parse().ok()?, words.next()?.parse().ok()?).ok()
}

fn write_purse(purse: &Purse) -> String {
    let costs: Vec<String> = purse.costs().iter().map(u32::to_string).collect();
    format!("{}:{}", purse.budget(), costs.join(","))
}

fn read_purse(text: &str, options: u8) -> Option<Purse> {
    let (budget, costs) = text.split_once(':')?;
    let costs = costs.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    Purse::parse(budget.parse().ok()?, costs, options).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purses_go_both_ways() {
        let purse = Purse::parse(300, vec![120, 80, 150], 3).unwrap();
        assert_eq!(read_purse(&write_purse(&purse), 3), Some(purse));
        assert_eq!(read_purse("300:120", 3), None);
    }

    #[test]
    fn shares_go_both_ways() {
        for base in Base::ALL {
            for cmp in Cmp::ALL {
                let share = Share::parse(*base, *cmp, 2, 3).unwrap();
                assert_eq!(read_share(&write_share(share)), Some(share));
            }
        }
        assert_eq!(read_share("valid gt 1"), None);
    }
}
