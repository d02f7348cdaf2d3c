//! "Can this owner vote, and if not, why not?"

use super::decision::Stage;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerWhyNot {
    /// The notice days are not over, or nobody has opened the decision yet.
    NotOpenedYet,
    Paused,
    Closed,
    Voided,
    /// Somebody handed in a sheet of this head, and the sheet counts.
    PaperHandedIn,
    /// The register has no phone number of this owner, who can vote on paper or through the holder of a proxy.
    NoPhone,
    /// The register has a number, but no account has it.
    NoAccount,
}

impl OwnerWhyNot {
    pub fn in_english(self) -> &'static str {
        match self {
            Self::NotOpenedYet => "Ballots are not taken yet.",
            Self::Paused => "The decision is paused; wait until it goes on.",
            Self::Closed => "The decision is over.",
            Self::Voided => "The decision was voided; no ballot of it counts.",
            Self::PaperHandedIn => "A sheet of this head was handed in; it counts in place of any other ballot.",
            Self::NoPhone => {
                "The register has no number of this owner; they can vote on paper, or authorise somebody in writing."
            }
            Self::NoAccount => {
                "Nobody has signed in with the number the register has: sign in with it, or vote on paper."
            }
        }
    }

    pub fn in_chinese(self) -> &'static str {
        match self {
            Self::NotOpenedYet => "尚未开始投票。",
            Self::Paused => "表决暂停，请等待恢复。",
            Self::Closed => "表决已经结束。",
            Self::Voided => "表决已作废，所投选票均不计。",
            Self::PaperHandedIn => "该户已交回纸质选票，以纸票为准。",
            Self::NoPhone => "名册中没有该业主的手机号，可使用纸质选票，或书面委托他人。",
            Self::NoAccount => "名册所载手机号尚未登录过本平台：请用该号码登录，或使用纸质选票。",
        }
    }
}

/// Why an owner can't cast now; none when they can.
pub fn why_not(stage: Stage, has_sheet: bool, has_phone: bool, has_account: bool) -> Option<OwnerWhyNot> {
    match stage {
        Stage::Announced => Some(OwnerWhyNot::NotOpenedYet),
        Stage::Paused => Some(OwnerWhyNot::Paused),
        Stage::Closed | Stage::Certified | Stage::Lapsed => Some(OwnerWhyNot::Closed),
        Stage::Voided => Some(OwnerWhyNot::Voided),
        Stage::Open if has_sheet => Some(OwnerWhyNot::PaperHandedIn),
        Stage::Open if !has_phone => Some(OwnerWhyNot::NoPhone),
        Stage::Open if !has_account => Some(OwnerWhyNot::NoAccount),
        Stage::Open => None,
    }
}
