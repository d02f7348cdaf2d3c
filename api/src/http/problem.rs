//! Refusals as RFC 9457 problems: one flat schema, a closed and permanent table of kinds.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal on its way to the client, in both languages until the edge knows which is wanted.
#[derive(Debug)]
pub struct Problem(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    said: Option<(String, String)>,
    faults: Vec<Fault>,
    retry_after: Option<u32>,
    allow: Option<String>,
}

#[derive(Debug)]
struct Fault {
    pointer: String,
    code: &'static str,
    en: String,
    zh: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

/// A problem (RFC 9457). `type` is the path of a page that explains it and never changes its meaning.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Problem", example = json!({
    "type": "/problems/invalid-field", "title": "A field is not acceptable", "status": 422,
    "detail": "title: must have at most 100 characters", "instance": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
    "errors": [{"pointer": "/title", "code": "too_long", "detail": "must have at most 100 characters"}]
}))]
pub struct ProblemView {
    /// `/problems/{slug}`, from a closed table.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened and what to do, in the language asked for.
    pub detail: String,
    /// The id of the request, as in `X-Request-Id`.
    pub instance: String,
    /// The fields that were refused; empty when no field is to blame.
    pub errors: Vec<FieldFault>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) into the body, or the name of a parameter.
    pub pointer: String,
    pub code: String,
    pub detail: String,
}

macro_rules! kinds {
    ($($kind:ident $status:literal $slug:literal $en:literal $zh:literal $advice:literal;)+) => {
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

            /// What a client should do about it.
            pub fn advice(self) -> &'static str {
                match self { $(Self::$kind => $advice,)+ }
            }
        }
    };
}

// The closed table. A slug is permanent: kinds are added, never renamed or given another meaning.
kinds! {
    // shared by all operations
    Unreadable 400 "unreadable" "The request can't be read" "请求无法读取" "Send well-formed JSON in UTF-8 and every required header and parameter.";
    IdempotencyKeyMissing 400 "idempotency-key-missing" "An Idempotency-Key is needed" "缺少 Idempotency-Key" "Send a fresh random Idempotency-Key (1–64 visible ASCII characters) with every POST that creates or sends; repeat the same key when you repeat the request.";
    SignInNeeded 401 "sign-in-needed" "Sign in first" "请先登录" "Send a valid access token as `Authorization: Bearer …`; refresh it when it has expired, sign in again when the refresh is refused.";
    NotForYourRole 403 "not-for-your-role" "Not for your role" "您的角色无权进行此操作" "This needs an appointment you do not hold. Do not repeat it.";
    NotYourArea 403 "not-your-area" "Not in your area" "不在您的任职范围内" "Your appointment does not cover this area. Do not repeat it.";
    NotFound 404 "not-found" "Not found" "未找到" "There is no such thing, or it is not yours to know.";
    MethodNotAllowed 405 "method-not-allowed" "Method not allowed" "不支持该方法" "Use one of the methods in the Allow header.";
    RequestInProgress 409 "request-in-progress" "The same request is still running" "相同的请求正在处理中" "Wait a moment, then repeat the request with the same Idempotency-Key.";
    ChangedMeanwhile 412 "changed-meanwhile" "It was changed meanwhile" "内容已被他人修改" "Read it again, look at what changed, and send If-Match with the new ETag.";
    TooLarge 413 "too-large" "The request is too large" "请求内容过大" "Send less; the bounds are in the document.";
    UnsupportedMediaType 415 "unsupported-media-type" "Unsupported media type" "不支持的内容类型" "Send `Content-Type: application/json`.";
    InvalidField 422 "invalid-field" "A field is not acceptable" "字段内容不符合要求" "Correct the fields named in `errors` and send it again.";
    IdempotencyKeyReused 422 "idempotency-key-reused" "The Idempotency-Key was used for another request" "Idempotency-Key 已用于其他请求" "Use a fresh key for a new request; a repeated request must be the same to the byte.";
    IfMatchNeeded 428 "if-match-needed" "If-Match is needed" "缺少 If-Match" "Read the resource and send its ETag in If-Match, so that nobody's change is lost.";
    TooManyRequests 429 "too-many-requests" "Too many requests" "请求过于频繁" "Wait for the seconds in Retry-After.";
    Broken 500 "broken" "Something is wrong on our side" "服务内部出错" "Tell us the `instance`. Repeating it will probably not help.";
    Unavailable 503 "unavailable" "Not available at the moment" "服务暂时不可用" "Repeat it after the seconds in Retry-After, with the same Idempotency-Key.";

    // accounts
    CodeRefused 401 "code-refused" "The code is not accepted" "验证码不正确或已失效" "Ask the person to check the code; after five tries or five minutes, or once it was used, ask for a new one.";
    CredentialsRefused 401 "credentials-refused" "E-mail or password is wrong" "邮箱或密码不正确" "Check both. An invited person has to accept the invitation first.";
    RefreshRefused 401 "refresh-refused" "The refresh token is not accepted" "刷新令牌无效" "Sign in again.";
    TooManyCodes 429 "too-many-codes" "Too many codes" "验证码请求过于频繁" "Wait for the seconds in Retry-After; a number gets one code a minute, five an hour and ten a day.";
    InvitationRefused 409 "invitation-refused" "The invitation is not valid" "邀请无效或已过期" "It was accepted, replaced or is older than seven days. Ask whoever invited you for another.";
    InvitationAccepted 409 "invitation-already-accepted" "The person has accepted an invitation" "该人员已接受邀请" "There is nothing to invite them to; appoint them.";
    InvitationNotAccepted 409 "invitation-not-accepted" "The invitation is not accepted yet" "该人员尚未接受邀请" "Only a person who accepted an invitation can be appointed. Ask them to accept it, or invite them again.";
    NotYoursToAppoint 403 "not-yours-to-appoint" "Not yours to appoint" "您无权任免该职务" "A city administrator fills every post, a steward the posts below their own inside their area.";
    AppointsOneself 409 "appoints-oneself" "Nobody appoints themselves" "不能任命自己" "Ask a colleague who may fill the post.";
    AlreadyAppointed 409 "already-appointed" "The person holds this post already" "该人员已担任此职务" "End the other appointment first if this one is to take its place.";
    AppointmentEnded 409 "appointment-already-ended" "The appointment has already ended" "该任命已终止" "Nothing is left to do.";
    LastCityAdministrator 409 "last-city-administrator" "The last city administrator" "不能终止最后一名市级管理员的任命" "Appoint another city administrator first.";
    EndsWithEngagement 409 "planner-ends-with-engagement" "A planner's post ends with the engagement" "规划师职务随聘任终止" "Use end_engagement.";
    ResidencyAlreadyClaimed 409 "residency-already-claimed" "You have claimed this already" "您已提交过相同的申请" "Wait for the check, or read what was decided.";
    TooManyClaims 409 "too-many-claims" "Too many claims are waiting" "待核实的申请过多" "Wait until one of the three claims is decided.";
    ClaimDecided 409 "claim-already-decided" "The claim was decided already" "该申请已处理" "Read the claim again.";
    OwnClaim 409 "own-claim" "Nobody verifies their own residency" "不能核实自己的申请" "Ask a colleague.";
    AnotherResidency 409 "another-residency" "The person has another verified residency of this kind" "该人员已有同类有效居住（工作）登记" "The other one must end first.";
    // needs, meetings, ratings
    HearingNotCollecting 409 "hearing-not-collecting" "The hearing does not collect needs" "该听证会未在收集需求" "Submit the need without `meeting_id`, or at a hearing of the same unit that is announced or open.";
    ProjectNotInPublicity 409 "project-not-in-publicity" "The project is not in publicity" "项目不在公示期" "Open the project's publicity first.";
    ProjectNotCompleted 409 "project-not-completed" "The project is not completed" "项目尚未完工" "Complete the project first.";
    NoticeTooShort 409 "notice-too-short" "The notice is too short" "公告期不足" "Plan the meeting for a later day, and announce that one.";
    MeetingNotAnnounced 409 "meeting-not-announced" "The meeting has not been announced" "会议尚未公告" "Announce the meeting first.";
    MeetingAlreadyAnnounced 409 "meeting-already-announced" "The meeting has been announced" "会议已公告" "Nothing is left to do; read the meeting.";
    TooEarly 409 "too-early" "It is too early" "时间未到" "Wait until the time named in `detail`.";
    MeetingNotOpen 409 "meeting-not-open" "The meeting is not open" "会议尚未开场" "Open the meeting first.";
    MeetingAlreadyOpen 409 "meeting-already-open" "The meeting has been opened" "会议已开场" "Read the meeting; close it when it is over.";
    MeetingNotClosed 409 "meeting-not-closed" "The meeting is not closed" "会议尚未结束" "Close the meeting first.";
    MeetingAlreadyClosed 409 "meeting-already-closed" "The meeting is closed" "会议已结束" "Nothing is left to do; read the meeting.";
    MeetingCancelled 409 "meeting-cancelled" "The meeting was cancelled" "会议已取消" "Plan another meeting.";
    MinutesNotWritten 409 "minutes-not-written" "The minutes are not written" "会议纪要尚未撰写" "Write the minutes first.";
    MinutesAlreadyPublished 409 "minutes-already-published" "The minutes are published" "会议纪要已公布" "Published minutes stay as they are; read them.";
    NoReviewMeeting 409 "no-review-meeting" "No review meeting has been held" "尚未召开评议会" "Open a review meeting about the project first.";
    RatingAlreadyOpen 409 "rating-already-open" "A rating is open" "评议正在进行" "Wait until the open round closes, or close it.";
    NotAVerifiedResident 403 "not-a-verified-resident" "Only for verified residents of the unit" "仅限本单元已核实的居民" "Claim residency in the unit and have it verified first.";
    RatingClosed 409 "rating-closed" "The rating is closed" "评议已结束" "Nothing can be changed any more; read the summary.";
    // projects
    HearingMinutesNotPublished 409 "hearing-minutes-not-published" "The minutes of the hearing are not published" "听证会纪要尚未公布" "Publish the minutes of the hearing, or propose the project without naming it.";
    PlanIsFixed 409 "plan-is-fixed" "The plan is fixed" "项目内容已固定" "A plan can be changed only until the publicity opens.";
    SourcesAreFixed 409 "sources-are-fixed" "The sources are fixed" "项目来源已固定" "Sources can be linked and unlinked only until a design is approved or the project is dropped.";
    AlreadyLinked 409 "already-linked" "This source is linked already" "该来源已关联" "Nothing needs to be done: the project names this source.";
    TooManySources 409 "too-many-sources" "The project has too many sources" "项目来源过多" "A project has at most 500 sources.";
    LastSource 409 "last-source-linked" "The last source stays" "最后一项来源须保留" "A design answers it. Link another source first, or withdraw the designs.";
    NoSourceLinked 409 "no-source-linked" "No source is linked" "项目尚未关联来源" "Link the needs or suggestions the project answers, then submit designs.";
    DesignsAreFixed 409 "designs-are-fixed" "The designs are fixed" "设计方案已固定" "Designs can be submitted only until the publicity opens, and withdrawn only until one is approved.";
    TooManyDesigns 409 "too-many-designs" "Too many designs stand" "设计方案过多" "At most 20 designs of a project stand at a time; withdraw one first.";
    DesignWithdrawn 409 "design-withdrawn" "The design was withdrawn" "设计方案已撤回" "A withdrawn design can't be reviewed or withdrawn again.";
    LastDesignStanding 409 "last-design-standing" "The last design standing" "仅存的设计方案" "It can't be withdrawn from publicity. Drop the project instead.";
    ReviewsAreFixed 409 "reviews-are-fixed" "The reviews are fixed" "评审意见已固定" "Designs can be reviewed only until one is approved or the project is dropped.";
    PlannerNotEngaged 403 "planner-not-engaged" "Not engaged by this district" "未受该区聘任" "Only planners engaged by the district of the project review its designs. Do not repeat it.";
    NoDesignSubmitted 409 "no-design-submitted" "No design stands" "尚无有效设计方案" "Submit at least one design before the publicity opens.";
    DesignNotReviewed 409 "design-not-reviewed" "A design is not reviewed" "设计方案尚未评审" "Every standing design needs a planner's review without a conflict of interest before the publicity opens.";
    PublicityAlreadyOpened 409 "publicity-already-opened" "The publicity was opened already" "公示已开始" "A project has one publicity; read the project to see how long it runs.";
    PublicityStillRunning 409 "publicity-still-running" "The publicity is still running" "公示期未满" "Wait until the publicity is over; the project says when.";
    DesignNotStanding 409 "design-not-standing" "The design does not stand" "该设计方案无效" "Name a design of this project that was not withdrawn.";
    VoteNotFinished 409 "vote-not-finished" "A vote is not finished" "表决尚未结束" "A vote of the project is drafted, open or not certified. Finish it first.";
    VoteNotCertified 409 "vote-not-certified" "The vote is not certified" "表决结果尚未确认" "Have the result certified by someone who did not run the vote.";
    NotTheWinner 409 "not-the-winner" "The design is not the winner" "该方案并非表决胜出方案" "Approve the design that won the certified vote.";
    DesignAlreadyApproved 409 "design-already-approved" "A design is approved already" "设计方案已批准" "An approval stands; read the project.";
    DesignNotApproved 409 "design-not-approved" "No design is approved" "设计方案尚未批准" "Approve a design before building starts.";
    BuildingAlreadyStarted 409 "building-already-started" "Building has started already" "项目已开工" "Report progress instead.";
    NotBuilding 409 "not-building" "The project is not being built" "项目不在建设阶段" "Progress and completion are for projects between their start and their completion.";
    ProgressFalls 409 "progress-falls" "What is done never falls" "进度不能倒退" "Report at least the percentage that was reported before.";
    ProjectCompleted 409 "project-completed" "The project is completed" "项目已完成" "A completed project can't be dropped.";
    ProjectDropped 409 "project-dropped" "The project was dropped" "项目已终止" "Nothing more can be done with it; propose a new one.";
    // votes
    TooFewDesigns 409 "too-few-designs" "A vote needs two designs" "参与表决的设计方案不足两个" "Submit another design before the publicity opens; with one design, approve it with a published reason.";
    VoteAlreadyDecided 409 "vote-already-decided" "A vote has chosen a design already" "已有经确认的表决选定了设计方案" "Approve the design that was elected.";
    VoteAlreadyOpened 409 "vote-already-opened" "The vote was opened already" "表决已经开启" "Nothing of a vote changes once it is open.";
    VoteNotOpened 409 "vote-not-opened" "The vote has not been opened" "表决尚未开启" "Wait until a moderator opens it.";
    VoteNotBegun 409 "vote-not-begun" "Ballots are not taken yet" "投票尚未开始" "Come back at `begins_at`.";
    VoteClosed 409 "vote-closed" "The vote is closed" "表决已结束" "A ballot cast before the close stands; read the result.";
    VoteStillOpen 409 "vote-still-open" "The vote is still open" "表决仍在进行" "Wait until it closes.";
    NoCoordinationMeeting 409 "no-coordination-meeting" "No coordination meeting was held" "尚未召开协调会" "Plan, announce and open a coordination meeting of the project first.";
    RollNotBuilt 409 "roll-not-built" "The roll is not built" "名册尚未生成" "Build the roll; it must not be empty.";
    OptionWithdrawn 409 "option-withdrawn" "An option was withdrawn" "有方案已撤回" "Change the vote so that all its options are standing designs.";
    ClosingTimePassed 409 "closing-time-passed" "The vote would be over already" "公布的结束时间已过" "Change the vote's closing time.";
    NotOnTheRoll 403 "not-on-the-roll" "Not on the roll of this vote" "您不在本次表决的名册上" "Read your eligibility for the reason. The roll does not change once it is frozen.";
    ResultSealed 409 "result-sealed" "The result is sealed" "结果尚未揭晓" "It opens when the vote closes; the turnout is public meanwhile.";
    CertifierRanTheVote 403 "certifier-ran-the-vote" "You ran this vote" "您主持了本次表决，不能确认其结果" "Someone who neither opened nor closed it must certify the result.";
    ResultAlreadyCertified 409 "result-already-certified" "The result is certified already" "结果已经确认" "Nothing more is to be done.";

    // shared by projects, meetings and votes
    // suggestions
    SuggestionNotAcknowledged 409 "suggestion-not-acknowledged" "The suggestion is not yet acknowledged" "建议尚未受理" "Acknowledge it first, then answer it.";
    SuggestionAlreadyAcknowledged 409 "suggestion-already-acknowledged" "The suggestion is already acknowledged" "建议已受理" "Nothing more to do here; answer it next.";
    SuggestionNotAnswered 409 "suggestion-not-answered" "The suggestion is not yet answered" "建议尚未答复" "Wait for the answer; the day it is due is in the suggestion.";
    SuggestionAlreadyAnswered 409 "suggestion-already-answered" "The suggestion is already answered" "建议已答复" "An answered suggestion stays on record and can't be taken back.";
    AnswerAlreadyRated 409 "answer-already-rated" "The answer is already rated" "答复已被评价" "Its author has rated this wording, so it stands.";
    OutcomeNotAdoptable 409 "outcome-not-adoptable" "The outcome promised no action" "该答复结果不能转为需求或项目" "Only a suggestion answered with adopted_measure or improvement_of_work can be adopted.";
    SuggestionAlreadyAdopted 409 "suggestion-already-adopted" "The suggestion is already adopted" "建议已被采纳转化" "Read the suggestion: it names the need or project it became.";
    SuggestionWithdrawn 409 "suggestion-withdrawn" "The suggestion was withdrawn" "建议已由建议人撤回" "Its author took it back; nothing more is owed.";
    NotTheAuthor 403 "not-the-author" "Only its author may do this" "仅限本人操作" "This belongs to the person who wrote it. Do not repeat it.";

    // planners
    PlannerAlreadyEngaged 409 "planner-already-engaged" "Already engaged during that time" "该时段内已被聘任" "End the present engagement, or choose a term that begins after it.";
    EngagementAlreadyEnded 409 "engagement-already-ended" "The engagement was ended already" "聘任已解除" "Nothing more to do.";
    EngagementOver 409 "engagement-over" "The term of the engagement is over" "聘期已满" "Nothing more to do; engage the planner again for a new term.";
}

impl Kind {
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }
}

/// The closed table as a document: `openapi/problems.md`.
pub fn table() -> String {
    let mut text = "# Problems\n\nEvery `type` an error can have (RFC 9457). A slug is permanent; each has a page at \
        `/problems/{slug}`.\n\n| type | status | title | 标题 | what to do |\n|---|---|---|---|---|\n"
        .to_owned();
    for kind in Kind::ALL {
        let (en, zh) = kind.titles();
        text.push_str(&format!("| `{}` | {} | {en} | {zh} | {} |\n", kind.slug(), kind.status(), kind.advice()));
    }
    text
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        Self(Box::new(Inner { kind, said: None, faults: Vec::new(), retry_after: None, allow: None }))
    }

    /// Says what happened this time, in English and Chinese, instead of the kind's advice.
    pub fn say(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.0.said = Some((en.into(), zh.into()));
        self
    }

    /// A field that is not acceptable. `pointer` is a JSON pointer into the body, or a parameter's name.
    pub fn field(pointer: impl Into<String>, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let mut problem = Self::new(Kind::InvalidField);
        problem.0.faults.push(Fault { pointer: pointer.into(), code, en: en.into(), zh: zh.into() });
        problem
    }

    pub fn not_found() -> Self {
        Self::new(Kind::NotFound)
    }

    pub fn broken() -> Self {
        Self::new(Kind::Broken)
    }

    pub fn unavailable() -> Self {
        Self::new(Kind::Unavailable).retry_after(1)
    }

    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    pub fn allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What it says, in English: for the pre-flight lists and the log.
    pub fn detail(&self, language: Language) -> String {
        if let Some((en, zh)) = &self.0.said {
            return language.choose(en, zh).to_owned();
        }
        match self.0.faults.first() {
            Some(fault) => {
                let name = fault.pointer.trim_start_matches('/');
                format!("{name}: {}", language.choose(&fault.en, &fault.zh))
            }
            None => match language {
                Language::English => self.0.kind.advice().to_owned(),
                Language::Chinese => self.0.kind.titles().1.to_owned(),
            },
        }
    }

    pub fn view(&self, language: Language, request: &str) -> ProblemView {
        let kind = self.0.kind;
        let (en, zh) = kind.titles();
        let errors = self.0.faults.iter().map(|fault| FieldFault {
            pointer: fault.pointer.clone(),
            code: fault.code.to_owned(),
            detail: language.choose(&fault.en, &fault.zh).to_owned(),
        });
        ProblemView {
            kind: format!("/problems/{}", kind.slug()),
            title: language.choose(en, zh).to_owned(),
            status: kind.status(),
            detail: self.detail(language),
            instance: request.to_owned(),
            errors: errors.collect(),
        }
    }

    pub fn respond(&self, language: Language, request: &str) -> HttpResponse {
        let status = StatusCode::from_u16(self.0.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        response.insert_header(("Content-Language", language.choose("en", "zh-CN")));
        if let Some(seconds) = self.0.retry_after {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if let Some(methods) = &self.0.allow {
            response.insert_header(("Allow", methods.as_str()));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header(("WWW-Authenticate", "Bearer realm=\"sanhui\""));
        }
        response.body(serde_json::to_vec(&self.view(language, request)).unwrap_or_default())
    }
}

impl Language {
    fn choose<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }

    /// From `Accept-Language` (RFC 9110, 12.5.4): the better liked of zh and en; Chinese when neither is named.
    pub fn accepted(header: Option<&str>) -> Self {
        let weight = |wanted: &str| {
            let ranges = header.unwrap_or_default().split(',').filter_map(|range| {
                let mut parts = range.trim().split(';');
                let tag = parts.next()?.trim().to_ascii_lowercase();
                let quality = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok());
                tag.split('-').next().is_some_and(|primary| primary == wanted).then_some(quality.unwrap_or(1.0))
            });
            ranges.fold(0.0, f32::max)
        };
        if weight("en") > weight("zh") { Self::English } else { Self::Chinese }
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self::new(kind)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.kind.slug(), self.detail(Language::English))
    }
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    // The edge renders it again in the client's language; see http/edge.rs.
    fn error_response(&self) -> HttpResponse {
        self.respond(Language::Chinese, "")
    }
}

/// A refusal that is about one field: `parse(raw).field("/title")?`.
pub trait OfField<T> {
    fn field(self, pointer: &str) -> Result<T, Problem>;
}

/// A body may name another thing by its id: `places::unit(…).await.named("/unit_id")?`.
pub trait Named<T> {
    /// What would be 404 as an address is a field that is not acceptable.
    fn named(self, pointer: &str) -> Result<T, Problem>;
}

impl<T> Named<T> for Result<T, Problem> {
    fn named(self, pointer: &str) -> Result<T, Problem> {
        self.map_err(|problem| match problem.kind() == Kind::NotFound {
            true => Problem::field(pointer, "unknown", "names nothing there is", "所指对象不存在"),
            false => problem,
        })
    }
}

/// What a field's refusal says to a client.
pub trait FieldRefusal {
    fn code(&self) -> &'static str;
    fn en(&self) -> String;
    fn zh(&self) -> String;
}

impl<T, E: FieldRefusal> OfField<T> for Result<T, E> {
    fn field(self, pointer: &str) -> Result<T, Problem> {
        self.map_err(|refusal| Problem::field(pointer, refusal.code(), refusal.en(), refusal.zh()))
    }
}

impl FieldRefusal for domain::text::TextRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::TooShort { min } => format!("至少 {min} 个字符"),
            Self::TooLong { max } => format!("最多 {max} 个字符"),
            Self::ControlCharacter => "不能包含控制字符".to_owned(),
        }
    }
}

impl FieldRefusal for domain::area::AreaCodeRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::Malformed => "区划代码为 2、6、9 或 12 位数字，以 31 开头".to_owned(),
        }
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

    #[test]
    fn the_language_is_the_better_liked_one() {
        for (header, language) in [
            (None, Language::Chinese),
            (Some("en"), Language::English),
            (Some("en-GB,zh;q=0.5"), Language::English),
            (Some("zh-CN,en;q=0.9"), Language::Chinese),
            (Some("fr, en;q=0.2"), Language::English),
            (Some("de"), Language::Chinese),
            (Some(";;q=x"), Language::Chinese),
        ] {
            assert_eq!(Language::accepted(header), language, "{header:?}");
        }
    }
}
