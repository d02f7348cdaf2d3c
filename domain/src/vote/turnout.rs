//! Turnout: how many have voted, by building, with small buildings merged so that no cell points at a household.

/// Cells with fewer voters than this are not shown by themselves.
pub const SMALLEST_CELL: u64 = 10;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// None for the buildings that are too small to be shown one by one, taken together.
    pub building: Option<String>,
    pub eligible: u64,
    pub cast: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnout {
    pub eligible: u64,
    pub cast: u64,
    pub by_building: Vec<Cell>,
}

impl Turnout {
    /// From one cell for each building: heads (persons or households) on the roll and, of these, who returned a ballot.
    pub fn of(buildings: Vec<Cell>) -> Self {
        let sum = |count: fn(&Cell) -> u64| buildings.iter().map(count).sum();
        let (eligible, cast) = (sum(|cell| cell.eligible), sum(|cell| cell.cast));
        Self { eligible, cast, by_building: merge_small(buildings) }
    }
}

/// Merges what is too small. If even the merged cell is, the smallest shown building joins it: otherwise
/// the total minus the shown cells would give the small ones away.
fn merge_small(cells: Vec<Cell>) -> Vec<Cell> {
    let (mut shown, small): (Vec<Cell>, Vec<Cell>) = cells.into_iter().partition(|cell| cell.eligible >= SMALLEST_CELL);
    if small.is_empty() {
        return shown;
    }
    let mut rest = Cell { building: None, eligible: 0, cast: 0 };
    let join = |rest: &mut Cell, cell: &Cell| {
        rest.eligible += cell.eligible;
        rest.cast += cell.cast;
    };
    small.iter().for_each(|cell| join(&mut rest, cell));
    if rest.eligible < SMALLEST_CELL
        && let Some(smallest) = (0..shown.len()).min_by_key(|index| shown.get(*index).map(|cell| cell.eligible))
    {
        join(&mut rest, &shown.remove(smallest));
    }
    shown.push(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(building: &str, eligible: u64) -> Cell {
        Cell { building: Some(building.to_owned()), eligible, cast: eligible / 2 }
    }

    fn shown(buildings: &[(&str, u64)]) -> Vec<(Option<String>, u64)> {
        let turnout = Turnout::of(buildings.iter().map(|(name, eligible)| cell(name, *eligible)).collect());
        turnout.by_building.into_iter().map(|cell| (cell.building, cell.eligible)).collect()
    }

    #[test]
    fn small_buildings_are_merged_and_never_found_by_subtraction() {
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(shown(&[("1", 10), ("2", 12)]), [(named("1"), 10), (named("2"), 12)]);
        assert_eq!(shown(&[("1", 9), ("2", 12), ("3", 4)]), [(named("2"), 12), (None, 13)]);
        assert_eq!(shown(&[("1", 9), ("2", 12), ("3", 10)]), [(named("2"), 12), (None, 19)]);
        assert_eq!(shown(&[("1", 3), ("2", 4)]), [(None, 7)]);
        assert_eq!(shown(&[]), []);
    }

    proptest! {
        #[test]
        fn cells_add_up_and_none_is_small_unless_it_is_everyone(doors in proptest::collection::vec(1u64..25, 1..6)) {
            let names: Vec<String> = (0..doors.len()).map(|n| n.to_string()).collect();
            let cells = names.iter().zip(&doors).map(|(name, eligible)| cell(name, *eligible)).collect();
            let turnout = Turnout::of(cells);
            let shown = &turnout.by_building;
            prop_assert_eq!(turnout.eligible, doors.iter().sum::<u64>());
            prop_assert_eq!(shown.iter().map(|cell| cell.eligible).sum::<u64>(), turnout.eligible);
            prop_assert_eq!(shown.iter().map(|cell| cell.cast).sum::<u64>(), turnout.cast);
            prop_assert!(shown.len() == 1 || shown.iter().all(|cell| cell.eligible >= SMALLEST_CELL));
        }
    }
}
