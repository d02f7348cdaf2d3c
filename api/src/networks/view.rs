use chrono::{DateTime, Utc};
use domain::area::AreaCode;
use domain::network::StaffNetworks;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Entry;

/// The networks from which the staff of an area may act.
#[derive(Serialize, ToSchema)]
pub struct StaffNetworksView {
    #[schema(example = "310101020")]
    pub area_code: String,
    /// The area's own list in CIDR notation; empty if it has none.
    #[schema(example = json!(["10.20.0.0/16", "2001:db8::/32"]))]
    pub networks: Vec<String>,
    /// Why the list was set or removed; null if it was never set.
    #[schema(example = "仅限政务外网办公")]
    pub reason: Option<String>,
    pub changed_at: Option<DateTime<Utc>>,
    /// The area whose list is in force here: this one, or the nearest above with a list. Null if every address is
    /// allowed.
    #[schema(example = "310101")]
    pub in_force_from: Option<String>,
}

impl StaffNetworksView {
    pub fn new(area: &AreaCode, entry: Entry, lists: &StaffNetworks) -> Self {
        Self {
            area_code: area.to_string(),
            networks: entry.networks.words(),
            reason: entry.reason,
            changed_at: entry.changed_at,
            in_force_from: lists.in_force(area).map(|(area, _)| area.to_string()),
        }
    }
}
