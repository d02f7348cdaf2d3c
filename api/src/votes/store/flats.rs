//! The roll where flats vote: every head of the register with its flats, and what took part by heads and area.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::repeat_n;

use domain::ids::{AccountId, VoteId};
use domain::register::Flat;
use domain::vote::roll::{Roll, RollFlat, VoterKey};
use domain::vote::turnout::{Area, Cell};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, Func, Query};
use sea_orm::{ExprTrait as _, FromQueryResult, JoinType, Order, QueryOrder, QuerySelect};

use super::super::entity::{paper_handout, poll_book, roll_entry, roll_flat as entity, urn};
use super::roll::voted;
use super::{signed, unsigned};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::infra::rows::Rows;
use crate::problem::Problem;

/// Rows of one statement.
const ROWS_A_STATEMENT: usize = 1_000;

/// A voter where flats vote, with those of its owners who have an account and cast for it.
pub struct HeadRow {
    pub voter: VoterKey,
    /// Sorted by building and room; the voter is known by the first.
    pub flats: Vec<RollFlat>,
    pub accounts: Vec<AccountId>,
}

/// Replaces the flats of the vote's roll.
pub async fn replace_flats(tx: &Tx, id: VoteId, roll: &Roll) -> Result<(), Problem> {
    entity::Entity::delete_many().filter(entity::Column::VoteId.eq(id.0)).exec(tx.conn()).await?;
    let firsts: BTreeSet<&Flat> = roll.first_flats().map(|one| &one.flat).collect();
    for some in roll.flats().chunks(ROWS_A_STATEMENT) {
        let rows = Rows::named("fresh")
            .uuids("vote_id", repeat_n(id.0, some.len()))
            .texts("building", some.iter().map(|one| one.flat.building.clone()))
            .texts("room", some.iter().map(|one| one.flat.room.clone()))
            .texts("voter", some.iter().map(|one| one.voter.as_str().to_owned()))
            .numbers("area", some.iter().map(|one| signed(one.area)))
            .numbers("leads", some.iter().map(|one| i64::from(firsts.contains(&one.flat))));
        let insert = "INSERT INTO roll_flats (vote_id, building, room, voter, area, leads) \
             SELECT vote_id, building, room, voter, area, leads = 1 FROM fresh";
        tx.conn().execute_raw(rows.statement(tx.conn().get_database_backend(), insert)).await?;
    }
    Ok(())
}

/// The flats of the roll; empty where residents vote.
pub async fn flats(conn: &impl ConnectionTrait, id: VoteId) -> Result<Vec<RollFlat>, Problem> {
    let rows = entity::Entity::find().filter(entity::Column::VoteId.eq(id.0)).all(conn).await?;
    Ok(rows.into_iter().map(restore).collect())
}

fn restore(row: entity::Model) -> RollFlat {
    let flat = Flat { building: row.building, room: row.room };
    RollFlat { voter: VoterKey::restore(row.voter), flat, area: unsigned(row.area) }
}

/// The voter whose flat this is, if it is on the roll.
pub async fn voter_of_flat(conn: &impl ConnectionTrait, id: VoteId, flat: &Flat) -> Result<Option<VoterKey>, Problem> {
    let key = (id.0, flat.building.clone(), flat.room.clone());
    let row = entity::Entity::find_by_id(key).one(conn).await?;
    Ok(row.map(|row| VoterKey::restore(row.voter)))
}

/// Voters with their flats, in the order of the voters.
pub async fn heads_page(conn: &impl ConnectionTrait, id: VoteId, page: &Page<'_>) -> Result<Vec<HeadRow>, Problem> {
    heads(conn, id, of_vote(id), page).await
}

/// The voters who have returned no ballot; no ballot is opened for this.
pub async fn silent_heads(conn: &impl ConnectionTrait, id: VoteId, page: &Page<'_>) -> Result<Vec<HeadRow>, Problem> {
    heads(conn, id, of_vote(id).filter(entity::Column::Voter.not_in_subquery(voted(id))), page).await
}

fn of_vote(id: VoteId) -> Select<entity::Entity> {
    entity::Entity::find().filter(entity::Column::VoteId.eq(id.0))
}

async fn heads(
    conn: &impl ConnectionTrait,
    id: VoteId,
    wanted: Select<entity::Entity>,
    page: &Page<'_>,
) -> Result<Vec<HeadRow>, Problem> {
    let mut firsts = wanted.filter(entity::Column::Leads.eq(true));
    if let Some(after) = &page.after {
        firsts = firsts.filter(entity::Column::Voter.gt(after.as_str()));
    }
    let firsts = firsts.order_by_asc(entity::Column::Voter).limit(page.rows()).all(conn).await?;
    let voters: Vec<String> = firsts.into_iter().map(|row| row.voter).collect();
    let of_these = of_vote(id).filter(entity::Column::Voter.is_in(voters.clone())).all(conn).await?;
    let mut flats: BTreeMap<String, BTreeSet<RollFlat>> = BTreeMap::new();
    for row in of_these {
        flats.entry(row.voter.clone()).or_default().insert(restore(row));
    }
    let on_roll = roll_entry::Entity::find().filter(roll_entry::Column::VoteId.eq(id.0));
    let mut accounts: BTreeMap<String, BTreeSet<AccountId>> = BTreeMap::new();
    for row in on_roll.filter(roll_entry::Column::Voter.is_in(voters.clone())).all(conn).await? {
        accounts.entry(row.voter).or_default().insert(AccountId(row.account_id));
    }
    let head = |voter: String| HeadRow {
        flats: flats.remove(&voter).unwrap_or_default().into_iter().collect(),
        accounts: accounts.remove(&voter).unwrap_or_default().into_iter().collect(),
        voter: VoterKey::restore(voter),
    };
    Ok(voters.into_iter().map(head).collect())
}

#[derive(FromQueryResult)]
struct Building {
    building: String,
    heads: i64,
    voted: i64,
    area: i64,
    area_voted: i64,
}

/// The area of the voters who returned a ballot or were handed a sheet.
pub async fn area_cast(conn: &impl ConnectionTrait, id: VoteId) -> Result<u64, Problem> {
    Ok(by_building(conn, id).await?.into_iter().fold(0, |sum, (_, area)| area.cast.saturating_add(sum)))
}

/// Turnout by building, counted from the flats: a head counts in the building of its first flat, an area in that of its
/// flat.
pub(super) async fn by_building(conn: &impl ConnectionTrait, id: VoteId) -> Result<Vec<(Cell, Area)>, Problem> {
    const FLAT: &str = "flat";
    const CAST: &str = "cast_now";
    const SHEET: &str = "sheet";
    const NOTED: &str = "noted";
    let of = |column| Expr::col((FLAT, column));
    let voter = |table: &'static str| Expr::col((table, entity::Column::Voter));
    let of_this_voter =
        |table: &'static str| Expr::col((table, entity::Column::VoteId)).eq(id.0).and(voter(table).eq(voter(FLAT)));
    let voted = || Expr::expr(Func::coalesce([voter(CAST), voter(SHEET), voter(NOTED)]));
    // Counts each voter by their first flat alone. For other flats this is NULL, which is not counted.
    let of_first = |what: Expr| CaseStatement::new().case(of(entity::Column::Leads).eq(true), what);
    let area_voted = CaseStatement::new().case(voted().is_not_null(), of(entity::Column::Area)).finally(0);
    let sum = |what: Expr| Expr::expr(Func::sum(what)).cast_as("bigint"); // PostgreSQL's sum of bigint is a numeric
    let query = Query::select()
        .column((FLAT, entity::Column::Building))
        .expr_as(Func::count(of_first(voter(FLAT))), "heads")
        .expr_as(Func::count(of_first(voted())), "voted")
        .expr_as(sum(of(entity::Column::Area)), "area")
        .expr_as(sum(area_voted.into()), "area_voted")
        .from_as(entity::Entity, FLAT)
        .join_as(JoinType::LeftJoin, urn::Entity, CAST, of_this_voter(CAST))
        .join_as(JoinType::LeftJoin, paper_handout::Entity, SHEET, of_this_voter(SHEET))
        .join_as(JoinType::LeftJoin, poll_book::Entity, NOTED, of_this_voter(NOTED))
        .and_where(of(entity::Column::VoteId).eq(id.0))
        .group_by_col((FLAT, entity::Column::Building))
        .order_by((FLAT, entity::Column::Building), Order::Asc)
        .to_owned();
    let mut cells = Vec::new();
    for row in conn.query_all(&query).await? {
        let Building { building, heads, voted, area, area_voted } = Building::from_query_result(&row, "")?;
        let cell = Cell { building: Some(building), eligible: unsigned(heads), cast: unsigned(voted) };
        cells.push((cell, Area { eligible: unsigned(area), cast: unsigned(area_voted) }));
    }
    Ok(cells)
}
