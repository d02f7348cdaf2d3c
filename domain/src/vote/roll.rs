//! The roll: who may vote. Built from verified residents while the vote is a draft, frozen and hashed when it opens.

use super::rule::Electorate;
use crate::Time;
use crate::ids::{AccountId, VoteId};
use crate::register::{Flat, Head, Register};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A resident of the unit, as verified by the committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    pub account: AccountId,
    pub household: String,
    pub building: String,
    pub verified_at: Time,
}

/// Whoever has one ballot: a person, a household known by building and door, or a head known by its first flat.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoterKey(String);

impl VoterKey {
    fn of(resident: &Resident, electorate: Electorate) -> Self {
        let plain = |part: &str| part.replace('\\', "\\\\").replace('|', "\\|");
        match electorate {
            Electorate::Person => Self(format!("person:{}", resident.account)),
            Electorate::Flat => Self::flat(&resident.building, &resident.household),
            Electorate::Household => {
                Self(format!("household:{}|{}", plain(&resident.building), plain(&resident.household)))
            }
        }
    }

    /// A flat of an owners' register, by building and room.
    pub fn flat(building: &str, room: &str) -> Self {
        let plain = |part: &str| part.replace('\\', "\\\\").replace('|', "\\|");
        Self(format!("flat:{}|{}", plain(building), plain(room)))
    }

    /// A key as it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One person on the roll and the voter they cast for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RollEntry {
    pub voter: VoterKey,
    pub account: AccountId,
    pub building: String,
}

/// A flat of a voter. Where flats vote, a voter is a head of the owners' register, known by the first of its flats.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RollFlat {
    pub voter: VoterKey,
    pub flat: Flat,
    /// Exclusive area, in 0.01 m².
    pub area: u64,
}

/// Entries are sorted by voter and account, and each account is there once. Flats are sorted by voter, building and
/// room; there are none where residents vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    entries: Vec<RollEntry>,
    flats: Vec<RollFlat>,
}

/// SHA-256 over the listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollHash(pub [u8; 32]);

impl std::fmt::Display for RollHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::write_hex(f, &self.0)
    }
}

/// The roll as published at opening: the denominator, and the hash that any later listing must give again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenRoll {
    /// Voters: persons, households or heads of the owners' register.
    pub size: u64,
    /// Exclusive area of all flats together, in 0.01 m²; none where residents vote, and for rolls frozen before areas
    /// were stored.
    pub area: Option<u64>,
    pub hash: RollHash,
}

/// How much of a roll of flats is in one building.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollBuilding {
    /// Voters whose first flat is here.
    pub voters: u64,
    pub flats: u64,
    /// Exclusive area of the flats here, in 0.01 m².
    pub area: u64,
}

impl Roll {
    /// A person who is verified in two households of the unit counts in the one verified first.
    pub fn of(residents: impl IntoIterator<Item = Resident>, electorate: Electorate) -> Self {
        let mut homes: BTreeMap<AccountId, Resident> = BTreeMap::new();
        for resident in residents {
            let order = |r: &Resident| (r.verified_at, r.building.clone(), r.household.clone());
            let earlier = homes.get(&resident.account).is_none_or(|home| order(&resident) < order(home));
            if earlier {
                homes.insert(resident.account, resident);
            }
        }
        Self::restore(homes.into_values().map(|home| RollEntry {
            voter: VoterKey::of(&home, electorate),
            account: home.account,
            building: home.building,
        }))
    }

    /// Every head of a register with all its flats, whether or not one of its owners has an account. An account is on
    /// the roll once: with a head of which it is the only account or, if there is no such head, with the first of its
    /// heads.
    pub fn of_flats(register: &Register, owners: impl IntoIterator<Item = (Head, AccountId)>) -> Self {
        let mut known: BTreeMap<Head, BTreeSet<AccountId>> = BTreeMap::new();
        for (head, account) in owners {
            known.entry(head).or_default().insert(account);
        }
        let voters: BTreeMap<&Head, (VoterKey, &Flat)> = register
            .heads()
            .into_iter()
            .filter_map(|(head, holding)| {
                let first = *holding.flats.first()?;
                Some((head, (VoterKey::flat(&first.building, &first.room), first)))
            })
            .collect();
        let heads = || known.iter().filter_map(|(head, owners)| Some((owners, voters.get(head)?)));
        let (alone, together): (Vec<_>, Vec<_>) = heads().partition(|(owners, _)| owners.len() == 1);
        let mut entries: BTreeMap<AccountId, RollEntry> = BTreeMap::new();
        for (owners, (voter, first)) in alone.into_iter().chain(together) {
            for account in owners {
                entries.entry(*account).or_insert_with(|| RollEntry {
                    voter: voter.clone(),
                    account: *account,
                    building: first.building.clone(),
                });
            }
        }
        let flats = register.lines().filter_map(|(flat, area, head)| {
            let (voter, _) = voters.get(head)?;
            Some(RollFlat { voter: voter.clone(), flat: flat.clone(), area })
        });
        Self::restore(entries.into_values()).with_flats(flats)
    }

    /// A roll from stored entries, in whatever order they come.
    pub fn restore(entries: impl IntoIterator<Item = RollEntry>) -> Self {
        let mut entries: Vec<RollEntry> = entries.into_iter().collect();
        entries.sort();
        Self { entries, flats: Vec::new() }
    }

    /// The same roll with its stored flats, in whatever order they come.
    pub fn with_flats(self, flats: impl IntoIterator<Item = RollFlat>) -> Self {
        let mut flats: Vec<RollFlat> = flats.into_iter().collect();
        flats.sort();
        Self { flats, ..self }
    }

    pub fn entries(&self) -> &[RollEntry] {
        &self.entries
    }

    pub fn flats(&self) -> &[RollFlat] {
        &self.flats
    }

    /// The first flat of each voter, by which the voter is known.
    pub fn first_flats(&self) -> impl Iterator<Item = &RollFlat> {
        let mut before = None;
        self.flats.iter().filter(move |one| before.replace(&one.voter) != Some(&one.voter))
    }

    /// Exclusive area of all flats together, in 0.01 m²; none where there are no flats.
    pub fn area(&self) -> Option<u64> {
        let sum = || self.flats.iter().fold(0u64, |sum, one| sum.saturating_add(one.area));
        (!self.flats.is_empty()).then(sum)
    }

    pub fn by_building(&self) -> BTreeMap<&str, RollBuilding> {
        let mut buildings: BTreeMap<&str, RollBuilding> = BTreeMap::new();
        for one in &self.flats {
            let building = buildings.entry(&one.flat.building).or_default();
            building.flats += 1;
            building.area = building.area.saturating_add(one.area);
        }
        for one in self.first_flats() {
            buildings.entry(&one.flat.building).or_default().voters += 1;
        }
        buildings
    }

    /// How many voters have no account that could cast for them. They can vote on paper.
    pub fn without_account(&self) -> u64 {
        let with: BTreeSet<&VoterKey> = self.entries.iter().map(|entry| &entry.voter).collect();
        count(self.first_flats().filter(|one| !with.contains(&one.voter)))
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.flats.is_empty()
    }

    /// Voters, not people: a household is one.
    pub fn size(&self) -> u64 {
        if !self.flats.is_empty() {
            return count(self.first_flats());
        }
        let voters: BTreeSet<&VoterKey> = self.entries.iter().map(|entry| &entry.voter).collect();
        count(voters.iter())
    }

    /// Where residents vote, `SHA-256` over `sanhui/roll/v1\n`, the vote's id and `\n`, then for each entry in order
    /// its voter, account and building as netstrings (`length:text,`, length in bytes) and `\n`. Sorted bytewise by
    /// voter, then account.
    ///
    /// Where flats vote, over `sanhui/roll/v2\n`, the vote's id and `\n`; then for each flat, sorted bytewise by voter,
    /// building and room, `flat `, its voter, building, room and area in 0.01 m² (decimal) as netstrings and `\n`; then
    /// for each entry, sorted as above, `owner `, its voter and account as netstrings and `\n`. A roll of flats from
    /// before areas were stored is hashed like one of residents.
    pub fn hash(&self, vote: VoteId) -> RollHash {
        if !self.flats.is_empty() {
            return self.hash_of_flats(vote);
        }
        let mut hash = Sha256::new();
        hash.update(format!("sanhui/roll/v1\n{vote}\n"));
        for entry in &self.entries {
            for field in [entry.voter.as_str(), &entry.account.to_string(), &entry.building] {
                hash.update(format!("{}:{field},", field.len()));
            }
            hash.update(b"\n");
        }
        RollHash(hash.finalize().into())
    }

    fn hash_of_flats(&self, vote: VoteId) -> RollHash {
        let mut hash = Sha256::new();
        let mut line = |kind: &str, fields: &[&str]| {
            hash.update(kind);
            fields.iter().for_each(|field| hash.update(format!("{}:{field},", field.len())));
            hash.update(b"\n");
        };
        line(&format!("sanhui/roll/v2\n{vote}"), &[]);
        for RollFlat { voter, flat, area } in &self.flats {
            line("flat ", &[voter.as_str(), &flat.building, &flat.room, &area.to_string()]);
        }
        for entry in &self.entries {
            line("owner ", &[entry.voter.as_str(), &entry.account.to_string()]);
        }
        RollHash(hash.finalize().into())
    }

    pub fn freeze(&self, vote: VoteId) -> FrozenRoll {
        FrozenRoll { size: self.size(), area: self.area(), hash: self.hash(vote) }
    }
}

fn count<T>(some: impl Iterator<Item = T>) -> u64 {
    u64::try_from(some.count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn resident(account: u128, building: &str, household: &str, day: i64) -> Resident {
        let verified_at = Time::from_timestamp(day * 86_400, 0).unwrap();
        let account = AccountId(Uuid::from_u128(account));
        Resident { account, household: household.to_owned(), building: building.to_owned(), verified_at }
    }

    #[test]
    fn a_household_is_one_voter_and_its_members_all_stand_on_the_roll() {
        let people = [resident(1, "3", "502", 1), resident(2, "3", "502", 2), resident(3, "3", "503", 1)];
        let by_person = Roll::of(people.clone(), Electorate::Person);
        let by_household = Roll::of(people, Electorate::Household);
        assert_eq!((by_person.size(), by_person.entries().len()), (3, 3));
        assert_eq!((by_household.size(), by_household.entries().len()), (2, 3));
        assert_eq!(by_household.entries()[0].voter.as_str(), "household:3|502");
    }

    fn account(id: u128) -> AccountId {
        AccountId(Uuid::from_u128(id))
    }

    fn flat(room: &str) -> Flat {
        Flat { building: "3".to_owned(), room: room.to_owned() }
    }

    /// Accounts 1 and 2 own flats 502 and 7 together, 2 owns 101 alone; the owner of 103 has no account; 801 and 802
    /// are unsold.
    fn estate() -> Roll {
        let couple = Head::of(&flat("502"));
        let lines = [
            (flat("502"), 8_952, couple.clone()),
            (flat("7"), 1_200, couple.clone()),
            (flat("101"), 7_000, Head::of(&flat("101"))),
            (flat("103"), 6_000, Head::of(&flat("103"))),
            (flat("801"), 5_000, Head::builder()),
            (flat("802"), 5_000, Head::builder()),
        ];
        let owners = [(couple.clone(), account(1)), (couple, account(2)), (Head::of(&flat("101")), account(2))];
        Roll::of_flats(&Register::restore(lines), owners)
    }

    #[test]
    fn every_head_of_a_register_is_a_voter_with_all_its_flats() {
        let roll = estate();
        let entries: Vec<_> = roll.entries().iter().map(|entry| (entry.voter.as_str(), entry.account)).collect();
        assert_eq!(entries, [("flat:3|101", account(2)), ("flat:3|502", account(1))], "each account once");
        let firsts: Vec<_> = roll.first_flats().map(|one| (one.voter.as_str(), one.flat.room.as_str())).collect();
        let known_by = [("flat:3|101", "101"), ("flat:3|103", "103"), ("flat:3|502", "502"), ("flat:3|801", "801")];
        assert_eq!(firsts, known_by);
        assert_eq!((roll.size(), roll.area(), roll.without_account()), (4, Some(33_152), 2), "by hand");
        let buildings: Vec<_> = roll.by_building().into_iter().collect();
        assert_eq!(buildings, [("3", RollBuilding { voters: 4, flats: 6, area: 33_152 })]);
    }

    #[test]
    fn the_hash_of_a_roll_of_flats_is_the_published_formula() {
        // printf 'sanhui/roll/v2\n00000000-0000-0000-0000-000000000009\nflat 10:flat:3|101,1:3,3:101,4:7000,\n…' | sha256sum
        let lines = [(flat("101"), 7_000, Head::of(&flat("101"))), (flat("7"), 1_200, Head::of(&flat("101")))];
        let roll = Roll::of_flats(&Register::restore(lines), [(Head::of(&flat("101")), account(1))]);
        let hash = roll.hash(VoteId(Uuid::from_u128(9))).to_string();
        assert_eq!(hash, "2c4f9ea8caf8132e7365d5ba13e25afaa05c9b4be95e4baa7944ef1bec943429");
    }

    #[test]
    fn two_homes_make_one_voter_at_the_one_verified_first() {
        let roll = Roll::of([resident(1, "9", "101", 5), resident(1, "3", "502", 2)], Electorate::Household);
        assert_eq!(roll.entries().len(), 1);
        assert_eq!(roll.entries()[0].building, "3");
    }

    #[test]
    fn doors_that_contain_the_separator_stay_apart() {
        let roll = Roll::of([resident(1, "3|4", "5", 1), resident(2, "3", "4|5", 1)], Electorate::Household);
        assert_eq!(roll.size(), 2);
        let roll = Roll::of([resident(1, "3\\", "5", 1), resident(2, "3", "\\|5", 1)], Electorate::Household);
        assert_eq!(roll.size(), 2);
    }

    #[test]
    fn the_hash_is_the_published_formula() {
        // printf 'sanhui/roll/v1\n00000000-0000-0000-0000-000000000009\n15:household:3|502,36:00000000-0000-0000-0000-000000000001,1:3,\n' | sha256sum
        let roll = Roll::of([resident(1, "3", "502", 1)], Electorate::Household);
        let hash = roll.hash(VoteId(Uuid::from_u128(9))).to_string();
        assert_eq!(hash, "a59394acfbe27ab0106800b13b6dd19307620ec0cd2c4f27180ffe58afb9540f");
    }

    proptest! {
        #[test]
        fn the_order_of_the_residents_does_not_matter(
            (people, shuffled) in proptest::collection::vec((1u128..20, 1u8..4, 1u8..4, 0i64..9), 0..30)
                .prop_flat_map(|people| (Just(people.clone()), Just(people).prop_shuffle())),
            household: bool,
        ) {
            let electorate = if household { Electorate::Household } else { Electorate::Person };
            let build = |list: Vec<(u128, u8, u8, i64)>| {
                let people = list.into_iter().map(|(a, b, h, d)| resident(a, &b.to_string(), &h.to_string(), d));
                Roll::of(people, electorate)
            };
            let vote = VoteId(Uuid::from_u128(7));
            let (one, other) = (build(people), build(shuffled));
            prop_assert_eq!(one.freeze(vote), other.freeze(vote));
            prop_assert_eq!(&one, &Roll::restore(one.entries().iter().rev().cloned()));
        }
    }
}
