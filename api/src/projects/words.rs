//! The words of this slice on the wire.

use domain::design::Verdict;
use domain::project::{ProjectKind, ProjectLevel, StageName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Gives the wire word for each variant of a domain enum, and back.
macro_rules! words {
    ($($(#[$doc:meta])* $word:ident is $rule:ident { $($(#[$variant_doc:meta])* $variant:ident,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $word { $($(#[$variant_doc])* $variant,)+ }

        impl From<$rule> for $word {
            fn from(rule: $rule) -> Self {
                match rule { $($rule::$variant => Self::$variant,)+ }
            }
        }

        impl From<$word> for $rule {
            fn from(word: $word) -> Self {
                match word { $($word::$variant => Self::$variant,)+ }
            }
        }
    )+};
}

words! {
    /// Basic guarantee (基础保障) or quality (品质提升).
    ProjectKindWord is ProjectKind {
        BasicGuarantee,
        Quality,
    }
    /// Who answers for the project.
    ProjectLevelWord is ProjectLevel {
        Street,
        District,
    }
    /// How far a project has come.
    StageWord is StageName {
        Proposed,
        /// The designs are open to objection (公示), until a time that is given.
        InPublicity,
        /// A design is approved.
        Approved,
        Building,
        Completed,
        Dropped,
    }
    VerdictWord is Verdict {
        Recommend,
        Acceptable,
        NotRecommended,
    }
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
