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
    /// About the vote, as the four after it.
    VotePaused "vote_paused"
        "A vote you may vote in is paused. Ballots cast before stand; you will be told when it goes on."
        "您参与的一项表决暂停了。此前投出的选票有效，恢复后会另行通知。";
    VoteResumed "vote_resumed" "A vote you may vote in goes on." "您参与的一项表决已恢复投票。";
    VoteExtended "vote_extended" "A vote you may vote in has more time." "您参与的一项表决延长了投票时间。";
    VoteClosedEarly "vote_closed_early"
        "A vote you may vote in was closed before its announced time." "您参与的一项表决已提前结束。";
    VoteVoided "vote_voided"
        "A vote you may vote in was voided: no ballot of it counts." "您参与的一项表决已作废，所投选票均不计。";
}

impl Notice {
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.word() == word)
    }
}
