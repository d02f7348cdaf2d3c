//! Rights over one's data: consent, export, erasure.

macro_rules! rights {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    AccountLeaving 403 "account-leaving" "The account is about to be erased" "该账号正在注销"
        "Until it is erased you can only read it (read_me), keep it (keep_me) or sign out. To use it again, call keep_me."
        "注销完成前，只能查看账号（read_me）、撤回注销（keep_me）或退出登录。如需继续使用，请先撤回注销。";
    HoldsPosts 409 "holds-posts" "The account holds posts" "该账号仍担任职务"
        "Ask a person who may fill your posts to end them, then erase the account. The last city administrator must first have another one appointed."
        "请先由有权任免的人员终止您的职务（最后一名市级管理员须先任命另一人），再注销账号。";
    ExportRefused 409 "export-refused" "The export can't be fetched" "导出内容无法下载"
        "The code is wrong, or the export was fetched already, was replaced, or is older than 24 hours. Ask for another with request_my_export."
        "下载码不正确，或该导出已下载过一次、已被新的导出取代、已超过 24 小时。请用 request_my_export 重新申请。";
    PolicyChanged 409 "policy-changed" "The policy has changed" "隐私政策已更新"
        "Read it again with read_policies, show it, and send the present version."
        "请用 read_policies 重新读取并展示，再提交现行版本号。";
    ConsentNotTheGround 409 "consent-not-the-ground" "This purpose does not rest on consent" "该用途不以同意为依据"
        "Nobody can agree to it or refuse it; read_policies says what it rests on instead."
        "该用途无需同意，也不能拒绝；依据见 read_policies。";
    } };
}
