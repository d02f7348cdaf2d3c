//! Owners' decisions. Problems that they share with votes are in `votes.rs`.

macro_rules! owners {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    NoticeStillRunning 409 "notice-still-running" "The notice days are not over" "公告期未满"
        "Wait until `notice_until`."
        "请等到 `notice_until` 所示的时间之后再操作。";
    NoOwnerRegister 409 "no-owner-register" "The estate has no owner register" "该小区尚无业主名册"
        "Import the register of the estate, under the name of the estate that the decision gives."
        "请先按表决所填的小区名称导入业主名册。";
    MandateNotConfirmed 409 "mandate-not-confirmed" "The mandate was read by one person only" "委托书尚未复核"
        "A second person at the desk has to read it and confirm it first."
        "请由另一名工作人员核对委托书原件并复核后再投票。";
    MandateSaysOtherwise 409 "mandate-says-otherwise" "The mandate says something else" "与委托书不符"
        "Cast what `says` names. A holder may choose freely only if the mandate says so."
        "请按委托书 `says` 所示的意见投票。委托书写明由受托人决定的，受托人方可自行决定。";
    MandateNotYours 403 "mandate-not-yours-to-confirm" "You recorded this mandate, or hold it" "该委托书由您录入或受托"
        "Another person at the desk has to read and confirm it."
        "请由另一名工作人员核对并复核。";
    MandateAlreadyConfirmed 409 "mandate-already-confirmed" "The mandate was confirmed already" "委托书已复核"
        "The mandate can be used; nothing is left to do."
        "该委托书已生效，无需再次复核。";
    ProxyUsed 409 "proxy-used" "A ballot was cast with it" "受托人已投票"
        "The desk can't take a ballot out of the urn. The owner can revoke the proxy in the app, vote there, or hand in a sheet, which then counts instead."
        "工作人员不能撤下已投的选票。业主可在应用中撤销委托或自行投票，或交回纸质选票，以纸票为准。";
    } };
}
