use std::collections::BTreeSet;

use actix_web::post;
use actix_web::web::Data;
use domain::ids::UnitId;
use domain::register::{Entry, Head, Register, read};
use domain::text::Title;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::http::body;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::http::table;
use crate::places;
use crate::problem::{Named as _, OfField as _, Problem};
use crate::state::App;

/// About eighty characters for each row.
const CHARACTERS_MAX: usize = 4_000_000;
/// A Chinese character takes three bytes, and JSON writes quotes and line ends with two characters.
const BYTES_MAX: usize = 16 << 20;

type Keyed<T> = body::Keyed<T, BYTES_MAX>;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnerRegister {
    unit_id: Uuid,
    /// The estate whose owners these are. The next register under the same name replaces this one.
    #[schema(min_length = 1, max_length = 100, example = "桃园小区")]
    estate: String,
    /// The text of a CSV file (RFC 4180) in UTF-8, with or without a byte order mark, any line ends. The first row names the
    /// columns, in any order: building, room, area (m², at most two decimals) and owner, or 幢, 室, 专有面积 and 业主; if wanted,
    /// phone, share, owner_no and unsold, or 手机, 份额, 业主编号 and 未售. A flat with several rows has co-owners. At most 50,000 rows; the whole request at most 16 MiB.
    #[schema(
        min_length = 1,
        max_length = 4000000,
        example = "幢,室,专有面积,业主,手机,份额,未售\r\n3号,502,89.52,王芳,13800138000,1/2,\r\n3号,502,89.52,李强,13800138001,1/2,\r\n3号,503,70.1,,,,是\r\n"
    )]
    csv: String,
    /// If true, the register is only checked and nothing is stored.
    #[serde(default)]
    #[schema(default = false)]
    dry_run: bool,
}

/// What the import of a register did, or would do.
#[derive(Serialize, ToSchema)]
pub struct OwnerImportView {
    /// Null in a dry run.
    pub register_id: Option<Uuid>,
    pub unit_id: Uuid,
    #[schema(example = "桃园小区")]
    pub estate: String,
    pub dry_run: bool,
    /// Rows of the register.
    #[schema(example = 1874)]
    pub entries: usize,
    #[schema(example = 1208)]
    pub flats: u64,
    /// Owners as the law counts them.
    #[schema(example = 1150)]
    pub heads: u64,
    /// Exclusive area of all flats, in 0.01 m².
    #[schema(example = 10_742_016)]
    pub area: u64,
    /// The part of `area` that is the builder's: flats that are not sold or not handed over.
    #[schema(example = 312_400)]
    pub builder_area: u64,
    /// Heads without any phone, who can't vote online.
    #[schema(example = 41)]
    pub heads_without_phone: usize,
    /// The same hash as in the register.
    pub hash: String,
}

#[utoipa::path(
    tag = "owners",
    summary = "Import an owner register",
    description = "The flats of an estate with their exclusive areas and owners, from the list of the housing \
        office or of the property manager. Rows with the same owner number are one owner; without a number, rows \
        with the same name and phone are. Flats with the same owners are one head, and all flats of the builder are \
        one. The register replaces the estate's present one for decisions that are not opened yet; open decisions \
        keep the register on which they were opened. A register with faults is refused as a whole, and `errors` \
        names row, column and fault of the first hundred. Names and numbers are stored encrypted.",
    request_body = NewOwnerRegister,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "What the import did, or would do", body = OwnerImportView)),
)]
#[post("/v1/owner-registers")]
pub async fn import_owner_register(
    app: Data<App>,
    caller: Moderator,
    body: Keyed<NewOwnerRegister>,
) -> Result<Reply, Problem> {
    let Keyed { value, key } = body;
    let estate = Title::parse(&value.estate).field("/estate")?;
    let unit = places::in_reach(&app, &caller, UnitId(value.unit_id)).await.named("/unit_id")?.id();
    if value.csv.chars().nth(CHARACTERS_MAX).is_some() {
        let (en, zh) = ("must have at most 4000000 characters", "最多 4000000 个字符");
        return Err(Problem::field("/csv", "too_long", en, zh));
    }
    let entries = read(table::rows(&value.csv)?.into_iter()).map_err(table::faults)?;
    let (inner, by, dry_run) = (App::clone(&app), caller.account(), value.dry_run);
    app.once(&caller, &key, async move |tx| {
        let register = Register::of(&entries);
        let row = store::RegisterRow {
            id: tx.id().into(),
            unit,
            estate,
            flats: register.flats(),
            total: register.total(),
            hash: register.hash().to_string(),
            imported_by: by,
            imported_at: tx.now(),
            replaced_at: None,
        };
        if !dry_run {
            store::enter_gate(tx, unit).await?;
            store::insert(tx, inner.keys(), &row, &entries).await?;
            tx.audit("import_owner_register", row.id.0);
        }
        Ok(Reply::ok(&OwnerImportView {
            register_id: (!dry_run).then_some(row.id.0),
            unit_id: unit.0,
            estate: row.estate.to_string(),
            dry_run,
            entries: entries.len(),
            flats: row.flats,
            heads: row.total.heads,
            area: row.total.area,
            builder_area: register.heads().get(&Head::builder()).map_or(0, |holding| holding.area),
            heads_without_phone: without_phone(&entries),
            hash: row.hash,
        }))
    })
    .await
}

fn without_phone(entries: &[Entry]) -> usize {
    let all: BTreeSet<&Head> = entries.iter().map(|entry| &entry.head).collect();
    let reached: BTreeSet<&Head> =
        entries.iter().filter(|entry| entry.phone.is_some()).map(|entry| &entry.head).collect();
    all.difference(&reached).count()
}
