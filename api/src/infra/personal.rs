//! Every column that names an account: what an export says of it, and what becomes of it when the person is erased.
//!
//! The export reads through this list, the erasure is written to it (`accounts/rights/erasure`), and a contract test
//! compares it with the schema: a column that names a person and is not listed here fails the test.

pub mod erasing;
mod namings;
mod owners;
mod votes;

pub use namings::{HIDDEN, NAMINGS};

/// What is exported of a table: its rows that name the person in the column `by`.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub name: &'static str,
    /// Chinese, English.
    pub titles: (&'static str, &'static str),
    pub table: &'static str,
    pub by: &'static str,
    pub columns: &'static [(&'static str, Form)],
    /// Columns that are left out, because they would open something or name somebody else.
    pub withheld: &'static [&'static str],
}

/// How a column is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Id,
    Text,
    Time,
    Day,
    Number,
    LongNumber,
    Real,
    Flag,
    Sealed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No row names the person any more.
    Gone,
    /// The id stays, for this reason.
    Stays(&'static str),
}

/// A column that names an account.
#[derive(Clone, Copy, Debug)]
pub struct Naming {
    pub table: &'static str,
    pub column: &'static str,
    /// Why it is in no section; none when it is the `by` of one.
    pub not_exported: Option<&'static str>,
    pub fate: Fate,
}

const fn exported(table: &'static str, column: &'static str, fate: Fate) -> Naming {
    Naming { table, column, not_exported: None, fate }
}

const fn only(table: &'static str, column: &'static str, not_exported: &'static str, fate: Fate) -> Naming {
    Naming { table, column, not_exported: Some(not_exported), fate }
}

use Form::{Day, Flag, Id, LongNumber, Number, Real, Sealed, Text, Time};

pub const SECTIONS: &[Section] = &[
    Section {
        name: "account",
        titles: ("账号", "Account"),
        table: "accounts",
        by: "id",
        columns: &[
            ("name", Sealed),
            ("phone", Sealed),
            ("email", Sealed),
            ("birth_year", Sealed),
            ("created_at", Time),
            ("disabled_at", Time),
            ("disabled_why", Text),
            ("erase_after", Time),
        ],
        withheld: &["display_name", "phone_index", "email_index", "password_hash", "erased_at"],
    },
    Section {
        name: "sessions",
        titles: ("登录记录", "Sign-ins"),
        table: "sessions",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("kind", Text),
            ("device", Text),
            ("address", Text),
            ("means", Text),
            ("started_at", Time),
            ("refreshed_at", Time),
            ("proved_at", Time),
            ("ended_at", Time),
            ("ended_why", Text),
        ],
        withheld: &[],
    },
    Section {
        name: "residencies",
        titles: ("居住或工作登记", "Residencies"),
        table: "residencies",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("unit_id", Id),
            ("committee_code", Text),
            ("building", Text),
            ("room", Text),
            ("kind", Text),
            ("state", Text),
            ("claimed_at", Time),
            ("decided_at", Time),
            ("reason", Text),
            ("ended_at", Time),
            ("moves", Flag),
            ("means", Text),
            ("ended_why", Text),
            ("end_reason", Text),
            ("moved_to", Id),
        ],
        withheld: &["decided_by", "ended_by"],
    },
    Section {
        name: "consents",
        titles: ("同意记录", "Consents"),
        table: "consent_decisions",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("purpose", Text),
            ("policy_version", Text),
            ("text_hash", Text),
            ("decision", Text),
            ("channel", Text),
            ("decided_at", Time),
            ("guardian", Sealed),
            ("proof", Text),
        ],
        withheld: &[],
    },
    Section {
        name: "notices",
        titles: ("通知", "Notices"),
        table: "notices",
        by: "account_id",
        columns: &[("id", Id), ("kind", Text), ("about_id", Id), ("created_at", Time), ("read_at", Time)],
        withheld: &[],
    },
    Section {
        name: "wechat",
        titles: ("微信标识", "WeChat identities"),
        table: "wechat_identities",
        by: "account_id",
        columns: &[("app_id", Text), ("openid", Sealed), ("unionid", Sealed), ("bound_at", Time)],
        withheld: &["id", "openid_index"],
    },
    Section {
        name: "sign_in_cards",
        titles: ("登录卡", "Sign-in cards"),
        table: "sign_in_cards",
        by: "account_id",
        columns: &[("id", Id), ("issued_at", Time), ("expires_at", Time), ("redeemed_at", Time), ("voided_at", Time)],
        withheld: &["code_hash", "issued_by"],
    },
    Section {
        name: "invitations",
        titles: ("邀请", "Invitations"),
        table: "invitations",
        by: "account_id",
        columns: &[("id", Id), ("created_at", Time), ("expires_at", Time), ("accepted_at", Time)],
        withheld: &["token_hash", "invited_by"],
    },
    Section {
        name: "second_factor",
        titles: ("二次验证", "Second factor"),
        table: "second_factors",
        by: "account_id",
        columns: &[("activated_at", Time), ("pending_since", Time), ("wrong", Number), ("last_wrong_at", Time)],
        withheld: &["id", "seed", "pending_seed", "last_step"],
    },
    Section {
        name: "second_factor_removals",
        titles: ("二次验证移除记录", "Removals of the second factor"),
        table: "second_factor_removals",
        by: "account_id",
        columns: &[("reason", Text), ("removed_at", Time)],
        withheld: &["id", "removed_by"],
    },
    Section {
        name: "devices",
        titles: ("常用设备", "Known devices"),
        table: "known_devices",
        by: "account_id",
        columns: &[("id", Id), ("last_used_at", Time)],
        withheld: &["token_hash"],
    },
    Section {
        name: "appointments",
        titles: ("任命", "Appointments"),
        table: "appointments",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("role", Text),
            ("area_code", Text),
            ("from_on", Day),
            ("until_on", Day),
            ("reason", Text),
            ("created_at", Time),
            ("ended_at", Time),
            ("end_reason", Text),
        ],
        withheld: &["appointed_by"],
    },
    Section {
        name: "planner",
        titles: ("规划师聘任", "Engagements as a planner"),
        table: "planners",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("appointment_id", Id),
            ("district", Text),
            ("from_on", Day),
            ("until_on", Day),
            ("professional_name", Text),
            ("specialities", Text),
            ("statement", Text),
            ("ended_at", Time),
            ("end_reason", Text),
        ],
        withheld: &[],
    },
    Section {
        name: "needs",
        titles: ("需求", "Needs"),
        table: "needs",
        by: "author_id",
        columns: &[
            ("id", Id),
            ("unit_id", Id),
            ("meeting_id", Id),
            ("wording", Text),
            ("lon", Real),
            ("lat", Real),
            ("facility", Text),
            ("submitted_at", Time),
        ],
        withheld: &[],
    },
    Section {
        name: "suggestions",
        titles: ("人民建议", "Suggestions"),
        table: "suggestions",
        by: "proposer_id",
        columns: &[
            ("id", Id),
            ("area_code", Text),
            ("planner_id", Id),
            ("topic", Text),
            ("reasons", Text),
            ("proposal", Text),
            ("submitted_at", Time),
            ("acknowledge_on", Day),
            ("acknowledge_known", Flag),
            ("first_answer_on", Day),
            ("first_answer_known", Flag),
            ("final_answer_on", Day),
            ("final_answer_known", Flag),
            ("status", Text),
            ("next_due_on", Day),
            ("acknowledged_at", Time),
            ("withdrawn_at", Time),
            ("first_answered_at", Time),
            ("answered_at", Time),
            ("outcome", Text),
            ("outcome_detail", Text),
            ("answer", Text),
            ("score", Number),
            ("rated_at", Time),
            ("adopted_kind", Text),
            ("adopted_id", Id),
            ("adopted_at", Time),
        ],
        withheld: &[],
    },
    Section {
        name: "ratings",
        titles: ("评议", "Ratings"),
        table: "rating_answers",
        by: "account_id",
        columns: &[("rating_id", Id), ("design", Number), ("built", Number), ("comment", Text), ("answered_at", Time)],
        withheld: &[],
    },
    Section {
        name: "designs",
        titles: ("设计方案", "Designs"),
        table: "designs",
        by: "author_id",
        columns: &[
            ("id", Id),
            ("project_id", Id),
            ("title", Text),
            ("summary", Text),
            ("author_role", Text),
            ("submitted_at", Time),
            ("status", Text),
            ("withdrawal_reason", Text),
            ("withdrawn_at", Time),
        ],
        withheld: &[],
    },
    Section {
        name: "design_reviews",
        titles: ("方案评审", "Reviews of designs"),
        table: "design_reviews",
        by: "planner_id",
        columns: &[("design_id", Id), ("opinion", Text), ("verdict", Text), ("conflict", Flag), ("reviewed_at", Time)],
        withheld: &[],
    },
    Section {
        name: "objections",
        titles: ("对表决结果的异议", "Objections to results of votes"),
        table: "result_objections",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("vote_id", Id),
            ("text", Text),
            ("raised_at", Time),
            ("finding", Text),
            ("answer", Text),
            ("answered_at", Time),
        ],
        withheld: &["answered_by"],
    },
    Section {
        name: "rolls",
        titles: ("表决名册", "Rolls"),
        table: "roll_entries",
        by: "account_id",
        columns: &[("vote_id", Id), ("voter", Text), ("building", Text)],
        withheld: &[],
    },
    owners::PROXIES_GIVEN,
    owners::PROXIES_USED,
    votes::PROXIES_GIVEN,
    votes::PROXIES_HELD,
    owners::BALLOTS,
    Section {
        name: "audit_events",
        titles: ("操作日志", "Audit events"),
        table: "audit_events",
        by: "account_id",
        columns: &[
            ("id", Id),
            ("at", Time),
            ("role", Text),
            ("action", Text),
            ("subject_id", Id),
            ("address", Text),
            ("request_id", Id),
            ("outcome", Text),
            ("times", Number),
            ("lane", Number),
            ("seq", LongNumber),
            ("hash", Text),
        ],
        withheld: &[],
    },
];
