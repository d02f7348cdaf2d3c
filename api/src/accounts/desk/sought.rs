//! The person whom a moderator looks up.

use domain::account::PhoneNumber;
use domain::residency::Place;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::{OfField, Problem};

/// Give either the number, or the door.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"building": "3号", "room": "502"}))]
pub struct PersonSought {
    #[schema(
        min_length = 11,
        max_length = 32,
        pattern = r"^(\+86|0086|86)?[ -]?1[ -]?[3-9]([ -]?[0-9]){9}$",
        example = "13800138000"
    )]
    phone: Option<String>,
    #[schema(min_length = 1, max_length = 20, example = "3号")]
    building: Option<String>,
    #[schema(min_length = 1, max_length = 20, example = "502")]
    room: Option<String>,
}

pub enum Sought {
    Phone(PhoneNumber),
    Door(Place, Place),
}

impl PersonSought {
    pub fn parse(&self) -> Result<Sought, Problem> {
        match (&self.phone, &self.building, &self.room) {
            (Some(phone), None, None) => Ok(Sought::Phone(PhoneNumber::parse(phone).field("/phone")?)),
            (None, Some(building), Some(room)) => {
                Ok(Sought::Door(Place::parse(building).field("/building")?, Place::parse(room).field("/room")?))
            }
            (None, Some(_), None) => Err(Problem::field("/room", "missing", "is required with building", "请填写室号")),
            (Some(_), _, _) | (None, None, _) => {
                let (en, zh) = ("name either phone, or building and room", "请填写手机号，或楼号和室号，二者选一");
                Err(Problem::field("/phone", "ambiguous", en, zh))
            }
        }
    }
}
