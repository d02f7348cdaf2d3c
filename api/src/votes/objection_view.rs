use chrono::{DateTime, Utc};
use domain::vote::objection::{Answer, Objection};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::ObjectionFindingWord;

/// An objection to a result. It names nobody: who raised it is known to who raised it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultObjectionView {
    pub id: Uuid,
    pub vote_id: Uuid,
    #[schema(example = "三号楼的纸票没有当场唱票。")]
    pub text: String,
    pub raised_at: DateTime<Utc>,
    /// Null until it is answered.
    pub answer: Option<ObjectionAnswerView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectionAnswerView {
    pub finding: ObjectionFindingWord,
    pub text: String,
    pub at: DateTime<Utc>,
}

impl From<Objection> for ResultObjectionView {
    fn from(objection: Objection) -> Self {
        let Objection { id, vote, text, raised_at, answer, .. } = objection;
        let answer = answer.map(|Answer { finding, text, at, .. }| ObjectionAnswerView {
            finding: finding.into(),
            text: text.into_string(),
            at,
        });
        Self { id: id.0, vote_id: vote.0, text: text.into_string(), raised_at, answer }
    }
}
