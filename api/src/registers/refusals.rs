//! Turns refusals of a register's table into errors of fields, exhaustively.

use domain::register::{Column, RegisterRefusal};

use crate::http::table::InChinese;
use crate::problem::FieldRefusal;

impl InChinese for Column {
    const UNKNOWN_COLUMN: &'static str = "表头只能有“幢”“室”“专有面积”“业主”“手机”“份额”“业主编号”“未售”各列";
    const EMPTY: &'static str = "名册没有内容";
}

impl FieldRefusal for RegisterRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Form(refusal) => refusal.code(),
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
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Form(refusal) => refusal.zh(),
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
        }
    }
}
