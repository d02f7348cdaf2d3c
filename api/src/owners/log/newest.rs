//! The newest checkpoint of a decision's log.

use domain::ids::OwnersDecisionId;
use domain::owner::decision::Stage;

use crate::infra::actor::Anyone;
use crate::owners::result::count;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::record::log::named;
use crate::record::log::note::Note;
use crate::state::App;

/// The newest checkpoint of a decision that was opened. Once the decision is over and can be counted, the checkpoint
/// covers all of its log.
pub async fn newest(app: &App, reader: &Anyone, id: OwnersDecisionId) -> Result<Note, Problem> {
    let decision = store::decision(app.db().reads(), id).await?;
    match decision.stage(app.clock().now()) {
        Stage::Announced | Stage::Lapsed => return Err(Problem::new(Kind::VoteNotOpened)),
        Stage::Closed if store::unsettled_sheets(app.db().reads(), id).await? > 0 => {}
        Stage::Closed => drop(count::counted(app, reader, id).await?),
        Stage::Open | Stage::Paused | Stage::Certified | Stage::Voided => {}
    }
    named::newest(app, id.into()).await
}
