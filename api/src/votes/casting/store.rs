//! Rows of a batch ⇄ domain, each kind in one statement however many there are. Nothing here decides anything.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::repeat_n;

use domain::ids::{AccountId, BallotId, VoteId};
use domain::vote::roll::VoterKey;
use domain::vote::turnout::Channel;
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult};
use uuid::Uuid;

use super::super::log;
use super::super::store::{BallotRow, RowVersion};
use crate::infra::db::Tx;
use crate::infra::rows::Rows;
use crate::problem::Problem;
use crate::votes::log::WaitingRow;

/// The voter for whom a person casts.
pub struct VoterRow {
    pub voter: VoterKey,
    pub building: String,
    /// A sheet of paper was handed to them.
    pub has_paper: bool,
    /// Whether the urn holds a ballot of this voter. It is read without waiting for locks, so a ballot cast at the same
    /// moment is not seen.
    pub has_ballot: bool,
}

/// A voter's live ballot, locked until the transaction ends.
pub struct LiveRow {
    pub row: BallotRow,
    pub channel: Channel,
}

/// The voters for whom these people cast, and the version of the vote's row where the database has one.
pub struct Voters {
    by_account: HashMap<AccountId, VoterRow>,
    pub vote: Option<RowVersion>,
}

impl Voters {
    /// The voter for whom this person casts; none when the person is not on the roll.
    pub fn of(&self, account: AccountId) -> Option<&VoterRow> {
        self.by_account.get(&account)
    }
}

pub async fn voters_of(tx: &Tx, vote: VoteId, accounts: &[AccountId]) -> Result<Voters, Problem> {
    let asked = Rows::named("asked")
        .uuids("vote_id", repeat_n(vote.0, accounts.len()))
        .uuids("account_id", accounts.iter().map(|account| account.0));
    let backend = tx.conn().get_database_backend();
    let version = if backend == DbBackend::Postgres {
        "(SELECT vote.xmin::text FROM votes vote WHERE vote.id = (SELECT vote_id FROM asked LIMIT 1))"
    } else {
        "NULL"
    };
    // Subqueries look up each row by key. A join may be planned while tables are empty, and then search by only half of
    // an index's columns.
    let select = format!(
        ", found AS MATERIALIZED (SELECT vote_id, account_id, (SELECT voter FROM roll_entries roll \
            WHERE roll.vote_id = asked.vote_id AND roll.account_id = asked.account_id) AS voter FROM asked) \
         SELECT account_id, voter, (SELECT building FROM roll_entries roll \
            WHERE roll.vote_id = found.vote_id AND roll.account_id = found.account_id) AS building, (SELECT batch_id FROM paper_handouts paper \
            WHERE paper.vote_id = found.vote_id AND paper.voter = found.voter) AS batch_id, \
            (SELECT id FROM urn WHERE urn.vote_id = found.vote_id AND urn.voter = found.voter) AS ballot_id, \
            {version} AS version \
         FROM found WHERE voter IS NOT NULL"
    );
    let mut voters = Voters { by_account: HashMap::new(), vote: None };
    for row in tx.conn().query_all_raw(asked.statement(backend, &select)).await? {
        let has_paper = row.try_get::<Option<Uuid>>("", "batch_id")?.is_some();
        let has_ballot = row.try_get::<Option<Uuid>>("", "ballot_id")?.is_some();
        let (voter, building) = (VoterKey::restore(row.try_get("", "voter")?), row.try_get("", "building")?);
        let voter = VoterRow { voter, building, has_paper, has_ballot };
        voters.by_account.insert(AccountId(row.try_get("", "account_id")?), voter);
        voters.vote = row.try_get::<Option<String>>("", "version")?.map(RowVersion);
    }
    Ok(voters)
}

/// The live ballots of these voters, locked in the order of voters, so that transactions do not wait for each other in
/// a circle.
pub async fn live_ballots(tx: &Tx, vote: VoteId, voters: &[&VoterKey]) -> Result<BTreeMap<VoterKey, LiveRow>, Problem> {
    if voters.is_empty() {
        return Ok(BTreeMap::new());
    }
    let backend = tx.conn().get_database_backend();
    let asked = Rows::named("asked")
        .uuids("vote_id", repeat_n(vote.0, voters.len()))
        .texts("voter", voters.iter().map(|voter| voter.as_str().to_owned()));
    let ids = "SELECT (SELECT id FROM urn WHERE urn.vote_id = asked.vote_id AND urn.voter = asked.voter) FROM asked";
    let lock = if backend == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let select =
        format!("SELECT id, voter, sealed, channel FROM urn WHERE {} ORDER BY voter{lock}", among(backend, ids));
    let rows = tx.conn().query_all_raw(asked.statement(backend, &select)).await?;
    rows.iter().map(|row| live(vote, row)).collect()
}

/// A condition on ballots by their ids. On PostgreSQL the ids are gathered into an array first: it would make a join of
/// `IN`, which may read the whole urn.
fn among(backend: DbBackend, ids: &str) -> String {
    if backend == DbBackend::Postgres { format!("urn.id = ANY(ARRAY({ids}))") } else { format!("urn.id IN ({ids})") }
}

fn live(vote: VoteId, row: &QueryResult) -> Result<(VoterKey, LiveRow), Problem> {
    let id: Uuid = row.try_get("", "id")?;
    let channel: String = row.try_get("", "channel")?;
    let channel = Channel::from_word(&channel).ok_or_else(|| {
        tracing::error!(%id, "the stored channel of a ballot can't be read");
        Problem::broken()
    })?;
    let row_of = BallotRow { id: BallotId(id), vote, sealed: row.try_get("", "sealed")? };
    Ok((VoterKey::restore(row.try_get("", "voter")?), LiveRow { row: row_of, channel }))
}

/// A voter's first ballot, and the leaf that waits for the log because of it.
pub struct First<'a> {
    pub voter: &'a VoterKey,
    pub building: String,
    pub ballot: BallotRow,
    pub leaf: WaitingRow,
}

/// Stores first ballots with their leaves, in the order of their voters. Gives the voters whose ballot was stored. For
/// a voter who has a ballot already, such as one cast at the same moment, nothing changes.
pub async fn insert_firsts(tx: &Tx, vote: VoteId, firsts: Vec<First<'_>>) -> Result<HashSet<VoterKey>, Problem> {
    let backend = tx.conn().get_database_backend();
    let is_postgres = backend == DbBackend::Postgres;
    let count = firsts.len();
    let (mut voters, mut buildings, mut ballots, mut leaves) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for First { voter, building, ballot, leaf } in firsts {
        voters.push(voter);
        buildings.push(building);
        ballots.push(ballot);
        leaves.push(leaf);
    }
    let mut fresh = Rows::named("fresh")
        .uuids("id", ballots.iter().map(|ballot| ballot.id.0))
        .uuids("vote_id", repeat_n(vote.0, count))
        .texts("voter", voters.iter().map(|voter| voter.as_str().to_owned()))
        .texts("building", buildings.into_iter())
        .texts("channel", repeat_n(Channel::Online.word().to_owned(), count))
        .bytes("sealed", ballots.into_iter().map(|ballot| ballot.sealed));
    let columns = "id, vote_id, voter, building, channel, sealed";
    let insert = format!(
        // Without a condition before it, SQLite would take ON for the condition of a join.
        "INSERT INTO urn ({columns}) SELECT {columns} FROM fresh WHERE TRUE \
         ON CONFLICT (vote_id, voter) DO NOTHING RETURNING voter"
    );
    let statement = if is_postgres {
        // Ballots and leaves are inserted by one statement, because every caster waits for it.
        fresh = fresh.uuids("leaf_id", leaves.iter().map(|leaf| leaf.id));
        fresh = fresh.bytes("leaf", leaves.drain(..).map(|leaf| leaf.sealed));
        let both = format!(
            ", kept AS ({insert}), waits AS (INSERT INTO waiting_leaves (id, vote_id, sealed) \
             SELECT leaf_id, vote_id, leaf FROM fresh WHERE voter IN (SELECT voter FROM kept)) SELECT voter FROM kept"
        );
        fresh.statement(backend, &both)
    } else {
        fresh.statement(backend, &insert)
    };
    let rows = tx.conn().query_all_raw(statement).await?;
    let kept = rows.iter().map(|row| Ok(VoterKey::restore(row.try_get("", "voter")?)));
    let kept = kept.collect::<Result<HashSet<VoterKey>, Problem>>()?;
    let waits = voters.into_iter().zip(leaves).filter(|(voter, _)| kept.contains(voter)).map(|(_, leaf)| leaf);
    log::store::wait(tx, vote, waits.collect()).await?;
    Ok(kept)
}

/// Replaces live ballots by others.
pub async fn replace_ballots(tx: &Tx, ballots: Vec<BallotRow>, channel: Channel) -> Result<(), Problem> {
    let count = ballots.len();
    let changed = Rows::named("changed")
        .uuids("id", ballots.iter().map(|ballot| ballot.id.0))
        .texts("channel", repeat_n(channel.word().to_owned(), count))
        .bytes("sealed", ballots.into_iter().map(|ballot| ballot.sealed));
    let backend = tx.conn().get_database_backend();
    let update = format!(
        "UPDATE urn SET sealed = changed.sealed, channel = changed.channel FROM changed \
         WHERE urn.id = changed.id AND {}",
        among(backend, "SELECT id FROM changed")
    );
    tx.conn().execute_raw(changed.statement(backend, &update)).await?;
    Ok(())
}

/// Lets a test store a vote without its unit, project and people.
#[cfg(test)]
pub async fn without_foreign_keys(db: &crate::infra::db::Db) {
    db.reads().execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
}
