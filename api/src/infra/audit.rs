//! The audit trail: append-only and hash-chained, in sixteen lanes.
//!
//! With one chain, only one writer could commit at a time. So a transaction appends to the lane that its request id
//! selects, and locks only that lane's row in `audit_heads`. It does so last, so that the lock is held only during the
//! commit. Nothing erases a row.

use domain::Time;
use domain::ids::AccountId;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, DbBackend, QueryOrder, QuerySelect, Statement, Value};
use sha2::{Digest, Sha256};

use super::actor::Actor;
use super::clock::Clock;

pub const LANES: u8 = 16;

pub struct Deed {
    pub action: &'static str,
    pub on: Uuid,
    pub outcome: Outcome,
    /// How many deeds this event stands for, where it stands for several.
    pub times: Option<u32>,
    /// The account that acted, if it became known only meanwhile: until a sign-in succeeds, its caller is anonymous.
    pub by: Option<AccountId>,
    /// Set where nobody may ever know who acted or from where: the event then keeps the action, its time and this
    /// request.
    pub unnamed: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// It was tried and not allowed: a wrong code, a locked account.
    Refused,
}

impl Outcome {
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub lane: i32,
        pub seq: i64,
        pub at: DateTimeUtc,
        pub account_id: Option<Uuid>,
        pub role: String,
        pub action: String,
        pub subject_id: Uuid,
        pub address: String,
        pub request_id: Uuid,
        pub outcome: String,
        pub hash: String,
        pub times: Option<i32>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod head {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_heads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub lane: i32,
        pub seq: i64,
        pub hash: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub async fn append(conn: &DatabaseTransaction, actor: &Actor, deeds: Vec<Deed>, clock: &Clock) -> Result<(), DbErr> {
    if deeds.is_empty() {
        return Ok(());
    }
    let lane = i32::from(actor.request.as_bytes().last().copied().unwrap_or(0) % LANES);
    let no_head = || DbErr::RecordNotFound(format!("audit lane {lane}"));
    let rows = deeds.into_iter().map(|deed| event_of(deed, lane, actor, clock));
    if conn.get_database_backend() == DbBackend::Postgres {
        for row in rows {
            if conn.execute_raw(linked_there(row)).await?.rows_affected() != 1 {
                return Err(no_head());
            }
        }
        return Ok(());
    }
    let mut tip = head::Entity::find_by_id(lane).one(conn).await?.ok_or_else(no_head)?;
    let rows = rows.map(|mut row| {
        row.seq = tip.seq + 1;
        row.hash = link(&tip.hash, &row);
        tip.seq = row.seq;
        tip.hash.clone_from(&row.hash);
        event::ActiveModel::from(row)
    });
    let rows: Vec<event::ActiveModel> = rows.collect();
    event::Entity::insert_many(rows).exec_without_returning(conn).await?;
    head::Entity::update_many()
        .col_expr(head::Column::Seq, tip.seq.into())
        .col_expr(head::Column::Hash, tip.hash.into())
        .filter(head::Column::Lane.eq(lane))
        .exec(conn)
        .await
        .map(|_| ())
}

/// An event without its place in the lane.
fn event_of(deed: Deed, lane: i32, actor: &Actor, clock: &Clock) -> event::Model {
    let is_unnamed = deed.unnamed.is_some();
    event::Model {
        id: clock.id(),
        lane,
        seq: 0,
        at: clock.now(),
        account_id: deed.by.or(actor.account).filter(|_| !is_unnamed).map(|account| account.0),
        role: if deed.by.is_some() || is_unnamed { "resident" } else { actor.role }.to_owned(),
        action: deed.action.to_owned(),
        subject_id: deed.on,
        address: if is_unnamed { String::new() } else { actor.address.clone() },
        request_id: deed.unnamed.unwrap_or(actor.request),
        outcome: deed.outcome.word().to_owned(),
        hash: String::new(),
        times: deed.times.map(|times| i32::try_from(times).unwrap_or(i32::MAX)),
    }
}

/// On PostgreSQL one statement locks the lane's row, hashes and appends, because every write has to wait for these
/// steps.
fn linked_there(row: event::Model) -> Statement {
    let (before, after) = around_seq(&row);
    let field = |text: &str| format!("int8send(octet_length({text})) || convert_to({text}, 'UTF8')");
    let sql = format!(
        "WITH tip AS (UPDATE audit_heads SET seq = seq + 1, \
            hash = encode(sha256({previous} || $2 || {seq} || $3), 'hex') WHERE lane = $1 RETURNING seq, hash) \
         INSERT INTO audit_events (lane, seq, hash, id, at, account_id, role, action, subject_id, address, request_id, \
            outcome, times) SELECT $1, seq, hash, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM tip",
        previous = field("hash"),
        seq = field("(seq + 1)::text"),
    );
    let values: [Value; 13] = [
        row.lane.into(),
        before.into(),
        after.into(),
        row.id.into(),
        row.at.into(),
        row.account_id.into(),
        row.role.into(),
        row.action.into(),
        row.subject_id.into(),
        row.address.into(),
        row.request_id.into(),
        row.outcome.into(),
        row.times.into(),
    ];
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// The hash of an event: SHA-256 over the hash before it and every field, each field with its length in front.
fn link(previous: &str, row: &event::Model) -> String {
    let (before, after) = around_seq(row);
    let mut hashed = Vec::new();
    put(&mut hashed, previous);
    hashed.extend(before);
    put(&mut hashed, &row.seq.to_string());
    hashed.extend(after);
    hex::encode(Sha256::digest(hashed))
}

/// What is hashed of an event before and after its number.
fn around_seq(row: &event::Model) -> (Vec<u8>, Vec<u8>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    put(&mut before, &row.id.to_string());
    put(&mut before, &row.lane.to_string());
    let account = row.account_id.map(|id| id.to_string()).unwrap_or_default();
    put(&mut after, &micros(row.at));
    put(&mut after, &account);
    put(&mut after, &row.role);
    put(&mut after, &row.action);
    put(&mut after, &row.subject_id.to_string());
    put(&mut after, &row.address);
    put(&mut after, &row.request_id.to_string());
    put(&mut after, &row.outcome);
    // Hashed only where it is set: events from before this field existed are chained without it.
    if let Some(times) = row.times {
        put(&mut after, &times.to_string());
    }
    (before, after)
}

fn put(hashed: &mut Vec<u8>, field: &str) {
    hashed.extend(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
    hashed.extend(field.as_bytes());
}

fn micros(at: Time) -> String {
    at.timestamp_micros().to_string()
}

/// Walks every lane from its beginning. Gives the number of events, or a sentence that names the first broken link.
pub async fn verify(conn: &impl ConnectionTrait) -> Result<Result<u64, String>, DbErr> {
    let mut events = 0;
    for lane in 0..i32::from(LANES) {
        let (mut seq, mut hash) = (0, String::new());
        loop {
            let page = event::Entity::find()
                .filter(event::Column::Lane.eq(lane))
                .filter(event::Column::Seq.gt(seq))
                .order_by_asc(event::Column::Seq)
                .limit(1_000)
                .all(conn)
                .await?;
            if page.is_empty() {
                break;
            }
            for row in page {
                if row.seq != seq + 1 {
                    return Ok(Err(format!("lane {lane}: event {} is missing", seq + 1)));
                }
                if row.hash != link(&hash, &row) {
                    return Ok(Err(format!("lane {lane}: event {} was changed", row.seq)));
                }
                (seq, hash) = (row.seq, row.hash);
                events += 1;
            }
        }
        let tip = head::Entity::find_by_id(lane).one(conn).await?;
        if tip.is_none_or(|tip| tip.seq != seq || tip.hash != hash) {
            return Ok(Err(format!("lane {lane}: events after {seq} were cut off")));
        }
    }
    Ok(Ok(events))
}
