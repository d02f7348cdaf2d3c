//! Needs, meetings and ratings.

macro_rules! meetings {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
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
        "Plan another meeting on a later day, and announce that one."
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
    } };
}
