use chrono::{DateTime, Utc};
use domain::text::Prose;
use domain::vote::objection::{Answer, Finding, Objection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::ObjectionFindingWord;
use crate::problem::{OfField as _, Problem};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObjection {
    /// What is wrong with the result, and how one can see it.
    #[schema(min_length = 1, max_length = 10_000, example = "三号楼的纸票没有当场唱票。")]
    text: String,
}

impl NewObjection {
    pub fn parse(&self) -> Result<Prose, Problem> {
        Prose::parse(&self.text).field("/text")
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObjectionAnswer {
    finding: ObjectionFindingWord,
    /// Why. It is shown to the person who objected, and in the protocol.
    #[schema(min_length = 1, max_length = 10_000, example = "经核对，三号楼纸票已于当晚唱票，见计票记录。")]
    text: String,
}

impl NewObjectionAnswer {
    pub fn parse(&self) -> Result<(Finding, Prose), Problem> {
        Ok((self.finding.into(), Prose::parse(&self.text).field("/text")?))
    }
}

/// An objection to a result, without the name of the person who raised it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultObjectionView {
    pub id: Uuid,
    /// The vote, or the owners' decision.
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
        let Objection { id, record, text, raised_at, answer, .. } = objection;
        let answer = answer.map(|Answer { finding, text, at, .. }| ObjectionAnswerView {
            finding: finding.into(),
            text: text.into_string(),
            at,
        });
        Self { id: id.0, vote_id: record.0, text: text.into_string(), raised_at, answer }
    }
}
