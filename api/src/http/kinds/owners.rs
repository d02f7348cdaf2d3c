//! Owners' decisions; what they share with votes is there.

macro_rules! owners {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    NoticeStillRunning 409 "notice-still-running" "The notice is still running" "公告期未满"
        "Wait until `notice_until`."
        "请等到 `notice_until` 所示的时间之后再操作。";
    NoOwnerRegister 409 "no-owner-register" "The estate has no owner register" "该小区尚无业主名册"
        "Import the register of the estate, under the name the decision gives it."
        "请先按表决所填的小区名称导入业主名册。";
    } };
}
