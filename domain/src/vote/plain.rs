//! A rule in plain words, for the page a resident reads and the protocol that hangs on the wall.

use super::quorum::{Base, Cmp, Share};
use super::rule::{Electorate, Method, OptionNumber, Rule};

impl Rule {
    pub fn in_english(&self) -> String {
        let who = match self.electorate {
            Electorate::Person => "Everyone on the roll has one ballot.",
            Electorate::Household => {
                "Every household on the roll has one ballot, cast or changed by any of its members."
            }
        };
        let how = match self.method {
            Method::ChooseOne => "Mark one option; the one with most marks leads.".to_owned(),
            Method::Approve { at_most } => format!("Mark up to {at_most} options; the one with most marks leads."),
        };
        let quorum = match self.quorum {
            None => "No least number has to take part.".to_owned(),
            Some(share) => format!("Ballots must come back from {}.", share.in_english()),
        };
        let threshold = match self.threshold {
            None => "The leader wins.".to_owned(),
            Some(share) => format!("The leader wins with marks from {}; otherwise nobody does.", share.in_english()),
        };
        let lot: Vec<String> = self.lot.as_slice().iter().map(OptionNumber::to_string).collect();
        format!("{who} {how} {quorum} {threshold} Among equals the lot order decides: {}.", lot.join(", "))
    }

    pub fn in_chinese(&self) -> String {
        let who = match self.electorate {
            Electorate::Person => "名册上每人一票。",
            Electorate::Household => "名册上每户一票，户内任何成员均可投出或更改。",
        };
        let how = match self.method {
            Method::ChooseOne => "选择一个方案，得票最多者领先。".to_owned(),
            Method::Approve { at_most } => format!("最多选择{at_most}个方案，得票最多者领先。"),
        };
        let quorum = match self.quorum {
            None => "不设最低参与数。".to_owned(),
            Some(share) => format!("收回的选票须{}。", share.in_chinese()),
        };
        let threshold = match self.threshold {
            None => "领先者当选。".to_owned(),
            Some(share) => format!("领先者得票须{}方可当选，否则无结果。", share.in_chinese()),
        };
        let lot: Vec<String> = self.lot.as_slice().iter().map(OptionNumber::to_string).collect();
        format!("{who}{how}{quorum}{threshold}得票相同时，按事先抽定的次序决定：{}。", lot.join("、"))
    }
}

impl Share {
    /// Such as "at least 1/3 of the roll".
    fn in_english(self) -> String {
        let cmp = match self.cmp() {
            Cmp::Gt => "more than",
            Cmp::Ge => "at least",
        };
        let base = match self.base() {
            Base::Eligible => "the roll",
            Base::Cast => "the ballots returned",
            Base::Valid => "the valid ballots",
            Base::Participating => "those who took part",
        };
        format!("{cmp} {}/{} of {base}", self.num(), self.den())
    }

    /// Such as "不少于名册的1/3".
    fn in_chinese(self) -> String {
        let cmp = match self.cmp() {
            Cmp::Gt => "超过",
            Cmp::Ge => "不少于",
        };
        let base = match self.base() {
            Base::Eligible => "名册",
            Base::Cast => "收回选票",
            Base::Valid => "有效票",
            Base::Participating => "参与人数",
        };
        format!("{cmp}{base}的{}/{}", self.num(), self.den())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vote::rule::LotOrder;

    #[test]
    fn a_rule_says_who_how_how_many_and_what_decides_among_equals() {
        let share = |base, cmp, num, den| Share::parse(base, cmp, num, den).ok();
        let rule = Rule::new(
            Method::Approve { at_most: 2 },
            Electorate::Household,
            share(Base::Eligible, Cmp::Ge, 1, 3),
            share(Base::Valid, Cmp::Gt, 1, 2),
            LotOrder::parse(&[3, 1, 2], 3).unwrap(),
        );
        let rule = rule.unwrap();
        assert_eq!(
            rule.in_english(),
            "Every household on the roll has one ballot, cast or changed by any of its members. Mark up to 2 options; the \
             one with most marks leads. Ballots must come back from at least 1/3 of the roll. The leader wins with marks \
             from more than 1/2 of the valid ballots; otherwise nobody does. Among equals the lot order decides: 3, 1, 2."
        );
        assert_eq!(
            rule.in_chinese(),
            "名册上每户一票，户内任何成员均可投出或更改。最多选择2个方案，得票最多者领先。收回的选票须不少于名册的1/3。\
             领先者得票须超过有效票的1/2方可当选，否则无结果。得票相同时，按事先抽定的次序决定：3、1、2。"
        );
    }
}
