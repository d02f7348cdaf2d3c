use chrono::{DateTime, Utc};
use domain::Time;
use domain::account::CardCode;
use domain::residency::{Code, CodeStanding};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::desk::shanghai;
use crate::http::words::words;

words! {
    /// `spent` means that the code was used as often as it may be.
    ResidencyCodeStateWord = CodeStanding { Open Spent Expired Revoked }
}

/// A printed code that verifies a residency, without the code itself, which nobody can read again.
#[derive(Serialize, ToSchema)]
pub struct ResidencyCodeView {
    pub id: Uuid,
    pub unit_id: Uuid,
    #[schema(example = "310101020004")]
    pub committee_code: String,
    /// Null, like `room`, if the code is for the whole committee.
    #[schema(example = "3号")]
    pub building: Option<String>,
    #[schema(example = "502")]
    pub room: Option<String>,
    pub state: ResidencyCodeStateWord,
    /// How often the code may be used.
    pub uses: u16,
    /// How often it was used.
    pub used: u16,
    /// Account of the moderator who had it printed and who answers for the residencies claimed with it.
    pub issued_by: Uuid,
    pub issued_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
}

impl ResidencyCodeView {
    pub fn new(code: &Code, now: Time) -> Self {
        let household = code.reach.household();
        Self {
            id: code.id.0,
            unit_id: code.unit.0,
            committee_code: code.reach.committee().to_string(),
            building: household.map(|household| household.building().to_owned()),
            room: household.map(|household| household.room().to_owned()),
            state: code.standing(now).into(),
            uses: code.uses,
            used: code.used,
            issued_by: code.issued_by.0,
            issued_at: code.issued_at,
            expires_at: code.expires_at,
            revoked_at: code.revoked_at,
        }
    }
}

/// The slip, shown once: print it, hand it over, and keep no copy.
#[derive(Serialize, ToSchema)]
pub struct ResidencySlipView {
    pub id: Uuid,
    /// Twelve letters and digits (Crockford's base 32) in groups of four.
    #[schema(example = "7K3M-Q9TD-2XW8")]
    pub code: String,
    pub uses: u16,
    pub expires_at: DateTime<Utc>,
    /// The lines to print, short enough for large type: for which door, the code, until when, how often, and how to use
    /// it.
    #[schema(example = json!(["居住核实码", "五里桥居委会 3号 502", "7K3M-Q9TD-2XW8"]))]
    pub lines: Vec<String>,
}

impl ResidencySlipView {
    /// `committee` is the committee's name.
    pub fn new(code: &Code, secret: &CardCode, committee: &str) -> Self {
        let secret = secret.grouped();
        let door = code.reach.household().map_or_else(
            || committee.to_owned(),
            |household| format!("{committee} {} {}", household.building(), household.room()),
        );
        let lines = vec![
            "居住核实码".to_owned(),
            door,
            secret.clone(),
            format!("请在 {} 前使用，可用 {} 次。", shanghai(code.expires_at), code.uses),
            "登录小程序，点“我的住址”，".to_owned(),
            "选“有核实码”，照着输入。".to_owned(),
            "大小写都可以，横线不用输。".to_owned(),
            "请不要转给本户以外的人。".to_owned(),
        ];
        Self { id: code.id.0, code: secret, uses: code.uses, expires_at: code.expires_at, lines }
    }
}
