//! The way to a winner, step by step, and the figures ranked and scored ballots came to.

use domain::vote::tally::{Evidence, Round, Standing};
use serde::Serialize;
use utoipa::ToSchema;

/// One step on the way to the winner: a round of a run-off, a comparison of strongest paths, a defeat locked in.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoundView {
    /// What each option still in the race has in this step; empty where the step compares two options only.
    pub counts: Vec<FigureView>,
    #[schema(example = "Round 1: nobody has more than half of 100; option 3 leaves with 15.")]
    pub explained_en: String,
    #[schema(example = "第1轮：计票100票，无方案过半；3号方案得15票，淘汰。")]
    pub explained_zh: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FigureView {
    /// The option's number.
    pub number: u8,
    pub figure: u64,
}

/// How an option was scored. The mean is exact: the sum over the number of valid ballots, not divided.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScoredView {
    /// The option's number.
    pub number: u8,
    pub sum: u64,
    /// The sum over the number of valid ballots.
    #[schema(example = "217/61")]
    pub mean: String,
    /// The lower median: the score in the middle in ascending order, the lower one of two; null without a valid ballot.
    #[schema(minimum = 0, maximum = 5)]
    pub lower_median: Option<u8>,
    /// How many voters gave 0, 1, … 5; a blank is a 0.
    #[schema(min_items = 6, max_items = 6)]
    pub distribution: Vec<u64>,
}

impl From<&Round> for RoundView {
    fn from(round: &Round) -> Self {
        let figure = |standing: &Standing| FigureView { number: standing.option.get(), figure: standing.votes };
        Self {
            counts: round.counts.iter().map(figure).collect(),
            explained_en: round.english.clone(),
            explained_zh: round.chinese.clone(),
        }
    }
}

pub fn pairwise(evidence: &Evidence) -> Option<Vec<Vec<u64>>> {
    match evidence {
        Evidence::Pairs(pairwise) => Some(pairwise.votes.rows().map(<[u64]>::to_vec).collect()),
        Evidence::Marks(_) | Evidence::Scores(_) | Evidence::Rounds(_) | Evidence::Spent(_) => None,
    }
}

pub fn scores(evidence: &Evidence) -> Option<Vec<ScoredView>> {
    let scores = match evidence {
        Evidence::Scores(scores) => scores,
        Evidence::Marks(_) | Evidence::Pairs(_) | Evidence::Rounds(_) | Evidence::Spent(_) => return None,
    };
    let scored = (1u8..).zip(0..scores.options()).map(|(number, option)| ScoredView {
        number,
        sum: scores.sum(option),
        mean: format!("{}/{}", scores.mean(option).sum, scores.mean(option).voters),
        lower_median: scores.lower_median(option),
        distribution: scores.distribution(option).to_vec(),
    });
    Some(scored.collect())
}
