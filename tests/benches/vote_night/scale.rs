//! How large the measured town is, and how long each measurement runs.

/// The part of the bench that runs.
#[derive(Clone, Copy)]
pub enum Part {
    Night,
    Close,
    Grown,
}

/// The sizes and lengths of one run.
pub struct Scale {
    pub part: Part,
    /// How many ballots the vote of `--close` has.
    pub closed: usize,
    /// How many ballots `--grown` stores beforehand.
    pub grown: usize,
    /// How many residents are on the roll, on PostgreSQL and on SQLite.
    pub residents: [usize; 2],
    /// How many residents with a phone sign in during the mixed night.
    pub with_phone: usize,
    /// How many rounds each comparison has.
    pub rounds: usize,
    pub ballots_a_round: usize,
    pub pgbench_seconds: u64,
    pub read_seconds: f64,
    pub lone_ballots: usize,
    /// For how many seconds 5,000 ballots a second are offered, and how many times.
    pub offered: (f64, usize),
    pub starts: usize,
}

const QUICK: Scale = Scale {
    part: Part::Night,
    closed: 1_000_000,
    grown: 10_000_000,
    residents: [150_000, 90_000],
    with_phone: 300,
    rounds: 3,
    ballots_a_round: 8_000,
    pgbench_seconds: 3,
    read_seconds: 1.0,
    lone_ballots: 200,
    offered: (3.0, 2),
    starts: 5,
};

const FULL: Scale = Scale {
    part: Part::Night,
    closed: 1_000_000,
    grown: 10_000_000,
    residents: [500_000, 300_000],
    with_phone: 1_000,
    rounds: 7,
    ballots_a_round: 16_000,
    pgbench_seconds: 3,
    read_seconds: 2.0,
    lone_ballots: 400,
    offered: (8.0, 5),
    starts: 11,
};

/// A very short run that shows whether the bench itself works. Its figures mean nothing.
const TRIAL: Scale = Scale {
    part: Part::Night,
    closed: 30_000,
    grown: 20_000,
    residents: [3_500, 3_500],
    with_phone: 20,
    rounds: 1,
    ballots_a_round: 300,
    pgbench_seconds: 3,
    read_seconds: 0.2,
    lone_ballots: 20,
    offered: (0.1, 1),
    starts: 1,
};

impl Scale {
    /// The scale that these arguments ask for.
    pub fn of(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut scale, mut part) = (FULL, Part::Night);
        for argument in arguments {
            match argument.as_str() {
                "--bench" => {} // cargo adds this
                "--quick" => scale = QUICK,
                "--trial" => scale = TRIAL,
                "--close" => part = Part::Close,
                "--grown" => part = Part::Grown,
                other => return Err(format!("{other:?} is unknown; there are --close, --grown, --quick and --trial")),
            }
        }
        Ok(Self { part, ..scale })
    }
}
