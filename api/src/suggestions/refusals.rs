//! The refusals of the rules as problems.

use domain::suggestion::answer::{OutcomeRefusal, ScoreRefusal};
use domain::suggestion::{
    AcknowledgeRefusal, AdoptRefusal, AnswerRefusal, RateRefusal, SubmitRefusal, WithdrawRefusal,
};

use crate::problem::{Kind, Problem};

impl From<SubmitRefusal> for Problem {
    fn from(refusal: SubmitRefusal) -> Self {
        match refusal {
            SubmitRefusal::AreaTooWide => Self::field(
                "/area_code",
                "too_wide",
                refusal.to_string(),
                "建议应提交给街道（镇、乡）或居（村）委会，即 9 位或 12 位区划代码",
            ),
        }
    }
}

impl From<AcknowledgeRefusal> for Problem {
    fn from(refusal: AcknowledgeRefusal) -> Self {
        Self::new(match refusal {
            AcknowledgeRefusal::AlreadyAcknowledged => Kind::SuggestionAlreadyAcknowledged,
            AcknowledgeRefusal::Withdrawn => Kind::SuggestionWithdrawn,
        })
    }
}

impl From<AnswerRefusal> for Problem {
    fn from(refusal: AnswerRefusal) -> Self {
        Self::new(match refusal {
            AnswerRefusal::NotAcknowledged => Kind::SuggestionNotAcknowledged,
            AnswerRefusal::AlreadyRated => Kind::AnswerAlreadyRated,
            AnswerRefusal::AlreadyAdopted => Kind::SuggestionAlreadyAdopted,
            AnswerRefusal::Withdrawn => Kind::SuggestionWithdrawn,
        })
    }
}

impl From<OutcomeRefusal> for Problem {
    fn from(refusal: OutcomeRefusal) -> Self {
        let (pointer, code, zh) = match refusal {
            OutcomeRefusal::ReasonMissing => ("/reason", "missing", "不予采纳应说明理由"),
            OutcomeRefusal::ReasonUncalledFor => ("/reason", "not_acceptable", "仅“不予采纳”需要填写理由"),
            OutcomeRefusal::RedirectMissing => ("/redirect", "missing", "不属于人民建议的，应告知正确渠道"),
            OutcomeRefusal::RedirectUncalledFor => {
                ("/redirect", "not_acceptable", "仅“不属于人民建议”需要填写正确渠道")
            }
        };
        Self::field(pointer, code, refusal.to_string(), zh)
    }
}

impl From<ScoreRefusal> for Problem {
    fn from(refusal: ScoreRefusal) -> Self {
        Self::field("/score", "out_of_range", refusal.to_string(), "评分为 1 至 5 的整数")
    }
}

impl From<RateRefusal> for Problem {
    fn from(refusal: RateRefusal) -> Self {
        Self::new(match refusal {
            RateRefusal::NotTheAuthor => Kind::NotTheAuthor,
            RateRefusal::NotAnswered => Kind::SuggestionNotAnswered,
            RateRefusal::Withdrawn => Kind::SuggestionWithdrawn,
        })
    }
}

impl From<AdoptRefusal> for Problem {
    fn from(refusal: AdoptRefusal) -> Self {
        Self::new(match refusal {
            AdoptRefusal::NotAnswered => Kind::SuggestionNotAnswered,
            AdoptRefusal::OutcomeNotAdoptable => Kind::OutcomeNotAdoptable,
            AdoptRefusal::AlreadyAdopted => Kind::SuggestionAlreadyAdopted,
            AdoptRefusal::Withdrawn => Kind::SuggestionWithdrawn,
        })
    }
}

impl From<WithdrawRefusal> for Problem {
    fn from(refusal: WithdrawRefusal) -> Self {
        Self::new(match refusal {
            WithdrawRefusal::NotTheAuthor => Kind::NotTheAuthor,
            WithdrawRefusal::AlreadyAnswered => Kind::SuggestionAlreadyAnswered,
            WithdrawRefusal::AlreadyWithdrawn => Kind::SuggestionWithdrawn,
        })
    }
}
