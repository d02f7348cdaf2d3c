//! Rows of a batch ⇄ domain, each kind in one statement however many there are. Nothing here decides anything.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::repeat_n;

use domain::ids::{AccountId, BallotId, VoteId};
use domain::vote::roll::VoterKey;
use domain::vote::turnout::Channel;
use sea_orm::{ConnectionTrait as _, DbBackend, QueryResult};
use uuid::Uuid;

use super::super::store::BallotRow;
use crate::http::problem::Problem;
use crate::infra::db::Tx;
use crate::infra::rows::Rows;

/// Whom somebody casts for.
pub struct VoterRow {
    pub voter: VoterKey,
    /// A sheet of paper was handed to them.
    pub has_paper: bool,
    /// As far as can be seen without waiting for anybody.
    pub has_ballot: bool,
}

/// A voter's live ballot, locked until the transaction ends.
pub struct LiveRow {
    pub row: BallotRow,
    pub channel: Channel,
}

/// The voters these people cast for; who is not on the roll is not there.
pub async fn voters_of(tx: &Tx, vote: VoteId, accounts: &[AccountId]) -> Result<HashMap<AccountId, VoterRow>, Problem> {
    let asked = Rows::named("asked")
        .uuids("vote_id", repeat_n(vote.0, accounts.len()))
        .uuids("account_id", accounts.iter().map(|account| account.0));
    // Looked up one by one: a join may be planned, while tables are empty, by half of an index's columns.
    let rows = asked.statement(
        tx.conn().get_database_backend(),
        ", found AS MATERIALIZED (SELECT vote_id, account_id, (SELECT voter FROM roll_entries roll \
            WHERE roll.vote_id = asked.vote_id AND roll.account_id = asked.account_id) AS voter FROM asked) \
         SELECT account_id, voter, (SELECT batch_id FROM paper_handouts paper \
            WHERE paper.vote_id = found.vote_id AND paper.voter = found.voter) AS batch_id, \
            (SELECT id FROM urn WHERE urn.vote_id = found.vote_id AND urn.voter = found.voter) AS ballot_id \
         FROM found WHERE voter IS NOT NULL",
    );
    let mut voters = HashMap::new();
    for row in tx.conn().query_all_raw(rows).await? {
        let has_paper = row.try_get::<Option<Uuid>>("", "batch_id")?.is_some();
        let has_ballot = row.try_get::<Option<Uuid>>("", "ballot_id")?.is_some();
        let voter = VoterRow { voter: VoterKey::restore(row.try_get("", "voter")?), has_paper, has_ballot };
        voters.insert(AccountId(row.try_get("", "account_id")?), voter);
    }
    Ok(voters)
}

/// The live ballots of these voters. Whoever locks several does it in the order of voters, so that nobody waits in a circle.
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

/// Ballots by their ids, which are found out first: PostgreSQL would make a join of it, and may go through the whole urn.
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

/// First ballots, in the order of their voters. Gives the voters whose ballot is kept: whoever has one already, such as one
/// cast at the same moment, is left as they are.
pub async fn insert_ballots(
    tx: &Tx,
    ballots: Vec<(&VoterKey, BallotRow)>,
    channel: Channel,
) -> Result<HashSet<VoterKey>, Problem> {
    let count = ballots.len();
    let (voters, ballots): (Vec<&VoterKey>, Vec<BallotRow>) = ballots.into_iter().unzip();
    let fresh = Rows::named("fresh")
        .uuids("id", ballots.iter().map(|ballot| ballot.id.0))
        .uuids("vote_id", ballots.iter().map(|ballot| ballot.vote.0))
        .texts("voter", voters.into_iter().map(|voter| voter.as_str().to_owned()))
        .texts("channel", repeat_n(channel.word().to_owned(), count))
        .bytes("sealed", ballots.into_iter().map(|ballot| ballot.sealed));
    let columns = "id, vote_id, voter, channel, sealed";
    let insert = format!(
        // SQLite would take ON for a join without a condition between.
        "INSERT INTO urn ({columns}) SELECT {columns} FROM fresh WHERE TRUE \
         ON CONFLICT (vote_id, voter) DO NOTHING RETURNING voter"
    );
    let rows = tx.conn().query_all_raw(fresh.statement(tx.conn().get_database_backend(), &insert)).await?;
    rows.iter().map(|row| Ok(VoterKey::restore(row.try_get("", "voter")?))).collect()
}

/// Other ballots in the place of live ones.
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

/// A vote of a test hangs in the air: there is no unit, project or person.
#[cfg(test)]
pub async fn without_foreign_keys(db: &crate::infra::db::Db) {
    db.reads().execute_unprepared("PRAGMA foreign_keys = OFF").await.unwrap();
}
