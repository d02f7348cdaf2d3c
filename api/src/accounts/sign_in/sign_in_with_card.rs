use actix_web::post;
use actix_web::web::Data;
use domain::account::{CardCode, Means, WrongTryWindow};
use serde::Deserialize;
use utoipa::ToSchema;

use super::device::Device;
use super::entry::{self, Entry};
use super::{network, wrong_tries};
use crate::accounts::desk::cards;
use crate::accounts::people;
use crate::accounts::staff::appointments;
use crate::accounts::view::TokensView;
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardSignIn {
    /// As it is printed on the card, or as people type it: either case, with or without blanks and hyphens, O for 0, I
    /// or L for 1.
    #[schema(min_length = 12, max_length = 64, example = "7K3M-Q9TD-2XW8")]
    code: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Sign in with a card",
    description = "Redeems the code of a printed card, once and within 24 hours of its issue. The person gets a \
        notice. A session by card may never change a phone or WeChat, because a card proves only that the committee \
        knows the person.",
    request_body = CardSignIn,
    responses(
        (status = 201, description = "The session's tokens", body = TokensView),
        (status = 401, description = "Wrong, too old, used or replaced: `card-refused` for all of these"),
        (status = 403, description = "The code was right and the account is disabled: `account-disabled`"),
        (status = 429, description = "`too-many-tries` from this address, or too many requests"),
    ),
)]
#[post("/v1/auth/sessions/card")]
pub async fn sign_in_with_card(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<CardSignIn>,
) -> Result<Reply, Problem> {
    let code = CardCode::parse(&body.0.code).field("/code")?;
    let inner = App::clone(&app);
    let entry = app.write(&caller, async move |tx| enter(tx, &inner, &code, device.0).await).await?;
    entry.reply(Kind::CardRefused)
}

async fn enter(tx: &Tx, app: &App, code: &CardCode, device: String) -> Result<Entry, Problem> {
    let keys = app.keys();
    let who = wrong_tries::cards_from(&network::lasting_name(tx, keys));
    wrong_tries::may_try(tx, &who, WrongTryWindow::CARDS_FROM_ADDRESS).await?;
    let Some(card) = cards::store::by_hash(tx.conn(), &cards::known_as(keys, code)).await? else {
        wrong_tries::store::insert(tx, &who).await?;
        tx.audit_refusal("redeem_sign_in_card", tx.actor().request);
        return Ok(Entry::Refused);
    };
    let rests = people::store::lock_rests(tx, card.account).await?;
    // A person who got a password or a post since the card was issued must sign in with the password.
    let is_staff = is_staff(tx, &card, &rests).await?;
    if is_staff || !cards::store::redeem(tx, card.id).await? {
        wrong_tries::store::insert(tx, &who).await?;
        tx.audit_refusal("redeem_sign_in_card", card.account.0);
        return Ok(Entry::Refused);
    }
    tx.audit("redeem_sign_in_card", card.account.0);
    let entry = entry::admit(tx, app, card.account, &rests, Means::Card, device).await?;
    if matches!(entry, Entry::In(_)) {
        notices::tell(tx, card.account, Notice::SignInCardUsed, card.id).await?;
    }
    Ok(entry)
}

async fn is_staff(tx: &Tx, card: &cards::store::Card, rests: &people::store::Rests) -> Result<bool, Problem> {
    let held = appointments::store::of(tx.conn(), card.account).await?;
    Ok(cards::is_for_staff(rests, &held))
}
