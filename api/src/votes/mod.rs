//! Votes (表决): a design is chosen by people on a frozen roll, by a rule fixed before opening, and whoever loses can check it.
//!
//! Promises: one live ballot for each voter, by the database's own uniqueness; every acknowledged ballot is counted and
//! none is taken after the close; nothing that answers a request is made from a choice before the vote is over; the
//! result is counted once, from the ballots, whether a person or time closed the vote. At the close ballots are parted
//! from voters for good, and a public log and bundle let anybody repeat the count.
//!
//! Ways to vote are equal. Paper: who is handed a sheet has no other ballot; which sheet they draw from the pile nobody
//! knows; two people key each sheet, neither sees the other's entry, and a third settles what differs. A vote is not counted
//! before every batch of sheets is closed, which it can be only when hand count, keyed and handed out sheets agree; keying
//! goes on after the vote's end until then.

mod answer_result_objection;
mod body;
mod build_roll;
mod bundle;
mod cast_ballot;
mod certify_result;
mod check_vote;
mod close_paper_batch;
mod close_vote;
mod confirm_paper_ballot;
mod count;
mod download_bundle;
mod draft_vote;
mod enter_paper_ballot;
mod entity;
mod extend_vote;
mod hand_out_paper;
mod list_incidents;
mod list_log_leaves;
mod list_my_result_objections;
mod list_non_voters;
mod list_paper_ballots;
mod list_paper_batches;
mod list_paper_mismatches;
mod list_result_objections;
mod list_vote_steps;
mod list_votes;
mod log;
mod log_view;
mod look_up_voter;
mod object_to_result;
mod objection_view;
mod open_paper_batch;
mod open_vote;
mod paper;
mod paper_view;
mod pause_vote;
mod protocol;
mod prove_consistency;
mod prove_inclusion;
mod read_checkpoint;
mod read_my_eligibility;
mod read_my_receipt;
mod read_protocol;
mod read_result;
mod read_roll;
mod read_turnout;
mod read_vote;
mod receipt_view;
mod refusals;
mod report_incident;
mod resolve_paper_mismatch;
mod result_view;
mod resume_vote;
mod round_view;
mod seal;
mod sheets;
mod step;
mod step_view;
mod store;
mod update_vote;
mod view;
mod void_vote;
mod watch_turnout;
mod words;

pub use bundle::verify::{Fault, Kept, verify as verify_bundle};
pub use store::{certified_winner, titles, vote, votes_of_project};

use domain::ids::{AccountId, VoteId};
use domain::vote::Vote;

use crate::app::App;
use crate::http::caller::{Holder, Roles};
use crate::http::problem::Problem;
use crate::http::routes::Routes;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::places;

pub fn routes(config: &mut Routes) {
    config
        .service(draft_vote::draft_vote)
        .service(update_vote::update_vote)
        .service(list_votes::list_votes)
        .service(read_vote::read_vote)
        .service(build_roll::build_roll)
        .service(read_roll::read_roll)
        .service(check_vote::check_vote)
        .service(open_vote::open_vote)
        .service(read_my_eligibility::read_my_eligibility)
        .service(cast_ballot::cast_ballot)
        .service(read_my_receipt::read_my_receipt)
        .service(read_turnout::read_turnout)
        .service(watch_turnout::watch_turnout)
        .service(pause_vote::pause_vote)
        .service(resume_vote::resume_vote)
        .service(extend_vote::extend_vote)
        .service(close_vote::close_vote)
        .service(void_vote::void_vote)
        .service(report_incident::report_incident)
        .service(list_incidents::list_incidents)
        .service(list_vote_steps::list_vote_steps)
        .service(look_up_voter::look_up_voter)
        .service(list_non_voters::list_non_voters)
        .service(open_paper_batch::open_paper_batch)
        .service(list_paper_batches::list_paper_batches)
        .service(hand_out_paper::hand_out_paper)
        .service(enter_paper_ballot::enter_paper_ballot)
        .service(list_paper_ballots::list_paper_ballots)
        .service(confirm_paper_ballot::confirm_paper_ballot)
        .service(list_paper_mismatches::list_paper_mismatches)
        .service(resolve_paper_mismatch::resolve_paper_mismatch)
        .service(close_paper_batch::close_paper_batch)
        .service(read_checkpoint::read_checkpoint)
        .service(prove_inclusion::prove_inclusion)
        .service(prove_consistency::prove_consistency)
        .service(list_log_leaves::list_log_leaves)
        .service(download_bundle::download_bundle)
        .service(read_result::read_result)
        .service(read_protocol::read_protocol)
        .service(object_to_result::object_to_result)
        .service(list_my_result_objections::list_my_result_objections)
        .service(list_result_objections::list_result_objections)
        .service(answer_result_objection::answer_result_objection)
        .service(certify_result::certify_result);
}

/// 404 unless there is such a vote, 403 unless the caller's post reaches its unit.
async fn vote_in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: VoteId) -> Result<Vote, Problem> {
    let vote = store::vote(app.db().reads(), id).await?;
    let unit = places::unit(app.db().reads(), vote.unit).await?;
    caller.over_unit(&unit)?;
    Ok(vote)
}

/// Every vote this person, or their household, took part in: the receipt while ballots and voters lie together, afterwards
/// only that they voted; never a choice.
pub async fn receipts_of(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<Vec<serde_json::Value>, Problem> {
    let mut receipts = Vec::new();
    for (vote, voter) in store::entries_of(tx.conn(), account).await? {
        if let Some(ballot) = store::receipt_of(tx.conn(), vote, &voter).await? {
            let receipt = receipt_view::ReceiptView::new(keys, &seal::open(keys, &ballot)?);
            receipts.push(serde_json::to_value(receipt).map_err(|_| Problem::broken())?);
        } else if store::has_cast(tx.conn(), vote, &voter).await? {
            receipts.push(serde_json::json!({"vote_id": vote.0, "voted": true}));
        }
    }
    Ok(receipts)
}
