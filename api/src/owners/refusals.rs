//! Refusals of the domain as fields and problems, exhaustively.

use domain::owner::decision::{AnnounceRefusal, OpenRefusal, VoidRefusal};
use domain::owner::proxy::{Instruction, MandateRefusal, OwnerUseRefusal};
use domain::owner::{Column, Fault, ROWS_MAX, RegisterRefusal};
use domain::vote::proxy::GiveRefusal;

use crate::http::table::Form;
use crate::problem::{CellFault, FieldRefusal, Kind, Problem};

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

/// A holder is named by number here.
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

/// The faults of a register, each with its row and column.
pub fn faults(faults: Vec<Fault>) -> Problem {
    Problem::cells(faults.into_iter().map(|Fault { row, column, refusal }| CellFault {
        pointer: "/csv",
        row,
        column: column.map(Column::word),
        code: refusal.code(),
        en: refusal.en(),
        zh: refusal.zh(),
    }))
}

impl FieldRefusal for RegisterRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::ColumnMissing(column) => Form::ColumnMissing(column.chinese(), column.word()).code(),
            Self::ColumnTwice(column) => Form::ColumnTwice(column.chinese(), column.word()).code(),
            Self::UnknownColumn => "unknown_column",
            Self::WrongWidth => Form::WrongWidth.code(),
            Self::Text(refusal) => refusal.code(),
            Self::Contact(refusal) => refusal.code(),
            Self::Area => "not_an_area",
            Self::Share => "not_a_share",
            Self::SharesOverOne => "shares_over_one",
            Self::NotYesOrNo => "not_yes_or_no",
            Self::AreaDiffers { .. } => "area_differs",
            Self::SoldDiffers { .. } => "sold_differs",
            Self::Twice { .. } => "twice",
            Self::NumberOfAnother { .. } => "number_of_another",
            Self::TooManyRows => Form::TooManyRows(ROWS_MAX).code(),
            Self::Empty => "empty",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::ColumnMissing(column) => Form::ColumnMissing(column.chinese(), column.word()).zh(),
            Self::ColumnTwice(column) => Form::ColumnTwice(column.chinese(), column.word()).zh(),
            Self::UnknownColumn => "表头只能有“幢”“室”“专有面积”“业主”“手机”“份额”“业主编号”“未售”各列".to_owned(),
            Self::WrongWidth => Form::WrongWidth.zh(),
            Self::Text(refusal) => refusal.zh(),
            Self::Contact(refusal) => refusal.zh(),
            Self::Area => "应为平方米数，最多两位小数，在 0.01 至 1000000 之间，如 89.52".to_owned(),
            Self::Share => "应为份额，如 1/2 或 50%，且不超过全部".to_owned(),
            Self::SharesOverOne => "该户各共有人的份额之和超过全部".to_owned(),
            Self::NotYesOrNo => "应填“是”或“否”".to_owned(),
            Self::AreaDiffers { row } => format!("与第 {row} 行所填该户的面积不一致"),
            Self::SoldDiffers { row } => format!("与第 {row} 行所填该户是否未售不一致"),
            Self::Twice { row } => format!("与第 {row} 行重复：同一户的同一业主"),
            Self::NumberOfAnother { row } => format!("该业主编号在第 {row} 行属于另一姓名"),
            Self::TooManyRows => Form::TooManyRows(ROWS_MAX).zh(),
            Self::Empty => "名册没有内容".to_owned(),
        }
    }
}
