use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{Known, RegisterRow};

/// An owner register with its totals. It names nobody.
#[derive(Serialize, ToSchema)]
pub struct OwnerRegisterView {
    pub id: Uuid,
    pub unit_id: Uuid,
    #[schema(example = "桃园小区")]
    pub estate: String,
    #[schema(example = 1208)]
    pub flats: u64,
    /// Owners as the law counts them: an owner of several flats is one, co-owners of a flat are one together, and the
    /// builder is one.
    #[schema(example = 1150)]
    pub heads: u64,
    /// Exclusive area of all flats, in 0.01 m².
    #[schema(example = 10_742_016)]
    pub area: u64,
    /// SHA-256, hex, over `sanhui/owner-register/v1\n`, then for each flat, sorted bytewise by building and room, its building,
    /// room, area in 0.01 m² and head as netstrings and `\n`.
    #[schema(min_length = 64, max_length = 64)]
    pub hash: String,
    pub imported_by: Uuid,
    pub imported_at: DateTime<Utc>,
    /// When a later register replaced this one, which is still stored for the decisions that were opened on it.
    pub replaced_at: Option<DateTime<Utc>>,
}

impl From<&RegisterRow> for OwnerRegisterView {
    fn from(row: &RegisterRow) -> Self {
        Self {
            id: row.id.0,
            unit_id: row.unit.0,
            estate: row.estate.to_string(),
            flats: row.flats,
            heads: row.total.heads,
            area: row.total.area,
            hash: row.hash.clone(),
            imported_by: row.imported_by.0,
            imported_at: row.imported_at,
            replaced_at: row.replaced_at,
        }
    }
}

/// A flat and one of its owners.
#[derive(Serialize, ToSchema)]
pub struct OwnerEntryView {
    pub id: Uuid,
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    /// Exclusive area of the flat, in 0.01 m².
    #[schema(example = 8952)]
    pub area: u64,
    /// The head that the flat belongs to: building and room of that head's first flat, or `builder`.
    #[schema(example = "3号/502")]
    pub head: String,
    /// Null only for the builder.
    #[schema(example = "王芳")]
    pub name: Option<String>,
    /// The middle digits are hidden. An owner without a number can't vote online.
    #[schema(example = "+86138****8000")]
    pub phone: Option<String>,
    #[schema(example = "1/2")]
    pub share: Option<String>,
}

impl From<Known> for OwnerEntryView {
    fn from(known: Known) -> Self {
        Self {
            id: known.id,
            building: known.flat.building,
            room: known.flat.room,
            area: known.area,
            head: known.head.as_str().to_owned(),
            name: known.name.map(|name| name.as_str().to_owned()),
            phone: known.phone.map(|phone| phone.masked()),
            share: known.share,
        }
    }
}
