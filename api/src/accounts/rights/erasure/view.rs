use chrono::{DateTime, Utc};
use domain::Time;
use serde::Serialize;
use utoipa::ToSchema;

use super::retained::{RETAINED, Retained};

/// An account that waits to be erased.
#[derive(Serialize, ToSchema)]
pub struct ErasureView {
    /// Until then I can sign in and `keep_me`; afterwards the account is gone.
    pub erase_after: DateTime<Utc>,
    /// What is erased then.
    #[schema(example = "手机号、邮箱、姓名、微信标识、密码和二次验证、登录设备、居住登记、通知和同意记录")]
    pub erased_zh: &'static str,
    pub erased_en: &'static str,
    /// What stays, why, and until when.
    pub kept: Vec<KeptView>,
}

#[derive(Serialize, ToSchema)]
pub struct KeptView {
    #[schema(example = "操作日志（只有编号、时间和网络地址）")]
    pub what_zh: &'static str,
    pub what_en: &'static str,
    pub why_zh: &'static str,
    pub why_en: &'static str,
    #[schema(example = "至少四百天")]
    pub until_zh: &'static str,
    pub until_en: &'static str,
}

impl ErasureView {
    pub fn new(erase_after: Time) -> Self {
        Self {
            erase_after,
            erased_zh: "手机号、邮箱、姓名、微信标识、密码和二次验证、登录卡、登录设备、居住登记、通知、同意记录和导出内容",
            erased_en: "number, address of mail, names, WeChat identities, password and second factor, cards, devices, residencies, notices, consents and exports",
            kept: RETAINED.iter().map(KeptView::from).collect(),
        }
    }
}

impl From<&Retained> for KeptView {
    fn from(retained: &Retained) -> Self {
        Self {
            what_zh: retained.what.0,
            what_en: retained.what.1,
            why_zh: retained.why.0,
            why_en: retained.why.1,
            until_zh: retained.until.0,
            until_en: retained.until.1,
        }
    }
}
