//! The turnout: it counts voters from their ballots, without opening a ballot.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::VoteId;
use domain::vote::Vote;
use domain::vote::roll::RollHash;
use domain::vote::turnout::{Areas, Cell, Channel, Turnout};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::flats::by_building;
use super::roll::heads_by_building;
use super::{ballot, unsigned};
use crate::infra::memory::Memory;
use crate::infra::settings::Settings;
use crate::problem::Problem;

type Heads = Arc<BTreeMap<String, u64>>;

/// How many voters each building has on the rolls of votes lately asked for. A frozen roll never changes.
#[derive(Default)]
pub struct KnownRolls(Mutex<HashMap<VoteId, (RollHash, Heads)>>);

impl Memory for KnownRolls {
    fn new(_: &Settings) -> Self {
        Self::default()
    }
}

impl KnownRolls {
    const MOST: usize = 64;

    async fn heads(&self, conn: &impl ConnectionTrait, vote: &Vote) -> Result<Heads, Problem> {
        let Some(roll) = vote.state.opening().map(|opening| opening.roll.hash) else { return Ok(Heads::default()) };
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, heads)) = known().get(&vote.id).filter(|(of, _)| *of == roll) {
            return Ok(Arc::clone(heads));
        }
        let heads = Arc::new(heads_by_building(conn, vote.id).await?);
        let mut known = known();
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(vote.id, (roll, Arc::clone(&heads)));
        Ok(heads)
    }
}

/// The turnout, with areas where flats vote.
pub async fn turnout_of(
    conn: &impl ConnectionTrait,
    rolls: &KnownRolls,
    vote: &Vote,
) -> Result<(Turnout, Option<Areas>), Problem> {
    let voted = voted(conn, vote.id).await?;
    let mut channels = BTreeMap::from_iter(Channel::ALL.iter().map(|channel| (*channel, 0)));
    let mut cast: BTreeMap<String, u64> = BTreeMap::new();
    for one in voted {
        *channels.entry(one.channel).or_default() += one.times;
        *cast.entry(one.building).or_default() += one.times;
    }
    let channels: Vec<(Channel, u64)> = channels.into_iter().collect();
    if vote.has_flats() {
        let (turnout, areas) = Turnout::of_flats(by_building(conn, vote.id).await?, &channels);
        return Ok((turnout, Some(areas)));
    }
    let heads = rolls.heads(conn, vote).await?;
    let mut cells: Vec<Cell> = Vec::with_capacity(heads.len());
    for (building, eligible) in heads.iter() {
        let cast = cast.remove(building).unwrap_or(0);
        cells.push(Cell { building: Some(building.clone()), eligible: *eligible, cast });
    }
    // Ballots stored by an earlier version have no building: they count among the buildings too small to be shown.
    cells.extend(cast.into_values().map(|cast| Cell { building: None, eligible: 0, cast }));
    Ok((Turnout::of(cells, &channels), None))
}

struct Voted {
    building: String,
    channel: Channel,
    times: u64,
}

#[derive(FromQueryResult)]
struct Row {
    building: Option<String>,
    channel: String,
    times: i64,
}

/// How many voters have a ballot in the urn, were handed a sheet, or are in the poll book, by building and channel.
/// Sheets in the urn are left out, because nobody knows whose they are. One statement reads all three, so that a close
/// does not come between.
async fn voted(conn: &impl ConnectionTrait, id: VoteId) -> Result<Vec<Voted>, Problem> {
    let backend = conn.get_database_backend();
    // The urn holds only ballots of running votes, and SQLite reads all of it faster than it looks up each ballot of
    // one vote.
    let as_it_lies = if backend == DbBackend::Sqlite { "NOT INDEXED" } else { "" };
    let sql = format!(
        "SELECT building, channel, count(*) AS times FROM urn {as_it_lies} WHERE vote_id = $1 AND channel <> $2 \
            GROUP BY building, channel \
         UNION ALL SELECT building, $2 AS channel, count(*) AS times FROM paper_handouts WHERE vote_id = $1 GROUP BY building \
         UNION ALL SELECT building, channel, count(*) AS times FROM poll_book WHERE vote_id = $1 GROUP BY building, channel"
    );
    let values = [id.0.into(), Channel::Paper.word().into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let voted = rows.iter().map(|row| {
        let Row { building, channel, times } = Row::from_query_result(row, "")?;
        let channel = ballot::channel_of(&channel)?;
        Ok(Voted { building: building.unwrap_or_default(), channel, times: unsigned(times) })
    });
    voted.collect()
}
