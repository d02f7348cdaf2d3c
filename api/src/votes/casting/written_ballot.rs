//! A ballot as it comes over the wire: marks, ranks or scores, as the vote's method asks.

use domain::vote::ballot::Ballot;
use domain::vote::rule::{BallotForm, Rule};

use crate::problem::{OfField, Problem};

#[derive(Clone)]
pub struct WrittenBallot {
    pub choices: Option<Vec<u8>>,
    pub ranking: Option<Vec<Vec<u8>>>,
    pub scores: Option<Vec<Option<u8>>>,
}

/// Defines the body of an operation that takes a ballot: the fields it is given, and those in which the ballot stands,
/// which `WrittenBallot::from` reads. serde cannot flatten a ballot into a struct that refuses unknown fields.
macro_rules! with_ballot {
    ($(#[$about:meta])* pub struct $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        pub struct $name {
            $($own)*
            #[schema(schema_with = crate::votes::words::choices, required = false)]
            choices: Option<Vec<u8>>,
            #[schema(schema_with = crate::votes::words::ranking, required = false)]
            ranking: Option<Vec<Vec<u8>>>,
            #[schema(schema_with = crate::votes::words::scores, required = false)]
            scores: Option<Vec<Option<u8>>>,
        }

        impl From<$name> for $crate::votes::casting::WrittenBallot {
            fn from(body: $name) -> Self {
                Self { choices: body.choices, ranking: body.ranking, scores: body.scores }
            }
        }
    };
}

pub(crate) use with_ballot;

impl WrittenBallot {
    /// Exactly one of the three must be there, and it must be the one the rule counts.
    pub fn read(self, rule: &Rule) -> Result<Ballot, Problem> {
        match (self.choices, self.ranking, self.scores) {
            (Some(choices), None, None) => Ballot::parse(&choices, rule).field("/choices"),
            (None, Some(ranking), None) => Ballot::ranked(&ranking, rule).field("/ranking"),
            (None, None, Some(scores)) => Ballot::scored(&scores, rule).field("/scores"),
            (None, None, None) => Err(Problem::field(field(rule), "missing", "is missing", "缺少此项")),
            (_, Some(_), _) if rule.method.form() != BallotForm::Ranking => Err(one_too_many("/ranking")),
            (_, _, Some(_)) if rule.method.form() != BallotForm::Scores => Err(one_too_many("/scores")),
            (Some(_), _, _) | (_, Some(_), _) => Err(one_too_many("/choices")),
        }
    }

    /// The same from a sheet: more marks than allowed are recorded as they are, and the ballot counts as invalid.
    pub fn read_from_sheet(self, rule: &Rule) -> Result<Ballot, Problem> {
        match self {
            Self { choices: Some(choices), ranking: None, scores: None } => {
                Ballot::found(&choices, rule).field("/choices")
            }
            other => other.read(rule),
        }
    }
}

fn field(rule: &Rule) -> &'static str {
    match rule.method.form() {
        BallotForm::Marks => "/choices",
        BallotForm::Ranking => "/ranking",
        BallotForm::Scores => "/scores",
    }
}

fn one_too_many(pointer: &str) -> Problem {
    Problem::field(
        pointer,
        "not_with_this_method",
        "a ballot has choices, a ranking or scores, only one of them",
        "选票只能有勾选、排序、打分中的一种",
    )
}
