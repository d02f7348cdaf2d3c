//! The place where a person says that they live or work: all requests write it in the same way, and it is parsed and
//! looked up here.

use domain::area::{AreaCode, Level};
use domain::ids::UnitId;
use domain::residency::{Household, HouseholdRefusal, Place};
use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::infra::db::Tx;
use crate::places;
use crate::problem::{Named as _, OfField, Problem};

/// The statistics code of a residents' committee, as clients send it.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct CommitteeWord(pub String);

/// A building (幢) or a room (室), as clients send it.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct DoorWord(pub String);

const IN_THE_UNIT: &str =
    "Code of the residents' committee, one inside the unit's streets and, for a moderator, their area.";

impl PartialSchema for CommitteeWord {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(12)).max_length(Some(12));
        text.pattern(Some("^31[0-9]{10}$"))
            .description(Some(IN_THE_UNIT)) // here, because a field that is written in place can't have its own
            .examples(["310101020004"])
            .into()
    }
}

impl ToSchema for CommitteeWord {}

impl PartialSchema for DoorWord {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(20));
        text.examples(["3号"]).into()
    }
}

impl ToSchema for DoorWord {}

/// A door of a committee in a unit.
#[derive(Clone, Debug)]
pub struct Home {
    pub unit: UnitId,
    pub household: Household,
}

impl Home {
    pub fn parse(unit: Uuid, committee: &CommitteeWord, building: &DoorWord, room: &DoorWord) -> Result<Self, Problem> {
        let committee = committee.parse()?;
        let (building, room) = door(building, room)?;
        Ok(Self {
            unit: UnitId(unit),
            household: Household::new(committee, &building, &room).field("/committee_code")?,
        })
    }
}

impl CommitteeWord {
    pub fn parse(&self) -> Result<AreaCode, Problem> {
        AreaCode::parse(&self.0).field("/committee_code")
    }
}

pub fn door(building: &DoorWord, room: &DoorWord) -> Result<(Place, Place), Problem> {
    Ok((Place::parse(&building.0).field("/building")?, Place::parse(&room.0).field("/room")?))
}

/// For a body that may leave out both.
pub fn door_if_given(building: Option<&DoorWord>, room: Option<&DoorWord>) -> Result<Option<(Place, Place)>, Problem> {
    match (building, room) {
        (None, None) => Ok(None),
        (Some(building), Some(room)) => door(building, room).map(Some),
        (Some(_), None) => Err(missing("/room")),
        (None, Some(_)) => Err(missing("/building")),
    }
}

/// Checks that an area is a committee, for requests without a door.
pub fn committee(area: AreaCode) -> Result<AreaCode, Problem> {
    match area.level() {
        Level::Committee => Ok(area),
        Level::City | Level::District | Level::Street => Err(HouseholdRefusal::NotACommittee).field("/committee_code"),
    }
}

/// Names the field as a parameter of the query, without the slash before a field of a body.
pub fn in_query<T>(read: Result<T, Problem>) -> Result<T, Problem> {
    read.map_err(Problem::of_parameter)
}

pub fn missing(pointer: &str) -> Problem {
    Problem::field(pointer, "missing", "is required here", "此处必填")
}

/// 422 if there is no such unit or committee, or if the committee lies in none of the unit's streets.
pub async fn must_lie_in(tx: &Tx, unit: UnitId, committee: &AreaCode) -> Result<(), Problem> {
    let unit = places::unit(tx.conn(), unit).await.named("/unit_id")?;
    places::area(tx.conn(), committee).await.named("/committee_code")?;
    if unit.areas().iter().any(|street| street.covers(committee)) {
        return Ok(());
    }
    let (en, zh) = ("is not in a street of this unit", "不在该单元所属街镇内");
    Err(Problem::field("/committee_code", "outside_the_unit", en, zh))
}
