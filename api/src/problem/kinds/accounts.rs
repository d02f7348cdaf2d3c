//! Accounts: signing in, sessions, second factors, posts, residency.

macro_rules! accounts {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    CodeRefused 401 "code-refused" "The code is not accepted" "验证码不正确或已失效"
        "Ask the person to check the code; after five tries or five minutes, or when it was used already, ask for a new one."
        "请核对验证码。输错五次、超过五分钟或已经使用过的，请重新获取。";
    CredentialsRefused 401 "credentials-refused" "E-mail or password is wrong" "邮箱或密码不正确"
        "Check both. An invited person has to accept the invitation first."
        "请核对邮箱和密码。如果您是受邀人员，请先接受邀请。";
    RefreshRefused 401 "refresh-refused" "The refresh token is not accepted" "刷新令牌无效"
        "Sign in again."
        "请重新登录。";
    ProofTooOld 403 "proof-too-old" "Prove again who you are" "请重新验证身份"
        "This changes how the account is secured, so you must have proved who you are within the last five minutes: use prove_myself or sign in again, then repeat the request."
        "此操作涉及账号安全，需要五分钟内的身份验证。请先通过 prove_myself 验证或重新登录，再提交一次。";
    AccountDisabled 403 "account-disabled" "The account is disabled" "该账号已停用"
        "Ask the street office why; signing in again will not help."
        "如有疑问，请联系街道办事处。重新登录不能解决问题。";
    AccountAlreadyDisabled 409 "account-already-disabled" "The account is disabled already" "该账号已处于停用状态"
        "Nothing is left to do; enable it when it is to be used again."
        "无需再次停用；需要恢复使用时，请启用该账号。";
    AccountNotDisabled 409 "account-not-disabled" "The account is not disabled" "该账号未停用"
        "Nothing is left to do: it can be used."
        "无需操作，该账号可正常使用。";
    OwnAccount 409 "own-account" "Not with your own account" "不能对本人账号进行此操作"
        "Ask a colleague who oversees your account. To sign your own devices out, use end_my_sessions."
        "请由有权管理您账号的同事办理。如需让自己的其他设备退出登录，请使用 end_my_sessions。";
    NotYoursToOversee 403 "not-yours-to-oversee" "You may not manage this account" "您无权管理该账号"
        "The person holds a post that you may not fill. Ask a colleague who may fill it, or a city administrator."
        "该人员担任的职务不由您任免。请联系有权任免的人员或市级管理员办理。";
    SecondFactorNeeded 403 "second-factor-needed" "A second factor is needed" "请先启用二次验证"
        "You hold a post, and this session proved a password only. Use enrol_second_factor and activate_second_factor, or sign in again."
        "您担任职务，但本次登录只验证了密码。请先用 enrol_second_factor 和 activate_second_factor 启用二次验证，或重新登录。";
    SecondFactorRefused 401 "second-factor-refused" "The code is not accepted" "验证码不正确或已使用"
        "Wait for the next code of the app and send that one, or use a recovery code. Check that the telephone's clock is right."
        "请等验证器显示下一个验证码后再提交，或改用恢复码。请检查手机时间是否准确。";
    ChallengeRefused 401 "challenge-refused" "The sign-in can't go on" "登录步骤已失效"
        "This sign-in was finished, is older than five minutes or was tried too often. Sign in with the password again."
        "该登录步骤已完成、已超过五分钟，或尝试次数过多。请重新用密码登录。";
    TooManyAttempts 429 "too-many-attempts" "Too many attempts" "尝试次数过多"
        "Wait for the seconds in Retry-After. A device that has signed in before and sends its device_token does not wait for the attempts of other devices."
        "请等待 Retry-After 所示的秒数后再试。曾经登录过的设备带上 device_token，即不受其他设备影响。";
    NoPassword 409 "no-password" "The account has no password" "该账号未设置密码"
        "Passwords and second factors are for staff and planners; residents sign in without them."
        "密码和二次验证用于工作人员和规划师，居民登录不需要。";
    NoSecondFactor 409 "no-second-factor" "There is no second factor" "尚未设置二次验证"
        "Enrol one with enrol_second_factor; prove it with activate_second_factor within an hour."
        "请用 enrol_second_factor 登记，并在一小时内用 activate_second_factor 启用。";
    OwnSecondFactor 409 "own-second-factor" "You can't remove your own second factor" "不能移除自己的二次验证"
        "Replace it with enrol_second_factor, or ask a colleague who may fill your posts."
        "请用 enrol_second_factor 更换，或请有权任免您职务的同事办理。";
    ResetRefused 409 "reset-refused" "The code is not valid" "重置码无效或已过期"
        "It was used, became void when the password changed, or is older than 30 minutes. Ask for another."
        "该重置码已使用、已因密码变更而失效，或已超过 30 分钟。请重新申请。";
    TooManyCodes 429 "too-many-codes" "Too many codes" "验证码请求过于频繁"
        "Wait for the seconds in Retry-After; a number gets one code a minute, five an hour and ten a day."
        "请等待 Retry-After 所示的秒数后再获取。同一手机号每分钟限一次，每小时限五次，每天限十次。";
    CodesSpent 503 "codes-spent" "No more codes are sent this hour" "本小时验证码已发完"
        "Wait for the seconds in Retry-After, or sign in with WeChat or with a card from the residents' committee."
        "请等待 Retry-After 所示的秒数后再获取，也可以用微信登录，或到居委会领取登录卡。";
    TooManyTries 429 "too-many-tries" "Too many wrong tries" "错误次数过多"
        "Wait for the seconds in Retry-After, check what you enter, then try again."
        "请等待 Retry-After 所示的秒数，核对无误后再试。";
    WeChatCodeRefused 401 "wechat-code-refused" "WeChat does not accept the code" "微信 code 无效或已使用"
        "Get a fresh code with wx.login (or from the phone-number button) and send it at once: it is good once and for five minutes."
        "请用 wx.login（或手机号按钮）重新获取 code 并立即提交。每个 code 只能用一次，五分钟内有效。";
    WeChatAccountBlocked 403 "wechat-account-blocked" "WeChat has blocked the account" "微信账号被限制登录"
        "WeChat considers this account a risk. Sign in by phone, or have WeChat lift the block."
        "微信判定该账号存在风险。请改用手机号登录，或先在微信中解除限制。";
    WeChatNotSetUp 409 "wechat-not-set-up" "WeChat is not set up here" "本服务未开通微信登录"
        "Use a phone code. The operator of the service can set wechat_app_id and wechat_app_secret."
        "请使用手机验证码。运维人员可通过 wechat_app_id 和 wechat_app_secret 开通。";
    WeChatTaken 409 "wechat-taken" "This WeChat belongs to another account" "该微信已绑定其他账号"
        "Sign in with this WeChat to use the other account. To bind it to this one, unbind it there first."
        "请用该微信登录，即可进入另一账号。如需改绑，请先在那个账号中解除绑定。";
    PhoneTaken 409 "phone-taken" "This number belongs to another account" "该手机号已属于其他账号"
        "Sign in with this number to use the other account. To use it here, give that account another number first."
        "请用该手机号登录，即可进入另一账号。如需在此使用，请先在那个账号中换绑其他手机号。";
    OnlyWayIn 409 "only-way-in" "This is the only way into the account" "这是该账号唯一的登录方式"
        "Bind a phone first, then unbind WeChat."
        "请先绑定手机号，再解除微信绑定。";
    ProofOfAnotherKind 409 "proof-of-another-kind" "The session needs another kind of proof" "请使用与本次登录相同的验证方式"
        "A session begun with a password is proved with the password, any other by phone code or WeChat."
        "用密码登录的，请用密码验证；其他方式登录的，请用手机验证码或微信验证。";
    CardRefused 401 "card-refused" "The card is not accepted" "登录卡无效或已使用"
        "Check the letters. A card works once, within 24 hours, and not after a newer one was issued; ask the residents' committee for another."
        "请核对登录码。登录卡只能用一次，24 小时内有效，补发后旧卡作废。如需新卡，请到居委会领取。";
    OwnCard 409 "own-card" "You can't issue a card for yourself" "不能为自己发登录卡"
        "Sign in with your password."
        "请使用您自己的密码登录。";
    NoCardForStaff 409 "no-card-for-staff" "No card for staff and planners" "工作人员和规划师不能使用登录卡"
        "The account has a password, an invitation or a post; its owner signs in with the password."
        "该账号设有密码、邀请或职务，请由本人用密码登录。";
    NoCardSession 409 "no-card-session" "Nobody signed in with a card just now" "近 10 分钟内没有用登录卡登录"
        "The person has to sign in with a card first; confirm them within ten minutes."
        "请居民先用登录卡登录，并在 10 分钟内当面确认。";
    AlreadyRegistered 409 "already-registered" "Somebody of this name is registered behind this door" "该户已登记同名居民"
        "If the answer to an earlier request was lost, find the account in list_residency_claims (state verified) and issue a card for it."
        "如是上次的结果未收到，请在 list_residency_claims（state 为 verified）中找到该账号，再为其发登录卡。";
    InvitationRefused 409 "invitation-refused" "The invitation is not valid" "邀请无效或已过期"
        "It was accepted, was replaced, or is older than seven days. Ask the person who invited you for another."
        "该邀请已被接受、已被新的邀请取代，或已超过七天。请联系邀请人重新发送。";
    InvitationAccepted 409 "invitation-already-accepted" "The person has accepted an invitation" "该人员已接受邀请"
        "There is nothing to invite them to; appoint them."
        "无需再次邀请，直接任命即可。";
    InvitationNotAccepted 409 "invitation-not-accepted" "The invitation is not accepted yet" "该人员尚未接受邀请"
        "Only a person who accepted an invitation can be appointed. Ask them to accept it, or invite them again."
        "接受邀请后才能任命。请提醒对方接受邀请，或重新发出邀请。";
    NotYoursToAppoint 403 "not-yours-to-appoint" "You may not fill this post" "您无权任免该职务"
        "A city administrator may fill every post; a steward may fill the posts below their own inside their area."
        "市级管理员可以任免所有职务；区、街道干事只能在本人任职范围内任免下级职务。请联系有权任免的人员办理。";
    AppointsOneself 409 "appoints-oneself" "You can't appoint yourself" "不能任命自己"
        "Ask a colleague who may fill the post."
        "请由其他有权任命该职务的同事办理。";
    AlreadyAppointed 409 "already-appointed" "The person holds this post already" "该人员已担任此职务"
        "End the other appointment first if this one is to take its place."
        "如需重新任命，请先终止现有任命。";
    DutiesKeptApart 409 "duties-kept-apart" "These duties may not be combined" "三员职责须由不同人员承担"
        "A system, audit or security administrator may hold no other post: end the person's other posts first, or appoint somebody else."
        "系统管理员、审计管理员、安全管理员须分别由专人担任，不得兼任其他职务。请先终止该人员的其他职务，或改任他人。";
    NetworkShutsYouOut 409 "network-shuts-you-out" "You would shut yourself out" "此设置会使您自己无法办理"
        "The list does not hold the address you act from. Add its network, or make the change from inside the list."
        "列表未包含您当前的网络地址。请加入该地址所在网段，或在列表内的网络中操作。";
    AppointmentEnded 409 "appointment-already-ended" "The appointment has already ended" "该任命已终止"
        "Nothing is left to do."
        "无需再操作。";
    LastCityAdministrator 409 "last-city-administrator" "The last city administrator" "不能终止最后一名市级管理员的任命"
        "Appoint another city administrator first."
        "请先任命另一名市级管理员。";
    EndsWithEngagement 409 "planner-ends-with-engagement" "A planner's post ends with the engagement" "规划师职务随聘任终止"
        "Use end_engagement."
        "请使用 end_engagement 解除聘任。";
    ResidencyAlreadyClaimed 409 "residency-already-claimed" "You have claimed this already" "您已提交过相同的申请"
        "Wait for the check, or read what was decided. If you moved inside the unit, claim the new door with `moves`; a claim that still waits can be taken back with end_residency."
        "请等待核实；如已处理，请查看处理结果。如在同一单元内搬家，请填写新住址并注明 `moves`；待核实的申请可用 end_residency 撤回。";
    TooManyClaims 409 "too-many-claims" "Too many claims are waiting" "待核实的申请过多"
        "Wait until one of the three claims is decided."
        "您已有三项申请待核实，请等其中一项处理完毕后再提交。";
    ClaimDecided 409 "claim-already-decided" "The claim was decided already" "该申请已处理"
        "Read the claim again."
        "请重新读取该申请，查看处理结果。";
    OwnClaim 409 "own-claim" "You can't verify your own residency" "不能核实自己的申请"
        "Ask a colleague."
        "请由其他同事核实。";
    AnotherResidency 409 "another-residency" "The person has another verified residency of this kind" "该人员已有同类有效居住（工作）登记"
        "The other one must end first; or the person claims anew and says that they moved (`moves`)."
        "请先终止原有的登记，或由本人注明搬家（`moves`）后重新申请。";
    ResidencyNotLive 409 "residency-not-live" "The residency has no effect any more" "该登记已失效"
        "It was refused or has ended. Claim anew where you live or work now."
        "该登记未获核实或已终止。请按现住址（工作地）重新申请。";
    ClaimNotDecided 409 "claim-not-decided" "The claim is not decided yet" "该申请尚未处理"
        "Decide on it with verify_residency; a refusal says why."
        "请用 verify_residency 处理该申请，不予核实时请说明理由。";
    ResidencyCodeRefused 409 "residency-code-refused" "The code is not accepted" "核实码无效"
        "Check the letters. A code has a limited number of days and uses, and can be revoked; ask the residents' committee for another, or claim without one."
        "请核对核实码。核实码有使用期限和次数，也可能已被作废。请到居委会另领，或不填核实码直接申请。";
    OwnResidencyCode 409 "own-residency-code" "You can't verify yourself" "不能使用自己发放的核实码"
        "You issued this code. Ask a colleague to verify your residency."
        "该核实码由您本人发放。请由其他同事核实您的申请。";
    ResidencyCodeOver 409 "residency-code-over" "The code is no longer valid" "该核实码已失效"
        "It was revoked, is used up or has expired; nothing is left to do."
        "该核实码已作废、用完或过期，无需操作。";
    } };
}
