use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Language, Problem};

#[derive(Debug, Serialize, ToSchema)]
pub struct BlockerView {
    /// The type of the problem with which opening would be refused.
    #[serde(rename = "type")]
    #[schema(example = "/problems/roll-not-built")]
    pub kind: String,
    pub detail_en: String,
    pub detail_zh: String,
}

impl From<Problem> for BlockerView {
    fn from(problem: Problem) -> Self {
        Self {
            kind: format!("/problems/{}", problem.kind().slug()),
            detail_en: problem.detail(Language::English),
            detail_zh: problem.detail(Language::Chinese),
        }
    }
}
