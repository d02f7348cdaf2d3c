//! Outgoing messages: each is stored in the transaction that causes it, and sent after it, at least once and always
//! with the same key.
//!
//! A message may contain a code or a token, so its row holds it sealed until it is sent, and empty afterwards.

use std::time::Duration;

use chrono::TimeDelta;
use domain::Time;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, QueryOrder, QuerySelect, Set};

use super::keys::{Keyring, Place};

/// After a failure the pause before the next attempt grows from 5 s to an hour; after 24 h the message is given up.
const FIRST_RETRY_SECONDS: i64 = 5;
const LAST_RETRY_SECONDS: i64 = 3_600;
const LIFE_HOURS: i64 = 24;
/// How long a claimed message belongs to the instance that claimed it.
const LEASE_SECONDS: i64 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Sms,
    Mail,
}

/// A message ready to be stored: its content is sealed already (see [`Message::seal`]).
pub struct Message {
    id: Uuid,
    channel: Channel,
    content: Vec<u8>,
    is_void: bool,
}

/// What is sealed in a row.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Letter {
    /// An E.164 number or an e-mail address.
    pub to: String,
    /// Which text it is: `sign_in_code`, `invitation`, …
    pub template: String,
    /// The values of the template, in the template's order.
    pub values: Vec<String>,
}

impl Message {
    pub fn seal(keys: &Keyring, id: Uuid, channel: Channel, letter: &Letter) -> Self {
        let plain = serde_json::to_vec(letter).unwrap_or_default();
        Self { id, channel, content: keys.seal(content_of(id), &plain), is_void: false }
    }

    /// Makes the message one that is never sent. It costs the same work and the same row, so that the time an answer
    /// takes does not tell whether there was somebody to send to.
    pub fn void(self) -> Self {
        Self { is_void: true, ..self }
    }
}

impl Channel {
    pub fn word(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
        }
    }
}

fn content_of(row: Uuid) -> Place {
    Place { table: "outbox", column: "content", row }
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub channel: String,
        pub content: Option<Vec<u8>>,
        pub status: String,
        pub attempts: i32,
        pub created_at: DateTimeUtc,
        pub due_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        pub last_error: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub async fn insert(conn: &DatabaseTransaction, message: Message, now: Time) -> Result<(), DbErr> {
    let row = entity::ActiveModel {
        id: Set(message.id),
        channel: Set(message.channel.word().to_owned()),
        content: Set((!message.is_void).then_some(message.content)),
        status: Set(if message.is_void { "void" } else { "waiting" }.to_owned()),
        attempts: Set(0),
        created_at: Set(now),
        due_at: Set(now),
        finished_at: Set(message.is_void.then_some(now)),
        last_error: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(conn).await.map(|_| ())
}

/// A claimed message: `key` is the same at every attempt, so a receiver can drop the second.
pub struct Claimed {
    pub key: Uuid,
    pub channel: Channel,
    pub letter: Letter,
    pub created_at: Time,
    attempts: i32,
}

/// Is there anything to claim? Asked before a transaction is begun for it.
pub async fn any_due(conn: &impl ConnectionTrait, now: Time) -> Result<bool, DbErr> {
    let due = entity::Entity::find()
        .filter(entity::Column::Status.eq("waiting"))
        .filter(entity::Column::DueAt.lte(now))
        .limit(1)
        .count(conn)
        .await?;
    Ok(due > 0)
}

/// Takes one due message for this instance; another instance leaves it alone until the lease ends.
pub async fn claim(conn: &impl ConnectionTrait, keys: &Keyring, now: Time) -> Result<Option<Claimed>, DbErr> {
    let due = entity::Entity::find()
        .filter(entity::Column::Status.eq("waiting"))
        .filter(entity::Column::DueAt.lte(now))
        .order_by_asc(entity::Column::DueAt)
        .limit(8)
        .all(conn)
        .await?;
    for row in due {
        let taken = entity::Entity::update_many()
            .col_expr(entity::Column::DueAt, Expr::value(now + TimeDelta::seconds(LEASE_SECONDS)))
            .col_expr(entity::Column::Attempts, Expr::value(row.attempts + 1))
            .filter(entity::Column::Id.eq(row.id))
            .filter(entity::Column::Attempts.eq(row.attempts))
            .filter(entity::Column::Status.eq("waiting"))
            .exec(conn)
            .await?;
        if taken.rows_affected == 0 {
            continue;
        }
        let channel = if row.channel == "sms" { Channel::Sms } else { Channel::Mail };
        let plain = keys.open(content_of(row.id), row.content.as_deref().unwrap_or_default());
        let letter = plain.ok().and_then(|plain| serde_json::from_slice(&plain).ok());
        match letter {
            Some(letter) => {
                let (attempts, created_at) = (row.attempts + 1, row.created_at);
                return Ok(Some(Claimed { key: row.id, channel, letter, attempts, created_at }));
            }
            None => finish(conn, row.id, "dead", Some("it does not open with today's keys"), now).await?,
        }
    }
    Ok(None)
}

pub async fn sent(conn: &impl ConnectionTrait, claimed: &Claimed, now: Time) -> Result<(), DbErr> {
    finish(conn, claimed.key, "sent", None, now).await
}

/// Gives a message up: another attempt can't succeed, or might deliver it twice.
pub async fn given_up(conn: &impl ConnectionTrait, claimed: &Claimed, why: &str, now: Time) -> Result<(), DbErr> {
    finish(conn, claimed.key, "dead", Some(why), now).await
}

pub async fn failed(conn: &impl ConnectionTrait, claimed: &Claimed, why: &str, now: Time) -> Result<(), DbErr> {
    if now - claimed.created_at >= TimeDelta::hours(LIFE_HOURS) {
        return finish(conn, claimed.key, "dead", Some(why), now).await;
    }
    entity::Entity::update_many()
        .col_expr(entity::Column::DueAt, Expr::value(now + retry_after(claimed.attempts)))
        .col_expr(entity::Column::LastError, Expr::value(Some(why.to_owned())))
        .filter(entity::Column::Id.eq(claimed.key))
        .exec(conn)
        .await
        .map(|_| ())
}

fn retry_after(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    TimeDelta::seconds((FIRST_RETRY_SECONDS << doublings).min(LAST_RETRY_SECONDS))
}

async fn finish(
    conn: &impl ConnectionTrait,
    id: Uuid,
    status: &str,
    why: Option<&str>,
    now: Time,
) -> Result<(), DbErr> {
    entity::Entity::update_many()
        .col_expr(entity::Column::Status, Expr::value(status))
        .col_expr(entity::Column::Content, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(entity::Column::FinishedAt, Expr::value(Some(now)))
        .col_expr(entity::Column::LastError, Expr::value(why.map(str::to_owned)))
        .filter(entity::Column::Id.eq(id))
        .exec(conn)
        .await
        .map(|_| ())
}

/// How many messages wait and how many were given up, and since when the oldest waits.
pub struct Backlog {
    pub waiting: u64,
    pub dead: u64,
    pub oldest_waiting: Option<Time>,
}

pub async fn backlog(conn: &impl ConnectionTrait) -> Result<Backlog, DbErr> {
    let of = |status: &str| entity::Entity::find().filter(entity::Column::Status.eq(status));
    let oldest = of("waiting").order_by_asc(entity::Column::CreatedAt).one(conn).await?;
    Ok(Backlog {
        waiting: of("waiting").count(conn).await?,
        dead: of("dead").count(conn).await?,
        oldest_waiting: oldest.map(|row| row.created_at),
    })
}

/// How long the sender sleeps when nothing is due.
pub const PAUSE: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_grow_from_five_seconds_to_an_hour() {
        assert_eq!(retry_after(1), TimeDelta::seconds(5));
        assert_eq!(retry_after(2), TimeDelta::seconds(10));
        assert_eq!(retry_after(40), TimeDelta::seconds(3_600));
    }
}
