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
//! goes on after the vote's end until then. Helpers and proxies: the rule says which ballot stands when a voter's come in
//! several ways; that somebody was helped or represented is kept apart from what was chosen, as for any ballot.

mod admission;
mod answer_result_objection;
mod body;
mod build_roll;
mod bundle;
mod cancel_assisted_ballot;
mod cast_assisted_ballot;
mod cast_ballot;
mod cast_proxy_ballot;
mod casting;
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
mod follow_turnout;
mod for_voter;
mod give_proxy;
mod hand_out_paper;
mod help_view;
mod list_assisted_ballots;
mod list_incidents;
mod list_late_roll_changes;
mod list_log_leaves;
mod list_my_proxies;
mod list_my_result_objections;
mod list_non_voters;
mod list_paper_ballots;
mod list_paper_batches;
mod list_paper_mismatches;
mod list_result_objections;
mod list_vote_steps;
mod list_votes;
mod log;
mod look_up_voter;
mod object_to_result;
mod open_paper_batch;
mod open_vote;
mod paper;
mod paper_view;
mod pause_vote;
mod protocol;
mod prove_consistency;
mod prove_inclusion;
mod proxy_view;
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
mod revoke_proxy;
mod roll_view;
mod round_view;
mod seal;
mod sheets;
mod step;
mod store;
mod take_back_paper;
mod turnout_view;
mod turnout_watch;
mod update_vote;
mod view;
mod void_vote;
mod voter;
mod watch_turnout;
mod words;

pub use bundle::verify::verify as verify_bundle;
pub use casting::Casting;
pub use store::{certified_winner, funded_designs, titles, vote, votes_of_project};

use domain::ids::{AccountId, VoteId};
use domain::vote::Vote;
use domain::vote::turnout::Channel;

use crate::http::caller::{Holder, Roles};
use crate::http::routes::Routes;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::places;
use crate::problem::Problem;
use crate::state::App;

pub fn routes(config: &mut Routes) {
    config
        .service(cast_ballot::cast_ballot)
        .service(draft_vote::draft_vote)
        .service(update_vote::update_vote)
        .service(list_votes::list_votes)
        .service(read_vote::read_vote)
        .service(build_roll::build_roll)
        .service(read_roll::read_roll)
        .service(list_late_roll_changes::list_late_roll_changes)
        .service(check_vote::check_vote)
        .service(open_vote::open_vote)
        .service(read_my_eligibility::read_my_eligibility)
        .service(read_my_receipt::read_my_receipt)
        .service(cast_assisted_ballot::cast_assisted_ballot)
        .service(cancel_assisted_ballot::cancel_assisted_ballot)
        .service(list_assisted_ballots::list_assisted_ballots)
        .service(give_proxy::give_proxy)
        .service(list_my_proxies::list_my_proxies)
        .service(cast_proxy_ballot::cast_proxy_ballot)
        .service(revoke_proxy::revoke_proxy)
        .service(read_turnout::read_turnout)
        .service(watch_turnout::watch_turnout)
        .service(follow_turnout::follow_turnout)
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
        .service(take_back_paper::take_back_paper)
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

/// Every vote this person, or their household, took part in, and by which way: the receipt while ballots and voters lie
/// together, afterwards only that they voted; who was helped, how; never a choice.
pub async fn receipts_of(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<Vec<serde_json::Value>, Problem> {
    let mut receipts = Vec::new();
    for (vote, voter) in store::entries_of(tx.conn(), account).await? {
        let Some(channel) = store::cast_by(tx.conn(), vote, &voter).await? else { continue };
        let known = store::vote(tx.conn(), vote).await?;
        let mut told = match store::receipt_of(tx.conn(), vote, &voter).await? {
            Some(ballot) => {
                let receipt = receipt_view::ReceiptView::new(keys, &known, &seal::open(keys, &ballot)?);
                serde_json::to_value(receipt).map_err(|_| Problem::broken())?
            }
            None => serde_json::json!({"vote_id": vote.0, "rehearsal": known.rehearsal, "voted": true}),
        };
        let help = store::help_of(tx.conn(), vote, &voter).await?.filter(|_| channel == Channel::Assisted);
        if let Some(told) = told.as_object_mut() {
            told.insert("channel".to_owned(), channel.word().into());
            if let Some(row) = help {
                let (method, consent) = (row.help.method.word(), row.help.consent.word());
                let reference = help_view::open_reference(keys, &row)?;
                let help = serde_json::json!({"method": method, "consent": consent, "reference": reference});
                told.insert("help".to_owned(), help);
            }
        }
        receipts.push(told);
    }
    Ok(receipts)
}
