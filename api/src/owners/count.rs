//! Counting: from the frozen register and the ballots, as often as somebody reads it, always to the same result.

use std::collections::BTreeMap;

use domain::Time;
use domain::ids::OwnersDecisionId;
use domain::owner::decision::{OwnersDecision, State};
use domain::owner::{Head, Register};
use domain::vote::tally::owners::Decision;

use super::store::{self, BallotRow};
use crate::app::App;
use crate::http::caller::{Actor, Anyone, Caller as _};
use crate::http::problem::Problem;
use crate::infra::db::Tx;

/// A decision that is over, with what it is counted from.
pub struct Counted {
    pub decision: OwnersDecision,
    pub register: Register,
    pub voices: BTreeMap<Head, BallotRow>,
}

impl Counted {
    pub fn result(&self) -> Decision {
        let voice = |head: &&Head| self.voices.get(*head).map(|row| row.voice);
        Decision::count(self.decision.item.matter(), self.register.shares(), voice)
    }

    pub fn certified_at(&self) -> Option<Time> {
        match &self.decision.state {
            State::Announced | State::Open(_) | State::Voided(..) => None,
            State::Certified(_, certification) => Some(certification.at),
        }
    }
}

/// For whoever reads it. Refused while ballots are taken.
pub async fn counted(app: &App, reader: &Anyone, id: OwnersDecisionId) -> Result<Counted, Problem> {
    let decision = store::decision(app.db().reads(), id).await?;
    decision.may_be_counted(app.clock().now())?;
    let nobody = Anyone(Actor::service(reader.actor().request));
    app.write(&nobody, async move |tx| settle(tx, id).await).await
}

/// Waits for the last ballots under way: casting shares the decision's row.
pub async fn settle(tx: &Tx, id: OwnersDecisionId) -> Result<Counted, Problem> {
    let decision = store::decision_for_update(tx, id).await?;
    let opening = decision.may_be_counted(tx.now())?;
    let register = store::frozen(tx.conn(), opening).await?;
    let voices = store::ballots(tx.conn(), id).await?;
    Ok(Counted { register, voices, decision })
}
