//! Printed codes that verify a residency. A moderator makes a code for one household, or for all of a committee; it may
//! be used a number of times and for some days. A person who has the code is assumed to have got it from the committee.

use chrono::TimeDelta;

use super::{Household, Place};
use crate::Time;
use crate::area::AreaCode;
use crate::ids::{AccountId, ResidencyCodeId, UnitId};

/// Whose residencies a code verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The people who live or work behind one door.
    Household(Household),
    /// Anybody of the committee; each person then says behind which door.
    Committee(AreaCode),
}

impl Reach {
    /// The most uses that a code may have: enough for a family, or for a lane's residents at one meeting.
    pub fn uses_max(&self) -> u16 {
        match self {
            Self::Household(_) => 20,
            Self::Committee(_) => 500,
        }
    }

    pub fn committee(&self) -> &AreaCode {
        match self {
            Self::Household(household) => household.committee(),
            Self::Committee(committee) => committee,
        }
    }

    pub fn household(&self) -> Option<&Household> {
        match self {
            Self::Household(household) => Some(household),
            Self::Committee(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub id: ResidencyCodeId,
    pub unit: UnitId,
    pub reach: Reach,
    /// How often the code may be used, and how often it was used.
    pub uses: u16,
    pub used: u16,
    pub issued_by: AccountId,
    pub issued_at: Time,
    pub expires_at: Time,
    pub revoked_at: Option<Time>,
}

/// The state of a code at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// Used as often as it may be.
    Spent,
    Expired,
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsesRefusal {
    #[error("must be 1 to {max}")]
    OutOfRange { max: u16 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// The person is not told which of the three it was: they can ask the person who gave them the code.
    #[error("the code is used up, too old or was revoked")]
    NotOpen,
    #[error("nobody verifies their own residency, by a code neither")]
    Own,
    #[error("the code is for another door")]
    AnotherDoor,
    #[error("the code is for all of a committee: say behind which door")]
    DoorMissing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code is over already")]
pub struct CodeOver;

impl Code {
    /// How many days a code is good by default, and at most.
    pub const LIFE_DAYS: u16 = 30;
    pub const LIFE_DAYS_MAX: u16 = 90;

    pub fn uses_of(reach: &Reach, uses: u16) -> Result<u16, UsesRefusal> {
        let max = reach.uses_max();
        if (1..=max).contains(&uses) { Ok(uses) } else { Err(UsesRefusal::OutOfRange { max }) }
    }

    pub fn expiry(issued_at: Time, days: u16) -> Time {
        issued_at + TimeDelta::days(i64::from(days))
    }

    pub fn standing(&self, now: Time) -> Standing {
        if self.revoked_at.is_some() {
            Standing::Revoked
        } else if self.used >= self.uses {
            Standing::Spent
        } else if now >= self.expires_at {
            Standing::Expired
        } else {
            Standing::Open
        }
    }

    /// Uses the code once. Its maker can't use it.
    pub fn redeem(&self, by: AccountId, now: Time) -> Result<Self, CodeRefusal> {
        if by == self.issued_by {
            return Err(CodeRefusal::Own);
        }
        match self.standing(now) {
            Standing::Open => Ok(Self { used: self.used + 1, ..self.clone() }),
            Standing::Spent | Standing::Expired | Standing::Revoked => Err(CodeRefusal::NotOpen),
        }
    }

    /// The household that is claimed with the code; `door` is the door that the person named.
    pub fn household(&self, door: Option<(&Place, &Place)>) -> Result<Household, CodeRefusal> {
        let said = |(building, room)| Household::new(self.reach.committee().clone(), building, room);
        match (&self.reach, door.map(said)) {
            (Reach::Household(household), None) => Ok(household.clone()),
            (Reach::Household(household), Some(Ok(said))) if said == *household => Ok(said),
            (Reach::Household(_), Some(_)) => Err(CodeRefusal::AnotherDoor),
            (Reach::Committee(_), Some(Ok(said))) => Ok(said),
            (Reach::Committee(_), None | Some(Err(_))) => Err(CodeRefusal::DoorMissing),
        }
    }

    pub fn revoke(&self, now: Time) -> Result<Self, CodeOver> {
        match self.standing(now) {
            Standing::Open => Ok(Self { revoked_at: Some(now), ..self.clone() }),
            Standing::Spent | Standing::Expired | Standing::Revoked => Err(CodeOver),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(days: i64) -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::days(days)
    }

    fn place(raw: &str) -> Place {
        Place::parse(raw).unwrap()
    }

    fn committee() -> AreaCode {
        AreaCode::parse("310101020004").unwrap()
    }

    fn household() -> Household {
        Household::new(committee(), &place("3号"), &place("502")).unwrap()
    }

    fn account(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    fn code(reach: Reach, uses: u16) -> Code {
        Code {
            id: ResidencyCodeId(Uuid::from_u128(1)),
            unit: UnitId(Uuid::from_u128(7)),
            reach,
            uses,
            used: 0,
            issued_by: account(1),
            issued_at: at(0),
            expires_at: Code::expiry(at(0), Code::LIFE_DAYS),
            revoked_at: None,
        }
    }

    #[test]
    fn a_code_is_good_for_thirty_days_and_until_it_is_revoked_or_used_up() {
        let fresh = code(Reach::Household(household()), 1);
        assert!(fresh.redeem(account(2), at(30) - TimeDelta::microseconds(1)).is_ok());
        assert_eq!(fresh.redeem(account(2), at(30)), Err(CodeRefusal::NotOpen));
        let revoked = fresh.revoke(at(1)).unwrap();
        assert_eq!(revoked.redeem(account(2), at(1)), Err(CodeRefusal::NotOpen));
        let spent = fresh.redeem(account(2), at(1)).unwrap();
        assert_eq!(spent.redeem(account(3), at(1)), Err(CodeRefusal::NotOpen));
        assert_eq!(
            (revoked.revoke(at(2)), spent.revoke(at(2)), fresh.revoke(at(30))),
            (Err(CodeOver), Err(CodeOver), Err(CodeOver))
        );
    }

    #[test]
    fn who_had_it_printed_is_not_verified_by_it() {
        assert_eq!(code(Reach::Household(household()), 1).redeem(account(1), at(0)), Err(CodeRefusal::Own));
    }

    #[test]
    fn a_code_names_the_door_or_leaves_it_to_the_person() {
        let ((three, room), other) = ((place("３号"), place("502 ")), place("503"));
        let of_door = code(Reach::Household(household()), 1);
        assert_eq!(of_door.household(None), Ok(household()));
        assert_eq!(of_door.household(Some((&three, &room))), Ok(household()));
        assert_eq!(of_door.household(Some((&three, &other))), Err(CodeRefusal::AnotherDoor));
        let of_committee = code(Reach::Committee(committee()), 1);
        assert_eq!(of_committee.household(None), Err(CodeRefusal::DoorMissing));
        assert_eq!(of_committee.household(Some((&three, &room))), Ok(household()));
    }

    #[test]
    fn a_family_and_a_hall_are_bounded() {
        let (door, all) = (Reach::Household(household()), Reach::Committee(committee()));
        for (reach, uses, answer) in [
            (&door, 0, Err(UsesRefusal::OutOfRange { max: 20 })),
            (&door, 20, Ok(20)),
            (&door, 21, Err(UsesRefusal::OutOfRange { max: 20 })),
            (&all, 500, Ok(500)),
            (&all, 501, Err(UsesRefusal::OutOfRange { max: 500 })),
        ] {
            assert_eq!(Code::uses_of(reach, uses), answer);
        }
    }

    proptest! {
        /// For people who come in any order, with a revocation somewhere among them.
        #[test]
        fn a_code_is_never_good_more_often_than_it_says(
            uses in 1u16..10,
            comers in proptest::collection::vec((1u128..6, 0i64..60), 0..40),
            revoked_after in 0usize..40,
        ) {
            let mut code = code(Reach::Committee(committee()), uses);
            let mut good = 0;
            for (turn, (who, day)) in comers.into_iter().enumerate() {
                if turn == revoked_after {
                    code = code.revoke(at(day)).unwrap_or(code);
                }
                if let Ok(after) = code.redeem(account(who), at(day)) {
                    prop_assert!(who != 1 && day < 30 && code.revoked_at.is_none());
                    code = after;
                    good += 1;
                }
            }
            prop_assert!(good <= uses);
            prop_assert_eq!(code.used, good);
        }
    }
}
