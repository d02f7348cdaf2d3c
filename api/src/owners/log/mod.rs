//! The public log of a decision: checkpoints, proofs and leaves.

mod list_owners_log_leaves;
mod newest;
mod prove_owners_consistency;
mod prove_owners_inclusion;
mod read_owners_checkpoint;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(read_owners_checkpoint::read_owners_checkpoint)
        .service(prove_owners_inclusion::prove_owners_inclusion)
        .service(prove_owners_consistency::prove_owners_consistency)
        .service(list_owners_log_leaves::list_owners_log_leaves);
}
