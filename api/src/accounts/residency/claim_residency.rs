use actix_web::post;
use actix_web::web::Data;
use domain::account::CardCode;
use domain::ids::AccountId;
use domain::residency::{Finding, Kind as ResidencyKind, Means, Place, Residency};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::home::{self, CommitteeWord, DoorWord, Home};
use super::residencies::{self, ResidencyKindWord, ResidencyView, store};
use super::{household_lists, residency_codes};
use crate::accounts::people;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

/// Give either a door, or a printed code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResidency {
    /// Required without a code, refused with one, because the code implies the unit.
    unit_id: Option<Uuid>,
    /// Required without a code, refused with one.
    #[schema(inline)]
    committee_code: Option<CommitteeWord>,
    /// Required without a code, and with a code that is for a whole committee. The same holds for `room`.
    #[schema(inline)]
    building: Option<DoorWord>,
    #[schema(inline)]
    room: Option<DoorWord>,
    kind: ResidencyKindWord,
    /// From the committee's slip, as it is printed or as people type it: either case, with or without blanks and
    /// hyphens, O for 0, I or L for 1.
    #[schema(min_length = 12, max_length = 64, example = "7K3M-Q9TD-2XW8")]
    code: Option<String>,
    /// "I moved": when this residency is verified, my verified residency of the same kind ends at that moment.
    #[serde(default)]
    #[schema(default = false)]
    moves: bool,
}

enum Asked {
    Door(Home),
    Code(CardCode, Option<(Place, Place)>),
}

impl NewResidency {
    fn parse(&self) -> Result<Asked, Problem> {
        let Some(code) = &self.code else {
            let unit = self.unit_id.ok_or_else(|| home::missing("/unit_id"))?;
            let committee = self.committee_code.as_ref().ok_or_else(|| home::missing("/committee_code"))?;
            let building = self.building.as_ref().ok_or_else(|| home::missing("/building"))?;
            let room = self.room.as_ref().ok_or_else(|| home::missing("/room"))?;
            return Home::parse(unit, committee, building, room).map(Asked::Door);
        };
        for (pointer, is_there) in
            [("/unit_id", self.unit_id.is_some()), ("/committee_code", self.committee_code.is_some())]
        {
            if is_there {
                let (en, zh) = ("is not sent with a code, which knows it", "使用核实码时无需填写，以核实码为准");
                return Err(Problem::field(pointer, "not_with_a_code", en, zh));
            }
        }
        let code = CardCode::parse(code).field("/code")?;
        Ok(Asked::Code(code, home::door_if_given(self.building.as_ref(), self.room.as_ref())?))
    }
}

/// Who claims, and what kind, for a claim by door or by code.
struct Claimant {
    account: AccountId,
    kind: ResidencyKind,
    moves: bool,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Claim a residency",
    description = "Says that I live or work in a unit. With a code from the committee's slip the claim is \
        verified at once. Without a code it is verified at once if the committee's household list has my number \
        behind that door; otherwise a moderator of the committee or street checks it, and until then it gives no \
        right. Nobody else sees it. Wrong codes are counted for the account and for the network address.",
    request_body = NewResidency,
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The claim, waiting for a check or verified", body = ResidencyView),
        (status = 409, description = "`residency-already-claimed`, `too-many-claims`, `another-residency` (say `moves`), `residency-code-refused`, `own-residency-code`, or `request-in-progress`"),
        (status = 429, description = "`too-many-tries` with codes, or too many requests"),
    ),
)]
#[post("/v1/me/residencies")]
pub async fn claim_residency(app: Data<App>, caller: Resident, body: Keyed<NewResidency>) -> Result<Reply, Problem> {
    let asked = body.value.parse()?;
    let who = Claimant { account: caller.account(), kind: body.value.kind.into(), moves: body.value.moves };
    if let Asked::Code(code, _) = &asked {
        residency_codes::must_be_known(&app, &caller, code).await?;
    }
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let residency = match asked {
            Asked::Door(home) => wait_or_be_vouched_for(tx, inner.keys(), &who, &home).await?,
            Asked::Code(code, door) => redeem(tx, inner.keys(), &who, &code, door).await?,
        };
        let name = people::public_name(tx.conn(), inner.keys(), who.account).await?;
        Ok(Reply::created("/v1/me/residencies".to_owned(), &ResidencyView::new(&residency, name)))
    })
    .await
}

async fn wait_or_be_vouched_for(tx: &Tx, keys: &Keyring, who: &Claimant, home: &Home) -> Result<Residency, Problem> {
    let committee = home.household.committee();
    home::must_lie_in(tx, home.unit, committee).await?;
    household_lists::enter_gate(tx, home.unit, committee).await?;
    people::store::lock(tx, who.account).await?;
    let own = store::of(tx.conn(), who.account).await?;
    let claim = residencies::claim(tx, who.account, home, who.kind, who.moves);
    residencies::record(tx, &claim, &own).await?;
    let decided = match household_lists::who_vouches(tx, keys, &claim).await? {
        Some(by) => household_lists::decide(tx, &claim, &own, by).await?,
        None => None,
    };
    Ok(decided.unwrap_or(claim))
}

async fn redeem(
    tx: &Tx,
    keys: &Keyring,
    who: &Claimant,
    code: &CardCode,
    door: Option<(Place, Place)>,
) -> Result<Residency, Problem> {
    people::store::lock(tx, who.account).await?;
    let known_as = residency_codes::known_as(keys, code);
    let found = residency_codes::store::by_hash_for_update(tx, &known_as).await?;
    let code = found.ok_or_else(|| Problem::new(Kind::ResidencyCodeRefused))?;
    let used = code.redeem(who.account, tx.now())?;
    let household = code.household(door.as_ref().map(|(building, room)| (building, room)))?;
    let own = store::of(tx.conn(), who.account).await?;
    let home = Home { unit: code.unit, household };
    let claim = residencies::claim(tx, who.account, &home, who.kind, who.moves);
    residencies::record(tx, &claim, &own).await?;
    let decided = claim.decide(&own, code.issued_by, Finding::Verified(Means::Code), tx.now())?;
    residencies::settle(tx, &decided).await?;
    residency_codes::store::update(tx, &used).await?;
    tx.audit("redeem_residency_code", code.id.0);
    Ok(decided.residency)
}
