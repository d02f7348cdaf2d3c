//! Turnout: how many have voted, by building, with small buildings merged so that no cell points at a household.

use std::collections::BTreeMap;

/// Cells with fewer voters than this are not shown by themselves.
pub const SMALLEST_CELL: u64 = 10;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// None for the buildings that are too small to be shown one by one, taken together.
    pub building: Option<String>,
    pub eligible: u64,
    pub cast: u64,
}

/// Exclusive area of flats, in 0.01 m².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    pub eligible: u64,
    /// Of the voters who voted.
    pub cast: u64,
}

/// Where flats vote: the area of all flats, and the area of the flats in each cell of the turnout, in the order of the
/// cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Areas {
    pub total: Area,
    pub by_building: Vec<Area>,
}

/// The channel by which a ballot came. Ballots of every channel count the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// From the voter's own device.
    Online,
    /// A sheet was handed to the voter.
    Paper,
    /// A helper cast for a voter who can't vote by themself.
    Assisted,
    /// A person whom the voter authorised cast for them.
    Proxy,
}

impl Channel {
    pub const ALL: &[Self] = &[Self::Online, Self::Paper, Self::Assisted, Self::Proxy];

    pub fn word(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Paper => "paper",
            Self::Assisted => "assisted",
            Self::Proxy => "proxy",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|channel| channel.word() == word)
    }
}

/// How many voted by a channel. Without a channel: how many voted by all the channels that few used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelCell {
    pub channel: Option<Channel>,
    pub cast: u64,
}

/// Merges the channels that fewer than ten voters used. If the merged cell has fewer than ten, too, the least used of
/// the other channels joins it.
pub fn by_channel(counts: &[(Channel, u64)]) -> Vec<ChannelCell> {
    let used = counts.iter().filter(|(_, cast)| *cast > 0);
    let (mut shown, small): (Vec<_>, Vec<_>) = used.copied().partition(|(_, cast)| *cast >= SMALLEST_CELL);
    let mut rest: u64 = small.iter().map(|(_, cast)| cast).sum();
    if (1..SMALLEST_CELL).contains(&rest)
        && let Some(rarest) = (0..shown.len()).min_by_key(|index| shown.get(*index).map(|(_, cast)| *cast))
    {
        rest += shown.remove(rarest).1;
    }
    let cells = shown.into_iter().map(|(channel, cast)| ChannelCell { channel: Some(channel), cast });
    cells.chain((rest > 0).then_some(ChannelCell { channel: None, cast: rest })).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnout {
    pub eligible: u64,
    pub cast: u64,
    pub by_building: Vec<Cell>,
    pub by_channel: Vec<ChannelCell>,
}

impl Turnout {
    /// Made from one cell for each building, which says how many heads (persons or households) are on the roll and how
    /// many of these voted, and from the number of voters for each channel.
    pub fn of(buildings: Vec<Cell>, channels: &[(Channel, u64)]) -> Self {
        let sum = |count: fn(&Cell) -> u64| buildings.iter().map(count).sum();
        let (eligible, cast) = (sum(|cell| cell.eligible), sum(|cell| cell.cast));
        Self { eligible, cast, by_building: merge_small(buildings), by_channel: by_channel(channels) }
    }

    /// Made from one cell and one area for each building. A voter counts in the building of their first flat, an area
    /// in the building of its flat. Areas are merged along with the cells.
    pub fn of_flats(buildings: Vec<(Cell, Area)>, channels: &[(Channel, u64)]) -> (Self, Areas) {
        let known: BTreeMap<Option<String>, Area> =
            buildings.iter().map(|(cell, area)| (cell.building.clone(), *area)).collect();
        let turnout = Self::of(buildings.into_iter().map(|(cell, _)| cell).collect(), channels);
        let total = known.values().fold(Area::default(), |sum, area| sum.plus(*area));
        let named = turnout.by_building.iter().filter(|cell| cell.building.is_some());
        let shown = named.filter_map(|cell| known.get(&cell.building));
        let rest = shown.fold(total, |rest, area| rest.less(*area));
        let of_cell = |cell: &Cell| match &cell.building {
            Some(_) => known.get(&cell.building).copied().unwrap_or_default(),
            None => rest,
        };
        let by_building = turnout.by_building.iter().map(of_cell).collect();
        (turnout, Areas { total, by_building })
    }
}

impl Areas {
    /// The areas as anybody may see them. A flat can be recognised by its area, so the area that took part is rounded
    /// down to steps; the total is exact once the vote is over. Exact figures would show a watcher each flat as it
    /// votes, and which ten voters cast the ten ballots of a batch.
    pub fn told(self, turnout: &Turnout, is_over: bool) -> Self {
        let total = if is_over { self.total } else { self.total.in_steps(turnout.eligible) };
        let cells = self.by_building.into_iter().zip(&turnout.by_building);
        Self { total, by_building: cells.map(|(area, cell)| area.in_steps(cell.eligible)).collect() }
    }
}

impl Area {
    /// Rounds `cast` down to multiples of the area that [`SMALLEST_CELL`] voters have on average. It is exact when
    /// everybody voted.
    fn in_steps(self, heads: u64) -> Self {
        let step = self.eligible.checked_div(heads).unwrap_or(0).saturating_mul(SMALLEST_CELL);
        let steps = self.cast.checked_div(step).unwrap_or(0);
        Self { cast: if self.cast == self.eligible { self.cast } else { steps * step }, ..self }
    }

    fn plus(self, other: Self) -> Self {
        let sum = |one: u64, other| one.saturating_add(other);
        Self { eligible: sum(self.eligible, other.eligible), cast: sum(self.cast, other.cast) }
    }

    fn less(self, other: Self) -> Self {
        let rest = |one: u64, other| one.saturating_sub(other);
        Self { eligible: rest(self.eligible, other.eligible), cast: rest(self.cast, other.cast) }
    }
}

/// Merges cells that are too small. If the merged cell is too small, too, the smallest shown building joins it:
/// otherwise the total minus the shown cells would give the small ones away.
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
        let turnout = Turnout::of(buildings.iter().map(|(name, eligible)| cell(name, *eligible)).collect(), &[]);
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
    fn areas_are_merged_as_the_heads_are() {
        let of = |name: &str, heads, eligible, cast| (cell(name, heads), Area { eligible, cast });
        let (turnout, areas) = Turnout::of_flats(
            vec![of("1", 9, 90, 40), of("2", 12, 120, 70), of("3", 0, 5, 5), of("4", 10, 80, 10)],
            &[],
        );
        let heads: Vec<_> = turnout.by_building.iter().map(|cell| (cell.building.as_deref(), cell.eligible)).collect();
        assert_eq!(heads, [(Some("2"), 12), (None, 19)]);
        assert_eq!(areas.total, Area { eligible: 295, cast: 125 });
        assert_eq!(areas.by_building, [Area { eligible: 120, cast: 70 }, Area { eligible: 175, cast: 55 }]);
    }

    #[test]
    fn no_area_shows_who_came() {
        let turnout = Turnout::of(vec![cell("1", 12), cell("2", 10)], &[]);
        let told = |cast, is_over| {
            let areas = Areas {
                total: Area { eligible: 220, cast: cast + 99 },
                by_building: vec![Area { eligible: 120, cast }, Area { eligible: 100, cast: 99 }],
            };
            let told = areas.told(&turnout, is_over);
            (told.total.cast, told.by_building.iter().map(|area| area.cast).collect::<Vec<_>>())
        };
        // Ten voters have 100 on the average, in all and in either building.
        assert_eq!(told(0, false), (0, vec![0, 0]));
        assert_eq!(told(1, false), (100, vec![0, 0]));
        assert_eq!(told(107, false), (200, vec![100, 0]));
        assert_eq!(told(107, true), (206, vec![100, 0]), "the whole is exact when it is over");
        assert_eq!(told(120, true), (219, vec![120, 0]), "everybody came");
        assert_eq!(Area { eligible: 5, cast: 3 }.in_steps(0), Area { eligible: 5, cast: 0 }, "flats of others alone");
    }

    #[test]
    fn ways_that_few_used_are_not_told_apart() {
        let shown = |online, paper| {
            let cells = by_channel(&[(Channel::Online, online), (Channel::Paper, paper)]);
            cells.into_iter().map(|cell| (cell.channel.map(Channel::word), cell.cast)).collect::<Vec<_>>()
        };
        assert_eq!(shown(12, 10), [(Some("online"), 12), (Some("paper"), 10)]);
        assert_eq!(shown(12, 0), [(Some("online"), 12)]);
        assert_eq!(shown(12, 9), [(None, 21)]);
        assert_eq!(shown(6, 9), [(None, 15)]);
        assert_eq!(shown(1, 1), [(None, 2)]);
        assert_eq!(shown(0, 0), []);
        // The two voters who were helped are merged with the least used channel that many used.
        let four = [(Channel::Online, 40), (Channel::Paper, 12), (Channel::Assisted, 2), (Channel::Proxy, 0)];
        let cells = by_channel(&four).into_iter().map(|cell| (cell.channel, cell.cast)).collect::<Vec<_>>();
        assert_eq!(cells, [(Some(Channel::Online), 40), (None, 14)]);
    }

    proptest! {
        #[test]
        fn cells_add_up_and_none_is_small_unless_it_is_everyone(doors in proptest::collection::vec(1u64..25, 1..6)) {
            let names: Vec<String> = (0..doors.len()).map(|n| n.to_string()).collect();
            let cells = names.iter().zip(&doors).map(|(name, eligible)| cell(name, *eligible)).collect();
            let turnout = Turnout::of(cells, &[]);
            let shown = &turnout.by_building;
            prop_assert_eq!(turnout.eligible, doors.iter().sum::<u64>());
            prop_assert_eq!(shown.iter().map(|cell| cell.eligible).sum::<u64>(), turnout.eligible);
            prop_assert_eq!(shown.iter().map(|cell| cell.cast).sum::<u64>(), turnout.cast);
            prop_assert!(shown.len() == 1 || shown.iter().all(|cell| cell.eligible >= SMALLEST_CELL));
        }
    }
}
