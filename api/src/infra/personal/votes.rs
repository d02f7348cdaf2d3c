//! Proxies, for the people who gave them and for their holders: neither learns more about the other than they know
//! already.

use super::Form::{self, Flag, Id, Text, Time};
use super::Section;

const PROXY: &[(&str, Form)] = &[
    ("id", Id),
    ("vote_id", Id),
    ("scope", Text),
    ("until", Time),
    ("given_at", Time),
    ("used", Flag),
    ("revoked_at", Time),
];

pub const PROXIES_GIVEN: Section = Section {
    name: "proxies_given",
    titles: ("委托他人投票", "Proxies given"),
    table: "proxies",
    by: "giver",
    columns: PROXY,
    withheld: &["holder", "voter"],
};

pub const PROXIES_HELD: Section = Section {
    name: "proxies_held",
    titles: ("受托投票", "Proxies held"),
    table: "proxies",
    by: "holder",
    columns: PROXY,
    withheld: &["giver", "voter"],
};
