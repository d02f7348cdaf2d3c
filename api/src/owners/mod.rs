//! Owners (业主): the register of an estate, and what its owners decide jointly by it (业主共同决定, Civil Code art. 278).
//!
//! Promises: a register is taken whole or not at all; names and numbers in it are sealed, and what is published names flats;
//! areas and heads are exact integers; a head has one ballot, by
//! the database's own uniqueness; every acknowledged ballot is counted and none is taken after the announced end.

mod cast_owner_ballot;
mod certify_owners_result;
mod count;
mod decision_view;
mod draft_owners_decision;
mod entity;
mod import_owner_register;
mod list_owner_ballots;
mod list_owner_entries;
mod list_owner_registers;
mod list_owners_decisions;
mod list_owners_presets;
mod open_owners_decision;
mod presets;
mod read_my_owner_ballots;
mod read_owner_register;
mod read_owners_decision;
mod read_owners_result;
mod read_owners_turnout;
mod refusals;
mod register_view;
mod result_view;
mod store;
mod void_owners_decision;
mod words;

use domain::ids::{AccountId, OwnersDecisionId};
use domain::owner::Head;
use domain::owner::decision::{Opening, OwnersDecision};
use std::collections::BTreeSet;

use crate::app::App;
use crate::http::caller::{Holder, Roles};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::Routes;
use crate::infra::db::Tx;
use crate::{accounts, places};

pub fn routes(config: &mut Routes) {
    config
        .service(import_owner_register::import_owner_register)
        .service(list_owner_registers::list_owner_registers)
        .service(read_owner_register::read_owner_register)
        .service(list_owner_entries::list_owner_entries)
        .service(list_owners_presets::list_owners_presets)
        .service(draft_owners_decision::draft_owners_decision)
        .service(list_owners_decisions::list_owners_decisions)
        .service(read_owners_decision::read_owners_decision)
        .service(open_owners_decision::open_owners_decision)
        .service(read_my_owner_ballots::read_my_owner_ballots)
        .service(cast_owner_ballot::cast_owner_ballot)
        .service(read_owners_turnout::read_owners_turnout)
        .service(read_owners_result::read_owners_result)
        .service(list_owner_ballots::list_owner_ballots)
        .service(certify_owners_result::certify_owners_result)
        .service(void_owners_decision::void_owners_decision);
}

/// 404 unless there is such a decision, 403 unless the caller's post reaches its unit.
async fn decision_in_reach<R: Roles>(
    app: &App,
    caller: &Holder<R>,
    id: OwnersDecisionId,
) -> Result<OwnersDecision, Problem> {
    let decision = store::decision(app.db().reads(), id).await?;
    caller.over_unit(&places::unit(app.db().reads(), decision.unit).await?)?;
    Ok(decision)
}

/// The heads this person may cast for: those of whose owners one has the number the account rests on. 403 when there are
/// none.
async fn own_heads(app: &App, tx: &Tx, opening: &Opening, account: AccountId) -> Result<BTreeSet<Head>, Problem> {
    let not_on_it = || Problem::new(Kind::NotOnTheRoll);
    let phone = accounts::phone_of(tx.conn(), app.keys(), account).await?.ok_or_else(not_on_it)?;
    let heads = store::heads_of(tx.conn(), app.keys(), opening.register, &phone).await?;
    if heads.is_empty() { Err(not_on_it()) } else { Ok(heads) }
}
