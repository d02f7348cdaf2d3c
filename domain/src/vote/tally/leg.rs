//! The legs of a result, which are its quorum and its threshold, in numbers and in words, so that the result explains
//! itself.

use super::Heads;
use crate::vote::quorum::{Base, Cmp, Share};
use crate::vote::rule::OptionNumber;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegKind {
    /// Whether enough of the roll returned a ballot.
    Quorum,
    /// Whether the leading option has enough support.
    Threshold { leader: OptionNumber },
}

/// `part` of `whole`, held against a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub kind: LegKind,
    pub share: Share,
    pub part: u64,
    pub whole: u64,
}

impl Leg {
    pub(super) fn quorum(share: Share, heads: &Heads) -> Self {
        Self { kind: LegKind::Quorum, share, part: heads.participating(), whole: heads.base(share.base()) }
    }

    pub(super) fn threshold(share: Share, leader: OptionNumber, votes: u64, heads: &Heads) -> Self {
        Self { kind: LegKind::Threshold { leader }, share, part: votes, whole: heads.base(share.base()) }
    }

    pub fn met(&self) -> bool {
        self.share.met(self.part, self.whole)
    }

    pub fn needed(&self) -> u64 {
        self.share.needed(self.whole)
    }

    pub fn in_english(&self) -> String {
        let Self { share, part, whole, .. } = self;
        let base = match share.base() {
            Base::Eligible => "on the roll",
            Base::Cast => "cast",
            Base::Valid => "valid",
            Base::Participating => "taking part",
        };
        let cmp = match share.cmp() {
            Cmp::Gt => "more than",
            Cmp::Ge => "at least",
        };
        let what = match self.kind {
            LegKind::Quorum => format!("Quorum: {part} ballots returned of {whole} {base}"),
            LegKind::Threshold { leader } => format!("Threshold: option {leader} has {part} of {whole} {base}"),
        };
        let verdict = if self.met() { "reached" } else { "not reached" };
        format!("{what}; {cmp} {}/{} was needed, that is {}: {verdict}.", share.num(), share.den(), self.needed())
    }

    pub fn in_chinese(&self) -> String {
        let Self { share, part, whole, .. } = self;
        let base = match share.base() {
            Base::Eligible => "名册应投票数",
            Base::Cast => "收回选票数",
            Base::Valid => "有效票数",
            Base::Participating => "参与表决数",
        };
        let cmp = match share.cmp() {
            Cmp::Gt => "超过",
            Cmp::Ge => "不少于",
        };
        let what = match self.kind {
            LegKind::Quorum => format!("参与率：收回{part}票，{base}{whole}"),
            LegKind::Threshold { leader } => format!("得票率：{leader}号方案得{part}票，{base}{whole}"),
        };
        let verdict = if self.met() { "达到" } else { "未达到" };
        format!("{what}；要求{cmp}{}/{}，即至少{}票：{verdict}。", share.num(), share.den(), self.needed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leg_says_what_was_there_what_was_needed_and_whether_that_is_enough() {
        let share = Share::parse(Base::Eligible, Cmp::Ge, 1, 3).unwrap();
        let quorum = Leg { kind: LegKind::Quorum, share, part: 39, whole: 120 };
        assert_eq!(
            quorum.in_english(),
            "Quorum: 39 ballots returned of 120 on the roll; at least 1/3 was needed, that is 40: not reached."
        );
        assert_eq!(quorum.in_chinese(), "参与率：收回39票，名册应投票数120；要求不少于1/3，即至少40票：未达到。");

        let leader = OptionNumber::new(2).unwrap();
        let share = Share::parse(Base::Valid, Cmp::Gt, 1, 2).unwrap();
        let threshold = Leg { kind: LegKind::Threshold { leader }, share, part: 41, whole: 80 };
        assert_eq!(
            threshold.in_english(),
            "Threshold: option 2 has 41 of 80 valid; more than 1/2 was needed, that is 41: reached."
        );
        assert_eq!(threshold.in_chinese(), "得票率：2号方案得41票，有效票数80；要求超过1/2，即至少41票：达到。");
    }
}
