//! Records that somebody was helped, by whom and how: never what was chosen, and no time.

use domain::ids::{AccountId, AssistedBallotId, VoteId};
use domain::vote::help::{ConsentKind, Help, HelpEnd, HelpMethod};
use domain::vote::roll::VoterKey;
use domain::vote::turnout::Channel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};
use std::collections::BTreeMap;

use super::super::entity::{assisted as entity, poll_book, urn};
use super::unreadable;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// A help with its evidence: the number of the form or recording or the name of the witness, sealed.
pub struct HelpRow {
    pub help: Help,
    pub reference: Vec<u8>,
}

pub async fn insert_help(tx: &Tx, row: &HelpRow) -> Result<(), Problem> {
    let HelpRow { help, reference } = row;
    let kept = entity::ActiveModel {
        id: Set(help.id.0),
        vote_id: Set(help.vote.0),
        voter: Set(help.voter.as_str().to_owned()),
        helper: Set(help.helper.0),
        method: Set(help.method.word().to_owned()),
        consent: Set(help.consent.word().to_owned()),
        reference: Set(reference.clone()),
        ended: Set(help.ended.map(|end| end.word().to_owned())),
    };
    entity::Entity::insert(kept).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn end_help(tx: &Tx, id: AssistedBallotId, end: HelpEnd) -> Result<(), Problem> {
    let row = entity::ActiveModel { id: Set(id.0), ended: Set(Some(end.word().to_owned())), ..Default::default() };
    entity::Entity::update(row).exec(tx.conn()).await?;
    Ok(())
}

pub async fn help(conn: &impl ConnectionTrait, id: AssistedBallotId) -> Result<Help, Problem> {
    let row = entity::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    Ok(restore(row)?.help)
}

/// The last help this voter had, unless it was taken back or replaced by another's.
pub async fn help_of(conn: &impl ConnectionTrait, vote: VoteId, voter: &VoterKey) -> Result<Option<HelpRow>, Problem> {
    let of_voter = entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0));
    let of_voter = of_voter.filter(entity::Column::Voter.eq(voter.as_str())).filter(entity::Column::Ended.is_null());
    of_voter.one(conn).await?.map(restore).transpose()
}

/// A page of helps, by ids that are random and do not tell when somebody was helped.
pub async fn helps(conn: &impl ConnectionTrait, vote: VoteId, page: &Page<'_>) -> Result<Vec<HelpRow>, Problem> {
    let mut query = entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0));
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

/// For how many voters each helper cast the ballot that counts or, while the vote runs, would count now.
pub async fn by_helper(conn: &impl ConnectionTrait, vote: VoteId) -> Result<BTreeMap<AccountId, u64>, Problem> {
    let helped = Channel::Assisted.word();
    let in_urn = Query::select()
        .column(urn::Column::Voter)
        .from(urn::Entity)
        .and_where(urn::Column::VoteId.eq(vote.0))
        .and_where(urn::Column::Channel.eq(helped))
        .to_owned();
    let in_book = Query::select()
        .column(poll_book::Column::Voter)
        .from(poll_book::Entity)
        .and_where(poll_book::Column::VoteId.eq(vote.0))
        .and_where(poll_book::Column::Channel.eq(helped))
        .to_owned();
    let counts = Condition::any().add(entity::Column::Voter.in_subquery(in_urn));
    let counts = counts.add(entity::Column::Voter.in_subquery(in_book));
    let helpers: Vec<Uuid> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Helper)
        .filter(entity::Column::VoteId.eq(vote.0))
        .filter(entity::Column::Ended.is_null())
        .filter(counts)
        .into_tuple()
        .all(conn)
        .await?;
    let mut counted = BTreeMap::new();
    for helper in helpers {
        *counted.entry(AccountId(helper)).or_insert(0) += 1;
    }
    Ok(counted)
}

fn restore(row: entity::Model) -> Result<HelpRow, Problem> {
    let id = row.id;
    let read = || {
        let ended = match row.ended.as_deref() {
            None => None,
            Some(word) => Some(HelpEnd::from_word(word)?),
        };
        let help = Help {
            id: AssistedBallotId(id),
            vote: VoteId(row.vote_id),
            voter: VoterKey::restore(row.voter),
            helper: AccountId(row.helper),
            method: HelpMethod::from_word(&row.method)?,
            consent: ConsentKind::from_word(&row.consent)?,
            ended,
        };
        Some(HelpRow { help, reference: row.reference })
    };
    read().ok_or_else(|| unreadable("help", id))
}
