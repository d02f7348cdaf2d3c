//! What erasure keeps, why, and until when, in the words that the person reads.

/// Each text in Chinese and in English.
pub struct Retained {
    pub what: (&'static str, &'static str),
    pub why: (&'static str, &'static str),
    pub until: (&'static str, &'static str),
}

pub const RETAINED: &[Retained] = &[
    Retained {
        what: (
            "已投的选票、投票回执和已冻结的表决名册（含楼号，不显示姓名）",
            "ballots cast, receipts, and frozen rolls (with the building, without names)",
        ),
        why: (
            "表决结果须能复核，注销不得改变任何计票",
            "a result has to stay checkable, and erasure must change no tally",
        ),
        until: ("随该次表决的资料保存", "as long as the records of the vote"),
    },
    Retained {
        what: (
            "已公开的需求、人民建议、评议意见等文字，作者显示为“已注销用户”",
            "public texts: needs, suggestions, comments of ratings, with an erased user for their author",
        ),
        why: ("他人的答复、支持和项目由此而来", "answers, support and projects of others rest on them"),
        until: ("长期", "for good"),
    },
    Retained {
        what: ("操作日志（只有编号、时间和网络地址）", "the audit trail (ids, times and network addresses only)"),
        why: (
            "《网络安全法》第二十一条、《互联网政务应用安全管理规定》要求留存",
            "Cybersecurity Law 21 and the rules for government applications demand it",
        ),
        until: ("至少四百天", "at least four hundred days"),
    },
    Retained {
        what: (
            "任职和聘任记录（只有编号、职务、区域和期限）",
            "appointments and engagements (ids, posts, areas and terms only)",
        ),
        why: ("公务行为须可追溯", "what was done in a public post has to be traceable"),
        until: ("作为公务档案保存", "as public records"),
    },
    Retained {
        what: ("同意和撤回的哈希值，不含身份", "hashes of consents and withdrawals, which name nobody"),
        why: ("证明此前的处理有合法依据", "to show that what was done before was lawful"),
        until: ("三年", "three years"),
    },
    Retained {
        what: (
            "短信发送记录中的加密手机号，以及待发送的消息",
            "the sealed number in the records of codes sent, and messages still on their way",
        ),
        why: ("防止短信轰炸", "so that nobody can be flooded with messages"),
        until: ("两天", "two days"),
    },
];
