//! A rule in plain words, for the page a resident reads and the protocol that hangs on the wall.

use super::purse::{Purse, Spending};
use super::quorum::{Base, Cmp, Share};
use super::rule::{Electorate, Method, OnTie, OptionNumber, Rule};
use super::tally::pairwise::Strength;
use super::tally::strict::Overvote;
use super::ways::{Between, Ways};

impl Rule {
    pub fn in_english(&self) -> String {
        let who = match self.electorate {
            Electorate::Person => "Everyone on the roll has one ballot.",
            Electorate::Flat => {
                "Every owner of the register has one ballot, however many flats they have; co-owners have one together, cast or changed by \
                 any of them. Who has not signed in here votes on paper."
            }
            Electorate::Household => {
                "Every household on the roll has one ballot, cast or changed by any of its members."
            }
        };
        let how = self.method.in_english();
        let quorum = match self.quorum {
            None => "No least number has to take part.".to_owned(),
            Some(share) => format!("Ballots must come back from {}.", share.in_english()),
        };
        let purse = self.purse.as_ref().map_or_else(String::new, Purse::in_english);
        let threshold = match self.threshold {
            None if self.purse.is_some() => "What is funded is built.".to_owned(),
            None => "The leader wins.".to_owned(),
            Some(share) => format!("The leader wins with marks from {}; otherwise nobody does.", share.in_english()),
        };
        let lot: Vec<String> = self.lot.as_slice().iter().map(OptionNumber::to_string).collect();
        let lot = lot.join(", ");
        let tie = match self.on_tie {
            OnTie::Lot => format!("Among equals the lot order decides: {lot}."),
            OnTie::NoResult => format!(
                "Where the method itself leaves a tie, also for who leaves a run-off, nobody is elected; equals are listed in the \
                 order {lot}."
            ),
        };
        let admission = self.admission.in_english();
        let ways = self.ways.map(|ways| format!(" {}", ways.in_english())).unwrap_or_default();
        let objections = match self.objection_days {
            0 => String::new(),
            days => format!(" Objections are taken for {days} days after the end; then the result can be certified."),
        };
        format!("{who}{admission} {how}{purse} {quorum} {threshold} {tie}{ways}{objections}")
    }

    pub fn in_chinese(&self) -> String {
        let who = match self.electorate {
            Electorate::Person => "名册上每人一票。",
            Electorate::Flat => {
                "业主名册上每名业主一票，拥有多套的仍为一票；共有人合为一票，其中任何一人均可投出或更改。未在本平台登录的，可用纸质选票。"
            }
            Electorate::Household => "名册上每户一票，户内任何成员均可投出或更改。",
        };
        let how = self.method.in_chinese();
        let quorum = match self.quorum {
            None => "不设最低参与数。".to_owned(),
            Some(share) => format!("收回的选票须{}。", share.in_chinese()),
        };
        let purse = self.purse.as_ref().map_or_else(String::new, Purse::in_chinese);
        let threshold = match self.threshold {
            None if self.purse.is_some() => "入选方案一并实施。".to_owned(),
            None => "领先者当选。".to_owned(),
            Some(share) => format!("领先者得票须{}方可当选，否则无结果。", share.in_chinese()),
        };
        let lot: Vec<String> = self.lot.as_slice().iter().map(OptionNumber::to_string).collect();
        let lot = lot.join("、");
        let tie = match self.on_tie {
            OnTie::Lot => format!("得票相同时，按事先抽定的次序决定：{lot}。"),
            OnTie::NoResult => {
                format!("按计票方法仍不分先后时（包括淘汰轮次中的并列），无方案当选；并列者按{lot}的次序列出。")
            }
        };
        let admission = self.admission.in_chinese();
        let ways = self.ways.map(Ways::in_chinese).unwrap_or_default();
        let objections = match self.objection_days {
            0 => String::new(),
            days => format!("结束后{days}日内可提出异议，期满后方可确认结果。"),
        };
        format!("{who}{admission}{how}{purse}{quorum}{threshold}{tie}{ways}{objections}")
    }
}

impl Method {
    fn in_english(self) -> String {
        let strength = |strength| match strength {
            Strength::WinningVotes => "by the votes for the winner",
            Strength::Margins => "by the margin",
        };
        match self {
            Self::ChooseOne => "Mark one option; the one with most marks leads.".to_owned(),
            Self::Approve { at_most } => format!("Mark up to {at_most} options; the one with most marks leads."),
            Self::Score => "Give each option 0 to 5, a blank being 0; the highest sum leads.".to_owned(),
            Self::Star => {
                "Give each option 0 to 5, a blank being 0; of the two with the highest sums the one more voters \
                score higher leads."
                    .to_owned()
            }
            Self::MajorityJudgment => "Give each option 0 to 5, a blank being 0; the highest median leads.".to_owned(),
            Self::RunOff { overvote } => {
                let tie = match overvote {
                    Overvote::Stop => "ends with its first tie",
                    Overvote::Skip => "passes over ties",
                };
                format!(
                    "Rank options; the lowest leaves, round by round, until one has more than half of the ballots that \
                     still count. A ballot {tie}."
                )
            }
            Self::Schulze { strength: by } => format!(
                "Rank options; who beats every other leads, and in a circle strongest paths of defeats decide, {}.",
                strength(by)
            ),
            Self::RankedPairs { strength: by } => format!(
                "Rank options; who beats every other leads, and in a circle the strongest defeats stand, {}.",
                strength(by)
            ),
            Self::Borda => {
                "Rank options; each gets a point for every option below it and half a point for every tie, the most \
                points lead."
                    .to_owned()
            }
            Self::Copeland => {
                "Rank options; each gets a point for every option it beats and half a point for every tie, the \
                most points lead."
                    .to_owned()
            }
            Self::Budget { by } => format!("Mark every option you want built. {}", by.in_english()),
        }
    }

    fn in_chinese(self) -> String {
        let strength = |strength| match strength {
            Strength::WinningVotes => "按胜方票数",
            Strength::Margins => "按票差",
        };
        match self {
            Self::ChooseOne => "选择一个方案，得票最多者领先。".to_owned(),
            Self::Approve { at_most } => format!("最多选择{at_most}个方案，得票最多者领先。"),
            Self::Score => "为每个方案打0至5分，留空计0分，总分最高者领先。".to_owned(),
            Self::Star => "为每个方案打0至5分，留空计0分；总分最高的两个方案中，获更多人打更高分者领先。".to_owned(),
            Self::MajorityJudgment => "为每个方案打0至5分，留空计0分，中位分最高者领先。".to_owned(),
            Self::RunOff { overvote } => {
                let tie = match overvote {
                    Overvote::Stop => "选票计至首个并列处为止",
                    Overvote::Skip => "选票上的并列名次跳过",
                };
                format!("为方案排序；逐轮淘汰最少者，直至有方案超过有效计票的一半。{tie}。")
            }
            Self::Schulze { strength: by } => {
                format!("为方案排序；两两均胜者领先，循环时以最强路径决定（{}）。", strength(by))
            }
            Self::RankedPairs { strength: by } => {
                format!("为方案排序；两两均胜者领先，循环时保留最强的胜负（{}）。", strength(by))
            }
            Self::Borda => "为方案排序；每有一个方案排在其后得1分，并列得半分，总分最高者领先。".to_owned(),
            Self::Copeland => "为方案排序；每两两胜一个方案得1分，平得半分，总分最高者领先。".to_owned(),
            Self::Budget { by } => format!("选择所有希望实施的方案，数量不限。{}", by.in_chinese()),
        }
    }
}

impl Ways {
    fn in_english(self) -> String {
        let proxies = match self.proxies_each {
            0 => "There are no proxies.".to_owned(),
            1 => "Whoever holds a proxy in writing casts for one other voter; it counts only if it is used.".to_owned(),
            most => format!(
                "Whoever holds proxies in writing casts for at most {most} other voters; they count only if they are used."
            ),
        };
        let between = match self.between {
            Between::OwnBallotFirst => {
                "A ballot of one's own goes before one of a helper, that before one by proxy, never the other way round; \
                 of the same way the last counts."
            }
            Between::LastCounts => "Of ballots of one voter the last counts, whichever of these ways it came.",
        };
        format!("A helper may cast for a voter who can't by themself. {proxies} {between}")
    }

    fn in_chinese(self) -> String {
        let proxies = match self.proxies_each {
            0 => "不接受委托投票。".to_owned(),
            most => format!("可书面委托他人投票，每名受托人最多代{most}名投票人投票，未投出的委托不计。"),
        };
        let between = match self.between {
            Between::OwnBallotFirst => {
                "本人投出的选票优先于协助投出的，协助投出的优先于委托投出的，不得相反；同一方式以最后一次为准。"
            }
            Between::LastCounts => "同一投票人的选票，不论以上述何种方式投出，以最后一次为准。",
        };
        format!("自行投票有困难的，可由工作人员协助投票。{proxies}{between}")
    }
}

impl Spending {
    fn in_english(self) -> &'static str {
        match self {
            Self::Greedy => {
                "Options are funded by their marks, the most first, of equals the cheaper; one that is too dear for \
                 what is left is passed over."
            }
            Self::GreedyStopping => {
                "Options are funded by their marks, the most first, of equals the cheaper, up to the first that is too \
                 dear for what is left."
            }
            Self::EqualShares => {
                "Every valid ballot has the same share of the budget, spent on what it marks only; the option for which \
                 its voters pay least for what it costs is funded next. Shares are raised by a yuan at a time until the \
                 money is used, and never beyond the budget (Method of Equal Shares)."
            }
        }
    }

    fn in_chinese(self) -> &'static str {
        match self {
            Self::Greedy => "按得票由多到少（相同时费用低者优先）依次入选，超出余额的方案跳过。",
            Self::GreedyStopping => "按得票由多到少（相同时费用低者优先）依次入选，至首个超出余额的方案为止。",
            Self::EqualShares => {
                "每张有效票享有相同的预算份额，只用于所选方案；支持者人均负担相对费用最低的方案依次入选。份额逐元提高，\
                 直至用足预算且不超支（等份额法）。"
            }
        }
    }
}

impl Purse {
    fn in_english(&self) -> String {
        let costs: Vec<String> =
            (1..).zip(self.costs()).map(|(number, cost)| format!("option {number} {cost}")).collect();
        format!(" There are {} yuan; in yuan, {}.", self.budget(), costs.join(", "))
    }

    fn in_chinese(&self) -> String {
        let costs: Vec<String> = (1..).zip(self.costs()).map(|(number, cost)| format!("{number}号{cost}元")).collect();
        format!("预算{}元，费用：{}。", self.budget(), costs.join("、"))
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
    fn every_method_says_something_else() {
        let words = ["score", "star", "majority_judgment", "run_off", "run_off_skipping", "schulze", "schulze_margins"];
        let more =
            ["ranked_pairs", "ranked_pairs_margins", "borda", "copeland", "choose_one", "approve", "budget_greedy"];
        let spent = ["budget_greedy_stopping", "budget_equal_shares"];
        let said = words.iter().chain(&more).chain(&spent).map(|word| Method::from_word(word, None, 3).unwrap());
        let said: std::collections::BTreeSet<_> =
            said.map(|method| (method.in_english(), method.in_chinese())).collect();
        assert_eq!(said.len(), words.len() + more.len() + spent.len());
    }

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
        let (english, chinese) = (rule.in_english(), rule.in_chinese());
        let with_ways = rule.with_ways(Some(Ways::DEFAULT));
        assert_eq!(
            with_ways.in_english().strip_prefix(&english),
            Some(
                " A helper may cast for a voter who can't by themself. Whoever holds proxies in writing casts for at most 3 \
                 other voters; they count only if they are used. A ballot of one's own goes before one of a helper, that \
                 before one by proxy, never the other way round; of the same way the last counts."
            )
        );
        assert_eq!(
            with_ways.in_chinese().strip_prefix(&chinese),
            Some(
                "自行投票有困难的，可由工作人员协助投票。可书面委托他人投票，每名受托人最多代3名投票人投票，未投出的委托不计。\
                 本人投出的选票优先于协助投出的，协助投出的优先于委托投出的，不得相反；同一方式以最后一次为准。"
            )
        );
    }
}
