//! Ballots of owners, for the person who cast them. Proxies, for the person who gave one and for the one who cast with
//! it: neither learns more about the other than they know already.

use super::Form::{self, Id, Text, Time};
use super::Section;

const PROXY: &[(&str, Form)] = &[
    ("id", Id),
    ("decision_id", Id),
    ("head", Text),
    ("says", Text),
    ("until", Time),
    ("given_at", Time),
    ("revoked_at", Time),
];

pub const PROXIES_GIVEN: Section = Section {
    name: "owner_proxies_given",
    titles: ("业主委托他人表决", "Owners' proxies given"),
    table: "owner_proxies",
    by: "giver",
    columns: PROXY,
    withheld: &[
        "holder",
        "holder_index",
        "document",
        "reference",
        "recorded_by",
        "confirmed_by",
        "used_by",
        "revoked_by",
        "revocation",
    ],
};

pub const PROXIES_USED: Section = Section {
    name: "owner_proxies_used",
    titles: ("受业主委托表决", "Owners' proxies used"),
    table: "owner_proxies",
    by: "used_by",
    columns: PROXY,
    withheld: &[
        "holder",
        "holder_index",
        "giver",
        "document",
        "reference",
        "recorded_by",
        "confirmed_by",
        "revoked_by",
        "revocation",
    ],
};

pub const BALLOTS: Section = Section {
    name: "owner_ballots",
    titles: ("业主共同决定选票", "Ballots of owners' decisions"),
    table: "owner_ballots",
    by: "cast_by",
    columns: &[
        ("decision_id", Id),
        ("head", Text),
        ("voice", Text),
        ("cast_at", Time),
        ("nonce", Text),
        ("commitment", Text),
        ("key_id", Text),
        ("signature", Text),
        ("channel", Text),
        ("proxy_id", Id),
    ],
    withheld: &[],
};
