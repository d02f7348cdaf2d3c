//! Projects and their designs.

macro_rules! projects {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
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
    LastSource 409 "last-source-linked" "The last source can't be unlinked" "最后一项来源须保留"
        "There are designs that answer this source. Link another source first, or withdraw the designs."
        "已有设计方案以这项来源为依据。请先关联其他来源，或先撤回设计方案。";
    NoSourceLinked 409 "no-source-linked" "No source is linked" "项目尚未关联来源"
        "Link the needs or suggestions the project answers, then submit designs."
        "请先关联项目所回应的需求或建议，再提交设计方案。";
    DesignsAreFixed 409 "designs-are-fixed" "The designs are fixed" "设计方案已固定"
        "Designs can be submitted only until the publicity opens, and withdrawn only until one is approved."
        "设计方案只能在公示开始前提交；方案获批后不能再撤回。";
    TooManyDesigns 409 "too-many-designs" "Too many designs" "设计方案过多"
        "A project has at most 20 designs that are not withdrawn; withdraw one first."
        "每个项目最多同时有 20 个有效设计方案，请先撤回一个。";
    DesignWithdrawn 409 "design-withdrawn" "The design was withdrawn" "设计方案已撤回"
        "A withdrawn design can't be reviewed or withdrawn again."
        "该方案不能再评审，也不能再次撤回，请选择其他有效方案。";
    LastDesignStanding 409 "last-design-standing" "The last design standing" "仅存的设计方案"
        "During publicity the last design can't be withdrawn. Drop the project instead."
        "公示期间不能撤回仅存的设计方案。如不再实施，请终止项目。";
    ReviewsAreFixed 409 "reviews-are-fixed" "The reviews are fixed" "评审意见已固定"
        "Designs can be reviewed only until one is approved or the project is dropped."
        "设计方案获批或项目终止后不能再评审，请直接查看评审意见。";
    PlannerNotEngaged 403 "planner-not-engaged" "Not engaged by this district" "未受该区聘任"
        "Only planners engaged by the district of the project may review its designs. Do not repeat the request."
        "只有受项目所在区聘任的规划师才能评审其设计方案，请勿重复提交。";
    NoDesignSubmitted 409 "no-design-submitted" "There is no design" "尚无有效设计方案"
        "Submit at least one design before the publicity opens."
        "请至少提交一个设计方案，再开始公示。";
    DesignNotReviewed 409 "design-not-reviewed" "A design is not reviewed" "设计方案尚未评审"
        "Every design that is not withdrawn needs a review by a planner without a conflict of interest before the publicity opens."
        "请先为每个有效设计方案安排评审，由没有利益关系的规划师完成后再开始公示。";
    PublicityAlreadyOpened 409 "publicity-already-opened" "The publicity was opened already" "公示已开始"
        "A project has one publicity; read the project to see how long it runs."
        "每个项目只公示一次，请查看项目信息了解公示期限。";
    PublicityStillRunning 409 "publicity-still-running" "The publicity is still running" "公示期未满"
        "Wait until the publicity is over; the project says when."
        "请等公示期满后再操作，截止时间见项目信息。";
    DesignNotStanding 409 "design-not-standing" "The design can't be chosen" "该设计方案无效"
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
        "An approval can't be changed; read the project."
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
    ProgressFalls 409 "progress-falls" "Progress can't fall" "进度不能倒退"
        "Report at least the percentage that was reported before."
        "请填写不低于上次填报的完成百分比。";
    ProjectCompleted 409 "project-completed" "The project is completed" "项目已完成"
        "A completed project can't be dropped."
        "已完成的项目不能终止，请查看项目信息。";
    ProjectDropped 409 "project-dropped" "The project was dropped" "项目已终止"
        "Nothing more can be done with it; propose a new one."
        "该项目不能再办理任何事项，如有需要请重新提出项目。";
    } };
}
