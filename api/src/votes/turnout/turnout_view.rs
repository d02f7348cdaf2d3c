//! Who has voted, as anybody sees it.

use domain::vote::turnout::{Area, Areas, Cell, ChannelCell, Turnout};
use domain::vote::{Vote, VoteState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::record::words::ChannelWord;
use crate::votes::words::VoteStatusWord;

/// Who has voted, never what.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnoutView {
    pub vote_id: Uuid,
    /// A rehearsal (演练) decides nothing.
    pub rehearsal: bool,
    pub status: VoteStatusWord,
    /// Voters on the frozen roll.
    pub eligible: u64,
    /// Voters who returned a ballot, or were handed one of paper, so far.
    pub cast: u64,
    /// What the quorum asks for; null without a quorum.
    pub quorum_needed: Option<u64>,
    /// Of all flats, where flats vote; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<FlatAreaView>,
    /// Buildings with fewer than ten voters are merged into the entry whose building is null.
    pub by_building: Vec<TurnoutCellView>,
    /// By which way, with those that fewer than ten used in the entry whose channel is null. Whoever was handed a sheet of
    /// paper counts here and among `cast`, whether or not it came back: nobody knows which sheet is whose. The result counts
    /// the sheets.
    pub by_channel: Vec<TurnoutChannelView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TurnoutChannelView {
    pub channel: Option<ChannelWord>,
    pub cast: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TurnoutCellView {
    pub building: Option<String>,
    pub eligible: u64,
    pub cast: u64,
    /// Of the flats in the building, where flats vote; a voter counts where the first of their flats is. Else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<FlatAreaView>,
}

/// Exclusive area of flats, in 0.01 m².
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"eligible": 1_203_460, "cast": 702_115}))]
pub struct FlatAreaView {
    /// On the frozen roll.
    pub eligible: u64,
    /// Of voters who returned a ballot, or were handed one of paper. While the vote runs, and of a building always, rounded down
    /// to steps of what ten voters have on the average: exact, it would tell whose flat took part, and when.
    pub cast: u64,
}

impl From<Area> for FlatAreaView {
    fn from(area: Area) -> Self {
        Self { eligible: area.eligible, cast: area.cast }
    }
}

impl TurnoutView {
    pub fn new(vote: &Vote, turnout: Turnout, areas: Option<Areas>) -> Self {
        let is_over = matches!(vote.state, VoteState::Closed(..) | VoteState::Certified(..));
        let (total, by_building) = match areas.map(|areas| areas.told(&turnout, is_over)) {
            None => (None, Vec::new()),
            Some(Areas { total, by_building }) => (Some(FlatAreaView::from(total)), by_building),
        };
        let each = by_building.into_iter().map(|area| Some(area.into())).chain(std::iter::repeat_with(|| None));
        let channel = |cell: ChannelCell| TurnoutChannelView { channel: cell.channel.map(Into::into), cast: cell.cast };
        let cell = |(cell, area): (Cell, Option<FlatAreaView>)| TurnoutCellView {
            building: cell.building,
            eligible: cell.eligible,
            cast: cell.cast,
            area,
        };
        Self {
            vote_id: vote.id.0,
            rehearsal: vote.rehearsal,
            status: vote.state.stage().into(),
            eligible: turnout.eligible,
            cast: turnout.cast,
            quorum_needed: vote.rule.quorum.map(|share| share.needed(turnout.eligible)),
            area: total,
            by_building: turnout.by_building.into_iter().zip(each).map(cell).collect(),
            by_channel: turnout.by_channel.into_iter().map(channel).collect(),
        }
    }
}
