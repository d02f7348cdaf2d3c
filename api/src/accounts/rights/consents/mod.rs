//! Consent, by purpose and version of the policy: who agreed to what, in which words, and what ends if they withdraw
//! it.
//!
//! Promises: every decision is stored and none is changed; a no is remembered; people can agree only to purposes whose
//! ground is consent, and nothing else ever waits for their agreement.

mod entity;
pub mod policies;
pub mod store;
pub mod view;

use domain::consent::{Decided, is_to_be_asked};
use domain::ids::AccountId;

use crate::accounts::people::store::Connection;
use crate::problem::Problem;
use policies::{Consentable, POLICIES};

/// The version of the policy that is in force; none before the first version.
pub fn policy_version(now: domain::Time) -> Option<&'static str> {
    POLICIES.present(now).map(|policy| policy.version.as_str())
}

/// Has this person consented to the purpose in its present words?
pub async fn allows(
    conn: &impl Connection,
    account: AccountId,
    purpose: Consentable,
    now: domain::Time,
) -> Result<bool, Problem> {
    let Some(asked) = POLICIES.present(now).and_then(|policy| policy.purpose(purpose.word())) else { return Ok(false) };
    let newest = store::newest(conn, account, purpose.word()).await?;
    Ok(newest.is_some_and(|decided| decided.allows(&asked.text_hash())))
}

/// The purposes about which the person has still to be asked, and the version of the policy that words them.
pub async fn to_be_asked(
    conn: &impl Connection,
    account: AccountId,
    now: domain::Time,
) -> Result<Option<(&'static str, Vec<&'static str>)>, Problem> {
    let Some(policy) = POLICIES.present(now) else { return Ok(None) };
    let mut open = Vec::new();
    for purpose in policy.purposes.iter().filter(|purpose| purpose.rests_on_consent()) {
        let newest: Option<Decided> = store::newest(conn, account, &purpose.word).await?;
        if is_to_be_asked(newest.as_ref(), &purpose.text_hash()) {
            open.push(purpose.word.as_str());
        }
    }
    Ok((!open.is_empty()).then_some((policy.version.as_str(), open)))
}
