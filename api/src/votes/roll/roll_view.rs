//! The roll of a vote as those who run it see it.

use domain::vote::Vote;
use domain::vote::admission::LeftOut;
use domain::vote::roll::{Roll, RollBuilding};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::votes::words::ElectorateWord;

/// The roll as it would be frozen now.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollView {
    pub vote_id: Uuid,
    pub electorate: ElectorateWord,
    /// Voters: persons or households; where flats vote, every head of the owners' register, and the builder's unsold
    /// flats as one.
    pub voters: u64,
    /// People on the roll; more than voters where households vote, mostly fewer where flats do.
    pub people: usize,
    /// Verified residents whom the rule leaves out.
    pub left_out: LeftOutView,
    /// Voters for whom nobody can cast except on paper, because no owner has signed in with the number in the register:
    /// hand them a sheet by their door (`hand_out_paper`). Absent where residents vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_account: Option<u64>,
    /// Exclusive area of all flats, in 0.01 m²; absent where residents vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<u64>,
    /// The flats of each building; absent where residents vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 5_000)]
    pub by_building: Option<Vec<RollBuildingView>>,
    /// SHA-256 of the listing, hex: `sanhui/roll/v1\n`, the vote's id and `\n`, then for each entry, sorted bytewise by
    /// voter and account, voter, account and building as netstrings and `\n`. Where flats vote: `sanhui/roll/v2\n`, the
    /// vote's id and `\n`; for each flat, sorted bytewise by voter, building and room, `flat `, voter, building, room
    /// and area as netstrings and `\n`; for each owner, sorted bytewise by voter and account, `owner `, voter and
    /// account as netstrings and `\n`.
    pub hash: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RollBuildingView {
    #[schema(example = "3号")]
    pub building: String,
    /// Voters whose first flat is here.
    pub voters: u64,
    pub flats: u64,
    /// Exclusive area of the flats here, in 0.01 m².
    pub area: u64,
}

/// Verified residents of the unit who are not on the roll, by the part of the rule that leaves them out.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutView {
    pub verified_after_cut_off: u64,
    /// Nobody has confirmed their year of birth; `confirm_birth_year` does.
    pub age_unknown: u64,
    pub too_young: u64,
}

impl RollView {
    pub fn new(vote: &Vote, roll: &Roll, left_out: LeftOut) -> Self {
        let frozen = roll.freeze(vote.id);
        Self {
            vote_id: vote.id.0,
            electorate: vote.rule.electorate.into(),
            voters: frozen.size,
            people: roll.entries().len(),
            without_account: frozen.area.map(|_| roll.without_account()),
            area: frozen.area,
            by_building: frozen.area.map(|_| {
                roll.by_building().into_iter().map(|(building, known)| RollBuildingView::new(building, known)).collect()
            }),
            left_out: LeftOutView {
                verified_after_cut_off: left_out.verified_after_cut_off,
                age_unknown: left_out.age_unknown,
                too_young: left_out.too_young,
            },
            hash: frozen.hash.to_string(),
        }
    }
}

impl RollBuildingView {
    fn new(building: &str, known: RollBuilding) -> Self {
        Self { building: building.to_owned(), voters: known.voters, flats: known.flats, area: known.area }
    }
}
