//! `sanhui tally FILE`: reads, counts, prints.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use domain::vote::tally::strict::Overvote;

use super::{Format, Votes, Wish, report};

#[derive(Args)]
pub struct Arguments {
    /// File of ballots: PrefLib, BLT, Pabulib, score or choice CSV, Debian tally sheet.
    file: PathBuf,
    /// Print only what this method makes of it, instead of everything that can be counted.
    #[arg(long, value_enum)]
    method: Option<Method>,
    /// Kind of file; by its name when absent.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What a tie on a ballot means to plurality and run-off: the ballot counts up to there, or the tie is passed over.
    #[arg(long, value_enum, default_value = "stop")]
    overvote: OvervoteArgument,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    Plurality,
    Irv,
    Pairwise,
    Condorcet,
    Smith,
    Copeland,
    Borda,
    Schulze,
    RankedPairs,
    Minimax,
    Approval,
    Score,
    Star,
    MajorityJudgment,
    Greedy,
    EqualShares,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OvervoteArgument {
    Stop,
    Skip,
}

impl Method {
    /// The keys of the report that hold what the method found.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Plurality => &["plurality"],
            Self::Irv => &["irv", "irv_skip_tied_groups"],
            Self::Pairwise => &["pairwise", "pairwise_order"],
            Self::Condorcet => &["condorcet_winner"],
            Self::Smith => &["smith_set"],
            Self::Copeland => &["copeland_doubled"],
            Self::Borda => &["borda_doubled"],
            Self::Schulze => &["schulze_winning_votes", "schulze_margins"],
            Self::RankedPairs => &["ranked_pairs_winning_votes", "ranked_pairs_margins"],
            Self::Minimax => &["minimax_winning_votes", "minimax_margins"],
            Self::Approval => &["approval", "ballots_over_limit", "choose_up_to_3_counts"],
            Self::Score => &["score", "approval_at_4_plus"],
            Self::Star => &["star"],
            Self::MajorityJudgment => &["majority_judgment_winners"],
            Self::Greedy => &["points", "greedy"],
            Self::EqualShares => &["equal_shares_cost_utility"],
        }
    }
}

/// Prints the report as JSON; the error is a sentence that names the file, the line and the reason.
pub fn run(arguments: Arguments) -> Result<(), String> {
    let Arguments { file, method, format, overvote } = arguments;
    let shown = file.display();
    let bytes = std::fs::read(&file).map_err(|error| format!("can't read {shown}: {error}"))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let votes = Votes::read(&name, &bytes, format).map_err(|flaw| format!("{shown}: {flaw}"))?;
    let overvote = match overvote {
        OvervoteArgument::Stop => Overvote::Stop,
        OvervoteArgument::Skip => Overvote::Skip,
    };
    let report = report(&votes, Wish { method, overvote }).map_err(|flaw| format!("{shown}: {flaw}"))?;
    println!("{report:#}");
    Ok(())
}
