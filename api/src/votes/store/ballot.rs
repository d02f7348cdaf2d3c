//! Ballots: sealed beside their voters while the vote runs, open and alone afterwards.

use domain::ids::{BallotId, VoteId};
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce};
use domain::vote::roll::VoterKey;
use domain::vote::turnout::Channel;
use futures_util::TryStreamExt as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{QueryOrder, QuerySelect, Set};
use std::collections::BTreeMap;

use super::super::entity::{open_ballot, paper_handout, poll_book, urn as entity};
use super::roll::building_of;
use super::{unreadable, unsigned};
use crate::infra::db::Tx;
use crate::infra::rows::Rows;
use crate::problem::Problem;

/// Rows that are in memory at once while the urn is emptied.
const AT_A_TIME: usize = 5_000;

/// A ballot as it lies in the urn: nothing of it can be read without the vote's key.
#[derive(Clone)]
pub struct BallotRow {
    /// Random, so that it does not tell when the ballot was cast.
    pub id: BallotId,
    pub vote: VoteId,
    pub sealed: Vec<u8>,
}

/// A voter's ballot in the urn, and its channel.
pub struct Live {
    pub ballot: BallotRow,
    pub channel: Channel,
}

/// An opened ballot, of which nobody can say whose it is.
#[derive(Clone, Debug)]
pub struct OpenBallot {
    pub commitment: Commitment,
    pub nonce: Nonce,
    pub ballot: Ballot,
}

/// The voter's live ballot, read without a lock.
pub async fn receipt_of(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    voter: &VoterKey,
) -> Result<Option<BallotRow>, Problem> {
    Ok(of_voter(vote, voter).one(conn).await?.map(restore))
}

/// The voter's live ballot, locked until the transaction ends.
pub async fn ballot_of(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    voter: &VoterKey,
) -> Result<Option<BallotRow>, Problem> {
    Ok(of_voter(vote, voter).lock_exclusive().one(conn).await?.map(restore))
}

/// The voter's live ballot and its channel, locked until the transaction ends.
pub async fn live_of(conn: &impl ConnectionTrait, vote: VoteId, voter: &VoterKey) -> Result<Option<Live>, Problem> {
    let Some(row) = of_voter(vote, voter).lock_exclusive().one(conn).await? else { return Ok(None) };
    let channel = channel_of(&row.channel)?;
    Ok(Some(Live { ballot: restore(row), channel }))
}

fn of_voter(vote: VoteId, voter: &VoterKey) -> Select<entity::Entity> {
    entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0)).filter(entity::Column::Voter.eq(voter.as_str()))
}

/// The channel by which a ballot of this voter was taken, if one was. After the close, `Paper` for a voter who was
/// handed a sheet.
pub async fn cast_by(conn: &impl ConnectionTrait, vote: VoteId, voter: &VoterKey) -> Result<Option<Channel>, Problem> {
    if let Some(row) = of_voter(vote, voter).one(conn).await? {
        return channel_of(&row.channel).map(Some);
    }
    let noted = poll_book::Entity::find_by_id((vote.0, voter.as_str().to_owned())).one(conn).await?;
    noted.map(|row| channel_of(&row.channel)).transpose()
}

pub(super) fn channel_of(word: &str) -> Result<Channel, Problem> {
    Channel::from_word(word).ok_or_else(|| unreadable("channel", word))
}

/// How many ballots lie in the urn, by channel. For paper these are keyed sheets, not voters.
pub async fn urn_by_channel(conn: &impl ConnectionTrait, vote: VoteId) -> Result<Vec<(Channel, u64)>, Problem> {
    let in_urn = entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0));
    by_channel(conn, in_urn, entity::Column::Channel).await
}

/// How many of these rows came by each channel; a channel without rows is there with 0.
pub(super) async fn by_channel<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    rows: Select<E>,
    channel: E::Column,
) -> Result<Vec<(Channel, u64)>, Problem> {
    let grouped = rows.select_only().column(channel).column_as(channel.count(), "times").group_by(channel);
    let mut counts = BTreeMap::from_iter(Channel::ALL.iter().map(|channel| (*channel, 0)));
    for (word, times) in grouped.into_tuple::<(String, i64)>().all(conn).await? {
        counts.insert(channel_of(&word)?, unsigned(times));
    }
    Ok(counts.into_iter().collect())
}

/// Stores a voter's first ballot. False when the voter has a ballot already, such as one cast at the same moment: then
/// nothing is changed.
pub async fn insert_ballot(tx: &Tx, ballot: &BallotRow, voter: &VoterKey, channel: Channel) -> Result<bool, Problem> {
    let row = entity::ActiveModel {
        id: Set(ballot.id.0),
        vote_id: Set(ballot.vote.0),
        voter: Set(voter.as_str().to_owned()),
        sealed: Set(ballot.sealed.clone()),
        channel: Set(channel.word().to_owned()),
        building: Set(building_of(tx.conn(), ballot.vote, voter).await?),
    };
    let one_each = OnConflict::columns([entity::Column::VoteId, entity::Column::Voter]).do_nothing().to_owned();
    let inserted = entity::Entity::insert(row).on_conflict(one_each).exec_without_returning(tx.conn()).await;
    match inserted {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub async fn replace_ballot(tx: &Tx, id: BallotId, sealed: Vec<u8>, channel: Channel) -> Result<(), Problem> {
    let channel = Set(channel.word().to_owned());
    let row = entity::ActiveModel { id: Set(id.0), sealed: Set(sealed), channel, ..Default::default() };
    entity::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}

/// Deletes a ballot: it does not count any more, and can't be opened again.
pub async fn take_out(tx: &Tx, id: BallotId) -> Result<(), Problem> {
    entity::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    Ok(())
}

/// Hands over every ballot in the urn, some thousands at a time, in an order that means nothing.
pub async fn each_in_urn(
    tx: &Tx,
    vote: VoteId,
    mut take: impl AsyncFnMut(Vec<BallotRow>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut rows = entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0)).stream(tx.conn()).await?;
    let mut some = Vec::with_capacity(AT_A_TIME);
    while let Some(row) = rows.try_next().await? {
        some.push(restore(row));
        if some.len() == AT_A_TIME {
            take(std::mem::replace(&mut some, Vec::with_capacity(AT_A_TIME))).await?;
        }
    }
    take(some).await
}

/// Stores opened ballots, some thousands at most.
pub async fn insert_open(tx: &Tx, vote: VoteId, ballots: &[OpenBallot]) -> Result<(), Problem> {
    let rows = Rows::named("fresh")
        .uuids("vote_id", std::iter::repeat_n(vote.0, ballots.len()))
        .texts("commitment", ballots.iter().map(|one| one.commitment.to_string()))
        .texts("nonce", ballots.iter().map(|one| hex::encode(one.nonce.0)))
        .texts("ballot", ballots.iter().map(|one| one.ballot.canonical()));
    let columns = "vote_id, commitment, nonce, ballot";
    let insert = format!("INSERT INTO open_ballots ({columns}) SELECT {columns} FROM fresh");
    tx.conn().execute_raw(rows.statement(tx.conn().get_database_backend(), &insert)).await?;
    Ok(())
}

/// How often each ballot was cast, by its canonical form.
pub async fn open_counts(conn: &impl ConnectionTrait, vote: VoteId) -> Result<BTreeMap<String, u64>, Problem> {
    let rows: Vec<(String, i64)> = open_ballot::Entity::find()
        .select_only()
        .column(open_ballot::Column::Ballot)
        .column_as(open_ballot::Column::Commitment.count(), "times")
        .filter(open_ballot::Column::VoteId.eq(vote.0))
        .group_by(open_ballot::Column::Ballot)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(ballot, times)| (ballot, unsigned(times))).collect())
}

/// Empties the urn: writes the voters who voted or were handed a sheet into the poll book, in the order of their names,
/// and deletes every sealed ballot. A keyed sheet has no voter, and is not written.
pub async fn part_voters(tx: &Tx, vote: VoteId) -> Result<(), Problem> {
    let voters = Query::select()
        .columns([entity::Column::VoteId, entity::Column::Voter, entity::Column::Channel, entity::Column::Building])
        .from(entity::Entity)
        .and_where(entity::Column::VoteId.eq(vote.0))
        .and_where(entity::Column::Channel.ne(Channel::Paper.word()))
        .order_by(entity::Column::Voter, sea_orm::Order::Asc)
        .to_owned();
    let on_paper = Query::select()
        .columns([paper_handout::Column::VoteId, paper_handout::Column::Voter])
        .expr(Expr::value(Channel::Paper.word()))
        .column(paper_handout::Column::Building)
        .from(paper_handout::Entity)
        .and_where(paper_handout::Column::VoteId.eq(vote.0))
        .order_by(paper_handout::Column::Voter, sea_orm::Order::Asc)
        .to_owned();
    for some in [voters, on_paper] {
        let mut note = Query::insert();
        use poll_book::Column::{Building, Channel, VoteId, Voter};
        let columns = [VoteId, Voter, Channel, Building];
        note.into_table(poll_book::Entity).columns(columns);
        note.select_from(some).map_err(|error| unreadable("poll book", error))?;
        tx.conn().execute(&note).await?;
    }
    entity::Entity::delete_many().filter(entity::Column::VoteId.eq(vote.0)).exec(tx.conn()).await?;
    paper_handout::Entity::delete_many().filter(paper_handout::Column::VoteId.eq(vote.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Deletes the opened ballots of a vote that was counted and is voided after that.
pub async fn destroy_ballots(tx: &Tx, vote: VoteId) -> Result<(), Problem> {
    open_ballot::Entity::delete_many().filter(open_ballot::Column::VoteId.eq(vote.0)).exec(tx.conn()).await?;
    Ok(())
}

/// At most `limit` open ballots, by commitment.
pub async fn open_after(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    after: Option<Commitment>,
    limit: u64,
) -> Result<Vec<OpenBallot>, Problem> {
    let mut query = open_ballot::Entity::find().filter(open_ballot::Column::VoteId.eq(vote.0));
    if let Some(after) = after {
        query = query.filter(open_ballot::Column::Commitment.gt(after.to_string()));
    }
    let rows = query.order_by_asc(open_ballot::Column::Commitment).limit(limit).all(conn).await?;
    let restored = rows.into_iter().map(|row| {
        let opened = || {
            let nonce = hex::decode(&row.nonce).ok()?.try_into().ok()?;
            let (commitment, ballot) = (Commitment::from_hex(&row.commitment)?, Ballot::from_canonical(&row.ballot)?);
            Some(OpenBallot { commitment, nonce: Nonce(nonce), ballot })
        };
        opened().ok_or_else(|| unreadable("open ballot", &row.commitment))
    });
    restored.collect()
}

fn restore(row: entity::Model) -> BallotRow {
    BallotRow { id: BallotId(row.id), vote: VoteId(row.vote_id), sealed: row.sealed }
}
