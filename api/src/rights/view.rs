use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Export;

/// An export that waits to be fetched. Its code is shown now and never again.
#[derive(Serialize, ToSchema)]
pub struct NewExportView {
    #[serde(flatten)]
    pub export: ExportStateView,
    /// Send it in the body of `download_my_export`. It works once.
    #[schema(example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3")]
    pub download_code: String,
}

/// The state of an export.
#[derive(Serialize, ToSchema)]
pub struct ExportStateView {
    pub id: Uuid,
    /// Size of the document in bytes.
    #[schema(minimum = 0, example = 48_213)]
    pub bytes: u64,
    pub made_at: DateTime<Utc>,
    /// At this time it is deleted if it was not fetched.
    pub expires_at: DateTime<Utc>,
    /// When the export was fetched; after that it can't be fetched again. Null until then.
    pub fetched_at: Option<DateTime<Utc>>,
}

impl From<Export> for ExportStateView {
    fn from(export: Export) -> Self {
        let Export { id, bytes, made_at, expires_at, fetched_at } = export;
        Self { id: id.0, bytes, made_at, expires_at, fetched_at }
    }
}

/// Everything the service holds about me.
#[derive(Serialize, ToSchema)]
pub struct MyDataView {
    /// How to read the document.
    pub readme_zh: &'static str,
    pub readme_en: &'static str,
    pub account_id: Uuid,
    pub made_at: DateTime<Utc>,
    /// The version of the privacy policy that is in effect.
    #[schema(example = "2026-01")]
    pub policy_version: Option<&'static str>,
    pub sections: Vec<MyDataSectionView>,
    /// What the document leaves out, and why.
    pub not_included: Vec<NotIncludedView>,
}

#[derive(Serialize, ToSchema)]
pub struct MyDataSectionView {
    #[schema(example = "needs")]
    pub section: &'static str,
    #[schema(example = "需求")]
    pub title_zh: &'static str,
    #[schema(example = "Needs")]
    pub title_en: &'static str,
    /// False if there are more than ten thousand items: then these are the newest.
    pub is_complete: bool,
    #[schema(value_type = Vec<Object>)]
    pub items: Vec<serde_json::Value>,
}

#[derive(Serialize, ToSchema)]
pub struct NotIncludedView {
    #[schema(example = "photos")]
    pub what: &'static str,
    #[schema(example = "本服务目前不保存照片。")]
    pub why_zh: &'static str,
    #[schema(example = "The service stores no photos.")]
    pub why_en: &'static str,
}
