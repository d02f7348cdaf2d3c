//! Delicate fields stand only in the answers that are listed here, each with its reason.

use std::collections::BTreeSet;

use tests::document::OPERATIONS;

/// A field is delicate when its name contains one of these words: it may hold a number, an address, an identity, a home
/// or a choice.
const DELICATE: &[&str] = &[
    "phone",
    "email",
    "openid",
    "unionid",
    "session_key",
    "address",
    "real_name",
    "guardian",
    "room",
    "choice",
    "marks",
    "nonce",
    "voter",
    "account_id",
    "internal",
    "note",
];

/// Operation, field, and why every caller of the operation may see the field. Operations for staff alone are not listed
/// here; the matrix of roles tests who may call them.
const SHOWN: &[(&str, &str, &str)] = &[
    ("refresh_session", "account_id", "their own account"),
    ("sign_in_with_card", "account_id", "their own account"),
    ("sign_in_with_password", "account_id", "their own account"),
    ("sign_in_with_phone", "account_id", "their own account"),
    ("confirm_second_factor", "account_id", "their own account"),
    ("sign_in_with_wechat", "account_id", "their own account"),
    ("accept_invitation", "account_id", "their own account"),
    ("read_me", "account_id", "their own account"),
    ("read_me", "email", "their own account"),
    ("read_me", "phone", "their own account"),
    ("update_me", "account_id", "their own account"),
    ("update_me", "email", "their own account"),
    ("update_me", "phone", "their own account"),
    ("keep_me", "account_id", "their own account"),
    ("keep_me", "email", "their own account"),
    ("keep_me", "phone", "their own account"),
    ("bind_phone", "account_id", "their own account"),
    ("bind_phone", "email", "their own account"),
    ("bind_phone", "phone", "their own account"),
    ("bind_wechat", "account_id", "their own account"),
    ("bind_wechat", "email", "their own account"),
    ("bind_wechat", "phone", "their own account"),
    ("list_my_consents", "by_guardian", "whether a guardian agreed, not who"),
    ("give_consent", "by_guardian", "whether a guardian agreed, not who"),
    ("withdraw_consent", "by_guardian", "whether a guardian agreed, not who"),
    ("download_my_export", "account_id", "their own account"),
    ("list_my_residencies", "account_id", "their own home"),
    ("list_my_residencies", "room", "their own home"),
    ("claim_residency", "account_id", "their own home"),
    ("claim_residency", "room", "their own home"),
    ("end_residency", "account_id", "their own home"),
    ("end_residency", "room", "their own home"),
    ("list_my_sessions", "address", "from where their own sessions were begun"),
    ("list_votes", "voters", "how many are on the roll"),
    ("read_vote", "voters", "how many are on the roll"),
    ("download_bundle", "voters", "how many are on the roll"),
    ("download_bundle", "nonce", "opens a ballot that lies apart from its voter, after the close"),
    ("read_checkpoint", "note", "a signed note, as C2SP calls a checkpoint"),
    ("prove_inclusion", "note", "a signed note, as C2SP calls a checkpoint"),
    ("prove_consistency", "note", "a signed note, as C2SP calls a checkpoint"),
    ("read_owners_checkpoint", "note", "a signed note, as C2SP calls a checkpoint"),
    ("prove_owners_inclusion", "note", "a signed note, as C2SP calls a checkpoint"),
    ("prove_owners_consistency", "note", "a signed note, as C2SP calls a checkpoint"),
    ("cast_owner_ballot", "nonce", "opens their own ballot"),
    ("cast_owner_proxy_ballot", "nonce", "of a ballot they cast themself"),
    ("give_owner_proxy", "holder_phone", "whom they authorised, with the middle hidden"),
    (
        "list_my_owner_proxies",
        "holder_phone",
        "whom they, or a co-owner, authorised, or their own; with the middle hidden",
    ),
    ("read_my_owner_ballots", "nonce", "opens their own ballot"),
    (
        "list_owner_ballots",
        "nonce",
        "of one's own receipt only, so never there; the bundle opens every ballot after the end",
    ),
    ("download_owners_bundle", "nonce", "opens a ballot that is named by law, after the end"),
    ("download_owners_bundle", "room", "of each flat of the register, whose owners nobody is told"),
];

#[test]
fn answers_to_residents_and_the_public_hold_nothing_delicate_that_is_not_listed() {
    let listed: BTreeSet<(&str, &str)> = SHOWN.iter().map(|(id, field, _)| (*id, *field)).collect();
    let mut found = BTreeSet::new();
    for operation in OPERATIONS.values() {
        let for_staff_only = operation.roles.as_ref().is_some_and(|roles| !roles.iter().any(|role| role == "resident"));
        if for_staff_only {
            continue;
        }
        for field in operation.deep_fields_of_answers() {
            if DELICATE.iter().any(|part| field.contains(part)) {
                found.insert((operation.id.clone(), field));
            }
        }
    }
    let found: BTreeSet<(&str, &str)> = found.iter().map(|(id, field)| (id.as_str(), field.as_str())).collect();
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert!(unlisted.is_empty(), "not listed: {unlisted:#?}");
    let stale: Vec<_> = listed.difference(&found).collect();
    assert!(stale.is_empty(), "listed, and not there: {stale:#?}");
}
