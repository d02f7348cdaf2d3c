//! Needs (需求): what a resident says is missing or wrong, often with a place, mostly collected around a hearing.

use crate::Time;
use crate::facility::FacilityKind;
use crate::geo::Position;
use crate::ids::{AccountId, MeetingId, NeedId, UnitId};
use crate::meeting::Meeting;
use crate::text::Text;

/// What the resident typed: 2–1,000 characters. It is never changed; the whole trace leads back to it.
pub type Wording = Text<2, 1000>;

#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    pub id: NeedId,
    pub unit: UnitId,
    /// Never public.
    pub author: AccountId,
    pub wording: Wording,
    pub place: Option<Position>,
    pub facility: Option<FacilityKind>,
    pub hearing: Option<MeetingId>,
    pub submitted_at: Time,
}

/// A need as it was sent, before the rules have looked at it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewNeed {
    pub id: NeedId,
    pub unit: UnitId,
    pub author: AccountId,
    pub wording: Wording,
    pub place: Option<Position>,
    pub facility: Option<FacilityKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitRefusal {
    #[error("only a hearing of the same unit that has been announced and not yet closed collects needs")]
    HearingNotCollecting,
}

impl Need {
    /// Accepts a need, at the hearing if one is named. Without a hearing a need can be submitted at any time.
    pub fn submit(new: NewNeed, hearing: Option<&Meeting>, now: Time) -> Result<Self, SubmitRefusal> {
        if hearing.is_some_and(|hearing| !hearing.collects_needs_of(new.unit)) {
            return Err(SubmitRefusal::HearingNotCollecting);
        }
        let NewNeed { id, unit, author, wording, place, facility } = new;
        Ok(Self { id, unit, author, wording, place, facility, hearing: hearing.map(|h| h.id), submitted_at: now })
    }

    /// The need in a list or on the trace: its first words, at most 40 characters.
    pub fn title(&self) -> String {
        let line = self.wording.as_str().lines().next().unwrap_or_default().trim();
        if line.chars().count() <= 40 {
            return line.to_owned();
        }
        let mut short: String = line.chars().take(39).collect();
        short.push('…');
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::{MeetingKind, Place, State};
    use crate::text::{Prose, Title};
    use chrono::{TimeZone, Utc};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(day: u32) -> Time {
        Utc.with_ymd_and_hms(2026, 3, day, 8, 0, 0).unwrap()
    }

    fn need(wording: &str) -> NewNeed {
        NewNeed {
            id: NeedId(Uuid::from_u128(1)),
            unit: UnitId(Uuid::from_u128(2)),
            author: AccountId(Uuid::from_u128(3)),
            wording: Wording::parse(wording).unwrap(),
            place: None,
            facility: Some(FacilityKind::ElderlyCare),
        }
    }

    fn hearing(unit: u128, state: State) -> Meeting {
        Meeting {
            id: MeetingId(Uuid::from_u128(7)),
            kind: MeetingKind::Hearing,
            unit: UnitId(Uuid::from_u128(unit)),
            project: None,
            round: 1,
            title: Title::parse("为老服务听证会").unwrap(),
            agenda: Prose::parse("听取需求").unwrap(),
            place: Place::parse("居委会").unwrap(),
            starts_at: at(20),
            state,
        }
    }

    #[test]
    fn a_need_comes_in_with_or_without_a_hearing_but_not_at_a_wrong_one() {
        let announced = State::Announced { announced_at: at(1) };
        let refused = Err(SubmitRefusal::HearingNotCollecting);
        let table = [
            (None, Ok(None)),
            (Some(hearing(2, announced.clone())), Ok(Some(MeetingId(Uuid::from_u128(7))))),
            (
                Some(hearing(2, State::Open { announced_at: at(1), opened_at: at(20) })),
                Ok(Some(MeetingId(Uuid::from_u128(7)))),
            ),
            (Some(hearing(9, announced)), refused),
            (Some(hearing(2, State::Planned)), refused),
        ];
        for (hearing, expected) in table {
            let outcome = Need::submit(need("缺少助餐点"), hearing.as_ref(), at(5)).map(|need| need.hearing);
            assert_eq!(outcome, expected, "{hearing:?}");
        }
    }

    proptest! {
        #[test]
        fn a_title_is_one_short_line_and_starts_as_the_resident_did(wording in "\\PC{2,80}(\n\\PC{0,40})?") {
            prop_assume!(Wording::parse(&wording).is_ok());
            let title = Need::submit(need(&wording), None, at(5)).unwrap().title();
            prop_assert!(title.chars().count() <= 40 && !title.contains('\n'));
            prop_assert!(wording.trim().starts_with(title.trim_end_matches('…')));
        }
    }
}
