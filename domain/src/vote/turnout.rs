//! Turnout: how many have voted, by building, with small buildings merged so that no cell points at a household.

use super::roll::{RollEntry, VoterKey};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Heads (persons or households) on the roll and, of these, the ones in `cast`. Never looks at a choice.
    pub fn of<'a>(roll: impl IntoIterator<Item = &'a RollEntry>, cast: &BTreeSet<VoterKey>) -> Self {
        let voters: BTreeMap<&VoterKey, &str> =
            roll.into_iter().map(|entry| (&entry.voter, entry.building.as_str())).collect();
        let mut buildings: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (voter, building) in voters {
            let (eligible, returned) = buildings.entry(building).or_default();
            *eligible += 1;
            *returned += u64::from(cast.contains(voter));
        }
        let cells: Vec<Cell> = buildings
            .into_iter()
            .map(|(building, (eligible, cast))| Cell { building: Some(building.to_owned()), eligible, cast })
            .collect();
        let sum = |count: fn(&Cell) -> u64| cells.iter().map(count).sum();
        Self { eligible: sum(|cell| cell.eligible), cast: sum(|cell| cell.cast), by_building: merge_small(cells) }
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
    use super::super::roll::{Resident, Roll};
    use super::super::rule::Electorate;
    use super::*;
    use crate::ids::AccountId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn roll(buildings: &[(&str, u64)]) -> Roll {
        let doors = buildings.iter().flat_map(|(building, doors)| (0..*doors).map(move |door| (*building, door)));
        let people = (1..).zip(doors).map(|(number, (building, door))| Resident {
            account: AccountId(Uuid::from_u128(number)),
            household: door.to_string(),
            building: building.to_owned(),
            verified_at: crate::Time::UNIX_EPOCH,
        });
        Roll::of(people, Electorate::Household)
    }

    fn shown(buildings: &[(&str, u64)]) -> Vec<(Option<String>, u64)> {
        let turnout = Turnout::of(roll(buildings).entries(), &BTreeSet::new());
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

    #[test]
    fn a_household_counts_once_however_many_live_in_it() {
        let roll = roll(&[("1", 12)]);
        let cast = roll.entries().iter().take(5).map(|entry| entry.voter.clone()).collect();
        let turnout = Turnout::of(roll.entries().iter().chain(roll.entries()), &cast);
        assert_eq!((turnout.eligible, turnout.cast), (12, 5));
    }

    proptest! {
        #[test]
        fn cells_add_up_and_none_is_small_unless_it_is_everyone(doors in proptest::collection::vec(1u64..25, 1..6)) {
            let names: Vec<String> = (0..doors.len()).map(|n| n.to_string()).collect();
            let buildings: Vec<(&str, u64)> = names.iter().map(String::as_str).zip(doors.iter().copied()).collect();
            let cells = shown(&buildings);
            prop_assert_eq!(cells.iter().map(|(_, eligible)| eligible).sum::<u64>(), doors.iter().sum::<u64>());
            prop_assert!(cells.len() == 1 || cells.iter().all(|(_, eligible)| *eligible >= SMALLEST_CELL));
        }
    }
}
