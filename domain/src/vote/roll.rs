//! The roll: who may vote. Built from verified residents while the vote is a draft, frozen and hashed when it opens.

use super::rule::Electorate;
use crate::Time;
use crate::ids::{AccountId, VoteId};
use crate::owner::Flat;
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

/// What may have one ballot: a person, or a household known by building and door.
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

/// Sorted by voter and account, each account once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    entries: Vec<RollEntry>,
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
    /// Voters: persons or households.
    pub size: u64,
    pub hash: RollHash,
}

impl Roll {
    /// Whoever is verified in two households of the unit counts in the one verified first.
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

    /// Flats and the accounts of their owners. Whoever owns several casts for the first, by building and room.
    pub fn of_flats(owners: impl IntoIterator<Item = (Flat, AccountId)>) -> Self {
        let mut first: BTreeMap<AccountId, Flat> = BTreeMap::new();
        for (flat, account) in owners {
            if first.get(&account).is_none_or(|known| flat < *known) {
                first.insert(account, flat);
            }
        }
        Self::restore(first.into_iter().map(|(account, flat)| RollEntry {
            voter: VoterKey::flat(&flat.building, &flat.room),
            account,
            building: flat.building,
        }))
    }

    /// A roll from stored entries, in whatever order they come.
    pub fn restore(entries: impl IntoIterator<Item = RollEntry>) -> Self {
        let mut entries: Vec<RollEntry> = entries.into_iter().collect();
        entries.sort();
        Self { entries }
    }

    pub fn entries(&self) -> &[RollEntry] {
        &self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Voters, not people: a household is one.
    pub fn size(&self) -> u64 {
        let voters: BTreeSet<&VoterKey> = self.entries.iter().map(|entry| &entry.voter).collect();
        u64::try_from(voters.len()).unwrap_or(u64::MAX)
    }

    /// `SHA-256` over `sanhui/roll/v1\n`, the vote's id and `\n`, then for each entry in order its voter, account and
    /// building as netstrings (`length:text,`, length in bytes) and `\n`. Sorted bytewise by voter, then account.
    pub fn hash(&self, vote: VoteId) -> RollHash {
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

    pub fn freeze(&self, vote: VoteId) -> FrozenRoll {
        FrozenRoll { size: self.size(), hash: self.hash(vote) }
    }
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

    #[test]
    fn co_owners_share_a_flat_and_who_owns_several_has_the_first() {
        let account = |id: u128| AccountId(Uuid::from_u128(id));
        let flat = |room: &str| Flat { building: "3".to_owned(), room: room.to_owned() };
        let owners =
            [(flat("502"), account(1)), (flat("502"), account(2)), (flat("101"), account(2)), (flat("7"), account(3))];
        let roll = Roll::of_flats(owners);
        let entries: Vec<_> = roll.entries().iter().map(|entry| (entry.voter.as_str(), entry.account)).collect();
        assert_eq!(entries, [("flat:3|101", account(2)), ("flat:3|502", account(1)), ("flat:3|7", account(3))]);
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
