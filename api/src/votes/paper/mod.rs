//! Ballots on paper: batches of sheets, handed out, keyed twice, settled and closed.
//!
//! Promises: a voter who is handed a sheet has no other ballot; nobody knows which sheet they drew from the pile; two
//! people key each sheet without seeing each other's entry, and a third settles what differs; a batch closes only when
//! the hand count, the keyed sheets and the sheets handed out agree.

mod close_paper_batch;
mod confirm_paper_ballot;
mod enter_paper_ballot;
mod hand_out_paper;
mod list_paper_ballots;
mod list_paper_batches;
mod list_paper_mismatches;
mod open_paper_batch;
mod paper_view;
mod resolve_paper_mismatch;
mod sheets;
mod take_back_paper;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(open_paper_batch::open_paper_batch)
        .service(list_paper_batches::list_paper_batches)
        .service(hand_out_paper::hand_out_paper)
        .service(take_back_paper::take_back_paper)
        .service(enter_paper_ballot::enter_paper_ballot)
        .service(list_paper_ballots::list_paper_ballots)
        .service(confirm_paper_ballot::confirm_paper_ballot)
        .service(list_paper_mismatches::list_paper_mismatches)
        .service(resolve_paper_mismatch::resolve_paper_mismatch)
        .service(close_paper_batch::close_paper_batch);
}
