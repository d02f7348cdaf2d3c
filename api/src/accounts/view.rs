use chrono::{DateTime, NaiveDate, Utc};
use domain::Time;
use domain::account::{ACCESS_TOKEN_MINUTES, SessionState};
use domain::appointment::{Appointment, Role};
use domain::ids::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::people::store::{Disabled, Person};
use super::sessions::store::Session;
use crate::infra::tokens::Bearer;

/// The tokens that a signed-in device stores. They are never shown again.
#[derive(Serialize, ToSchema)]
pub struct TokensView {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMTk4In0.c2ln")]
    pub access_token: String,
    /// Always Bearer.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    pub access_expires_at: DateTime<Utc>,
    /// Exchange it with `refresh_session`. Keep it until its successor has worked once.
    #[schema(example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3")]
    pub refresh_token: String,
    /// When the session ends if it is not refreshed before.
    pub session_expires_at: DateTime<Utc>,
    pub session_id: Uuid,
    pub account_id: Uuid,
}

impl TokensView {
    pub fn new(bearer: Bearer, access_token: String, refresh_token: String, session: &SessionState, now: Time) -> Self {
        Self {
            access_token,
            token_type: "Bearer",
            access_expires_at: now + chrono::TimeDelta::minutes(ACCESS_TOKEN_MINUTES),
            refresh_token,
            session_expires_at: session.ends_at(),
            session_id: bearer.session.0,
            account_id: bearer.account.0,
        }
    }
}

/// What a device stores after a sign-in with a password.
#[derive(Serialize, ToSchema)]
pub struct StaffTokensView {
    #[serde(flatten)]
    pub tokens: TokensView,
    /// Keep it for as long as the app is installed, and send it with the next sign-in: then wrong passwords from other
    /// devices do not make this device wait. Null if the one that was sent is still good.
    #[schema(example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3")]
    pub device_token: Option<String>,
}

/// The password was right; now the second factor must be proved.
#[derive(Serialize, ToSchema)]
pub struct FactorChallengeView {
    /// Send it with a code to `confirm_second_factor`. Keep it on this device.
    #[schema(example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3")]
    pub challenge: String,
    pub expires_at: DateTime<Utc>,
}

/// Ten codes for a lost telephone, each good once. They are shown now and never again.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesView {
    #[schema(min_items = 10, max_items = 10, example = json!(["abcd-efgh-2345", "bcde-fghj-3456", "cdef-ghjk-4567", "defg-hjkm-5672", "efgh-jkmn-6723", "fghj-kmnp-7234", "ghjk-mnpq-2347", "hjkm-npqr-3472", "jkmn-pqrs-4723", "kmnp-qrst-7235"]))]
    pub recovery_codes: Vec<String>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleWord {
    CityAdministrator,
    Steward,
    Moderator,
    Planner,
    SystemAdministrator,
    AuditAdministrator,
    SecurityAdministrator,
}

impl From<Role> for RoleWord {
    fn from(role: Role) -> Self {
        match role {
            Role::CityAdministrator => Self::CityAdministrator,
            Role::Steward => Self::Steward,
            Role::Moderator => Self::Moderator,
            Role::Planner => Self::Planner,
            Role::SystemAdministrator => Self::SystemAdministrator,
            Role::AuditAdministrator => Self::AuditAdministrator,
            Role::SecurityAdministrator => Self::SecurityAdministrator,
        }
    }
}

impl From<RoleWord> for Role {
    fn from(role: RoleWord) -> Self {
        match role {
            RoleWord::CityAdministrator => Self::CityAdministrator,
            RoleWord::Steward => Self::Steward,
            RoleWord::Moderator => Self::Moderator,
            RoleWord::Planner => Self::Planner,
            RoleWord::SystemAdministrator => Self::SystemAdministrator,
            RoleWord::AuditAdministrator => Self::AuditAdministrator,
            RoleWord::SecurityAdministrator => Self::SecurityAdministrator,
        }
    }
}

/// A post that is held today.
#[derive(Serialize, ToSchema)]
pub struct PostView {
    pub appointment_id: Uuid,
    pub role: RoleWord,
    #[schema(example = "310101020")]
    pub area_code: String,
    pub from_on: NaiveDate,
    /// The last day; null if no end is fixed.
    pub until_on: Option<NaiveDate>,
}

/// My own account, as only I see it.
#[derive(Serialize, ToSchema)]
pub struct MeView {
    pub account_id: Uuid,
    /// The name that other people see.
    #[schema(example = "王阿姨")]
    pub display_name: String,
    /// The middle digits are hidden; null if no number is bound.
    #[schema(example = "+86138****8000")]
    pub phone: Option<String>,
    /// Null for residents.
    #[schema(example = "wang@example.cn")]
    pub email: Option<String>,
    /// True if I can sign in with WeChat.
    pub wechat_bound: bool,
    /// The posts held today.
    pub posts: Vec<PostView>,
    pub created_at: DateTime<Utc>,
    /// When the account is erased unless I keep it with `keep_me`; null if I have not asked for its erasure.
    pub erase_after: Option<DateTime<Utc>>,
    /// What I have still to be asked about; null if everything is decided. I can use the service without deciding.
    pub to_decide: Option<ToDecideView>,
}

/// Purposes that rest on consent and that I have neither agreed to nor refused in their present words.
#[derive(Serialize, ToSchema)]
pub struct ToDecideView {
    #[schema(example = "2026-01")]
    pub policy_version: &'static str,
    #[schema(example = json!(["wechat_union"]))]
    pub purposes: Vec<&'static str>,
}

impl MeView {
    pub fn new(person: Person, wechat_bound: bool, held: &[Appointment], to_decide: Option<ToDecideView>) -> Self {
        Self {
            erase_after: person.erase_after,
            to_decide,
            account_id: person.id.0,
            display_name: person.display_name,
            phone: person.phone.map(|phone| phone.masked()),
            email: person.email.map(|email| email.as_str().to_owned()),
            wechat_bound,
            posts: held.iter().map(PostView::from).collect(),
            created_at: person.created_at,
        }
    }
}

impl From<&Appointment> for PostView {
    fn from(appointment: &Appointment) -> Self {
        Self {
            appointment_id: appointment.id.0,
            role: appointment.post.role().into(),
            area_code: appointment.post.area().to_string(),
            from_on: appointment.from_on,
            until_on: appointment.until_on,
        }
    }
}

/// One sign-in on one device.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    pub id: Uuid,
    /// What the device said about itself.
    #[schema(example = "MicroMessenger/8.0.54")]
    pub device: String,
    pub started_at: DateTime<Utc>,
    pub refreshed_at: DateTime<Utc>,
    /// When the session ends if it is not refreshed before.
    pub expires_at: DateTime<Utc>,
    /// The network address from which it was last used.
    #[schema(example = "203.0.113.7")]
    pub address: String,
    /// True for the session that made this request.
    pub is_current: bool,
}

impl SessionView {
    pub fn new(session: Session, current: SessionId) -> Self {
        Self {
            id: session.id.0,
            started_at: session.state.started_at,
            refreshed_at: session.state.refreshed_at,
            expires_at: session.state.ends_at(),
            is_current: session.id == current,
            device: session.device,
            address: session.address,
        }
    }
}

/// Whether an account can be used, for the people who oversee it.
#[derive(Serialize, ToSchema)]
pub struct AccountStandingView {
    pub account_id: Uuid,
    #[schema(example = "李书记")]
    pub display_name: String,
    /// Null if the account is not disabled.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why it was disabled.
    #[schema(example = "账号疑似被盗用，本人要求停用")]
    pub reason: Option<String>,
}

impl AccountStandingView {
    pub fn new(account: AccountId, display_name: String, disabled: Option<Disabled>) -> Self {
        let (disabled_at, reason) = disabled.map(|disabled| (disabled.at, disabled.why)).unzip();
        Self { account_id: account.0, display_name, disabled_at, reason }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SessionsView {
    pub items: Vec<SessionView>,
}

/// An appointment (任命): a person holds a role in an area from a day to a day.
#[derive(Serialize, ToSchema)]
pub struct AppointmentView {
    pub id: Uuid,
    pub account_id: Uuid,
    #[schema(example = "李书记")]
    pub display_name: String,
    pub role: RoleWord,
    #[schema(example = "310101020")]
    pub area_code: String,
    pub from_on: NaiveDate,
    /// The last day; null if no end is fixed.
    pub until_on: Option<NaiveDate>,
    #[schema(example = "街道办事处聘任")]
    pub reason: String,
    /// True while the appointment gives authority.
    pub in_force: bool,
    pub ended_at: Option<DateTime<Utc>>,
    pub end_reason: Option<String>,
}

impl AppointmentView {
    pub fn new(appointment: &Appointment, display_name: String, now: Time) -> Self {
        Self {
            id: appointment.id.0,
            account_id: appointment.account.0,
            display_name,
            role: appointment.post.role().into(),
            area_code: appointment.post.area().to_string(),
            from_on: appointment.from_on,
            until_on: appointment.until_on,
            reason: appointment.reason.to_string(),
            in_force: appointment.holds_on(now),
            ended_at: appointment.ended.as_ref().map(|ended| ended.at),
            end_reason: appointment.ended.as_ref().map(|ended| ended.reason.to_string()),
        }
    }
}

/// The display name of an account in a list; empty if the account has none.
pub fn name_of(names: &std::collections::HashMap<AccountId, String>, account: AccountId) -> String {
    names.get(&account).cloned().unwrap_or_default()
}
