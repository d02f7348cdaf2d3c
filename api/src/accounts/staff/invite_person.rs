use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{DisplayName, EmailAddress};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::people::store;
use crate::accounts::rights::erasure;
use crate::http::body::Keyed;
use crate::http::caller::StewardOrCity;
use crate::http::reply::Reply;
use crate::infra::outbox::{Channel, Letter, Message};
use crate::infra::secrets::secret;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

const LIFE_DAYS: i64 = 7;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    #[schema(
        min_length = 6,
        max_length = 254,
        pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        example = "li@example.cn"
    )]
    email: String,
    /// The name that other people will see, on one line.
    #[schema(min_length = 1, max_length = 40, example = "李书记")]
    display_name: String,
}

#[derive(Serialize, ToSchema)]
pub struct InvitationView {
    pub id: Uuid,
    /// The new account. The person can be appointed once they have accepted.
    pub account_id: Uuid,
    pub expires_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Invite a member of staff or a planner",
    description = "Sends a mail with a code that is good once and for seven days. Inviting again replaces the code. \
        An invitation gives no post.",
    request_body = NewInvitation,
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 201, description = "The invitation", body = InvitationView)),
)]
#[post("/v1/invitations")]
pub async fn invite_person(
    app: Data<App>,
    caller: StewardOrCity,
    body: Keyed<NewInvitation>,
) -> Result<Reply, Problem> {
    let email = EmailAddress::parse(&body.value.email).field("/email")?;
    let name = DisplayName::parse(&body.value.display_name).field("/display_name")?;
    erasure::settle(&app).await?;
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let keys = inner.keys();
        store::claim_email(tx, keys, &email).await?;
        let account = match store::by_email(tx.conn(), keys, &email, tx.now()).await? {
            None => store::insert_invited(tx, keys, &email, &name, None).await?,
            Some(known) => {
                if store::lock(tx, known.id).await?.password_hash.is_some() {
                    return Err(Problem::new(Kind::InvitationAccepted));
                }
                store::rename(tx, keys, known.id, &name).await?;
                known.id
            }
        };
        let (token, hash) = secret();
        let expires_at = tx.now() + TimeDelta::days(LIFE_DAYS);
        let id = store::insert_invitation(tx, account, hash, expires_at).await?;
        let values = vec![token, name.as_str().to_owned()];
        let letter = Letter { to: email.as_str().to_owned(), template: "invitation".to_owned(), values };
        tx.send(Message::seal(keys, tx.id(), Channel::Mail, &letter));
        tx.audit("invite_person", account.0);
        let view = InvitationView { id: id.0, account_id: account.0, expires_at };
        Ok(Reply::created(format!("/v1/invitations/{id}"), &view))
    })
    .await
}
