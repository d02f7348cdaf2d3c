use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{CodeUse, Means, PROOF_MINUTES, Password, WrongTryWindow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::phone_codes::{self, PresentedCode};
use super::wrong_tries;
use crate::accounts::secrets::{FactorProof, factors};
use crate::accounts::{people, sessions, wechat};
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// One of these: `request_id` and `code`; `wechat_code`; or `password`, together with `code` or `recovery_code` if you
/// have a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProof {
    /// From the answer of `request_phone_code` with the purpose `prove`.
    request_id: Option<Uuid>,
    /// From the text message or, with a password, from the authenticator app.
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "042137")]
    code: Option<String>,
    /// The `code` that `wx.login` gave.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]{1,128}$", example = json!(null))]
    wechat_code: Option<String>,
    #[schema(min_length = 1, max_length = 128, example = json!(null))]
    password: Option<String>,
    /// One of the ten recovery codes, with a password.
    #[schema(min_length = 12, max_length = 32, example = json!(null))]
    recovery_code: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ProofView {
    pub proved_at: DateTime<Utc>,
    /// Until then the session may change the ways into the account.
    pub good_until: DateTime<Utc>,
}

enum Proof {
    PhoneCode(PresentedCode),
    WeChat(String),
    Password(String, Option<FactorProof>),
}

impl NewProof {
    fn parse(self) -> Result<Proof, Problem> {
        let missing = |pointer: &str| Problem::field(pointer, "missing", "is required", "必填");
        if let (None, None, Some(password)) = (self.request_id, &self.wechat_code, &self.password) {
            if password.chars().count() > Password::MAX {
                let (en, zh) = ("must have at most 128 characters", "最多 128 个字符");
                return Err(Problem::field("/password", "too_long", en, zh));
            }
            let factor = match (self.code.as_deref(), self.recovery_code.as_deref()) {
                (None, None) => None,
                (code, recovery_code) => Some(FactorProof::parse(code, recovery_code)?),
            };
            return Ok(Proof::Password(password.clone(), factor));
        }
        if self.recovery_code.is_some() {
            let (en, zh) = ("goes with a password only", "只能与密码同时提交");
            return Err(Problem::field("/recovery_code", "not_with_this", en, zh));
        }
        match (self.request_id, self.code, self.wechat_code, self.password) {
            (Some(request), Some(code), None, None) => Ok(Proof::PhoneCode(PresentedCode::parse(request, code)?)),
            (None, None, Some(code), None) => Ok(Proof::WeChat(wechat::code(code, "/wechat_code")?)),
            (Some(_), None, None, None) => Err(missing("/code")),
            (None, _, None, None) => Err(missing("/request_id")),
            _ => Err(Problem::field("", "one_of_three", "holds more than one proof", "只能提交一种验证")),
        }
    }
}

impl Proof {
    fn means(&self) -> Means {
        match self {
            Self::PhoneCode(_) => Means::PhoneCode,
            Self::WeChat(_) => Means::WeChat,
            Self::Password(..) => Means::Password,
        }
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Prove again who I am",
    description = "For five minutes afterwards this session may change the ways into the account. In a session \
        by phone, WeChat or card the proof is a code that was sent to the account's own number, or the WeChat that \
        is bound to the account. In a session by password it is the password and, if you have one, the second \
        factor.",
    request_body = NewProof,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The proof, and how long it is good", body = ProofView),
        (status = 401, description = "Not signed in; or the proof is wrong or somebody else's: `code-refused`, `wechat-code-refused`, `credentials-refused`"),
        (status = 403, description = "`wechat-account-blocked`"),
        (status = 409, description = "`proof-of-another-kind`, or `wechat-not-set-up`"),
        (status = 429, description = "`too-many-tries` at the password, or too many requests"),
    ),
)]
#[post("/v1/auth/sessions/current/proof")]
pub async fn prove_myself(app: Data<App>, caller: Resident, body: Body<NewProof>) -> Result<Reply, Problem> {
    let proof = body.0.parse()?;
    let session = sessions::store::session(app.db().reads(), caller.authority().session).await?;
    let kind = session.ok_or_else(|| Problem::new(Kind::SignInNeeded))?.state.kind;
    // A text message must not replace a password and its second factor, nor the other way round.
    if proof.means().kind() != kind {
        return Err(Problem::new(Kind::ProofOfAnotherKind));
    }
    let view = match proof {
        Proof::PhoneCode(presented) => by_phone_code(&app, &caller, presented).await?,
        Proof::WeChat(code) => by_wechat(&app, &caller, &code).await?,
        Proof::Password(password, factor) => by_password(&app, &caller, password, factor).await?,
    };
    Ok(Reply::ok(&view))
}

async fn by_phone_code(app: &App, caller: &Resident, presented: PresentedCode) -> Result<ProofView, Problem> {
    let (inner, mine) = (app.clone(), Mine::of(caller));
    let proved = app.write(caller, async move |tx| {
        let keys = inner.keys();
        let proved = phone_codes::redeem(tx, keys, &presented, CodeUse::Prove(mine.account)).await?;
        let rests = people::store::lock_rests(tx, mine.account).await?;
        // If the account has another number by now, a code to its old number proves nothing.
        match proved.filter(|proved| rests.has_phone(&people::store::phone_known_as(keys, &proved.phone))) {
            Some(_) => mine.record(tx, Means::PhoneCode).await.map(Some),
            None => mine.refuse(tx),
        }
    });
    proved.await?.ok_or_else(|| Problem::new(Kind::CodeRefused))
}

async fn by_wechat(app: &App, caller: &Resident, code: &str) -> Result<ProofView, Problem> {
    let identity = app.wechat().identity(code).await?;
    let (inner, mine) = (app.clone(), Mine::of(caller));
    let proved = app.write(caller, async move |tx| {
        let app_id = inner.wechat().app_id();
        people::store::lock(tx, mine.account).await?;
        let known_as = wechat::store::known_as(inner.keys(), app_id, &identity);
        if wechat::store::account_of(tx.conn(), app_id, &known_as).await? == Some(mine.account) {
            mine.record(tx, Means::WeChat).await.map(Some)
        } else {
            mine.refuse(tx)
        }
    });
    proved.await?.ok_or_else(|| Problem::new(Kind::WeChatCodeRefused))
}

async fn by_password(
    app: &App,
    caller: &Resident,
    password: String,
    factor: Option<FactorProof>,
) -> Result<ProofView, Problem> {
    let (inner, mine) = (app.clone(), Mine::of(caller));
    let who = wrong_tries::password_of(mine.account);
    // Counted before it is checked, so that two hundred guesses at once are no more than five.
    let reserved =
        app.write(caller, async move |tx| wrong_tries::reserve(tx, &who, WrongTryWindow::PASSWORD_OF_SESSION).await);
    let reserved = reserved.await?;
    let stored = people::store::rests_on(app.db().reads(), mine.account, app.clock().now()).await?.password_hash;
    let right = app.passwords().verify(password, stored.clone()).await?;
    let proved = app.write(caller, async move |tx| {
        let unchanged = people::store::lock_rests(tx, mine.account).await?.password_hash == stored;
        if !right || !unchanged {
            return mine.refuse(tx);
        }
        // A person with a second factor must prove that, too: a password alone would be less than what began the
        // session.
        let means = match factor {
            _ if !factors::is_active(tx, &inner, mine.account).await? => Means::Password,
            Some(proof) if factors::prove(tx, &inner, mine.account, &proof).await? => Means::PasswordAndFactor,
            Some(_) | None => return mine.refuse(tx),
        };
        wrong_tries::store::remove(tx, reserved).await?;
        mine.record(tx, means).await.map(Some)
    });
    proved.await?.ok_or_else(|| Problem::new(Kind::CredentialsRefused))
}

/// The account whose proof it must be, and the session for which it is.
#[derive(Clone, Copy)]
struct Mine {
    account: domain::ids::AccountId,
    session: domain::ids::SessionId,
}

impl Mine {
    fn of(caller: &Resident) -> Self {
        Self { account: caller.account(), session: caller.authority().session }
    }

    async fn record(self, tx: &Tx, means: Means) -> Result<ProofView, Problem> {
        let now = tx.now();
        sessions::store::prove(tx, self.session, means).await?;
        tx.change_authority();
        tx.audit("prove_myself", self.session.0);
        Ok(ProofView { proved_at: now, good_until: now + TimeDelta::minutes(PROOF_MINUTES) })
    }

    fn refuse(self, tx: &Tx) -> Result<Option<ProofView>, Problem> {
        tx.audit_refusal("prove_myself", self.session.0);
        Ok(None)
    }
}
