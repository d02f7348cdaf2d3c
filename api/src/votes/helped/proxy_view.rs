use chrono::{DateTime, Utc};
use domain::Time;
use domain::ids::AccountId;
use domain::vote::proxy::Proxy;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::votes::words::{ProxyScopeWord, ProxyStateWord};

/// An authorisation to cast for a voter in one vote: by whom, to whom, how far and until when. It never says the
/// choice.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProxyView {
    pub id: Uuid,
    pub vote_id: Uuid,
    #[schema(example = "王阿姨")]
    pub giver_name: String,
    #[schema(example = "小王")]
    pub holder_name: String,
    /// True when I hold it; false when I gave it, or my household did.
    pub held: bool,
    pub scope: ProxyScopeWord,
    pub state: ProxyStateWord,
    /// The proxy is good until just before this time; null: as long as the vote takes ballots.
    pub expires_at: Option<DateTime<Utc>>,
    pub given_at: DateTime<Utc>,
    /// Whether the holder has cast with it. Which ballot counts then depends on the vote's rule.
    pub used: bool,
}

impl ProxyView {
    pub fn new(proxy: &Proxy, reader: AccountId, names: &HashMap<AccountId, String>, now: Time) -> Self {
        let name = |account| names.get(&account).cloned().unwrap_or_default();
        Self {
            id: proxy.id.0,
            vote_id: proxy.vote.0,
            giver_name: name(proxy.giver),
            holder_name: name(proxy.holder),
            held: proxy.holder == reader,
            scope: proxy.scope.into(),
            state: proxy.stage(now).into(),
            expires_at: proxy.until,
            given_at: proxy.given_at,
            used: proxy.used,
        }
    }
}
