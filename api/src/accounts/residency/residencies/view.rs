use chrono::{DateTime, Utc};
use domain::residency::{End, Kind, Means, Residency, State, Verification};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::words::words;

words! {
    ResidencyKindWord = Kind { Lives Works }
    /// How it was verified. moderator: a moderator decided from what the committee knows. in_person: a moderator saw
    /// the person and their papers. code: by a code that a moderator printed. list: by the committee's household list.
    ResidencyMeansWord = Means { Moderator InPerson Code List }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResidencyStateWord {
    Claimed,
    Verified,
    Refused,
    Ended,
}

impl ResidencyStateWord {
    pub fn word(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Ended => "ended",
        }
    }
}

/// How it ended. own: the person ended it. moved: the person moved, and their new residency was verified. moderator: a
/// moderator ended it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResidencyEndWord {
    Own,
    Moved,
    Moderator,
}

/// A residency: a person lives or works in a unit. It is never public.
#[derive(Serialize, ToSchema)]
pub struct ResidencyView {
    pub id: Uuid,
    pub account_id: Uuid,
    #[schema(example = "王阿姨")]
    pub display_name: String,
    pub unit_id: Uuid,
    /// Code of the residents' committee, 12 digits.
    #[schema(example = "310101020004")]
    pub committee_code: String,
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    pub kind: ResidencyKindWord,
    /// "I moved": when this residency is verified, the person's earlier one of the same kind ends.
    pub moves: bool,
    pub state: ResidencyStateWord,
    pub claimed_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Account of the moderator who decided, had the code printed or imported the list.
    pub decided_by: Option<Uuid>,
    /// How it was verified; null if it was not.
    pub means: Option<ResidencyMeansWord>,
    /// Why it was refused.
    pub reason: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_why: Option<ResidencyEndWord>,
    /// The reason of the moderator who ended it.
    pub end_reason: Option<String>,
}

impl ResidencyView {
    pub fn new(residency: &Residency, display_name: String) -> Self {
        let fresh = Self {
            id: residency.id.0,
            account_id: residency.account.0,
            display_name,
            unit_id: residency.unit.0,
            committee_code: residency.household.committee().to_string(),
            building: residency.household.building().to_owned(),
            room: residency.household.room().to_owned(),
            kind: residency.kind.into(),
            moves: residency.moves,
            state: ResidencyStateWord::Claimed,
            claimed_at: residency.claimed_at,
            decided_at: None,
            decided_by: None,
            means: None,
            reason: None,
            ended_at: None,
            ended_why: None,
            end_reason: None,
        };
        match &residency.state {
            State::Claimed => fresh,
            State::Verified(verification) => {
                Self { state: ResidencyStateWord::Verified, ..fresh.verified(Some(*verification)) }
            }
            State::Refused { by, at, reason } => Self {
                state: ResidencyStateWord::Refused,
                decided_at: Some(*at),
                decided_by: Some(by.0),
                reason: Some(reason.to_string()),
                ..fresh
            },
            State::Ended { verified, at, end } => {
                let (why, reason) = match end {
                    End::Own => (ResidencyEndWord::Own, None),
                    End::Moved { .. } => (ResidencyEndWord::Moved, None),
                    End::ByModerator { reason, .. } => (ResidencyEndWord::Moderator, Some(reason.to_string())),
                };
                Self {
                    state: ResidencyStateWord::Ended,
                    ended_at: Some(*at),
                    ended_why: Some(why),
                    end_reason: reason,
                    ..fresh.verified(*verified)
                }
            }
        }
    }

    fn verified(self, verification: Option<Verification>) -> Self {
        Self {
            decided_at: verification.map(|verification| verification.at),
            decided_by: verification.map(|verification| verification.by.0),
            means: verification.map(|verification| verification.means.into()),
            ..self
        }
    }
}
