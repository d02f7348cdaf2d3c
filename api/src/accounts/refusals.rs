//! Turns the refusals of the rules about people into problems, exhaustively.

use domain::account::{
    BirthYearRefusal, BudgetRefusal, CardRefusal, ContactRefusal, OversightRefusal, PasswordRefusal, SendRefusal,
    TooManyWrongTries,
};
use domain::appointment::{AppointRefusal, EndRefusal};
use domain::residency::{
    ClaimRefusal, CodeOver, CodeRefusal, Column, DecideRefusal, EndRefusal as ResidencyEndRefusal, HouseholdRefusal,
    ListRefusal, UsesRefusal,
};

use crate::http::table::InChinese;
use crate::infra::passwords::PasswordError;
use crate::infra::wechat::WeChatRefusal;
use crate::problem::{FieldRefusal, Kind, Problem};

impl FieldRefusal for ContactRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAMobileNumber => "not_a_mobile_number",
            Self::NotAnEmailAddress => "not_an_email_address",
            Self::MoreThanOneLine => "more_than_one_line",
            Self::Text(refusal) => refusal.code(),
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::NotAMobileNumber => "应为中国大陆手机号：以 13 至 19 开头的 11 位数字，可加 +86".to_owned(),
            Self::NotAnEmailAddress => "应为不超过 254 个字符的邮箱地址，如 wang@example.cn".to_owned(),
            Self::MoreThanOneLine => "应在一行之内".to_owned(),
            Self::Text(refusal) => refusal.zh(),
        }
    }
}

impl FieldRefusal for BirthYearRefusal {
    fn code(&self) -> &'static str {
        "out_of_range"
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        format!("应为 {} 至 {} 之间的年份", domain::account::BirthYear::EARLIEST, self.this_year)
    }
}

impl FieldRefusal for PasswordRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::TooCommon => "too_common",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::TooShort => "至少 12 个字符",
            Self::TooLong => "最多 128 个字符",
            Self::TooCommon => "太常见或容易被猜到，建议用三四个互不相关的词组成",
        }
        .to_owned()
    }
}

impl FieldRefusal for HouseholdRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotACommittee => "not_a_committee",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::NotACommittee => "应为居（村）委会代码，12 位数字".to_owned(),
        }
    }
}

impl FieldRefusal for CardRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotACardCode => "malformed",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::NotACardCode => "应为纸上印的 12 位字母和数字，不分大小写，空格和短横线可省略".to_owned(),
        }
    }
}

impl FieldRefusal for UsesRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "out_of_range",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::OutOfRange { max } => format!("应为 1 至 {max}"),
        }
    }
}

impl InChinese for Column {
    const UNKNOWN_COLUMN: &'static str = "表头只能有“幢”“室”“手机”“姓名”（building、room、phone、name）四列";
    const EMPTY: &'static str = "名单没有内容";
}

impl FieldRefusal for ListRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Form(refusal) => refusal.code(),
            Self::Text(refusal) => refusal.code(),
            Self::Contact(refusal) => refusal.code(),
            Self::Twice { .. } => "twice",
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
            Self::Twice { row } => format!("与第 {row} 行重复：同一户已有该手机号"),
        }
    }
}

fn after(kind: Kind, seconds: u64) -> Problem {
    Problem::new(kind).retry_after(u32::try_from(seconds).unwrap_or(u32::MAX))
}

impl From<SendRefusal> for Problem {
    fn from(refusal: SendRefusal) -> Self {
        after(Kind::TooManyCodes, refusal.retry_after_seconds)
    }
}

impl From<BudgetRefusal> for Problem {
    fn from(refusal: BudgetRefusal) -> Self {
        after(Kind::CodesSpent, refusal.retry_after_seconds)
    }
}

impl From<TooManyWrongTries> for Problem {
    fn from(refusal: TooManyWrongTries) -> Self {
        after(Kind::TooManyTries, refusal.retry_after_seconds)
    }
}

/// WeChat counts its quotas by the minute.
const WECHAT_MINUTE: u64 = 60;

impl From<WeChatRefusal> for Problem {
    fn from(refusal: WeChatRefusal) -> Self {
        match refusal {
            WeChatRefusal::NotSetUp => Self::new(Kind::WeChatNotSetUp),
            WeChatRefusal::Code => Self::new(Kind::WeChatCodeRefused),
            WeChatRefusal::TooOften => after(Kind::TooManyRequests, WECHAT_MINUTE),
            WeChatRefusal::Blocked => Self::new(Kind::WeChatAccountBlocked),
            WeChatRefusal::Unavailable => {
                let (en, zh) = (
                    "WeChat can't be asked at the moment; get a fresh code and repeat it.",
                    "暂时无法连接微信，请稍候重新获取 code 后再试。",
                );
                Self::unavailable().say(en, zh)
            }
            WeChatRefusal::ForeignNumber => {
                let (en, zh) = (refusal.to_string(), "该手机号不是中国大陆手机号");
                Self::field("/wechat_phone_code", "not_a_mobile_number", en, zh)
            }
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::unavailable(),
            PasswordError::Failed => Self::broken(),
        }
    }
}

impl From<AppointRefusal> for Problem {
    fn from(refusal: AppointRefusal) -> Self {
        let field = |pointer: &str, code, zh: &str| Self::field(pointer, code, refusal.to_string(), zh);
        match refusal {
            AppointRefusal::WrongLevel => field("/area_code", "wrong_level", "该职务不设在此级区划"),
            AppointRefusal::EndsBeforeItBegins => field("/until_on", "too_early", "任期结束早于开始"),
            AppointRefusal::AlreadyOver => field("/until_on", "too_early", "任期已结束"),
            AppointRefusal::Oneself => Self::new(Kind::AppointsOneself),
            AppointRefusal::NotYoursToGive => Self::new(Kind::NotYoursToAppoint),
            AppointRefusal::DutiesKeptApart => Self::new(Kind::DutiesKeptApart),
        }
    }
}

impl From<OversightRefusal> for Problem {
    fn from(refusal: OversightRefusal) -> Self {
        match refusal {
            OversightRefusal::Oneself => Self::new(Kind::OwnAccount),
            OversightRefusal::Outside => Self::not_found(),
            OversightRefusal::NotYours => Self::new(Kind::NotYoursToOversee),
        }
    }
}

impl From<EndRefusal> for Problem {
    fn from(refusal: EndRefusal) -> Self {
        match refusal {
            EndRefusal::AlreadyEnded => Self::new(Kind::AppointmentEnded),
        }
    }
}

impl From<ClaimRefusal> for Problem {
    fn from(refusal: ClaimRefusal) -> Self {
        match refusal {
            ClaimRefusal::AlreadyClaimed => Self::new(Kind::ResidencyAlreadyClaimed),
            ClaimRefusal::TooManyWaiting => Self::new(Kind::TooManyClaims),
        }
    }
}

impl From<DecideRefusal> for Problem {
    fn from(refusal: DecideRefusal) -> Self {
        match refusal {
            DecideRefusal::AlreadyDecided => Self::new(Kind::ClaimDecided),
            DecideRefusal::OwnClaim => Self::new(Kind::OwnClaim),
            DecideRefusal::AnotherIsLive => Self::new(Kind::AnotherResidency),
        }
    }
}

impl From<ResidencyEndRefusal> for Problem {
    fn from(refusal: ResidencyEndRefusal) -> Self {
        match refusal {
            ResidencyEndRefusal::NotLive => Self::new(Kind::ResidencyNotLive),
            ResidencyEndRefusal::NotDecided => Self::new(Kind::ClaimNotDecided),
        }
    }
}

impl From<CodeRefusal> for Problem {
    fn from(refusal: CodeRefusal) -> Self {
        let field = |code, zh: &str| Self::field("/building", code, refusal.to_string(), zh);
        match refusal {
            CodeRefusal::NotOpen => Self::new(Kind::ResidencyCodeRefused),
            CodeRefusal::Own => Self::new(Kind::OwnResidencyCode),
            CodeRefusal::AnotherDoor => field("another_door", "该核实码对应的不是这一户"),
            CodeRefusal::DoorMissing => field("missing", "该核实码适用于整个居委会，请填写幢和室"),
        }
    }
}

impl From<CodeOver> for Problem {
    fn from(CodeOver: CodeOver) -> Self {
        Self::new(Kind::ResidencyCodeOver)
    }
}
