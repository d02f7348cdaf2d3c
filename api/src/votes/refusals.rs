//! Refusals of the domain as problems: each gate has its own kind.

mod by_others;

use by_others::came;
use domain::vote::ballot::BallotRefusal;
use domain::vote::draft::{DraftRefusal, OptionsRefusal, UpdateRefusal};
use domain::vote::objection::{AnswerRefusal, ObjectRefusal};
use domain::vote::opening::OpenRefusal;
use domain::vote::paper::{CrossFootRefusal, HandOutRefusal, KeyRefusal};
use domain::vote::purse::{Purse, PurseRefusal};
use domain::vote::quorum::ShareRefusal;
use domain::vote::rule::{BallotForm, RuleRefusal};
use domain::vote::step::StepRefusal;
use domain::vote::{CastRefusal, CertifyRefusal, CloseRefusal, ResultRefusal};

use crate::problem::{FieldRefusal, Kind, Problem};

impl From<DraftRefusal> for Problem {
    fn from(refusal: DraftRefusal) -> Self {
        let field = |pointer: &str, code, zh| Self::field(pointer, code, refusal.to_string(), zh);
        match refusal {
            DraftRefusal::ProjectNotInPublicity => Self::new(Kind::ProjectNotInPublicity),
            DraftRefusal::TooFewDesigns => Self::new(Kind::TooFewDesigns),
            DraftRefusal::AnotherVoteUnfinished => Self::new(Kind::VoteNotFinished),
            DraftRefusal::AlreadyDecided => Self::new(Kind::VoteAlreadyDecided),
            DraftRefusal::NotStanding { .. } => field("/design_ids", "not_standing", "所列设计方案已不再有效"),
            DraftRefusal::ClosesInThePast => field("/closes_at", "in_the_past", "结束时间应在将来"),
            DraftRefusal::ClosesTooLate => field("/closes_at", "too_late", "结束时间应在 366 天之内"),
            DraftRefusal::OpensInThePast => field("/opens_at", "in_the_past", "开始时间已过；不填则自开启时开始"),
            DraftRefusal::ClosesBeforeItOpens => field("/opens_at", "after_the_end", "开始时间应早于结束时间"),
        }
    }
}

impl From<UpdateRefusal> for Problem {
    fn from(refusal: UpdateRefusal) -> Self {
        match refusal {
            UpdateRefusal::AlreadyOpened => Self::new(Kind::VoteAlreadyOpened),
            UpdateRefusal::Voided => Self::new(Kind::VoteVoided),
            UpdateRefusal::Draft(refusal) => refusal.into(),
        }
    }
}

impl From<OpenRefusal> for Problem {
    fn from(refusal: OpenRefusal) -> Self {
        let (kind, zh) = match refusal {
            OpenRefusal::AlreadyOpened => (Kind::VoteAlreadyOpened, "表决已经开启".to_owned()),
            OpenRefusal::Voided => (Kind::VoteVoided, "表决已作废".to_owned()),
            OpenRefusal::ProjectNotInPublicity => (Kind::ProjectNotInPublicity, "项目不在公示中".to_owned()),
            OpenRefusal::PublicityStillRunning { until } => {
                (Kind::PublicityStillRunning, format!("公示至 {until} 结束"))
            }
            OpenRefusal::NoCoordinationMeeting => (Kind::NoCoordinationMeeting, "该项目还没有召开过协调会".to_owned()),
            OpenRefusal::RollNotBuilt => (Kind::RollNotBuilt, "名册尚未生成，或名册为空".to_owned()),
            OpenRefusal::OptionWithdrawn { design } => (Kind::OptionWithdrawn, format!("设计方案 {design} 已撤回")),
            OpenRefusal::ClosingTimePassed { closes_at } => {
                (Kind::ClosingTimePassed, format!("公布的结束时间 {closes_at} 已过"))
            }
        };
        Self::new(kind).say(refusal.to_string(), zh)
    }
}

impl From<CastRefusal> for Problem {
    fn from(refusal: CastRefusal) -> Self {
        let (kind, zh) = match refusal {
            CastRefusal::NotOpened => (Kind::VoteNotOpened, "表决尚未开启".to_owned()),
            CastRefusal::NotBegun { begins_at } => (Kind::VoteNotBegun, format!("投票自 {begins_at} 开始")),
            CastRefusal::Paused => (Kind::VotePaused, "表决暂停；此前投出的选票有效".to_owned()),
            CastRefusal::Closed { closed_at } => {
                (Kind::VoteClosed, format!("表决已于 {closed_at} 结束；此前投出的选票有效"))
            }
            CastRefusal::Voided => (Kind::VoteVoided, "表决已作废，所投选票均不计".to_owned()),
            CastRefusal::PaperHandedOut => (Kind::PaperHandedOut, "该投票人已领取纸质选票，以纸票为准".to_owned()),
            CastRefusal::WayNotOffered => (Kind::WayNotOffered, "本次表决不接受以此方式投出的选票".to_owned()),
            CastRefusal::OwnBallotStands { live } => {
                (Kind::OwnBallotStands, format!("{}有效，按本次表决的规则优先于此票", came(live)))
            }
        };
        Self::new(kind).say(refusal.to_string(), zh)
    }
}

impl From<CloseRefusal> for Problem {
    fn from(refusal: CloseRefusal) -> Self {
        match refusal {
            CloseRefusal::NotOpened => Self::new(Kind::VoteNotOpened),
            CloseRefusal::Voided => Self::new(Kind::VoteVoided),
            CloseRefusal::PaperNotKeyed { open } => {
                Self::new(Kind::PaperNotKeyed).say(refusal.to_string(), not_keyed(open))
            }
            CloseRefusal::AlreadyClosed { closed_at } => {
                Self::new(Kind::VoteClosed).say(refusal.to_string(), format!("表决已于 {closed_at} 结束"))
            }
        }
    }
}

impl From<ResultRefusal> for Problem {
    fn from(refusal: ResultRefusal) -> Self {
        Self::new(match refusal {
            ResultRefusal::NotOpened => Kind::VoteNotOpened,
            ResultRefusal::Sealed => Kind::ResultSealed,
            ResultRefusal::Voided => Kind::VoteVoided,
            ResultRefusal::PaperNotKeyed { open } => {
                return Self::new(Kind::PaperNotKeyed).say(refusal.to_string(), not_keyed(open));
            }
        })
    }
}

fn not_keyed(open: u64) -> String {
    format!("还有 {open} 批纸质选票未录入并清点完毕")
}

impl From<HandOutRefusal> for Problem {
    fn from(refusal: HandOutRefusal) -> Self {
        Self::new(match refusal {
            HandOutRefusal::BatchClosed => Kind::PaperBatchClosed,
            HandOutRefusal::BatchEmpty => Kind::PaperBatchEmpty,
            HandOutRefusal::AlreadyHandedOut => Kind::PaperHandedOut,
        })
    }
}

impl From<KeyRefusal> for Problem {
    fn from(refusal: KeyRefusal) -> Self {
        match refusal {
            KeyRefusal::BatchClosed => Self::new(Kind::PaperBatchClosed),
            KeyRefusal::NoSuchSheet => Self::field("/serial", "unknown_sheet", refusal.to_string(), "没有这张纸票"),
            KeyRefusal::AlreadyKeyed => Self::new(Kind::PaperAlreadyKeyed),
            KeyRefusal::SameHands => Self::new(Kind::PaperKeyedByYou),
            KeyRefusal::NoMismatch => Self::new(Kind::PaperNotInDoubt),
            KeyRefusal::TakenBack => Self::new(Kind::PaperTakenBack),
        }
    }
}

impl From<CrossFootRefusal> for Problem {
    fn from(refusal: CrossFootRefusal) -> Self {
        let zh = match refusal {
            CrossFootRefusal::BatchClosed => return Self::new(Kind::PaperBatchClosed),
            CrossFootRefusal::Mismatches { mismatches } => {
                format!("有 {mismatches} 张纸票两次录入不一致，应由第三人核定")
            }
            CrossFootRefusal::KeyedOnce { keyed_once } => format!("有 {keyed_once} 张纸票只录入了一次"),
            CrossFootRefusal::OtherCount { returned, spoiled, accepted } => {
                format!("清点收回 {returned} 张，其中废票 {spoiled} 张；已录入确认 {accepted} 张")
            }
            CrossFootRefusal::MoreThanHandedOut { returned, handed_out } => {
                format!("清点收回 {returned} 张，但只发出 {handed_out} 张")
            }
        };
        Self::new(Kind::PaperDoesNotAddUp).say(refusal.to_string(), zh)
    }
}

impl From<CertifyRefusal> for Problem {
    fn from(refusal: CertifyRefusal) -> Self {
        Self::new(match refusal {
            CertifyRefusal::NotOpened => Kind::VoteNotOpened,
            CertifyRefusal::StillOpen => Kind::VoteStillOpen,
            CertifyRefusal::AlreadyCertified => Kind::ResultAlreadyCertified,
            CertifyRefusal::RanTheVote => Kind::CertifierRanTheVote,
            CertifyRefusal::HandledBallots => {
                let zh = "经手发放或录入纸票、或代他人投票的人员不能确认结果";
                return Self::new(Kind::CertifierRanTheVote).say(refusal.to_string(), zh);
            }
            CertifyRefusal::Voided => Kind::VoteVoided,
            CertifyRefusal::ObjectionUpheld => Kind::ObjectionUpheld,
            CertifyRefusal::Rehearsal => Kind::RehearsalVote,
            CertifyRefusal::ObjectionsOpen { until } => {
                let zh = format!("异议期至 {until} 结束，期满后方可确认");
                return Self::new(Kind::ObjectionPeriodRunning).say(refusal.to_string(), zh);
            }
            CertifyRefusal::ObjectionsUnanswered { unanswered } => {
                let zh = format!("还有 {unanswered} 件异议未答复");
                return Self::new(Kind::ObjectionsUnanswered).say(refusal.to_string(), zh);
            }
        })
    }
}

impl From<ObjectRefusal> for Problem {
    fn from(refusal: ObjectRefusal) -> Self {
        Self::new(match refusal {
            ObjectRefusal::NotOpened => Kind::VoteNotOpened,
            ObjectRefusal::StillOpen => Kind::VoteStillOpen,
            ObjectRefusal::Certified => Kind::ResultAlreadyCertified,
            ObjectRefusal::Voided => Kind::VoteVoided,
            ObjectRefusal::TooMany => Kind::TooManyObjections,
            ObjectRefusal::PeriodOver { until } => {
                return Self::new(Kind::ObjectionPeriodOver)
                    .say(refusal.to_string(), format!("异议期已于 {until} 结束"));
            }
        })
    }
}

impl From<AnswerRefusal> for Problem {
    fn from(refusal: AnswerRefusal) -> Self {
        Self::new(match refusal {
            AnswerRefusal::AlreadyAnswered => Kind::ObjectionAlreadyAnswered,
            AnswerRefusal::Own => Kind::OwnObjection,
            AnswerRefusal::Voided => Kind::VoteVoided,
        })
    }
}

impl From<StepRefusal> for Problem {
    fn from(refusal: StepRefusal) -> Self {
        let field = |code, zh: String| Self::field("/closes_at", code, refusal.to_string(), zh);
        match refusal {
            StepRefusal::NotOpened => Self::new(Kind::VoteNotOpened),
            StepRefusal::AlreadyPaused => Self::new(Kind::VoteAlreadyPaused),
            StepRefusal::NotPaused => Self::new(Kind::VoteNotPaused),
            StepRefusal::Closed { closed_at } => {
                Self::new(Kind::VoteClosed).say(refusal.to_string(), format!("表决已于 {closed_at} 结束"))
            }
            StepRefusal::Voided => Self::new(Kind::VoteVoided),
            StepRefusal::Certified => Self::new(Kind::ResultAlreadyCertified),
            StepRefusal::NotLater { closes_at } => field("not_later", format!("应晚于现定的结束时间 {closes_at}")),
            StepRefusal::TooLate => field("too_late", "结束时间应在起草后 366 天之内".to_owned()),
        }
    }
}

impl FieldRefusal for BallotRefusal {
    fn code(&self) -> &'static str {
        self.word()
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::UnknownOption { number } => format!("选票上没有 {number} 号方案"),
            Self::MarkedTwice { number } => format!("{number} 号方案重复"),
            Self::TooMany { at_most } => format!("最多选 {at_most} 个方案"),
            Self::OtherForm { form: BallotForm::Marks } => "本次表决应勾选方案（choices）".to_owned(),
            Self::OtherForm { form: BallotForm::Ranking } => "本次表决应排列次序（ranking）".to_owned(),
            Self::OtherForm { form: BallotForm::Scores } => "本次表决应打分（scores）".to_owned(),
            Self::EmptyRank => "某一名次下没有方案".to_owned(),
            Self::ScoreForEach { options } => format!("应为 {options} 个方案各打一分或留空"),
            Self::Score { number } => format!("{number} 号方案的分数应为 0 至 5"),
        }
    }
}

impl FieldRefusal for OptionsRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Count => "wrong_count",
            Self::Twice { .. } => "named_twice",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Count => "表决应有 2 至 20 个方案".to_owned(),
            Self::Twice { design } => format!("设计方案 {design} 重复"),
        }
    }
}

impl FieldRefusal for RuleRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownMethod => "unknown_word",
            Self::LimitWithoutApproval => "not_with_this_method",
            Self::Limit { .. } => "out_of_range",
            Self::LotOrder { .. } => "not_a_permutation",
            Self::QuorumBase => "not_the_eligible",
            Self::ThresholdMethod | Self::Purse => "not_with_this_method",
            Self::ObjectionDays => "out_of_range",
            Self::Register => "not_with_this_electorate",
            Self::OfResidentsOnly => "of_residents_only",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::UnknownMethod => "没有这种表决方法".to_owned(),
            Self::LimitWithoutApproval => "只有 approve 方法可设上限".to_owned(),
            Self::Limit { options } => format!("上限应为 1 至 {options}"),
            Self::LotOrder { options } => format!("抽签次序应包含 1 至 {options} 各一次"),
            Self::QuorumBase => "参与率只能以名册人数（eligible）为基数".to_owned(),
            Self::ThresholdMethod => "该方法不计支持人数，不能设得票率".to_owned(),
            Self::ObjectionDays => "应为 0 至 30 天".to_owned(),
            Self::Register => "按户房（flat）表决须指定业主名册，其他情况不得指定".to_owned(),
            Self::OfResidentsOnly => "业主名册不含居民年龄和认证时间，不能同时设年龄要求或截止日期".to_owned(),
            Self::Purse => "预算类方法须填写预算，其他方法不得填写".to_owned(),
        }
    }
}

impl FieldRefusal for PurseRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Budget | Self::Cost { .. } => "out_of_range",
            Self::CostForEach { .. } => "cost_for_each",
            Self::NothingToChoose => "nothing_to_choose",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Budget => format!("预算应为 1 至 {} 元", Purse::MOST),
            Self::CostForEach { options } => format!("{options} 个方案均须填写费用"),
            Self::Cost { number } => format!("{number} 号方案的费用应为 1 元至预算额"),
            Self::NothingToChoose => "预算足以实施全部方案，无需选择".to_owned(),
        }
    }
}

impl FieldRefusal for ShareRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Denominator | Self::Numerator => "out_of_range",
            Self::MoreThanAll => "unreachable",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Denominator => "分母应为 1 至 10000",
            Self::Numerator => "分子应为 1 至分母",
            Self::MoreThanAll => "不可能超过全部",
        }
        .to_owned()
    }
}
