use chrono::{DateTime, Utc};
use domain::Time;
use domain::account::PhoneNumber;
use domain::owner::proxy::OwnerProxy;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::owners::store::MandateRow;
use crate::owners::words::{OwnerMandateDocumentWord, OwnerMandateWord, OwnerProxyStateWord};

/// A proxy: for which head, who holds it, what the mandate says, and until when.
#[derive(Serialize, ToSchema)]
pub struct OwnerProxyView {
    pub id: Uuid,
    pub decision_id: Uuid,
    #[schema(example = "3号/502")]
    pub head: String,
    /// The middle digits are hidden.
    #[schema(example = "+86138****8000")]
    pub holder_phone: String,
    /// True if I hold the proxy. False if I gave it, or if it is of a head of mine.
    pub held: bool,
    pub says: OwnerMandateWord,
    pub state: OwnerProxyStateWord,
    /// True if it was recorded at the desk, false if it was given in the app.
    pub on_paper: bool,
    /// The proxy is good until just before this time; null if it is good for as long as ballots are taken.
    pub expires_at: Option<DateTime<Utc>>,
    pub given_at: DateTime<Utc>,
    /// Whether the holder has cast with it. An owner's own ballot still goes before the holder's.
    pub used: bool,
}

impl OwnerProxyView {
    pub fn new(proxy: &OwnerProxy, reader: &PhoneNumber, now: Time) -> Self {
        Self {
            id: proxy.id.0,
            decision_id: proxy.decision.0,
            head: proxy.head.as_str().to_owned(),
            holder_phone: proxy.holder.masked(),
            held: proxy.holder == *reader,
            says: proxy.says.into(),
            state: proxy.stage(now).into(),
            on_paper: proxy.recorded().is_some(),
            expires_at: proxy.until,
            given_at: proxy.given_at,
            used: proxy.used_by.is_some(),
        }
    }
}

/// A mandate on paper and its evidence. What the mandate says is not shown before the decision is over, because a
/// second person must read it from the paper.
#[derive(Serialize, ToSchema)]
pub struct OwnerMandateView {
    pub id: Uuid,
    #[schema(example = "3号/502")]
    pub head: String,
    /// The middle digits are hidden.
    #[schema(example = "+86138****8000")]
    pub holder_phone: String,
    /// Null if the two people read different things: the record was discarded, and the mandate is recorded anew with
    /// the paper in hand.
    pub state: Option<OwnerProxyStateWord>,
    pub document: Option<OwnerMandateDocumentWord>,
    /// What the paper is filed under.
    #[schema(example = "委托书 2026-017")]
    pub reference: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: DateTime<Utc>,
    pub confirmed_by: Option<Uuid>,
    pub expires_at: Option<DateTime<Utc>>,
    pub used: bool,
    pub revoked_at: Option<DateTime<Utc>>,
    /// What the owner's written revocation is filed under; null if the mandate was not revoked at the desk.
    #[schema(example = "撤销委托声明 2026-003")]
    pub revocation_reference: Option<String>,
    /// Null until the decision is over.
    pub says: Option<OwnerMandateWord>,
}

impl OwnerMandateView {
    pub fn new(row: &MandateRow, is_over: bool, now: Time) -> Self {
        let MandateRow { proxy, reference, revocation } = row;
        let recorded = proxy.recorded();
        Self {
            id: proxy.id.0,
            head: proxy.head.as_str().to_owned(),
            holder_phone: proxy.holder.masked(),
            state: Some(proxy.stage(now).into()),
            document: recorded.map(|recorded| recorded.document.into()),
            reference: reference.clone(),
            recorded_by: recorded.map(|recorded| recorded.by.0),
            recorded_at: proxy.given_at,
            confirmed_by: recorded.and_then(|recorded| recorded.confirmed_by).map(|by| by.0),
            expires_at: proxy.until,
            used: proxy.used_by.is_some(),
            revoked_at: proxy.revoked_at,
            revocation_reference: revocation.clone(),
            says: is_over.then(|| proxy.says.into()),
        }
    }

    pub fn discarded(row: &MandateRow, now: Time) -> Self {
        Self { state: None, ..Self::new(row, false, now) }
    }
}
