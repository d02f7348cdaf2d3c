//! Coordinates that name their datum, and outlines.
//!
//! Phones and Chinese maps give GCJ-02 (or BD-09), official drawings CGCS2000, which equals WGS-84 to a decimetre. Over
//! Shanghai GCJ-02 lies 456–500 m off, enough to change the district, so no coordinate is accepted without its datum.
//! WGS-84 is stored.

use geo::{Contains, Validation};
use geocoordinates::{Coordinate, Crs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datum {
    Wgs84,
    Gcj02,
    Bd09,
    Cgcs2000,
}

impl Datum {
    pub const ALL: &[Self] = &[Self::Wgs84, Self::Gcj02, Self::Bd09, Self::Cgcs2000];

    pub fn word(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
            Self::Cgcs2000 => "cgcs2000",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|datum| datum.word() == word)
    }

    fn crs(self) -> Crs {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => Crs::Wgs84,
            Self::Gcj02 => Crs::Gcj02,
            Self::Bd09 => Crs::Bd09,
        }
    }
}

/// A place in Shanghai, in degrees of WGS-84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    lon: f64,
    lat: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PositionRefusal {
    #[error("lies outside Shanghai (120.85–122.20 E, 30.67–31.90 N); check the datum and the order lon, lat")]
    OutsideShanghai,
}

/// Shanghai with its islands, a little generously.
const BOX: (f64, f64, f64, f64) = (120.85, 30.67, 122.20, 31.90);

impl Position {
    pub fn new(lon: f64, lat: f64, datum: Datum) -> Result<Self, PositionRefusal> {
        let (lon, lat) = shift(lon, lat, datum.crs(), Crs::Wgs84).ok_or(PositionRefusal::OutsideShanghai)?;
        let (west, south, east, north) = BOX;
        if (west..=east).contains(&lon) && (south..=north).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(PositionRefusal::OutsideShanghai)
        }
    }

    /// Longitude and latitude in degrees of the datum asked for.
    pub fn lon_lat(self, datum: Datum) -> (f64, f64) {
        shift(self.lon, self.lat, Crs::Wgs84, datum.crs()).unwrap_or((self.lon, self.lat))
    }
}

/// Exact to a tenth of a millimetre in both directions, because the inverse is iterated.
fn shift(lon: f64, lat: f64, from: Crs, to: Crs) -> Option<(f64, f64)> {
    if from == to {
        return Some((lon, lat));
    }
    let shifted = geocoordinates::convert::convert(Coordinate::new(lat, lon, from), to).ok()?;
    let coordinate = shifted.into_inner();
    Some((coordinate.lon, coordinate.lat))
}

/// A closed simple ring of 4 to 2,000 positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline(Vec<Position>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutlineRefusal {
    #[error("an outline has 4 to 2,000 positions")]
    Length,
    #[error("the last position must equal the first")]
    NotClosed,
    #[error("the outline crosses or touches itself")]
    NotSimple,
}

impl Outline {
    pub fn new(ring: Vec<Position>) -> Result<Self, OutlineRefusal> {
        if !(4..=2_000).contains(&ring.len()) {
            return Err(OutlineRefusal::Length);
        }
        if ring.first() != ring.last() {
            return Err(OutlineRefusal::NotClosed);
        }
        let outline = Self(ring);
        if outline.polygon().is_valid() { Ok(outline) } else { Err(OutlineRefusal::NotSimple) }
    }

    pub fn positions(&self) -> &[Position] {
        &self.0
    }

    /// True inside; false on the border and outside.
    pub fn contains(&self, position: Position) -> bool {
        self.polygon().contains(&geo::Point::new(position.lon, position.lat))
    }

    /// West, south, east, north, in degrees of WGS-84.
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        let start = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        self.0.iter().fold(start, |(west, south, east, north), at| {
            (west.min(at.lon), south.min(at.lat), east.max(at.lon), north.max(at.lat))
        })
    }

    fn polygon(&self) -> geo::Polygon {
        let ring = self.0.iter().map(|at| geo::Coord { x: at.lon, y: at.lat }).collect();
        geo::Polygon::new(geo::LineString::new(ring), Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Published pair for the same point: GCJ-02 and WGS-84 of People's Square differ by 4–5 hundred metres.
    #[test]
    fn gcj02_lies_456_to_500_metres_off() {
        let given = Position::new(121.4737, 31.2304, Datum::Gcj02).unwrap();
        let (lon, lat) = given.lon_lat(Datum::Wgs84);
        let east = (121.4737 - lon) * 111_320.0 * 31.23_f64.to_radians().cos();
        let north = (31.2304 - lat) * 110_900.0;
        let metres = east.hypot(north);
        assert!((456.0..=500.0).contains(&metres), "{metres}");
    }

    proptest! {
        #[test]
        fn every_datum_goes_there_and_back(lon in 120.9..122.1_f64, lat in 30.7..31.85_f64, which in 0_usize..4) {
            let datum = Datum::ALL[which];
            let position = Position::new(lon, lat, Datum::Wgs84).unwrap();
            let (there_lon, there_lat) = position.lon_lat(datum);
            let (back_lon, back_lat) = Position::new(there_lon, there_lat, datum).unwrap().lon_lat(Datum::Wgs84);
            prop_assert!((back_lon - lon).abs() < 1e-8 && (back_lat - lat).abs() < 1e-8);
        }
    }

    #[test]
    fn swapped_or_broken_numbers_are_outside() {
        for (lon, lat) in [(31.2, 121.4), (f64::NAN, 31.2), (f64::INFINITY, 31.2), (0.0, 0.0), (116.4, 39.9)] {
            for datum in Datum::ALL {
                assert_eq!(Position::new(lon, lat, *datum), Err(PositionRefusal::OutsideShanghai));
            }
        }
    }

    fn ring(points: &[(f64, f64)]) -> Result<Outline, OutlineRefusal> {
        Outline::new(points.iter().map(|(lon, lat)| Position::new(*lon, *lat, Datum::Wgs84).unwrap()).collect())
    }

    #[test]
    fn outlines_are_closed_and_simple() {
        let (a, b, c, d) = ((121.47, 31.20), (121.48, 31.20), (121.48, 31.21), (121.47, 31.21));
        let square = ring(&[a, b, c, d, a]).unwrap();
        assert!(square.contains(Position::new(121.475, 31.205, Datum::Wgs84).unwrap()));
        assert!(!square.contains(Position::new(121.485, 31.205, Datum::Wgs84).unwrap()));
        assert_eq!(square.bounds(), (121.47, 31.20, 121.48, 31.21));
        assert_eq!(ring(&[a, b, c]), Err(OutlineRefusal::Length));
        assert_eq!(ring(&[a, b, c, d]), Err(OutlineRefusal::NotClosed));
        assert_eq!(ring(&[a, c, b, d, a]), Err(OutlineRefusal::NotSimple));
    }
}
