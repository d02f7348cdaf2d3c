use std::collections::{HashMap, HashSet};

use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::PhoneNumber;
use domain::ids::{HouseholdListId, UnitId};
use domain::residency::{Entry, Finding, Household, Means, RETENTION_DAYS, RETENTION_DAYS_MAX, read_list};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::home::{self, CommitteeWord};
use super::household_lists::{self, store};
use super::residencies;
use crate::accounts::people;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::http::table;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHouseholdList {
    unit_id: Uuid,
    #[schema(inline)]
    committee_code: CommitteeWord,
    /// The text of a CSV file (RFC 4180) in UTF-8, with or without a byte order mark, any line ends. The first row names the
    /// columns, in any order: building, room, phone and, if wanted, name, or 幢, 室, 手机 and 姓名. At most 5,000 rows.
    #[schema(min_length = 1, max_length = 200000, example = "幢,室,手机,姓名\r\n3号,502,13800138000,王芳\r\n")]
    csv: String,
    /// If true, the list is only checked: nothing is stored and nobody is verified.
    #[serde(default)]
    #[schema(default = false)]
    dry_run: bool,
    /// For how many days the entries are stored. The committee's next list replaces them even before that.
    #[serde(default = "half_a_year")]
    #[schema(minimum = 1, maximum = 366, default = 180)]
    keep_days: u16,
}

fn half_a_year() -> u16 {
    RETENTION_DAYS
}

/// What the import of a list did, or would do.
#[derive(Serialize, ToSchema)]
pub struct HouseholdImportView {
    pub unit_id: Uuid,
    #[schema(example = "310101020004")]
    pub committee_code: String,
    pub dry_run: bool,
    /// Rows of the list.
    #[schema(example = 812)]
    pub entries: usize,
    /// The number of different doors.
    #[schema(example = 410)]
    pub households: usize,
    /// Waiting claims that the list verified.
    #[schema(example = 23)]
    pub verified: usize,
    /// When the entries are deleted.
    pub expires_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Import a household list",
    description = "Replaces the committee's list in this unit. A resident's claim is verified if the list has \
        their number behind the claimed door: claims that wait, now; new claims, when they are made. The importer \
        answers for these residencies, and can't be verified by their own list. A list with faults is refused as a \
        whole, and `errors` names row, column and fault of the first hundred. Numbers and names are stored encrypted \
        and deleted after `keep_days`.",
    request_body = NewHouseholdList,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "What the import did, or would do", body = HouseholdImportView)),
)]
#[post("/v1/household-lists")]
pub async fn import_household_list(
    app: Data<App>,
    caller: Moderator,
    body: Keyed<NewHouseholdList>,
) -> Result<Reply, Problem> {
    let Keyed { value, key } = body;
    let committee = home::committee(value.committee_code.parse()?)?;
    if !(1..=RETENTION_DAYS_MAX).contains(&value.keep_days) {
        return Err(Problem::field("/keep_days", "out_of_range", "must be 1 to 366", "应为 1 至 366"));
    }
    caller.over_area(&committee)?;
    let entries = read_list(&committee, table::rows(&value.csv)?.into_iter()).map_err(table::faults)?;
    let (inner, by, unit, dry_run) = (App::clone(&app), caller.account(), UnitId(value.unit_id), value.dry_run);
    app.once(&caller, &key, async move |tx| {
        home::must_lie_in(tx, unit, &committee).await?;
        household_lists::enter_gate(tx, unit, &committee).await?;
        let expires_at = tx.now() + TimeDelta::days(i64::from(value.keep_days));
        let id = HouseholdListId::from(tx.id());
        let list = store::List { id, unit, committee, imported_by: by, expires_at };
        if !dry_run {
            store::replace(tx, inner.keys(), &list, &entries).await?;
            tx.audit("import_household_list", id.0);
        }
        let doors = doors(&entries);
        let verified = verify(tx, inner.keys(), &list, &doors, dry_run).await?;
        Ok(Reply::ok(&HouseholdImportView {
            unit_id: unit.0,
            committee_code: list.committee.to_string(),
            dry_run,
            entries: entries.len(),
            households: doors.len(),
            verified,
            expires_at,
        }))
    })
    .await
}

type Doors<'a> = HashMap<&'a Household, HashSet<&'a PhoneNumber>>;

fn doors(entries: &[Entry]) -> Doors<'_> {
    let mut doors = Doors::new();
    for entry in entries {
        doors.entry(&entry.household).or_default().insert(&entry.phone);
    }
    doors
}

/// Verifies the waiting claims that the list covers, and gives how many. Accounts are locked in the order of their ids,
/// so that two imports can't block each other.
async fn verify(
    tx: &Tx,
    keys: &Keyring,
    list: &store::List,
    doors: &Doors<'_>,
    dry_run: bool,
) -> Result<usize, Problem> {
    let mut verified = 0;
    for waiting in residencies::store::waiting_in(tx.conn(), list.unit, &list.committee).await? {
        let Some(phones) = doors.get(&waiting.household) else { continue };
        let (claim, own) = residencies::locked(tx, waiting.id).await?;
        let person = people::store::person(tx.conn(), keys, claim.account).await?;
        if !person.phone.is_some_and(|phone| phones.contains(&phone)) {
            continue;
        }
        let is_verified = match dry_run {
            true => claim.decide(&own, list.imported_by, Finding::Verified(Means::List), tx.now()).is_ok(),
            false => household_lists::decide(tx, &claim, &own, list.imported_by).await?.is_some(),
        };
        verified += usize::from(is_verified);
    }
    Ok(verified)
}
