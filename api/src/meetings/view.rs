use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::WorkingDay;
use domain::meeting::{Meeting, MeetingKind, Minutes, MinutesStatus, Record, State, Status};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::words::words;

words! {
    MeetingKindWord = MeetingKind { Hearing Coordination Review }
    MeetingStatusWord = Status { Planned Announced Open Closed Cancelled }
    MinutesStatusWord = MinutesStatus { Unwritten Draft Published }
}

/// One of the three meetings (三会).
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingView {
    pub id: Uuid,
    pub kind: MeetingKindWord,
    pub unit_id: Uuid,
    /// The project it is about; coordination and review meetings always have one.
    pub project_id: Option<Uuid>,
    #[schema(example = 1)]
    pub round: u16,
    #[schema(example = "口袋公园听证会")]
    pub title: String,
    #[schema(example = "一、情况说明；二、居民发言；三、小结")]
    pub agenda: String,
    /// Where people meet.
    #[schema(example = "五里桥居委会二楼活动室")]
    pub place: String,
    pub starts_at: DateTime<Utc>,
    pub status: MeetingStatusWord,
    pub announced_at: Option<DateTime<Utc>>,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancel_reason: Option<String>,
    /// Null until the minutes are public.
    pub minutes_published_at: Option<DateTime<Utc>>,
}

/// A meeting that has just been announced, and how its notice days were counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnouncementView {
    #[serde(flatten)]
    pub meeting: MeetingView,
    pub notice: NoticeView,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// How many working days of notice the street has set.
    #[schema(example = 3)]
    pub working_days: u32,
    /// The first day (in Shanghai) on which the meeting could have started.
    pub earliest_start_on: NaiveDate,
    /// False when the working days of that year are not known yet and Monday to Friday was assumed.
    pub calendar_known: bool,
}

/// What was said and decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinutesView {
    pub meeting_id: Uuid,
    #[schema(example = "十二位居民发言，多数希望先解决照明。")]
    pub text: String,
    #[schema(example = json!(["将口袋公园照明列入明年项目"]))]
    pub decisions: Vec<String>,
    pub status: MinutesStatusWord,
    pub published_at: Option<DateTime<Utc>>,
}

impl From<&Meeting> for MeetingView {
    fn from(meeting: &Meeting) -> Self {
        let mut view = Self {
            id: meeting.id.0,
            kind: meeting.kind.into(),
            unit_id: meeting.unit.0,
            project_id: meeting.project.map(|project| project.0),
            round: meeting.round,
            title: meeting.title.to_string(),
            agenda: meeting.agenda.to_string(),
            place: meeting.place.to_string(),
            starts_at: meeting.starts_at,
            status: meeting.state.status().into(),
            announced_at: None,
            opened_at: None,
            closed_at: None,
            cancelled_at: None,
            cancel_reason: None,
            minutes_published_at: None,
        };
        match &meeting.state {
            State::Planned => {}
            State::Announced { announced_at } => view.announced_at = Some(*announced_at),
            State::Open { announced_at, opened_at } => {
                (view.announced_at, view.opened_at) = (Some(*announced_at), Some(*opened_at));
            }
            State::Closed { announced_at, opened_at, closed_at, minutes } => {
                (view.announced_at, view.opened_at) = (Some(*announced_at), Some(*opened_at));
                view.closed_at = Some(*closed_at);
                if let Minutes::Published { published_at, .. } = minutes {
                    view.minutes_published_at = Some(*published_at);
                }
            }
            State::Cancelled { announced_at, cancelled_at, reason } => {
                (view.announced_at, view.cancelled_at) = (*announced_at, Some(*cancelled_at));
                view.cancel_reason = Some(reason.to_string());
            }
        }
        view
    }
}

impl NoticeView {
    pub fn new(working_days: u32, earliest: WorkingDay) -> Self {
        Self { working_days, earliest_start_on: earliest.date, calendar_known: earliest.calendar_known }
    }
}

impl MinutesView {
    /// None while nothing is written.
    pub fn of(meeting: &Meeting) -> Option<Self> {
        let minutes = meeting.minutes()?;
        let (Record { text, decisions }, published_at) = match minutes {
            Minutes::Unwritten => return None,
            Minutes::Draft(record) => (record, None),
            Minutes::Published { record, published_at } => (record, Some(*published_at)),
        };
        Some(Self {
            meeting_id: meeting.id.0,
            text: text.to_string(),
            decisions: decisions.iter().map(ToString::to_string).collect(),
            status: minutes.status().into(),
            published_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_and_what_is_stored_is_one_word() {
        for kind in MeetingKind::ALL {
            assert_eq!(serde_json::to_value(MeetingKindWord::from(*kind)).unwrap(), kind.word());
        }
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(MeetingStatusWord::from(*status)).unwrap(), status.word());
        }
        for status in MinutesStatus::ALL {
            assert_eq!(serde_json::to_value(MinutesStatusWord::from(*status)).unwrap(), status.word());
        }
    }
}
