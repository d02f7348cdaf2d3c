//! Turnout of owners by building. A head may have flats in several buildings, so buildings are counted in flats and area.

use std::collections::BTreeMap;

use crate::register::{Head, Register};
use crate::vote::turnout::{Cell, Turnout};

/// Flats, and their exclusive area in 0.01 m².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flats {
    pub flats: u64,
    pub area: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Building {
    /// None for the line of all buildings that are too small to be shown alone.
    pub building: Option<String>,
    pub total: Flats,
    /// The flats whose heads have a ballot, whatever it says.
    pub returned: Flats,
}

/// Turnout by building. Small buildings are merged as in a vote, so that while ballots are taken no line shows whether
/// a single household voted.
pub fn by_building(register: &Register, has_ballot: impl Fn(&Head) -> bool) -> Vec<Building> {
    let mut all: BTreeMap<&str, (Flats, Flats)> = BTreeMap::new();
    for (flat, area, head) in register.lines() {
        let (total, returned) = all.entry(&flat.building).or_default();
        total.add(area);
        if has_ballot(head) {
            returned.add(area);
        }
    }
    let cell = |(building, (total, returned)): (&&str, &(Flats, Flats))| Cell {
        building: Some((*building).to_owned()),
        eligible: total.flats,
        cast: returned.flats,
    };
    let cells = Turnout::of(all.iter().map(cell).collect(), &[]).by_building;
    let mut rest =
        all.values().fold((0u64, 0u64), |sum, (total, returned)| (sum.0 + total.area, sum.1 + returned.area));
    let mut shown = Vec::new();
    for Cell { building, eligible, cast } in cells {
        let own = building.as_deref().and_then(|name| all.get(name));
        let (area, returned) = own.map_or(rest, |(total, returned)| (total.area, returned.area)); // the rest comes last
        rest = (rest.0.saturating_sub(area), rest.1.saturating_sub(returned));
        let (total, returned) = (Flats { flats: eligible, area }, Flats { flats: cast, area: returned });
        shown.push(Building { building, total, returned });
    }
    shown
}

impl Flats {
    fn add(&mut self, area: u64) {
        self.flats += 1;
        self.area = self.area.saturating_add(area);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Flat;

    #[test]
    fn buildings_are_counted_in_flats_and_area_and_small_ones_together() {
        let flats = |building: &str, count: u64| {
            let building = building.to_owned();
            (0..count).map(move |room| {
                let flat = Flat { building: building.clone(), room: room.to_string() };
                let head = Head::of(&flat);
                (flat, 1_000 + room, head)
            })
        };
        let register = Register::restore(flats("1", 12).chain(flats("2", 4)).chain(flats("3", 7)));
        let cells = by_building(&register, |head| head.as_str().ends_with("/0"));
        let cell = |building: Option<&str>, total: (u64, u64), returned: (u64, u64)| Building {
            building: building.map(str::to_owned),
            total: Flats { flats: total.0, area: total.1 },
            returned: Flats { flats: returned.0, area: returned.1 },
        };
        // 12 × 1,000 + (0 + … + 11); 4 × 1,000 + 6 and 7 × 1,000 + 21
        assert_eq!(cells, [cell(Some("1"), (12, 12_066), (1, 1_000)), cell(None, (11, 11_027), (2, 2_000))]);
    }
}
