//! Loads a decision for a person who runs it, and finds the heads for which an owner may cast.

use std::collections::BTreeSet;

use domain::ids::{AccountId, OwnersDecisionId};
use domain::owner::decision::{Opening, OwnersDecision};
use domain::register::Head;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::infra::db::Tx;
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::{accounts, places, registers};

/// 404 if there is no such decision, 403 if the caller's post does not reach its unit.
pub async fn in_reach<R: Roles>(
    app: &App,
    caller: &Holder<R>,
    id: OwnersDecisionId,
) -> Result<OwnersDecision, Problem> {
    let decision = store::decision(app.db().reads(), id).await?;
    places::in_reach(app, caller, decision.unit).await?;
    Ok(decision)
}

/// The heads for which this person may cast: those with an owner whose number in the register is this account's number.
/// 403 if there are none.
pub async fn own_heads(app: &App, tx: &Tx, opening: &Opening, account: AccountId) -> Result<BTreeSet<Head>, Problem> {
    let not_on_it = || Problem::new(Kind::NotOnTheRoll);
    let phone = accounts::phone_of(tx.conn(), app.keys(), account).await?.ok_or_else(not_on_it)?;
    let heads = registers::heads_of(tx.conn(), app.keys(), opening.register, &phone).await?;
    if heads.is_empty() { Err(not_on_it()) } else { Ok(heads) }
}

/// The head that the request names. A person with several heads must name one.
pub fn chosen_head(own: BTreeSet<Head>, wanted: Option<Head>) -> Result<Head, Problem> {
    let refused = |code, en: &str, zh: &str| Problem::field("/head", code, en, zh);
    match wanted {
        Some(wanted) if own.contains(&wanted) => Ok(wanted),
        Some(_) => Err(refused("unknown", "is none of your heads on this roll", "不是您在本名册上的户号")),
        None if own.len() > 1 => Err(refused(
            "needed",
            "you have several heads on this roll: say for which",
            "您在名册上有多个投票权，请指明",
        )),
        None => own.into_iter().next().ok_or_else(Problem::broken), // `own_heads` refuses an empty set
    }
}
