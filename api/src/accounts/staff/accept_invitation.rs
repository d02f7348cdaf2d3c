use actix_web::post;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::people::{self, store};
use crate::accounts::secrets::choose_password;
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::secrets::{hash_of, is_secret};
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The code from the mail.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3"
    )]
    token: String,
    /// Any characters; nothing is trimmed or cut. A common or easily guessed password is refused with the code
    /// `too_common`.
    #[schema(min_length = 12, max_length = 128, example = "correct horse battery staple")]
    password: String,
}

#[derive(Serialize, ToSchema)]
pub struct AcceptedView {
    pub account_id: Uuid,
    #[schema(example = "李书记")]
    pub display_name: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Accept an invitation",
    description = "Chooses the password of an invited account, once. Then sign in with e-mail and password; \
        authority begins with an appointment.",
    request_body = Acceptance,
    responses(
        (status = 201, description = "The account is ready", body = AcceptedView),
        (status = 409, description = "Unknown, used, replaced or too old: `invitation-refused`"),
    ),
)]
#[post("/v1/invitations/acceptance")]
pub async fn accept_invitation(app: Data<App>, caller: Anyone, body: Body<Acceptance>) -> Result<Reply, Problem> {
    let Body(Acceptance { token, password }) = body;
    if !is_secret(&token) {
        return Err(Problem::field("/token", "malformed", "must be the code of the mail", "不是邮件中的邀请码"));
    }
    let (refused, token) = (|| Problem::new(Kind::InvitationRefused), hash_of(&token));
    let stands = |invitation: &store::Invitation, now| !invitation.accepted && now < invitation.expires_at;
    // Checked before hashing, so that nobody can make the service hash passwords with made-up codes.
    let found = store::invitation(app.db().reads(), &token).await?;
    let found = found.filter(|invitation| stands(invitation, app.clock().now())).ok_or_else(refused)?;
    let password = choose_password(&app, found.account, password).await?.field("/password")?;
    let hash = app.passwords().hash(password).await?;
    let inner = App::clone(&app);
    app.write(&caller, async move |tx| {
        let found = store::invitation(tx.conn(), &token).await?;
        let invitation = found.filter(|invitation| stands(invitation, tx.now())).ok_or_else(refused)?;
        let login = store::lock(tx, invitation.account).await?;
        if login.password_hash.is_some() || !store::accept_invitation(tx, invitation.id).await? {
            return Err(refused());
        }
        store::set_password(tx, login.id, hash).await?;
        tx.audit_by(login.id, "accept_invitation", login.id.0);
        let display_name = people::public_name(tx.conn(), inner.keys(), login.id).await?;
        let view = AcceptedView { account_id: login.id.0, display_name };
        Ok(Reply::created("/v1/me".to_owned(), &view))
    })
    .await
}
