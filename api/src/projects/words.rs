//! The words of this slice on the wire.

use domain::design::Verdict;
use domain::project::{ProjectKind, ProjectLevel, StageName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::words::words;

words! {
    /// Basic guarantee (基础保障) or quality (品质提升).
    ProjectKindWord = ProjectKind { BasicGuarantee Quality }

    /// Whether the street or the district is responsible for the project.
    ProjectLevelWord = ProjectLevel { Street District }

    /// How far a project has come. In publicity (公示) its designs are open to objection, until a time that is given;
    /// approved means that one of the designs was approved.
    StageWord = StageName { Proposed InPublicity Approved Building Completed Dropped }

    VerdictWord = Verdict { Recommend Acceptable NotRecommended }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKindWord {
    Need,
    Suggestion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DesignStatusWord {
    Standing,
    Withdrawn,
}
