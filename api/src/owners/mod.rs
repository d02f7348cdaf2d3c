//! Owners (业主): the register of an estate, and what its owners decide jointly by it (业主共同决定, Civil Code art. 278).
//!
//! Promises: a register is taken whole or not at all; names and numbers in it are sealed, and what is published names flats;
//! areas and heads are exact integers; a head has one ballot, by
//! the database's own uniqueness; whoever it was let cast by a mandate says what that says, and an owner's own ballot goes
//! before theirs; every acknowledged ballot is counted and none is taken after the announced end. What was
//! acknowledged is in a public log, and a bundle of flats, never of people, lets anybody repeat the count.

mod answer_owners_objection;
mod bundle;
mod cast_owner_ballot;
mod cast_owner_proxy_ballot;
mod certify_owners_result;
mod check_owners_decision;
mod confirm_owner_mandate;
mod confirm_owner_sheet;
mod count;
mod decision_view;
mod download_owners_bundle;
mod draft_owners_decision;
mod enter_owner_sheet;
mod entity;
mod give_owner_proxy;
mod list_my_owner_proxies;
mod list_my_owners_objections;
mod list_owner_ballots;
mod list_owner_mandates;
mod list_owner_sheets;
mod list_owners_decisions;
mod list_owners_incidents;
mod list_owners_log_leaves;
mod list_owners_non_voters;
mod list_owners_objections;
mod list_owners_presets;
mod list_owners_steps;
mod log;
mod look_up_owner;
mod object_to_owners_result;
mod open_owners_decision;
mod pause_owners_decision;
mod presets;
mod protocol;
mod prove_owners_consistency;
mod prove_owners_inclusion;
mod proxies;
mod proxy_view;
mod read_my_owner_ballots;
mod read_owners_checkpoint;
mod read_owners_decision;
mod read_owners_protocol;
mod read_owners_result;
mod read_owners_turnout;
mod receipt;
mod record_owner_mandate;
mod refusals;
mod report_owners_incident;
mod resolve_owner_sheet;
mod result_view;
mod resume_owners_decision;
mod revoke_owner_mandate;
mod revoke_owner_proxy;
mod rules;
mod sheet_view;
mod sheets;
mod steps;
mod store;
mod taking;
mod void_owners_decision;
mod words;

pub use bundle::FORMAT as BUNDLE_FORMAT;
pub use bundle::verify::verify as verify_bundle;

use domain::ids::{AccountId, OwnersDecisionId};
use domain::owner::decision::{Opening, OwnersDecision};
use domain::register::Head;
use std::collections::BTreeSet;

use crate::http::caller::{Holder, Roles};
use crate::http::routes::Routes;
use crate::infra::db::Tx;
use crate::problem::{Kind, Problem};
use crate::registers;
use crate::state::App;
use crate::{accounts, places};

pub fn routes(config: &mut Routes) {
    config
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
        .service(void_owners_decision::void_owners_decision)
        .service(check_owners_decision::check_owners_decision)
        .service(pause_owners_decision::pause_owners_decision)
        .service(resume_owners_decision::resume_owners_decision)
        .service(list_owners_steps::list_owners_steps)
        .service(report_owners_incident::report_owners_incident)
        .service(list_owners_incidents::list_owners_incidents)
        .service(look_up_owner::look_up_owner)
        .service(list_owners_non_voters::list_owners_non_voters)
        .service(enter_owner_sheet::enter_owner_sheet)
        .service(confirm_owner_sheet::confirm_owner_sheet)
        .service(list_owner_sheets::list_owner_sheets)
        .service(resolve_owner_sheet::resolve_owner_sheet)
        .service(give_owner_proxy::give_owner_proxy)
        .service(list_my_owner_proxies::list_my_owner_proxies)
        .service(cast_owner_proxy_ballot::cast_owner_proxy_ballot)
        .service(revoke_owner_proxy::revoke_owner_proxy)
        .service(record_owner_mandate::record_owner_mandate)
        .service(confirm_owner_mandate::confirm_owner_mandate)
        .service(list_owner_mandates::list_owner_mandates)
        .service(revoke_owner_mandate::revoke_owner_mandate)
        .service(read_owners_checkpoint::read_owners_checkpoint)
        .service(prove_owners_inclusion::prove_owners_inclusion)
        .service(prove_owners_consistency::prove_owners_consistency)
        .service(list_owners_log_leaves::list_owners_log_leaves)
        .service(download_owners_bundle::download_owners_bundle)
        .service(read_owners_protocol::read_owners_protocol)
        .service(object_to_owners_result::object_to_owners_result)
        .service(list_my_owners_objections::list_my_owners_objections)
        .service(list_owners_objections::list_owners_objections)
        .service(answer_owners_objection::answer_owners_objection);
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
    let heads = registers::heads_of(tx.conn(), app.keys(), opening.register, &phone).await?;
    if heads.is_empty() { Err(not_on_it()) } else { Ok(heads) }
}

/// The one that is meant; needed where there are several.
fn chosen_head(own: BTreeSet<Head>, wanted: Option<Head>) -> Result<Head, Problem> {
    let refused = |code, en: &str, zh: &str| Problem::field("/head", code, en, zh);
    match wanted {
        Some(wanted) if own.contains(&wanted) => Ok(wanted),
        Some(_) => Err(refused("unknown", "is none of your heads on this roll", "不是您在本名册上的户号")),
        None if own.len() > 1 => Err(refused(
            "needed",
            "you have several heads on this roll: say for which",
            "您在名册上有多个投票权，请指明",
        )),
        None => own.into_iter().next().ok_or_else(Problem::broken), // whoever has none was refused before
    }
}
