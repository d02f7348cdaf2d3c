//! The kinds of problem: what each is called and what to do about it, in English and Chinese.

macro_rules! kinds {
    ($($kind:ident $status:literal $slug:literal $en:literal $zh:literal $advice:literal $advice_zh:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($kind,)+ }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug,)+ }
            }

            pub fn status(self) -> u16 {
                match self { $(Self::$kind => $status,)+ }
            }

            /// English, Chinese.
            pub fn titles(self) -> (&'static str, &'static str) {
                match self { $(Self::$kind => ($en, $zh),)+ }
            }

            /// What to do about it: English, Chinese.
            pub fn advice(self) -> (&'static str, &'static str) {
                match self { $(Self::$kind => ($advice, $advice_zh),)+ }
            }
        }
    };
}

// The closed table. A slug is permanent: kinds are added, never renamed or given another meaning.
kinds! {
    // shared by all operations
    Unreadable 400 "unreadable" "The request can't be read" "请求无法读取"
        "Send well-formed JSON in UTF-8 and every required header and parameter."
        "请使用 UTF-8 编码的规范 JSON，并带上所有必填的请求头和参数。";
    IdempotencyKeyMissing 400 "idempotency-key-missing" "An Idempotency-Key is needed" "缺少 Idempotency-Key"
        "Send a fresh random Idempotency-Key (1–64 visible ASCII characters) with every POST that creates or sends; repeat the same key when you repeat the request."
        "凡是新建或发送内容的 POST 请求，都请带上一个新的随机 Idempotency-Key（1–64 个可见 ASCII 字符）；重复发送同一请求时，请沿用原来的值。";
    SignInNeeded 401 "sign-in-needed" "Sign in first" "请先登录"
        "Send a valid access token as `Authorization: Bearer …`; refresh it when it has expired, sign in again when the refresh is refused."
        "请在请求头中带上有效的访问令牌：`Authorization: Bearer …`。令牌过期请先刷新；刷新被拒绝时，请重新登录。";
    NotForYourRole 403 "not-for-your-role" "Not for your role" "您的角色无权进行此操作"
        "This needs an appointment you do not hold. Do not repeat it."
        "这项操作需要相应的职务，您目前没有该职务，请勿重复提交。";
    NotYourArea 403 "not-your-area" "Not in your area" "不在您的任职范围内"
        "Your appointment does not cover this area. Do not repeat it."
        "您的任职范围不包括该区域，请勿重复提交。";
    NetworkNotAllowed 403 "network-not-allowed" "Not from this network" "当前网络不允许办理"
        "You are signed in, but your posts count only from the networks set for their area. Use one of those, or ask a steward of the area or the security administrator."
        "您已登录，但您的职务只能在该区域指定的网络内行使。请改用指定网络，或联系该区域的干事或安全管理员。";
    NotFound 404 "not-found" "Not found" "未找到"
        "There is no such thing, or it is not yours to know."
        "您要找的内容不存在，或您无权查看，请核对后再试。";
    MethodNotAllowed 405 "method-not-allowed" "Method not allowed" "不支持该方法"
        "Use one of the methods in the Allow header."
        "请改用 Allow 响应头中列出的方法。";
    RequestInProgress 409 "request-in-progress" "The same request is still running" "相同的请求正在处理中"
        "Wait a moment, then repeat the request with the same Idempotency-Key."
        "请稍候，再用同一个 Idempotency-Key 重新发送该请求。";
    ChangedMeanwhile 412 "changed-meanwhile" "It was changed meanwhile" "内容已被他人修改"
        "Read it again, look at what changed, and send If-Match with the new ETag."
        "请重新读取，看看改动了哪些内容，再用新的 ETag 填写 If-Match 后提交。";
    TooLarge 413 "too-large" "The request is too large" "请求内容过大"
        "Send less; the bounds are in the document."
        "请减少内容后再提交，大小限制见接口文档。";
    UnsupportedMediaType 415 "unsupported-media-type" "Unsupported media type" "不支持的内容类型"
        "Send `Content-Type: application/json`."
        "请在请求头中写明 `Content-Type: application/json`。";
    InvalidField 422 "invalid-field" "A field is not acceptable" "字段内容不符合要求"
        "Correct the fields named in `errors` and send it again."
        "请按 `errors` 中的提示改正相应字段，再重新提交。";
    IdempotencyKeyReused 422 "idempotency-key-reused" "The Idempotency-Key was used for another request" "Idempotency-Key 已用于其他请求"
        "Use a fresh key for a new request; a repeated request must be the same to the byte."
        "新的请求请换用新的 Idempotency-Key；重复发送同一请求时，内容必须与原来完全一致。";
    IfMatchNeeded 428 "if-match-needed" "If-Match is needed" "缺少 If-Match"
        "Read the resource and send its ETag in If-Match, so that nobody's change is lost."
        "请先读取该内容，再把它的 ETag 填入 If-Match 提交，以免覆盖他人的修改。";
    TooManyRequests 429 "too-many-requests" "Too many requests" "请求过于频繁"
        "Wait for the seconds in Retry-After."
        "请等待 Retry-After 所示的秒数后再试。";
    Broken 500 "broken" "Something is wrong on our side" "服务内部出错"
        "Tell us the `instance`. Repeating it will probably not help."
        "请把 `instance` 的值告知我们，以便查找原因。重复提交一般无法解决问题。";
    Unavailable 503 "unavailable" "Not available at the moment" "服务暂时不可用"
        "Repeat it after the seconds in Retry-After, with the same Idempotency-Key."
        "请等待 Retry-After 所示的秒数后，用同一个 Idempotency-Key 重试。";

    // accounts
    CodeRefused 401 "code-refused" "The code is not accepted" "验证码不正确或已失效"
        "Ask the person to check the code; after five tries or five minutes, or once it was used, ask for a new one."
        "请核对验证码。输错五次、超过五分钟或已经使用过的，请重新获取。";
    CredentialsRefused 401 "credentials-refused" "E-mail or password is wrong" "邮箱或密码不正确"
        "Check both. An invited person has to accept the invitation first."
        "请核对邮箱和密码。如果您是受邀人员，请先接受邀请。";
    RefreshRefused 401 "refresh-refused" "The refresh token is not accepted" "刷新令牌无效"
        "Sign in again."
        "请重新登录。";
    ProofTooOld 403 "proof-too-old" "Prove again who you are" "请重新验证身份"
        "This changes what the account rests on, so it needs a proof younger than five minutes: use prove_myself or sign in again, then repeat it."
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
    OwnAccount 409 "own-account" "Not with one's own account" "不能对本人账号进行此操作"
        "Ask a colleague who oversees your account. To sign your own devices out, use end_my_sessions."
        "请由有权管理您账号的同事办理。如需让自己的其他设备退出登录，请使用 end_my_sessions。";
    NotYoursToOversee 403 "not-yours-to-oversee" "Not yours to oversee" "您无权管理该账号"
        "The person holds a post that you may not fill. Ask who may, or a city administrator."
        "该人员担任的职务不由您任免。请联系有权任免的人员或市级管理员办理。";
    SecondFactorNeeded 403 "second-factor-needed" "A second factor is needed" "请先启用二次验证"
        "You hold a post, and this session proved a password only. Use enrol_second_factor and activate_second_factor, or sign in again."
        "您担任职务，但本次登录只验证了密码。请先用 enrol_second_factor 和 activate_second_factor 启用二次验证，或重新登录。";
    SecondFactorRefused 401 "second-factor-refused" "The code is not accepted" "验证码不正确或已使用"
        "Wait for the next code of the app and send that one, or use a recovery code. Check that the telephone's clock is right."
        "请等验证器显示下一个验证码后再提交，或改用恢复码。请检查手机时间是否准确。";
    ChallengeRefused 401 "challenge-refused" "The sign-in can't go on" "登录步骤已失效"
        "It was finished, is older than five minutes or was tried too often. Sign in with the password again."
        "该登录步骤已完成、已超过五分钟，或尝试次数过多。请重新用密码登录。";
    TooManyAttempts 429 "too-many-attempts" "Too many attempts" "尝试次数过多"
        "Wait for the seconds in Retry-After. A device that signed in before sends its device_token and need not wait for others."
        "请等待 Retry-After 所示的秒数后再试。曾经登录过的设备带上 device_token，即不受其他设备影响。";
    NoPassword 409 "no-password" "The account has no password" "该账号未设置密码"
        "Passwords and second factors are for staff and planners; residents sign in without them."
        "密码和二次验证用于工作人员和规划师，居民登录不需要。";
    NoSecondFactor 409 "no-second-factor" "There is no second factor" "尚未设置二次验证"
        "Enrol one with enrol_second_factor; prove it with activate_second_factor within an hour."
        "请用 enrol_second_factor 登记，并在一小时内用 activate_second_factor 启用。";
    OwnSecondFactor 409 "own-second-factor" "Nobody removes their own second factor" "不能移除自己的二次验证"
        "Replace it with enrol_second_factor, or ask a colleague who may fill your posts."
        "请用 enrol_second_factor 更换，或请有权任免您职务的同事办理。";
    ResetRefused 409 "reset-refused" "The code is not valid" "重置码无效或已过期"
        "It was used, replaced by another change of the password, or is older than 30 minutes. Ask for another."
        "该重置码已使用、已因密码变更而失效，或已超过 30 分钟。请重新申请。";
    TooManyCodes 429 "too-many-codes" "Too many codes" "验证码请求过于频繁"
        "Wait for the seconds in Retry-After; a number gets one code a minute, five an hour and ten a day."
        "请等待 Retry-After 所示的秒数后再获取。同一手机号每分钟限一次，每小时限五次，每天限十次。";
    CodesSpent 503 "codes-spent" "No more codes are sent this hour" "本小时验证码已发完"
        "Wait for the seconds in Retry-After, or sign in with WeChat or with a card from the residents' committee."
        "请等待 Retry-After 所示的秒数后再获取，也可以用微信登录，或到居委会领取登录卡。";
    TooManyTries 429 "too-many-tries" "Too many wrong tries" "错误次数过多"
        "Wait for the seconds in Retry-After, then try the right one."
        "请等待 Retry-After 所示的秒数，核对无误后再试。";
    WeChatCodeRefused 401 "wechat-code-refused" "WeChat does not accept the code" "微信 code 无效或已使用"
        "Get a fresh code with wx.login (or from the phone-number button) and send it at once: it is good once and for five minutes."
        "请用 wx.login（或手机号按钮）重新获取 code 并立即提交。每个 code 只能用一次，五分钟内有效。";
    WeChatAccountBlocked 403 "wechat-account-blocked" "WeChat has blocked the account" "微信账号被限制登录"
        "WeChat holds this account for a risk. Sign in by phone, or have WeChat lift the block."
        "微信判定该账号存在风险。请改用手机号登录，或先在微信中解除限制。";
    WeChatNotSetUp 409 "wechat-not-set-up" "WeChat is not set up here" "本服务未开通微信登录"
        "Use a phone code. Who runs the service can set wechat_app_id and wechat_app_secret."
        "请使用手机验证码。运维人员可通过 wechat_app_id 和 wechat_app_secret 开通。";
    WeChatTaken 409 "wechat-taken" "This WeChat belongs to another account" "该微信已绑定其他账号"
        "Sign in with this WeChat: that is the other account. To move it, unbind it there first."
        "请用该微信登录，即可进入另一账号。如需改绑，请先在那个账号中解除绑定。";
    PhoneTaken 409 "phone-taken" "This number belongs to another account" "该手机号已属于其他账号"
        "Sign in with this number: that is the other account. To use it here, give that account another number first."
        "请用该手机号登录，即可进入另一账号。如需在此使用，请先在那个账号中换绑其他手机号。";
    OnlyWayIn 409 "only-way-in" "This is the only way into the account" "这是该账号唯一的登录方式"
        "Bind a phone first, then unbind WeChat."
        "请先绑定手机号，再解除微信绑定。";
    ProofOfAnotherKind 409 "proof-of-another-kind" "The session needs another kind of proof" "请使用与本次登录相同的验证方式"
        "A session begun with a password is proved with the password, any other by phone code or WeChat."
        "用密码登录的，请用密码验证；其他方式登录的，请用手机验证码或微信验证。";
    CardRefused 401 "card-refused" "The card is not accepted" "登录卡无效或已使用"
        "Check the letters. A card is good once and for 24 hours, and a newer card takes its place; ask the residents' committee for another."
        "请核对登录码。登录卡只能用一次，24 小时内有效，补发后旧卡作废。如需新卡，请到居委会领取。";
    OwnCard 409 "own-card" "Nobody issues a card for themselves" "不能为自己发登录卡"
        "Sign in with your password."
        "请使用您自己的密码登录。";
    NoCardForStaff 409 "no-card-for-staff" "No card for staff and planners" "工作人员和规划师不能使用登录卡"
        "The account has a password, an invitation or a post; its owner signs in with the password."
        "该账号设有密码、邀请或职务，请由本人用密码登录。";
    AlreadyRegistered 409 "already-registered" "Somebody of this name is registered behind this door" "该户已登记同名居民"
        "If an answer was lost, find the account in list_residency_claims (state verified) and issue a card for it."
        "如是上次的结果未收到，请在 list_residency_claims（state 为 verified）中找到该账号，再为其发登录卡。";
    InvitationRefused 409 "invitation-refused" "The invitation is not valid" "邀请无效或已过期"
        "It was accepted, replaced or is older than seven days. Ask whoever invited you for another."
        "该邀请已被接受、已被新的邀请取代，或已超过七天。请联系邀请人重新发送。";
    InvitationAccepted 409 "invitation-already-accepted" "The person has accepted an invitation" "该人员已接受邀请"
        "There is nothing to invite them to; appoint them."
        "无需再次邀请，直接任命即可。";
    InvitationNotAccepted 409 "invitation-not-accepted" "The invitation is not accepted yet" "该人员尚未接受邀请"
        "Only a person who accepted an invitation can be appointed. Ask them to accept it, or invite them again."
        "接受邀请后才能任命。请提醒对方接受邀请，或重新发出邀请。";
    NotYoursToAppoint 403 "not-yours-to-appoint" "Not yours to appoint" "您无权任免该职务"
        "A city administrator fills every post, a steward the posts below their own inside their area."
        "市级管理员可以任免所有职务；区、街道干事只能在本人任职范围内任免下级职务。请联系有权任免的人员办理。";
    AppointsOneself 409 "appoints-oneself" "Nobody appoints themselves" "不能任命自己"
        "Ask a colleague who may fill the post."
        "请由其他有权任命该职务的同事办理。";
    AlreadyAppointed 409 "already-appointed" "The person holds this post already" "该人员已担任此职务"
        "End the other appointment first if this one is to take its place."
        "如需重新任命，请先终止现有任命。";
    DutiesKeptApart 409 "duties-kept-apart" "The duties are kept apart" "三员职责须由不同人员承担"
        "The duties of system, audit and security administrator are each held alone: end the person's other posts first, or appoint somebody else."
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
        "Wait for the check, or read what was decided."
        "请等待核实；如已处理，请查看处理结果。";
    TooManyClaims 409 "too-many-claims" "Too many claims are waiting" "待核实的申请过多"
        "Wait until one of the three claims is decided."
        "您已有三项申请待核实，请等其中一项处理完毕后再提交。";
    ClaimDecided 409 "claim-already-decided" "The claim was decided already" "该申请已处理"
        "Read the claim again."
        "请重新读取该申请，查看处理结果。";
    OwnClaim 409 "own-claim" "Nobody verifies their own residency" "不能核实自己的申请"
        "Ask a colleague."
        "请由其他同事核实。";
    AnotherResidency 409 "another-residency" "The person has another verified residency of this kind" "该人员已有同类有效居住（工作）登记"
        "The other one must end first."
        "请先终止原有的登记，再核实这项申请。";
    // needs, meetings, ratings
    HearingNotCollecting 409 "hearing-not-collecting" "The hearing does not collect needs" "该听证会未在收集需求"
        "Submit the need without `meeting_id`, or at a hearing of the same unit that is announced or open."
        "请不填 `meeting_id` 直接提交需求，或改选同一单元中已公告或正在召开的听证会。";
    ProjectNotInPublicity 409 "project-not-in-publicity" "The project is not in publicity" "项目不在公示期"
        "Open the project's publicity first."
        "请先开启该项目的公示。";
    ProjectNotCompleted 409 "project-not-completed" "The project is not completed" "项目尚未完工"
        "Complete the project first."
        "请先办理项目完工。";
    NoticeTooShort 409 "notice-too-short" "The notice is too short" "公告期不足"
        "Plan the meeting for a later day, and announce that one."
        "请另行安排一场日期更晚的会议，再发布公告。";
    MeetingNotAnnounced 409 "meeting-not-announced" "The meeting has not been announced" "会议尚未公告"
        "Announce the meeting first."
        "请先发布会议公告。";
    MeetingAlreadyAnnounced 409 "meeting-already-announced" "The meeting has been announced" "会议已公告"
        "Nothing is left to do; read the meeting."
        "无需再次公告，可直接查看会议信息。";
    TooEarly 409 "too-early" "It is too early" "时间未到"
        "Wait until the time named in `detail`."
        "请等到 `detail` 中所示的时间再操作。";
    MeetingNotOpen 409 "meeting-not-open" "The meeting is not open" "会议尚未开场"
        "Open the meeting first."
        "请先宣布会议开场。";
    MeetingAlreadyOpen 409 "meeting-already-open" "The meeting has been opened" "会议已开场"
        "Read the meeting; close it when it is over."
        "请查看会议信息；会议开完后，请登记会议结束。";
    MeetingNotClosed 409 "meeting-not-closed" "The meeting is not closed" "会议尚未结束"
        "Close the meeting first."
        "请先结束会议。";
    MeetingAlreadyClosed 409 "meeting-already-closed" "The meeting is closed" "会议已结束"
        "Nothing is left to do; read the meeting."
        "无需再操作，可直接查看会议信息。";
    MeetingCancelled 409 "meeting-cancelled" "The meeting was cancelled" "会议已取消"
        "Plan another meeting."
        "如需开会，请另行安排一场会议。";
    MinutesNotWritten 409 "minutes-not-written" "The minutes are not written" "会议纪要尚未撰写"
        "Write the minutes first."
        "请先撰写会议纪要。";
    MinutesAlreadyPublished 409 "minutes-already-published" "The minutes are published" "会议纪要已公布"
        "Published minutes stay as they are; read them."
        "会议纪要公布后不再修改，请直接查看。";
    NoReviewMeeting 409 "no-review-meeting" "No review meeting has been held" "尚未召开评议会"
        "Open a review meeting about the project first."
        "请先就该项目召开评议会。";
    RatingAlreadyOpen 409 "rating-already-open" "A rating is open" "评议正在进行"
        "Wait until the open round closes, or close it."
        "请等本轮评议结束，或先结束本轮评议。";
    NotAVerifiedResident 403 "not-a-verified-resident" "Only for verified residents of the unit" "仅限本单元已核实的居民"
        "Claim residency in the unit and have it verified first."
        "请先申请本单元的居住（工作）登记，核实通过后再操作。";
    RatingClosed 409 "rating-closed" "The rating is closed" "评议已结束"
        "Nothing can be changed any more; read the summary."
        "评议内容不能再修改，请查看评议结果汇总。";
    // projects
    HearingMinutesNotPublished 409 "hearing-minutes-not-published" "The minutes of the hearing are not published" "听证会纪要尚未公布"
        "Publish the minutes of the hearing, or propose the project without naming it."
        "请先公布该听证会的纪要，或在提出项目时不填写该听证会。";
    PlanIsFixed 409 "plan-is-fixed" "The plan is fixed" "项目内容已固定"
        "A plan can be changed only until the publicity opens."
        "项目内容只能在公示开始前修改，现在请直接查看项目。";
    SourcesAreFixed 409 "sources-are-fixed" "The sources are fixed" "项目来源已固定"
        "Sources can be linked and unlinked only until a design is approved or the project is dropped."
        "设计方案获批或项目终止后，不能再关联或取消关联来源。";
    AlreadyLinked 409 "already-linked" "This source is linked already" "该来源已关联"
        "Nothing needs to be done: the project names this source."
        "无需再操作，项目已关联该来源。";
    TooManySources 409 "too-many-sources" "The project has too many sources" "项目来源过多"
        "A project has at most 500 sources."
        "每个项目最多关联 500 项来源，请先取消部分关联。";
    LastSource 409 "last-source-linked" "The last source stays" "最后一项来源须保留"
        "A design answers it. Link another source first, or withdraw the designs."
        "已有设计方案以这项来源为依据。请先关联其他来源，或先撤回设计方案。";
    NoSourceLinked 409 "no-source-linked" "No source is linked" "项目尚未关联来源"
        "Link the needs or suggestions the project answers, then submit designs."
        "请先关联项目所回应的需求或建议，再提交设计方案。";
    DesignsAreFixed 409 "designs-are-fixed" "The designs are fixed" "设计方案已固定"
        "Designs can be submitted only until the publicity opens, and withdrawn only until one is approved."
        "设计方案只能在公示开始前提交；方案获批后不能再撤回。";
    TooManyDesigns 409 "too-many-designs" "Too many designs stand" "设计方案过多"
        "At most 20 designs of a project stand at a time; withdraw one first."
        "每个项目最多同时有 20 个有效设计方案，请先撤回一个。";
    DesignWithdrawn 409 "design-withdrawn" "The design was withdrawn" "设计方案已撤回"
        "A withdrawn design can't be reviewed or withdrawn again."
        "该方案不能再评审，也不能再次撤回，请选择其他有效方案。";
    LastDesignStanding 409 "last-design-standing" "The last design standing" "仅存的设计方案"
        "It can't be withdrawn from publicity. Drop the project instead."
        "公示期间不能撤回仅存的设计方案。如不再实施，请终止项目。";
    ReviewsAreFixed 409 "reviews-are-fixed" "The reviews are fixed" "评审意见已固定"
        "Designs can be reviewed only until one is approved or the project is dropped."
        "设计方案获批或项目终止后不能再评审，请直接查看评审意见。";
    PlannerNotEngaged 403 "planner-not-engaged" "Not engaged by this district" "未受该区聘任"
        "Only planners engaged by the district of the project review its designs. Do not repeat it."
        "只有受项目所在区聘任的规划师才能评审其设计方案，请勿重复提交。";
    NoDesignSubmitted 409 "no-design-submitted" "No design stands" "尚无有效设计方案"
        "Submit at least one design before the publicity opens."
        "请至少提交一个设计方案，再开始公示。";
    DesignNotReviewed 409 "design-not-reviewed" "A design is not reviewed" "设计方案尚未评审"
        "Every standing design needs a planner's review without a conflict of interest before the publicity opens."
        "请先为每个有效设计方案安排评审，由没有利益关系的规划师完成后再开始公示。";
    PublicityAlreadyOpened 409 "publicity-already-opened" "The publicity was opened already" "公示已开始"
        "A project has one publicity; read the project to see how long it runs."
        "每个项目只公示一次，请查看项目信息了解公示期限。";
    PublicityStillRunning 409 "publicity-still-running" "The publicity is still running" "公示期未满"
        "Wait until the publicity is over; the project says when."
        "请等公示期满后再操作，截止时间见项目信息。";
    DesignNotStanding 409 "design-not-standing" "The design does not stand" "该设计方案无效"
        "Name a design of this project that was not withdrawn."
        "请选择本项目中未撤回的设计方案。";
    VoteNotFinished 409 "vote-not-finished" "A vote is not finished" "表决尚未结束"
        "A vote of the project is drafted, open or not certified. Finish it first."
        "本项目还有表决在筹备、进行中或结果待确认，请先完成该表决。";
    VoteNotCertified 409 "vote-not-certified" "The vote is not certified" "表决结果尚未确认"
        "Have the result certified by someone who did not run the vote."
        "请由未主持本次表决的人员确认结果。";
    NotTheWinner 409 "not-the-winner" "The design is not the winner" "该方案并非表决胜出方案"
        "Approve the design that won the certified vote."
        "请批准在结果已确认的表决中胜出的设计方案。";
    DesignAlreadyApproved 409 "design-already-approved" "A design is approved already" "设计方案已批准"
        "An approval stands; read the project."
        "无需再次批准，请查看项目信息。";
    DesignNotApproved 409 "design-not-approved" "No design is approved" "设计方案尚未批准"
        "Approve a design before building starts."
        "请先批准设计方案，再办理开工。";
    BuildingAlreadyStarted 409 "building-already-started" "Building has started already" "项目已开工"
        "Report progress instead."
        "无需再次办理开工，请直接填报进度。";
    NotBuilding 409 "not-building" "The project is not being built" "项目不在建设阶段"
        "Progress and completion are for projects between their start and their completion."
        "只有已开工、未完工的项目才能填报进度或办理完工，请先查看项目状态。";
    ProgressFalls 409 "progress-falls" "What is done never falls" "进度不能倒退"
        "Report at least the percentage that was reported before."
        "请填写不低于上次填报的完成百分比。";
    ProjectCompleted 409 "project-completed" "The project is completed" "项目已完成"
        "A completed project can't be dropped."
        "已完成的项目不能终止，请查看项目信息。";
    ProjectDropped 409 "project-dropped" "The project was dropped" "项目已终止"
        "Nothing more can be done with it; propose a new one."
        "该项目不能再办理任何事项，如有需要请重新提出项目。";
    // votes
    TooFewDesigns 409 "too-few-designs" "A vote needs two designs" "参与表决的设计方案不足两个"
        "Submit another design before the publicity opens; with one design, approve it with a published reason."
        "请在公示开始前再提交一个设计方案；只有一个方案的，请直接批准并公布理由。";
    VoteAlreadyDecided 409 "vote-already-decided" "A vote has chosen a design already" "已有经确认的表决选定了设计方案"
        "Approve the design that was elected."
        "请批准表决选定的设计方案。";
    VoteAlreadyOpened 409 "vote-already-opened" "The vote was opened already" "表决已经开启"
        "Nothing of a vote changes once it is open."
        "表决开启后，内容不能再作任何改动，请直接查看表决。";
    VoteNotOpened 409 "vote-not-opened" "The vote has not been opened" "表决尚未开启"
        "Wait until a moderator opens it."
        "请等待主持人开启表决。";
    VoteNotBegun 409 "vote-not-begun" "Ballots are not taken yet" "投票尚未开始"
        "Come back at `begins_at`."
        "请在 `begins_at` 所示的时间之后再来投票。";
    VoteClosed 409 "vote-closed" "The vote is closed" "表决已结束"
        "A ballot cast before the close stands; read the result."
        "结束前投出的选票有效，请查看表决结果。";
    VotePaused 409 "vote-paused" "The vote is paused" "表决暂停中"
        "Wait until it goes on; a ballot cast before stands."
        "请等待恢复投票；此前投出的选票有效。";
    VoteAlreadyPaused 409 "vote-already-paused" "The vote is paused already" "表决已处于暂停状态"
        "Resume it when it can go on."
        "可以继续时，请恢复表决。";
    VoteNotPaused 409 "vote-not-paused" "The vote is not paused" "表决没有暂停"
        "There is nothing to resume."
        "表决正常进行，无需恢复。";
    VoteVoided 409 "vote-voided" "The vote was voided" "表决已作废"
        "It has no result and no ballot of it counts; another vote may follow."
        "该表决没有结果，所投选票均不计；可以另行组织表决。";
    VoteStillOpen 409 "vote-still-open" "The vote is still open" "表决仍在进行"
        "Wait until it closes."
        "请等表决结束后再操作。";
    NoCoordinationMeeting 409 "no-coordination-meeting" "No coordination meeting was held" "尚未召开协调会"
        "Plan, announce and open a coordination meeting of the project first."
        "请先为该项目安排、公告并召开协调会。";
    RollNotBuilt 409 "roll-not-built" "The roll is not built" "名册尚未生成"
        "Build the roll; it must not be empty."
        "请先生成名册，名册不能为空。";
    OptionWithdrawn 409 "option-withdrawn" "An option was withdrawn" "有方案已撤回"
        "Change the vote so that all its options are standing designs."
        "请修改表决，只保留未撤回的设计方案作为选项。";
    ClosingTimePassed 409 "closing-time-passed" "The vote would be over already" "公布的结束时间已过"
        "Change the vote's closing time."
        "请修改表决的结束时间。";
    NotOnTheRoll 403 "not-on-the-roll" "Not on the roll of this vote" "您不在本次表决的名册上"
        "Read your eligibility for the reason. The roll does not change once it is frozen."
        "请查看您的投票资格，了解原因。名册冻结后不再变动。";
    ResultSealed 409 "result-sealed" "The result is sealed" "结果尚未揭晓"
        "It opens when the vote closes; the turnout is public meanwhile."
        "结果在表决结束后揭晓，在此之前可以查看参与情况。";
    BallotsUnlinked 409 "ballots-unlinked" "Ballots are no longer linked to voters" "选票已与投票人脱钩"
        "The vote is over, and nobody can tell any more which ballot is whose. Use the receipt you kept: prove_inclusion takes its tracker."
        "表决已结束，任何人都无法再将选票与投票人对应。请用您保存的回执，凭追踪码查询（prove_inclusion）。";
    BallotNotLoggedYet 409 "ballot-not-logged-yet" "Not in the log yet" "尚未写入表决日志"
        "Leaves are appended for ten voters or more at a time, the rest when the vote ends; keep the signed receipt and ask again later. Check the tracker for typing errors."
        "日志每次至少汇集十位投票人的选票后写入，其余在表决结束时写入。请保存已签名的回执，稍后再查，并核对追踪码是否有误。";
    CertifierRanTheVote 403 "certifier-ran-the-vote" "You ran this vote" "您主持了本次表决，不能确认其结果"
        "Someone who neither opened nor closed it must certify the result."
        "请由未经手开启或结束本次表决的人员确认结果。";
    ResultAlreadyCertified 409 "result-already-certified" "The result is certified already" "结果已经确认"
        "Nothing more is to be done."
        "无需再操作。";

    // suggestions
    SuggestionNotAcknowledged 409 "suggestion-not-acknowledged" "The suggestion is not yet acknowledged" "建议尚未受理"
        "Acknowledge it first, then answer it."
        "请先受理该建议，再作答复。";
    SuggestionAlreadyAcknowledged 409 "suggestion-already-acknowledged" "The suggestion is already acknowledged" "建议已受理"
        "Nothing more to do here; answer it next."
        "无需再次受理，请接着答复该建议。";
    SuggestionNotAnswered 409 "suggestion-not-answered" "The suggestion is not yet answered" "建议尚未答复"
        "Wait for the answer; the day it is due is in the suggestion."
        "请等待答复，答复期限见该建议。";
    SuggestionAlreadyAnswered 409 "suggestion-already-answered" "The suggestion is already answered" "建议已答复"
        "An answered suggestion stays on record and can't be taken back."
        "已答复的建议须留存备查，不能撤回。";
    AnswerAlreadyRated 409 "answer-already-rated" "The answer is already rated" "答复已被评价"
        "Its author has rated this wording, so it stands."
        "建议人已对这份答复作出评价，答复不能再修改。";
    OutcomeNotAdoptable 409 "outcome-not-adoptable" "The outcome promised no action" "该答复结果不能转为需求或项目"
        "Only a suggestion answered with adopted_measure or improvement_of_work can be adopted."
        "只有答复结果为 adopted_measure 或 improvement_of_work 的建议才能转为需求或项目，请先核对答复结果。";
    SuggestionAlreadyAdopted 409 "suggestion-already-adopted" "The suggestion is already adopted" "建议已被采纳转化"
        "Read the suggestion: it names the need or project it became."
        "请查看该建议，其中注明了所转成的需求或项目。";
    SuggestionWithdrawn 409 "suggestion-withdrawn" "The suggestion was withdrawn" "建议已由建议人撤回"
        "Its author took it back; nothing more is owed."
        "无需再处理该建议。";
    NotTheAuthor 403 "not-the-author" "Only its author may do this" "仅限本人操作"
        "This belongs to the person who wrote it. Do not repeat it."
        "只有提交人本人才能进行此操作，请勿重复提交。";

    // planners
    PlannerAlreadyEngaged 409 "planner-already-engaged" "Already engaged during that time" "该时段内已被聘任"
        "End the present engagement, or choose a term that begins after it."
        "请先解除现有聘任，或另选一个在其结束之后开始的聘期。";
    EngagementAlreadyEnded 409 "engagement-already-ended" "The engagement was ended already" "聘任已解除"
        "Nothing more to do."
        "无需再操作。";
    EngagementOver 409 "engagement-over" "The term of the engagement is over" "聘期已满"
        "Nothing more to do; engage the planner again for a new term."
        "无需解除；如需继续聘任，请按新的聘期重新办理。";
}

impl Kind {
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_unique_and_tidy() {
        let mut seen = std::collections::HashSet::new();
        for kind in Kind::ALL {
            assert!(seen.insert(kind.slug()), "{} twice", kind.slug());
            assert!(kind.slug().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", kind.slug());
            assert!((400..600).contains(&kind.status()));
        }
    }
}
