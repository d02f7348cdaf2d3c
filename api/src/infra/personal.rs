//! Every column that names an account: what an export says of it, and what becomes of it when the person is erased.
//!
//! The export reads through this list, the erasure is written to it (`accounts/erasure`), and a contract test holds it
//! against the schema: a table that learns of people and is not here fails.

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

const DEED: &str = "what somebody did in a post is among their audit events";
const SECRET: &str = "it holds hashes of secrets, which tell nothing and open everything";
const OF_ANOTHER: &str = "the row is about another person";
const TEXT_STAYS: Fate = Fate::Stays("public texts and what rests on them stay, without a name");
const POST_STAYS: Fate = Fate::Stays("what is done in a public post stays traceable");

pub const NAMINGS: &[Naming] = &[
    exported("accounts", "id", Fate::Stays("the id alone, which names nobody")),
    exported("sessions", "account_id", Fate::Gone),
    exported("residencies", "account_id", Fate::Gone),
    only("residencies", "decided_by", OF_ANOTHER, POST_STAYS),
    only("residencies", "ended_by", OF_ANOTHER, POST_STAYS),
    only("residency_codes", "issued_by", DEED, POST_STAYS),
    only("household_lists", "imported_by", DEED, POST_STAYS),
    exported("consent_decisions", "account_id", Fate::Gone),
    only("exports", "account_id", "it is the export itself", Fate::Gone),
    exported("notices", "account_id", Fate::Gone),
    exported("wechat_identities", "account_id", Fate::Gone),
    exported("sign_in_cards", "account_id", Fate::Gone),
    only("sign_in_cards", "issued_by", OF_ANOTHER, POST_STAYS),
    only(
        "phone_codes",
        "account_id",
        "codes, kept for two days; that they were asked for is among the audit events",
        Fate::Gone,
    ),
    exported("invitations", "account_id", Fate::Gone),
    only("invitations", "invited_by", OF_ANOTHER, POST_STAYS),
    exported("second_factors", "account_id", Fate::Gone),
    only("recovery_codes", "account_id", SECRET, Fate::Gone),
    exported("second_factor_removals", "account_id", Fate::Gone),
    only("second_factor_removals", "removed_by", OF_ANOTHER, POST_STAYS),
    only("sign_in_challenges", "account_id", SECRET, Fate::Gone),
    exported("known_devices", "account_id", Fate::Gone),
    only("password_resets", "account_id", SECRET, Fate::Gone),
    exported("appointments", "account_id", POST_STAYS),
    only("appointments", "appointed_by", OF_ANOTHER, POST_STAYS),
    exported("planners", "account_id", Fate::Stays("that somebody was engaged stays; the profile names nobody")),
    exported("needs", "author_id", TEXT_STAYS),
    exported("suggestions", "proposer_id", TEXT_STAYS),
    exported("rating_answers", "account_id", Fate::Stays("a mark that was counted stays counted")),
    exported("designs", "author_id", TEXT_STAYS),
    exported("design_reviews", "planner_id", TEXT_STAYS),
    only("projects", "proposed_by", DEED, POST_STAYS),
    only("votes", "drafted_by", DEED, POST_STAYS),
    only("votes", "opened_by", DEED, POST_STAYS),
    only("votes", "closed_by", DEED, POST_STAYS),
    only("votes", "certified_by", DEED, POST_STAYS),
    only("votes", "paused_by", DEED, POST_STAYS),
    only("votes", "voided_by", DEED, POST_STAYS),
    only("vote_steps", "by_account", DEED, POST_STAYS),
    only("paper_batches", "opened_by", DEED, POST_STAYS),
    only("paper_batches", "closed_by", DEED, POST_STAYS),
    only("paper_ballots", "first_by", DEED, POST_STAYS),
    only("paper_ballots", "second_by", DEED, POST_STAYS),
    only("paper_ballots", "resolved_by", DEED, POST_STAYS),
    exported("result_objections", "account_id", TEXT_STAYS),
    only("result_objections", "answered_by", OF_ANOTHER, POST_STAYS),
    exported("roll_entries", "account_id", Fate::Stays("a frozen roll is never changed")),
    exported("audit_events", "account_id", Fate::Stays("nothing erases an audit event; it names ids only")),
    only("audit_events", "subject_id", "the events on the account are in the same section", Fate::Stays("as above")),
];

/// Where somebody may stand without a column of ids, and why it is no section of its own.
pub const HIDDEN: &[(&str, &str)] = &[
    ("urn.voter", "receipts, without choices, come from the votes themselves; ballots are never touched"),
    ("paper_handouts.voter", "who was handed a sheet: in the poll book when the vote is over"),
    ("poll_book.voter", "who voted, as the roll of the vote tells, stays; no ballot stands beside it"),
    ("outbox.content", "sealed until it is sent and then not there; nothing waits longer than a day"),
    ("idempotency_keys.body", "answers given again for a day"),
    (
        "household_entries.phone",
        "a committee's list, kept sealed for some weeks; what it says of a number goes with its owner",
    ),
    ("phone_codes.phone", "sealed, two days, so that a number is not flooded"),
    ("wrong_tries.who", "counts of wrong tries, two days"),
    ("sign_in_attempts.id", "counts of wrong tries, two days"),
];

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
