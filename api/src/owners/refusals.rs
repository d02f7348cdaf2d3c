//! Refusals of the domain as fields and problems, exhaustively.

use domain::owner::decision::{AnnounceRefusal, OpenRefusal, VoidRefusal};
use domain::owner::proxy::{Instruction, MandateRefusal, OwnerUseRefusal};
use domain::vote::proxy::GiveRefusal;

use crate::problem::{FieldRefusal, Kind, Problem};

impl FieldRefusal for AnnounceRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::ClosesDuringNotice { .. } => "closes_during_notice",
            Self::ClosesTooLate => "closes_too_late",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::ClosesDuringNotice { until } => format!("应晚于公告期满（{until}）"),
            Self::ClosesTooLate => "应在 366 天之内".to_owned(),
        }
    }
}

impl From<OpenRefusal> for Problem {
    fn from(refusal: OpenRefusal) -> Self {
        match refusal {
            OpenRefusal::AlreadyOpened => Self::new(Kind::VoteAlreadyOpened),
            OpenRefusal::Voided => Self::new(Kind::VoteVoided),
            OpenRefusal::NoticeStillRunning { until } => {
                Self::new(Kind::NoticeStillRunning).say(refusal.to_string(), format!("公告期至 {until} 止"))
            }
            OpenRefusal::ClosingTimePassed { closes_at } => {
                let zh = format!("公布的结束时间 {closes_at} 已过，请重新公告");
                Self::new(Kind::ClosingTimePassed).say(format!("{refusal}; announce it again"), zh)
            }
        }
    }
}

impl From<VoidRefusal> for Problem {
    fn from(refusal: VoidRefusal) -> Self {
        Self::new(match refusal {
            VoidRefusal::Voided => Kind::VoteVoided,
            VoidRefusal::Certified => Kind::ResultAlreadyCertified,
        })
    }
}

/// Like the refusals of a proxy in a residents' vote, but here the request names the holder by phone number, and the
/// limit counts owners.
pub fn not_given(refusal: GiveRefusal) -> Problem {
    match refusal {
        GiveRefusal::ToYourself => {
            let zh = "受托人已是该户业主，可直接投票";
            Problem::field("/holder_phone", "yourself", "is an owner of this head and can cast for it anyway", zh)
        }
        GiveRefusal::HolderFull { most } => Problem::new(Kind::ProxyHolderFull).say(
            format!("one person casts for at most {most} owners in this decision"),
            format!("一名受托人在本次表决中最多代 {most} 名业主表决"),
        ),
        GiveRefusal::Vote(_) | GiveRefusal::AlreadyGiven | GiveRefusal::Chain | GiveRefusal::OverAlready => {
            refusal.into()
        }
    }
}

impl From<OwnerUseRefusal> for Problem {
    fn from(refusal: OwnerUseRefusal) -> Self {
        match refusal {
            OwnerUseRefusal::Proxy(refusal) => refusal.into(),
            OwnerUseRefusal::NotConfirmed => Self::new(Kind::MandateNotConfirmed),
            OwnerUseRefusal::SaysOtherwise { says } => {
                let zh = match says {
                    Instruction::For => "同意",
                    Instruction::Against => "反对",
                    Instruction::Abstain => "弃权",
                    Instruction::LeftToHolder => "由受托人决定",
                };
                Self::new(Kind::MandateSaysOtherwise).say(refusal.to_string(), format!("委托书写明：{zh}"))
            }
        }
    }
}

impl From<MandateRefusal> for Problem {
    fn from(refusal: MandateRefusal) -> Self {
        Self::new(match refusal {
            MandateRefusal::Vote(refusal) => return refusal.into(),
            MandateRefusal::NotYours => Kind::MandateNotYours,
            MandateRefusal::AlreadyConfirmed => Kind::MandateAlreadyConfirmed,
            MandateRefusal::Revoked => Kind::ProxyRevoked,
            MandateRefusal::Used => Kind::ProxyUsed,
        })
    }
}
