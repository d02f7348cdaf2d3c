use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Told;

/// A message to a person about their own account or things.
#[derive(Serialize, ToSchema)]
pub struct MyNoticeView {
    pub id: Uuid,
    /// A permanent word for the kind of notice. Expect new ones.
    #[schema(example = "session_ended_for_reused_token")]
    pub kind: &'static str,
    #[schema(example = "检测到您的登录凭证在另一台设备上被重复使用，该登录已结束。")]
    pub text_zh: &'static str,
    #[schema(example = "A copy of your sign-in was used by a second device, so that sign-in was ended.")]
    pub text_en: &'static str,
    /// Id of the session, claim or other thing that the notice is about.
    pub about_id: Uuid,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

impl From<Told> for MyNoticeView {
    fn from(told: Told) -> Self {
        let (text_en, text_zh) = told.notice.texts();
        Self {
            id: told.id.0,
            kind: told.notice.word(),
            text_zh,
            text_en,
            about_id: told.about,
            created_at: told.created_at,
            read_at: told.read_at,
        }
    }
}
