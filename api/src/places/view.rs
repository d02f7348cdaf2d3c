use chrono::{DateTime, Utc};
use domain::geo::{Datum, Outline, OutlineRefusal, Position, PositionRefusal};
use domain::unit::{Function, Unit, UnitKind, UnitRefusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Area;
use crate::problem::{FieldRefusal, OfField, Problem};

/// An area (行政区划): city, district, street or committee.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaView {
    #[schema(example = "310101020")]
    pub code: String,
    #[schema(example = "五里桥街道")]
    pub name: String,
    pub level: LevelWord,
    /// municipality, district, subdistrict, town, township, special, residents_committee, villagers_committee or
    /// virtual.
    #[schema(example = "subdistrict")]
    pub kind: String,
    /// Code of the area one level up; null for the city.
    #[schema(example = "310101")]
    pub parent_code: Option<String>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelWord {
    City,
    District,
    Street,
    Committee,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatumWord {
    /// Satellite coordinates.
    Wgs84,
    /// What phones and maps in China give (`wx.getLocation` with `gcj02`, Tencent, AMap).
    Gcj02,
    /// Baidu's maps.
    Bd09,
    /// Official maps (天地图); equal to WGS-84 to a decimetre.
    Cgcs2000,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKindWord {
    Urban,
    Rural,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FunctionWord {
    Residential,
    Business,
    Industrial,
}

/// A position in Shanghai that names its datum.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionBody {
    /// Degrees east.
    #[schema(minimum = 120.8, maximum = 122.3, example = 121.4737)]
    pub lon: f64,
    /// Degrees north.
    #[schema(minimum = 30.6, maximum = 32.0, example = 31.2304)]
    pub lat: f64,
    pub datum: DatumWord,
}

/// [lon, lat] in degrees of the datum named beside it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[schema(value_type = Vec<f64>, min_items = 2, max_items = 2, example = json!([121.47, 31.20]))]
pub struct LonLat([f64; 2]);

/// A life-circle unit (基本单元).
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    pub id: Uuid,
    #[schema(example = "五里桥滨江生活圈")]
    pub name: String,
    pub kind: UnitKindWord,
    pub functions: Vec<FunctionWord>,
    /// The streets it lies in.
    #[schema(example = json!(["310101020"]))]
    pub area_codes: Vec<String>,
    /// A closed ring in degrees of `datum`.
    pub outline: Vec<LonLat>,
    pub datum: DatumWord,
    pub created_at: DateTime<Utc>,
}

impl From<Area> for AreaView {
    fn from(area: Area) -> Self {
        Self {
            level: area.code.level().into(),
            code: area.code.as_str().to_owned(),
            name: area.name,
            kind: area.kind,
            parent_code: area.parent.map(|parent| parent.as_str().to_owned()),
        }
    }
}

impl UnitView {
    pub fn new(unit: &Unit, datum: DatumWord) -> Self {
        let functions = unit.functions().iter().map(|function| match function {
            Function::Residential => FunctionWord::Residential,
            Function::Business => FunctionWord::Business,
            Function::Industrial => FunctionWord::Industrial,
        });
        Self {
            id: unit.id().0,
            name: unit.name().to_string(),
            kind: match unit.kind() {
                UnitKind::Urban => UnitKindWord::Urban,
                UnitKind::Rural => UnitKindWord::Rural,
            },
            functions: functions.collect(),
            area_codes: unit.areas().iter().map(|area| area.as_str().to_owned()).collect(),
            outline: unit.outline().positions().iter().map(|at| LonLat(at.lon_lat(datum.into()).into())).collect(),
            datum,
            created_at: unit.created_at(),
        }
    }
}

impl PositionBody {
    /// Rounded to a centimetre, so that a position converted to WGS-84 and back is the one that was sent.
    pub fn new(position: Position, datum: DatumWord) -> Self {
        let (lon, lat) = position.lon_lat(datum.into());
        let centimetre = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Self { lon: centimetre(lon), lat: centimetre(lat), datum }
    }

    pub fn parse(self, pointer: &str) -> Result<Position, Problem> {
        Position::new(self.lon, self.lat, self.datum.into()).field(pointer)
    }
}

/// A ring as it is sent, in one datum.
pub fn parse_outline(ring: &[LonLat], datum: DatumWord) -> Result<Outline, Problem> {
    let mut positions = Vec::with_capacity(ring.len());
    for (index, LonLat([lon, lat])) in ring.iter().enumerate() {
        positions.push(Position::new(*lon, *lat, datum.into()).field(&format!("/outline/{index}"))?);
    }
    Outline::new(positions).field("/outline")
}

impl From<domain::area::Level> for LevelWord {
    fn from(level: domain::area::Level) -> Self {
        match level {
            domain::area::Level::City => Self::City,
            domain::area::Level::District => Self::District,
            domain::area::Level::Street => Self::Street,
            domain::area::Level::Committee => Self::Committee,
        }
    }
}

impl From<LevelWord> for domain::area::Level {
    fn from(level: LevelWord) -> Self {
        match level {
            LevelWord::City => Self::City,
            LevelWord::District => Self::District,
            LevelWord::Street => Self::Street,
            LevelWord::Committee => Self::Committee,
        }
    }
}

impl From<DatumWord> for Datum {
    fn from(datum: DatumWord) -> Self {
        match datum {
            DatumWord::Wgs84 => Self::Wgs84,
            DatumWord::Gcj02 => Self::Gcj02,
            DatumWord::Bd09 => Self::Bd09,
            DatumWord::Cgcs2000 => Self::Cgcs2000,
        }
    }
}

impl FieldRefusal for PositionRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::OutsideShanghai => "outside_shanghai",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::OutsideShanghai => "不在上海市范围内，请检查坐标系以及经纬度的顺序".to_owned(),
        }
    }
}

impl FieldRefusal for OutlineRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Length => "wrong_length",
            Self::NotClosed => "not_closed",
            Self::NotSimple => "not_simple",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Length => "范围应有 4 至 2000 个点",
            Self::NotClosed => "最后一点应与第一点相同",
            Self::NotSimple => "范围边界不能自相交",
        }
        .to_owned()
    }
}

impl From<UnitRefusal> for Problem {
    fn from(refusal: UnitRefusal) -> Self {
        let (pointer, zh) = match refusal {
            UnitRefusal::StreetCount => ("/area_codes", "一个单元位于 1 至 10 个街镇内"),
            UnitRefusal::NotAStreet => ("/area_codes", "单元所在区划应为街道、镇或乡"),
            UnitRefusal::TwoDistricts => ("/area_codes", "单元的街镇应在同一个区"),
            UnitRefusal::FunctionCount => ("/functions", "一个单元有 1 至 3 种功能"),
        };
        Self::field(pointer, "not_acceptable", refusal.to_string(), zh)
    }
}
