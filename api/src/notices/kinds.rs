//! The kinds of notices, with their texts in English and Chinese.

use domain::vote::step::StepKind;

macro_rules! notices {
    ($($(#[$doc:meta])* $notice:ident $word:literal $en:literal $zh:literal;)+) => {
        /// What a notice tells. The word is permanent; clients may show texts of their own for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Notice { $($(#[$doc])* $notice,)+ }

        impl Notice {
            pub const ALL: &[Self] = &[$(Self::$notice,)+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$notice => $word,)+ }
            }

            /// The text in English, then in Chinese.
            pub fn texts(self) -> (&'static str, &'static str) {
                match self { $(Self::$notice => ($en, $zh),)+ }
            }
        }
    };
}

notices! {
    /// `about` is the session.
    SessionEndedForReusedToken "session_ended_for_reused_token"
        "A copy of your sign-in was used by a second device, so that sign-in was ended. If it was not you, look through your devices."
        "检测到您的登录凭证在另一台设备上被重复使用，该登录已结束。如非本人操作，请检查已登录的设备。";
    /// `about` is the vote, here and in the four kinds that follow.
    VotePaused "vote_paused"
        "A vote you may vote in is paused. Ballots cast before stand; you will be told when it goes on."
        "您参与的一项表决暂停了。此前投出的选票有效，恢复后会另行通知。";
    VoteResumed "vote_resumed" "A vote you may vote in goes on." "您参与的一项表决已恢复投票。";
    VoteExtended "vote_extended" "A vote you may vote in has more time." "您参与的一项表决延长了投票时间。";
    VoteClosedEarly "vote_closed_early"
        "A vote you may vote in was closed before its announced time." "您参与的一项表决已提前结束。";
    VoteVoided "vote_voided"
        "A vote you may vote in was voided: no ballot of it counts." "您参与的一项表决已作废，所投选票均不计。";
    /// `about` is the vote, which is a rehearsal.
    RehearsalChanged "rehearsal_changed"
        "Rehearsal: something was done to a vote that is only tried out, such as a pause, its end or a sheet of paper. It decides nothing, and you need not do anything."
        "【演练】一项演练表决有变动（如暂停、结束或发放纸票）。演练不产生任何决定，您无需操作。";
    /// `about` is the vote.
    PaperHandedOut "paper_handed_out"
        "A paper ballot of a vote was handed out for you. It takes the place of any ballot you cast before, and you can't vote another way. If nobody handed you one, tell your street."
        "已为您发放一项表决的纸质选票。该纸票取代您此前的投票，您不能再以其他方式投票。如您没有领取，请告知所在街道。";
    /// `about` is the vote.
    PaperTakenBack "paper_taken_back"
        "The paper ballot of a vote that was handed out for you was taken back unused. You can vote another way. If you did not return it, tell your street."
        "为您发放的一项表决的纸质选票已空白收回，您可以以其他方式投票。如您没有交回，请告知所在街道。";
    /// `about` is the ballot: the id with which it is taken back. So also in the next kind.
    AssistedBallotCast "assisted_ballot_cast"
        "A helper cast a ballot in a vote for you. Ask them for the printed receipt. Until the vote ends you can take the ballot back and vote anew. If nobody helped you, take it back and tell your street."
        "工作人员已协助您在一项表决中投票，请向其索取打印的回执。表决结束前您可以撤回并重新投票。如无人协助过您，请撤回并告知所在街道。";
    AssistedBallotCancelled "assisted_ballot_cancelled"
        "Somebody you helped to vote took the ballot back." "您协助投票的居民已撤回该选票。";
    /// `about` is the proxy, here and in the three kinds that follow.
    ProxyGiven "proxy_given"
        "Somebody was authorised to cast for you, or for your household, in a vote. You can vote yourself, and revoke it until the vote ends."
        "您（或您户）已委托他人在一项表决中代为投票。您仍可自行投票，表决结束前也可撤销委托。";
    ProxyHeld "proxy_held"
        "Somebody authorised you to cast for them in a vote. It counts only if you use it before the vote ends."
        "有人委托您在一项表决中代为投票。请在表决结束前投出，未投出的不计。";
    ProxyUsed "proxy_used"
        "Whoever you, or your household, authorised has cast in a vote for you. Until the vote ends you can revoke the proxy, and the ballot with it."
        "您（或您户）的受托人已在一项表决中代为投票。表决结束前您可以撤销委托，所投选票随之作废。";
    ProxyRevoked "proxy_revoked"
        "A proxy you held in a vote was revoked." "您在一项表决中接受的委托已被撤销。";
    /// `about` is the vote.
    ObjectionAnswered "objection_answered"
        "Your objection to the result of a vote was answered." "您对表决结果提出的异议已有答复。";
    /// `about` is the account, here and in the three kinds that follow.
    PhoneBound "phone_bound"
        "A number was given to your account, or took the place of another. If it was not you, look through your devices and ask your street."
        "您的账号已绑定或更换手机号。如非本人操作，请检查已登录的设备，并联系所在街道。";
    WeChatBound "wechat_bound"
        "A WeChat account was bound to yours. If it was not you, unbind it and look through your devices."
        "您的账号已绑定微信。如非本人操作，请解除绑定，并检查已登录的设备。";
    WeChatUnbound "wechat_unbound"
        "WeChat was unbound from your account. If it was not you, look through your devices."
        "您的账号已解除微信绑定。如非本人操作，请检查已登录的设备。";
    /// `about` is the card, here and in the next kind.
    SignInCardIssued "sign_in_card_issued"
        "The residents' committee issued a sign-in card for you. If you did not ask for one, tell your street."
        "居委会已为您发放登录卡。如您没有申请，请告知所在街道。";
    SignInCardUsed "sign_in_card_used"
        "Somebody signed in with your sign-in card. If it was not you, end that session and tell your street."
        "有人使用您的登录卡登录。如非本人操作，请结束该登录，并告知所在街道。";
    /// `about` is the account.
    ConfirmedInPerson "confirmed_in_person"
        "The residents' committee confirmed that you are there in person, so that you can fetch or erase your data. If it was not you, tell your street."
        "居委会已确认您本人在场，您可以导出或注销个人信息。如非本人到场，请告知所在街道。";
    /// `about` is the residency, here and in the next kind.
    ResidencyVerifiedByList "residency_verified_by_list"
        "Your residency was verified: your number stands in the household list of the residents' committee."
        "您的居住（工作）登记已核实：您的手机号在居委会的住户名单中。";
    ResidencyEnded "residency_ended"
        "The residents' committee or the street ended your residency. The reason stands in your list of residencies; if it is wrong, tell them or claim anew."
        "居委会或街道已终止您的居住（工作）登记，原因见您的登记列表。如有误，请与其联系或重新申请。";
    /// `about` is the account.
    ErasureAsked "erasure_asked"
        "Your account is to be erased and you were signed out everywhere. Sign in within the days of grace and choose to keep it if you changed your mind or it was not you."
        "您的账号已申请注销，所有设备已退出登录。如改变主意或非本人操作，请在宽限期内登录并撤回注销。";
    /// `about` is the account.
    AccountKept "account_kept"
        "Your account stays: its erasure was taken back."
        "您已撤回注销，账号照常使用。";
    /// `about` is the export.
    ExportMade "export_made"
        "A copy of your data was made and can be fetched for a day. If it was not you, end that session and tell your street."
        "您的个人信息副本已生成，一天内可下载。如非本人操作，请结束该登录，并告知所在街道。";
    /// `about` is the account.
    AccountDisabled "account_disabled"
        "Your account was disabled and you were signed out everywhere. If you don't know why, ask your street office or whoever appointed you."
        "您的账号已停用，所有设备已退出登录。如不清楚原因，请联系所在街道或任命您的单位。";
    /// `about` is the account.
    AccountEnabled "account_enabled"
        "Your account can be used again. Sign in as before."
        "您的账号已恢复使用，请照常登录。";
    /// `about` is the account.
    SessionsEndedByAdministrator "sessions_ended_by_administrator"
        "Your street, your district or the city signed you out on all devices. You can sign in again. If you don't know why, ask them."
        "所属街道、区或市级管理员已让您的所有设备退出登录，您可以重新登录。如不清楚原因，请向他们了解。";
    /// `about` is the account.
    SecondFactorActivated "second_factor_activated"
        "A second factor was set up for your account, and your other devices were signed out. If it was not you, tell whoever appointed you at once."
        "您的账号已启用二次验证，其他设备已退出登录。如非本人操作，请立即联系任命您的单位。";
    /// `about` is the account.
    SecondFactorRemoved "second_factor_removed"
        "The second factor of your account was removed at your street or district, and you were signed out everywhere. Sign in and set up another. If you did not ask for it, tell them at once."
        "您账号的二次验证已由所属街道或区移除，所有设备已退出登录。请重新登录并再次设置。如非您本人提出，请立即联系他们。";
    /// `about` is the account.
    RecoveryCodeUsed "recovery_code_used"
        "A recovery code was used to sign in to your account. Make new ones before they run out. If it was not you, change your password at once."
        "您的账号刚使用一个恢复码登录，请在用完前重新生成。如非本人操作，请立即修改密码。";
    /// `about` is the account.
    RecoveryCodesReplaced "recovery_codes_replaced"
        "New recovery codes were made for your account; the earlier ones are void. If it was not you, change your password at once."
        "您的账号已生成新的恢复码，原有恢复码作废。如非本人操作，请立即修改密码。";
    /// `about` is the account.
    PasswordChanged "password_changed"
        "The password of your account was changed. If it was not you, reset it at once and tell whoever appointed you."
        "您的账号密码已修改。如非本人操作，请立即重置密码，并联系任命您的单位。";
    /// `about` is the account.
    PasswordReset "password_reset"
        "The password of your account was set anew with a code from your mail, and you were signed out everywhere. If it was not you, tell whoever appointed you at once."
        "您的账号密码已通过邮件中的重置码重新设置，所有设备已退出登录。如非本人操作，请立即联系任命您的单位。";
}

impl Notice {
    /// What voters are told when this was done to a vote or decision that runs; nothing of an incident.
    pub fn of_step(kind: StepKind) -> Option<Self> {
        match kind {
            StepKind::Paused => Some(Self::VotePaused),
            StepKind::Resumed => Some(Self::VoteResumed),
            StepKind::Extended => Some(Self::VoteExtended),
            StepKind::ClosedEarly => Some(Self::VoteClosedEarly),
            StepKind::Voided => Some(Self::VoteVoided),
            StepKind::Incident => None,
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.word() == word)
    }
}
