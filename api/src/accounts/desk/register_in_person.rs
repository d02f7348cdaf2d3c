use actix_web::post;
use actix_web::web::Data;
use domain::Time;
use domain::account::{BirthYear, DisplayName, PhoneNumber};
use domain::residency::{Finding, Kind as ResidencyKind, Means};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::cards::{self, SignInCardView};
use crate::accounts::people;
use crate::accounts::residency::residencies;
use crate::accounts::residency::{CommitteeWord, DoorWord, Home, home};
use crate::accounts::residency::{ResidencyKindWord, ResidencyView};
use crate::accounts::rights::erasure;
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResident {
    /// The name that other people will see, on one line. It need not be the name on the identity card.
    #[schema(min_length = 1, max_length = 40, example = "王阿姨")]
    display_name: String,
    unit_id: Uuid,
    #[schema(inline)]
    committee_code: CommitteeWord,
    #[schema(inline)]
    building: DoorWord,
    #[schema(inline)]
    room: DoorWord,
    kind: ResidencyKindWord,
    /// Their mobile number, if they have one. From then on a code sent to it signs in to the account, so ring it while
    /// they stand there: if it is another person's number, that person can sign in.
    #[schema(
        min_length = 11,
        max_length = 32,
        pattern = r"^(\+86|0086|86)?[ -]?1[ -]?[3-9]([ -]?[0-9]){9}$",
        example = "13800138000"
    )]
    phone: Option<String>,
    /// The year of birth in their papers, for votes with an age limit. It is stored encrypted.
    #[schema(minimum = 1900, maximum = 9999, example = 1952)]
    birth_year: Option<u16>,
}

#[derive(Serialize, ToSchema)]
pub struct RegisteredView {
    pub account_id: Uuid,
    pub residency: ResidencyView,
    pub card: SignInCardView,
}

/// What the moderator knows from seeing the person and their papers.
struct Seen {
    name: DisplayName,
    home: Home,
    kind: ResidencyKind,
    phone: Option<PhoneNumber>,
    born: Option<BirthYear>,
}

impl NewResident {
    fn parse(&self, now: Time) -> Result<Seen, Problem> {
        Ok(Seen {
            name: DisplayName::parse(&self.display_name).field("/display_name")?,
            home: Home::parse(self.unit_id, &self.committee_code, &self.building, &self.room)?,
            kind: self.kind.into(),
            phone: self.phone.as_deref().map(PhoneNumber::parse).transpose().field("/phone")?,
            born: self.birth_year.map(|year| BirthYear::parse(year, now)).transpose().field("/birth_year")?,
        })
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Register a resident in person",
    description = "For a resident who stands at the desk with their papers and can't register by phone: makes an \
        account with a verified residency, and a printed card with which they sign in. The code is shown only in this \
        answer. If the answer is lost, don't register them again: find the account with `list_residency_claims` (state \
        verified) and issue another card.",
    request_body = NewResident,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The account, its residency and its card", body = RegisteredView),
        (status = 409, description = "`phone-taken`, or `already-registered` behind this door under this name"),
    ),
)]
#[post("/v1/residents")]
pub async fn register_in_person(app: Data<App>, caller: Moderator, body: Body<NewResident>) -> Result<Reply, Problem> {
    let seen = body.0.parse(app.clock().now())?;
    caller.over_area(seen.home.household.committee())?;
    erasure::settle(&app).await?;
    let (inner, by) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        let keys = inner.keys();
        home::must_lie_in(tx, seen.home.unit, seen.home.household.committee()).await?;
        refuse_a_second(tx, keys, &seen).await?;
        let account = people::store::insert_resident(tx, keys, seen.phone.as_ref(), Some(&seen.name)).await?;
        let claim = residencies::claim(tx, account, &seen.home, seen.kind, false);
        let residency = claim.decide(&[], by, Finding::Verified(Means::InPerson), tx.now())?.residency;
        residencies::store::insert(tx, &residency).await?;
        if let Some(born) = seen.born {
            people::store::set_birth_year(tx, keys, account, born).await?;
            tx.audit("confirm_birth_year", account.0);
        }
        tx.audit("register_in_person", account.0);
        tx.audit("verify_residency", residency.id.0);
        let card = cards::issue(tx, keys, account, by).await?;
        let residency = ResidencyView::new(&residency, seen.name.as_str().to_owned());
        let view = RegisteredView { account_id: account.0, residency, card };
        Ok(Reply::created(format!("/v1/accounts/{account}/sign-in-cards"), &view))
    })
    .await
}

/// A number belongs to one account. And if a moderator repeats a request because its answer was lost, no second account
/// is made.
async fn refuse_a_second(tx: &Tx, keys: &Keyring, seen: &Seen) -> Result<(), Problem> {
    if let Some(phone) = &seen.phone {
        let known_as = people::store::claim_phone(tx, keys, phone).await?;
        if people::store::by_phone(tx.conn(), &known_as).await?.is_some() {
            return Err(Problem::new(Kind::PhoneTaken));
        }
    }
    let door = keys.lasting_name("doors", seen.home.household.key().as_bytes());
    people::store::enter_gate(tx, &format!("register/{door}")).await?;
    let there = residencies::store::verified_behind(tx.conn(), &seen.home.household, seen.kind).await?;
    let names = people::public_names(tx.conn(), keys, there.into_iter()).await?;
    match names.values().any(|name| name == seen.name.as_str()) {
        true => Err(Problem::new(Kind::AlreadyRegistered)),
        false => Ok(()),
    }
}
