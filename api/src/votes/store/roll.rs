use domain::ids::{AccountId, VoteId};
use domain::vote::roll::{Roll, RollEntry, VoterKey};
use domain::vote::turnout::Channel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Func, Query, SelectStatement, UnionType};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, Set};
use std::collections::{BTreeMap, BTreeSet};

use super::super::entity::{paper_handout, poll_book, roll_entry as entity, urn};
use super::ballot::by_channel;
use super::flats::{flats, replace_flats};
use super::unsigned;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// As many rows a statement as stay below the bound parameters of either database.
const ROWS_A_STATEMENT: usize = 1_000;

/// One person on the roll.
pub struct EntryRow {
    pub account: AccountId,
    pub voter: String,
    pub building: String,
}

/// Replaces the roll of the vote.
pub async fn replace_roll(tx: &Tx, id: VoteId, roll: &Roll) -> Result<(), Problem> {
    replace_flats(tx, id, roll).await?;
    entity::Entity::delete_many().filter(entity::Column::VoteId.eq(id.0)).exec(tx.conn()).await?;
    for entries in roll.entries().chunks(ROWS_A_STATEMENT) {
        let rows = entries.iter().map(|entry| entity::ActiveModel {
            vote_id: Set(id.0),
            account_id: Set(entry.account.0),
            voter: Set(entry.voter.as_str().to_owned()),
            building: Set(entry.building.clone()),
        });
        entity::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

pub async fn roll(conn: &impl ConnectionTrait, id: VoteId) -> Result<Roll, Problem> {
    let rows = entity::Entity::find().filter(entity::Column::VoteId.eq(id.0)).all(conn).await?;
    let entries = Roll::restore(rows.into_iter().map(|row| RollEntry {
        voter: VoterKey::restore(row.voter),
        account: AccountId(row.account_id),
        building: row.building,
    }));
    Ok(entries.with_flats(flats(conn, id).await?))
}

/// The voter this person casts for, if they are on the roll.
pub async fn entry_of(
    conn: &impl ConnectionTrait,
    id: VoteId,
    account: AccountId,
) -> Result<Option<VoterKey>, Problem> {
    let row = entity::Entity::find_by_id((id.0, account.0)).one(conn).await?;
    Ok(row.map(|row| VoterKey::restore(row.voter)))
}

/// Those of these people who are on the roll.
pub async fn on_roll(
    conn: &impl ConnectionTrait,
    id: VoteId,
    accounts: impl Iterator<Item = AccountId>,
) -> Result<BTreeSet<AccountId>, Problem> {
    let of_vote = entity::Entity::find().filter(entity::Column::VoteId.eq(id.0));
    let theirs = of_vote.filter(entity::Column::AccountId.is_in(accounts.map(|account| account.0)));
    Ok(theirs.all(conn).await?.into_iter().map(|row| AccountId(row.account_id)).collect())
}

/// The votes on whose rolls this person stands, with the voter they cast for.
pub async fn entries_of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<(VoteId, VoterKey)>, Problem> {
    let theirs = entity::Entity::find().filter(entity::Column::AccountId.eq(account.0));
    let rows = theirs.order_by_asc(entity::Column::VoteId).all(conn).await?;
    Ok(rows.into_iter().map(|row| (VoteId(row.vote_id), VoterKey::restore(row.voter))).collect())
}

pub async fn entries_page(conn: &impl ConnectionTrait, id: VoteId, page: &Page<'_>) -> Result<Vec<EntryRow>, Problem> {
    paged(conn, entity::Entity::find().filter(entity::Column::VoteId.eq(id.0)), page).await
}

async fn paged(
    conn: &impl ConnectionTrait,
    mut query: Select<entity::Entity>,
    page: &Page<'_>,
) -> Result<Vec<EntryRow>, Problem> {
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::AccountId.gt(after));
    }
    let rows = query.order_by_asc(entity::Column::AccountId).limit(page.rows()).all(conn).await?;
    let entry =
        |row: entity::Model| EntryRow { account: AccountId(row.account_id), voter: row.voter, building: row.building };
    Ok(rows.into_iter().map(entry).collect())
}

/// People on the roll whose voter has returned no ballot; no ballot is opened for this.
pub async fn non_voters(conn: &impl ConnectionTrait, id: VoteId, page: &Page<'_>) -> Result<Vec<EntryRow>, Problem> {
    let on_roll = entity::Entity::find().filter(entity::Column::VoteId.eq(id.0));
    paged(conn, on_roll.filter(entity::Column::Voter.not_in_subquery(voted(id))), page).await
}

/// Everybody on the roll who casts for this voter.
pub async fn accounts_of(conn: &impl ConnectionTrait, id: VoteId, voter: &VoterKey) -> Result<Vec<AccountId>, Problem> {
    let on_roll = entity::Entity::find().filter(entity::Column::VoteId.eq(id.0));
    let rows = on_roll.filter(entity::Column::Voter.eq(voter.as_str())).all(conn).await?;
    Ok(rows.into_iter().map(|row| AccountId(row.account_id)).collect())
}

/// The voters who voted: while the vote runs, from the urn and the sheets handed out; afterwards from the poll book.
pub(super) fn voted(id: VoteId) -> SelectStatement {
    let noted = Query::select()
        .column(poll_book::Column::Voter)
        .from(poll_book::Entity)
        .and_where(poll_book::Column::VoteId.eq(id.0))
        .to_owned();
    let on_paper = Query::select()
        .column(paper_handout::Column::Voter)
        .from(paper_handout::Entity)
        .and_where(paper_handout::Column::VoteId.eq(id.0))
        .to_owned();
    Query::select()
        .column(urn::Column::Voter)
        .from(urn::Entity)
        .and_where(urn::Column::VoteId.eq(id.0))
        .union(UnionType::All, on_paper)
        .union(UnionType::All, noted)
        .to_owned()
}

#[derive(FromQueryResult)]
struct Heads {
    building: String,
    heads: i64,
}

/// How many voters each building has, by its name.
pub async fn heads_by_building(conn: &impl ConnectionTrait, id: VoteId) -> Result<BTreeMap<String, u64>, Problem> {
    const ON_ROLL: &str = "on_roll";
    let on_roll = Query::select()
        .distinct()
        .columns([entity::Column::Voter, entity::Column::Building])
        .from(entity::Entity)
        .and_where(entity::Column::VoteId.eq(id.0))
        .to_owned();
    let by_building = Query::select()
        .column((ON_ROLL, entity::Column::Building))
        .expr_as(Func::count(Expr::col((ON_ROLL, entity::Column::Voter))), "heads")
        .from_subquery(on_roll, ON_ROLL)
        .group_by_col((ON_ROLL, entity::Column::Building))
        .to_owned();
    let rows = conn.query_all(&by_building).await?;
    let counted = rows.iter().map(|row| {
        let Heads { building, heads } = Heads::from_query_result(row, "")?;
        Ok((building, unsigned(heads)))
    });
    counted.collect()
}

/// The voter's building on the roll; none when there is no such voter.
pub async fn building_of(conn: &impl ConnectionTrait, id: VoteId, voter: &VoterKey) -> Result<Option<String>, Problem> {
    let on_roll = entity::Entity::find().filter(entity::Column::VoteId.eq(id.0));
    let row = on_roll.filter(entity::Column::Voter.eq(voter.as_str())).one(conn).await?;
    Ok(row.map(|row| row.building))
}

/// How many voters the poll book has, by channel; none before the close.
pub async fn book_by_channel(conn: &impl ConnectionTrait, id: VoteId) -> Result<Vec<(Channel, u64)>, Problem> {
    let noted = poll_book::Entity::find().filter(poll_book::Column::VoteId.eq(id.0));
    by_channel(conn, noted, poll_book::Column::Channel).await
}
