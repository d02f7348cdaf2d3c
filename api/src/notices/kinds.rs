//! What there is to tell, in English and Chinese.

macro_rules! notices {
    ($($(#[$doc:meta])* $notice:ident $word:literal $en:literal $zh:literal;)+) => {
        /// What somebody is told. The word is permanent; a client may have its own text for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Notice { $($(#[$doc])* $notice,)+ }

        impl Notice {
            pub const ALL: &[Self] = &[$(Self::$notice,)+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$notice => $word,)+ }
            }

            /// English, Chinese.
            pub fn texts(self) -> (&'static str, &'static str) {
                match self { $(Self::$notice => ($en, $zh),)+ }
            }
        }
    };
}

notices! {
    /// About the session.
    SessionEndedForReusedToken "session_ended_for_reused_token"
        "A copy of your sign-in was used by a second device, so that sign-in was ended. If it was not you, look through your devices."
        "检测到您的登录凭证在另一台设备上被重复使用，该登录已结束。如非本人操作，请检查已登录的设备。";
    /// About the account.
    AccountDisabled "account_disabled"
        "Your account was disabled and you were signed out everywhere. If you don't know why, ask your street office or whoever appointed you."
        "您的账号已停用，所有设备已退出登录。如不清楚原因，请联系所在街道或任命您的单位。";
    /// About the account.
    AccountEnabled "account_enabled"
        "Your account can be used again. Sign in as before."
        "您的账号已恢复使用，请照常登录。";
    /// About the account.
    SessionsEndedByAdministrator "sessions_ended_by_administrator"
        "Your street, your district or the city signed you out on all devices. You can sign in again. If you don't know why, ask them."
        "所属街道、区或市级管理员已让您的所有设备退出登录，您可以重新登录。如不清楚原因，请向他们了解。";
}

impl Notice {
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.word() == word)
    }
}
