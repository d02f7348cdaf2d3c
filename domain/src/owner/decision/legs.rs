//! The four conditions (legs) that a decision must meet, each in numbers and in words.

use crate::vote::quorum::{Cmp, Share};
use crate::vote::tally::owners::{Decision, Matter};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// How many of all took part.
    Participation,
    /// How many of those who took part are in favour.
    Approval,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Area,
    Heads,
}

/// One condition: `part` of `whole`, in 0.01 m² or in heads, must reach `share`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    pub what: What,
    pub of: Of,
    pub share: Share,
    pub part: u64,
    pub whole: u64,
}

/// Participation by area and by heads, then approval by area and by heads. All four are met exactly if
/// [`Decision::passed`] says yes.
pub fn legs(decision: &Decision) -> Vec<Leg> {
    let Decision { matter, total, participating, in_favour, .. } = decision;
    let shares = [
        (What::Participation, Matter::quorum(), participating, total),
        (What::Approval, matter.threshold(), in_favour, participating),
    ];
    let both = shares.into_iter().filter_map(|(what, share, part, whole)| {
        let leg = |of, part, whole| share.ok().map(|share| Leg { what, of, share, part, whole });
        Some([leg(Of::Area, part.area, whole.area)?, leg(Of::Heads, part.heads, whole.heads)?])
    });
    both.flatten().collect()
}

impl Leg {
    pub fn met(&self) -> bool {
        self.share.met(self.part, self.whole)
    }

    /// The smallest `part` that meets the condition; at least 1.
    pub fn needed(&self) -> u64 {
        self.share.needed(self.whole)
    }

    pub fn in_english(&self) -> String {
        let amount = |n| match self.of {
            Of::Area => format!("{} m²", square_metres(n)),
            Of::Heads => format!("{n} owners"),
        };
        let (part, whole) = (amount(self.part), amount(self.whole));
        let what = match self.what {
            What::Participation => format!("{part} of {whole} took part"),
            What::Approval => format!("{part} of the {whole} that took part are in favour"),
        };
        let verdict = if self.met() { "reached" } else { "not reached" };
        let cmp = match self.share.cmp() {
            Cmp::Gt => "more than",
            Cmp::Ge => "at least",
        };
        let (num, den, needed) = (self.share.num(), self.share.den(), amount(self.needed()));
        format!("{what}; {cmp} {num}/{den} was needed, that is {needed}: {verdict}.")
    }

    pub fn in_chinese(&self) -> String {
        let amount = |n| match self.of {
            Of::Area => format!("{}平方米", square_metres(n)),
            Of::Heads => format!("{n}人"),
        };
        let of = match self.of {
            Of::Area => "专有部分面积",
            Of::Heads => "业主人数",
        };
        let (part, whole) = (amount(self.part), amount(self.whole));
        let what = match self.what {
            What::Participation => format!("参与表决的{of}{part}，全体{whole}"),
            What::Approval => format!("同意的{of}{part}，参与表决的{whole}"),
        };
        let verdict = if self.met() { "达到" } else { "未达到" };
        let cmp = match self.share.cmp() {
            Cmp::Gt => "超过",
            Cmp::Ge => "不少于",
        };
        let (num, den, needed) = (self.share.num(), self.share.den(), amount(self.needed()));
        format!("{what}；要求{cmp}{num}/{den}，即至少{needed}：{verdict}。")
    }
}

/// Writes 0.01 m² as m², exactly.
pub fn square_metres(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
