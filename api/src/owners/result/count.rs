//! Counts from the frozen register and the ballots each time the result is read; the result is always the same.

use std::collections::{BTreeMap, HashSet};

use domain::Time;
use domain::ids::{OwnerProxyId, OwnersDecisionId};
use domain::owner::decision::{OwnersDecision, State};
use domain::owner::proxy::OwnerProxy;
use domain::register::{Head, Register};
use domain::vote::ResultRefusal;
use domain::vote::tally::owners::{Decision, Measure};

use crate::infra::actor::{Actor, Anyone, Caller as _};
use crate::infra::db::Tx;
use crate::owners::store::{self, BallotRow};
use crate::problem::{Kind, Problem};
use crate::record::log::named;
use crate::state::App;

/// A decision that is over, with everything that its count needs.
pub struct Counted {
    pub decision: OwnersDecision,
    pub register: Register,
    pub voices: BTreeMap<Head, BallotRow>,
    /// The proxies with which a ballot was cast, whether or not that ballot still counts.
    pub proxies: BTreeMap<OwnerProxyId, OwnerProxy>,
}

impl Counted {
    pub fn result(&self) -> Decision {
        let voice = |head: &&Head| self.voices.get(*head).map(|row| row.voice);
        Decision::count(self.decision.item.matter(), self.register.shares(), voice)
    }

    /// The proxy with which a head's ballot was cast, if it was cast with one.
    pub fn proxy_of(&self, row: &BallotRow) -> Option<&OwnerProxy> {
        row.proxy().and_then(|id| self.proxies.get(&id))
    }

    /// Area and heads of the ballots that were cast by proxy; none if the decision offered no proxies.
    pub fn by_proxy(&self) -> Option<Measure> {
        self.decision.proxies_each?;
        let is_by_proxy = |head: &Head| self.voices.get(head).is_some_and(|row| row.proxy().is_some());
        Some(self.register.measure(is_by_proxy))
    }

    /// How many people cast by proxy.
    pub fn holders(&self) -> usize {
        let holders = self.voices.values().filter_map(|row| self.proxy_of(row)).map(|proxy| &proxy.holder);
        holders.collect::<HashSet<_>>().len()
    }

    pub fn certified_at(&self) -> Option<Time> {
        match &self.decision.state {
            State::Announced | State::Open(_) | State::Paused(..) | State::Voided(..) => None,
            State::Certified(_, certification) => Some(certification.at),
        }
    }
}

/// Loads a decision that is over, with everything that its count needs. Refused while ballots are taken.
pub async fn counted(app: &App, reader: &Anyone, id: OwnersDecisionId) -> Result<Counted, Problem> {
    may_be_counted(app, id).await?;
    let nobody = Anyone(Actor::service(reader.actor().request));
    let service = app.clone();
    app.write(&nobody, async move |tx| settle(&service, tx, id).await).await
}

/// Like [`counted`] for callers that read only a part and count nothing: no ballot changes any more. Refused while
/// ballots are taken.
pub async fn over(app: &App, reader: &Anyone, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    may_be_counted(app, id).await?;
    let nobody = Anyone(Actor::service(reader.actor().request));
    let service = app.clone();
    app.write(&nobody, async move |tx| end(&service, tx, id).await).await
}

async fn may_be_counted(app: &App, id: OwnersDecisionId) -> Result<(), Problem> {
    let reads = app.db().reads();
    let (decision, unsettled) = (store::decision(reads, id).await?, store::unsettled_sheets(reads, id).await?);
    decision.may_be_counted_with(unsettled, app.clock().now()).map_err(refused)?;
    Ok(())
}

/// Waits for the last ballots under way, which hold a shared lock on the decision's row. After it the log is whole and
/// signed.
async fn end(app: &App, tx: &Tx, id: OwnersDecisionId) -> Result<OwnersDecision, Problem> {
    let decision = store::decision_for_update(tx, id).await?;
    decision.may_be_counted_with(store::unsettled_sheets(tx.conn(), id).await?, tx.now()).map_err(refused)?;
    named::sign(app, tx, id.into()).await?;
    Ok(decision)
}

pub async fn settle(app: &App, tx: &Tx, id: OwnersDecisionId) -> Result<Counted, Problem> {
    let decision = end(app, tx, id).await?;
    let register = store::frozen(tx.conn(), decision.opening().ok_or_else(Problem::broken)?).await?;
    let voices = store::ballots(tx.conn(), id).await?;
    let used = store::used_proxies(tx.conn(), app.keys(), id).await?;
    let proxies = used.into_iter().map(|proxy| (proxy.id, proxy)).collect();
    Ok(Counted { register, voices, proxies, decision })
}

fn refused(refusal: ResultRefusal) -> Problem {
    match refusal {
        ResultRefusal::PaperNotKeyed { open } => Problem::new(Kind::PaperNotKeyed).say(
            format!("{open} sheets of paper were keyed only once, or in two ways"),
            format!("还有 {open} 张纸质选票只录入了一次或两次录入不一致"),
        ),
        ResultRefusal::NotOpened | ResultRefusal::Sealed | ResultRefusal::Voided => refusal.into(),
    }
}
