//! Who has voted, as anybody sees it.

use domain::vote::turnout::{Area, Areas, Cell, ChannelCell, Turnout};
use domain::vote::{Vote, VoteState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::record::words::ChannelWord;
use crate::votes::words::VoteStatusWord;

/// How many have voted, never what.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnoutView {
    pub vote_id: Uuid,
    /// A rehearsal (演练) decides nothing.
    pub rehearsal: bool,
    pub status: VoteStatusWord,
    /// Voters on the frozen roll.
    pub eligible: u64,
    /// Voters who returned a ballot, or were handed a sheet, so far.
    pub cast: u64,
    /// How many the quorum asks for; null without a quorum.
    pub quorum_needed: Option<u64>,
    /// The area of all flats, where flats vote; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<FlatAreaView>,
    /// Buildings with fewer than ten voters are merged into the entry whose building is null.
    pub by_building: Vec<TurnoutCellView>,
    /// How many voted by each channel. Channels that fewer than ten used are merged into the entry whose channel is
    /// null. A voter who was handed a sheet counts here and in `cast`, whether or not the sheet came back, because
    /// nobody knows which sheet is whose. The result counts the sheets themselves.
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
    /// The area of the flats in the building, where flats vote; else absent. A voter counts in the building of their
    /// first flat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<FlatAreaView>,
}

/// Exclusive area of flats, in 0.01 m².
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"eligible": 1_203_460, "cast": 702_115}))]
pub struct FlatAreaView {
    /// Of the flats on the frozen roll.
    pub eligible: u64,
    /// Of the voters who returned a ballot or were handed a sheet. While the vote runs, and for a building always, it
    /// is rounded down to steps of what ten voters have on average: an exact figure would tell whose flat took part,
    /// and when.
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
