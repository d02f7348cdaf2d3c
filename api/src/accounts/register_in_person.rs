use actix_web::post;
use actix_web::web::Data;
use domain::account::{DisplayName, PhoneNumber};
use domain::area::AreaCode;
use domain::ids::{AccountId, UnitId};
use domain::residency::{Finding, Household, Kind as ResidencyKind, Place, Residency, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cards::{self, SignInCardView};
use super::view::{ResidencyKindWord, ResidencyView};
use super::{erasure, people, residencies};
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::problem::{Kind, Named as _, OfField, Problem};
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::places;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResident {
    /// The name others will see, on one line. Nobody has to give the name on their identity card.
    #[schema(min_length = 1, max_length = 40, example = "王阿姨")]
    display_name: String,
    unit_id: Uuid,
    /// Code of the residents' committee, one inside the unit's streets and the moderator's area.
    #[schema(min_length = 12, max_length = 12, pattern = "^31[0-9]{10}$", example = "310101020004")]
    committee_code: String,
    #[schema(min_length = 1, max_length = 20, example = "3号")]
    building: String,
    #[schema(min_length = 1, max_length = 20, example = "502")]
    room: String,
    kind: ResidencyKindWord,
    /// Their mobile number, if they have one: from then on a code sent to it leads into the account. Ring it while they
    /// stand there; a number of somebody else lets that person in.
    #[schema(
        min_length = 11,
        max_length = 32,
        pattern = r"^(\+86|0086|86)?[ -]?1[ -]?[3-9]([ -]?[0-9]){9}$",
        example = "13800138000"
    )]
    phone: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RegisteredView {
    pub account_id: Uuid,
    pub residency: ResidencyView,
    pub card: SignInCardView,
}

/// What the moderator has seen of the person and their papers.
struct Seen {
    name: DisplayName,
    unit: UnitId,
    household: Household,
    kind: ResidencyKind,
    phone: Option<PhoneNumber>,
}

impl NewResident {
    fn parse(&self) -> Result<Seen, Problem> {
        let committee = AreaCode::parse(&self.committee_code).field("/committee_code")?;
        let building = Place::parse(&self.building).field("/building")?;
        let room = Place::parse(&self.room).field("/room")?;
        Ok(Seen {
            name: DisplayName::parse(&self.display_name).field("/display_name")?,
            unit: UnitId(self.unit_id),
            household: Household::new(committee, &building, &room).field("/committee_code")?,
            kind: self.kind.into(),
            phone: self.phone.as_deref().map(PhoneNumber::parse).transpose().field("/phone")?,
        })
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Register a resident in person",
    description = "For somebody who stands at the desk with their papers and can't register by phone: makes an account with a verified residency, and a printed card to sign in with. \
        The code is shown in this answer alone. If the answer is lost, don't register them again: find the account in `list_residency_claims` (state verified) and issue another card.",
    request_body = NewResident,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The account, its residency and its card", body = RegisteredView),
        (status = 409, description = "`phone-taken`, or `already-registered` behind this door under this name"),
    ),
)]
#[post("/v1/residents")]
pub async fn register_in_person(app: Data<App>, caller: Moderator, body: Body<NewResident>) -> Result<Reply, Problem> {
    let seen = body.0.parse()?;
    caller.over_area(seen.household.committee())?;
    erasure::settle(&app).await?;
    let (inner, by) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        let keys = inner.keys();
        let unit = places::unit(tx.conn(), seen.unit).await.named("/unit_id")?;
        let committee = seen.household.committee();
        places::area(tx.conn(), committee).await.named("/committee_code")?;
        if !unit.areas().iter().any(|street| street.covers(committee)) {
            let (en, zh) = ("is not in a street of this unit", "不在该单元所属街镇内");
            return Err(Problem::field("/committee_code", "outside_the_unit", en, zh));
        }
        refuse_a_second(tx, keys, &seen).await?;
        let account = people::store::insert_resident(tx, keys, seen.phone.as_ref(), Some(&seen.name)).await?;
        let residency = verified(tx, account, &seen, by)?;
        residencies::store::insert(tx, &residency).await?;
        tx.audit("register_in_person", account.0);
        tx.audit("verify_residency", residency.id.0);
        let card = cards::issue(tx, keys, account, by).await?;
        let residency = ResidencyView::new(&residency, seen.name.as_str().to_owned());
        let view = RegisteredView { account_id: account.0, residency, card };
        Ok(Reply::created(format!("/v1/accounts/{account}/sign-in-cards"), &view))
    })
    .await
}

/// One number is one account, and whoever repeats a request whose answer was lost makes no second person.
async fn refuse_a_second(tx: &Tx, keys: &Keyring, seen: &Seen) -> Result<(), Problem> {
    if let Some(phone) = &seen.phone {
        let known_as = people::store::claim_phone(tx, keys, phone).await?;
        if people::store::by_phone(tx.conn(), &known_as).await?.is_some() {
            return Err(Problem::new(Kind::PhoneTaken));
        }
    }
    let door = keys.lasting_name("doors", seen.household.key().as_bytes());
    people::store::enter_gate(tx, &format!("register/{door}")).await?;
    let there = residencies::store::verified_behind(tx.conn(), &seen.household, seen.kind).await?;
    let names = people::public_names(tx.conn(), keys, there.into_iter()).await?;
    match names.values().any(|name| name == seen.name.as_str()) {
        true => Err(Problem::new(Kind::AlreadyRegistered)),
        false => Ok(()),
    }
}

/// Claimed and verified in one step, by the rule that verifies every claim.
fn verified(tx: &Tx, account: AccountId, seen: &Seen, by: AccountId) -> Result<Residency, Problem> {
    let claim = Residency {
        id: tx.id().into(),
        account,
        unit: seen.unit,
        household: seen.household.clone(),
        kind: seen.kind,
        claimed_at: tx.now(),
        state: State::Claimed,
    };
    Ok(claim.decide(&[], by, Finding::Verified, tx.now())?)
}
