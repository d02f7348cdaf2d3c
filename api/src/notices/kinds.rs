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
    SecondFactorActivated "second_factor_activated"
        "A second factor was set up for your account, and your other devices were signed out. If it was not you, tell whoever appointed you at once."
        "您的账号已启用二次验证，其他设备已退出登录。如非本人操作，请立即联系任命您的单位。";
    /// About the account.
    SecondFactorRemoved "second_factor_removed"
        "The second factor of your account was removed at your street or district, and you were signed out everywhere. Sign in and set up another. If you did not ask for it, tell them at once."
        "您账号的二次验证已由所属街道或区移除，所有设备已退出登录。请重新登录并再次设置。如非您本人提出，请立即联系他们。";
    /// About the account.
    RecoveryCodeUsed "recovery_code_used"
        "A recovery code was used to sign in to your account. Make new ones before they run out. If it was not you, change your password at once."
        "您的账号刚使用一个恢复码登录，请在用完前重新生成。如非本人操作，请立即修改密码。";
    /// About the account.
    RecoveryCodesReplaced "recovery_codes_replaced"
        "New recovery codes were made for your account; the earlier ones are void. If it was not you, change your password at once."
        "您的账号已生成新的恢复码，原有恢复码作废。如非本人操作，请立即修改密码。";
    /// About the account.
    PasswordChanged "password_changed"
        "The password of your account was changed. If it was not you, reset it at once and tell whoever appointed you."
        "您的账号密码已修改。如非本人操作，请立即重置密码，并联系任命您的单位。";
    /// About the account.
    PasswordReset "password_reset"
        "The password of your account was set anew with a code from your mail, and you were signed out everywhere. If it was not you, tell whoever appointed you at once."
        "您的账号密码已通过邮件中的重置码重新设置，所有设备已退出登录。如非本人操作，请立即联系任命您的单位。";
}

impl Notice {
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.word() == word)
    }
}
