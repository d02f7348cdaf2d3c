use actix_web::put;
use actix_web::web::Data;
use domain::account::{CodeUse, PhoneNumber};
use domain::ids::{AccountId, SessionId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{present, ways_in};
use crate::accounts::residency::household_lists;
use crate::accounts::rights::erasure;
use crate::accounts::sign_in::{PresentedCode, ProvedPhone, phone_codes};
use crate::accounts::view::MeView;
use crate::accounts::{people, wechat};
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Either `request_id` and `code`, or `wechat_phone_code`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneBinding {
    /// From the answer of `request_phone_code` with the purpose `bind_phone`.
    request_id: Option<Uuid>,
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "042137")]
    code: Option<String>,
    /// The `code` that the mini program's phone-number button gave.
    #[schema(min_length = 1, max_length = 128, pattern = "^[!-~]{1,128}$", example = json!(null))]
    wechat_phone_code: Option<String>,
}

/// What proves that a number is the person's own.
enum Shown {
    Code(PresentedCode),
    WeChatCode(String),
}

impl PhoneBinding {
    fn parse(self) -> Result<Shown, Problem> {
        let missing = |pointer: &str| Problem::field(pointer, "missing", "is required", "必填");
        match (self.request_id, self.code, self.wechat_phone_code) {
            (Some(request), Some(code), None) => Ok(Shown::Code(PresentedCode::parse(request, code)?)),
            (None, None, Some(code)) => Ok(Shown::WeChatCode(wechat::code(code, "/wechat_phone_code")?)),
            (None, _, None) => Err(missing("/request_id")),
            (Some(_), None, None) => Err(missing("/code")),
            (_, _, Some(_)) => {
                let (en, zh) = ("goes without request_id and code", "不能与 request_id、code 同时提交");
                Err(Problem::field("/wechat_phone_code", "one_of_two", en, zh))
            }
        }
    }
}

enum Bound {
    Now(Box<MeView>),
    Taken,
    Refused,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Bind a number to my account",
    description = "Binds a number with a code that was sent to it (`request_phone_code`, purpose `bind_phone`), or \
        with WeChat's phone-number button. Needs a proof younger than five minutes (`prove_myself`). If the number \
        replaces another, my other sessions end. A number that belongs to another account stays there. My waiting \
        claims of residency are verified if the committee's household list has this number behind the claimed door.",
    request_body = PhoneBinding,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "My account", body = MeView),
        (status = 401, description = "Not signed in, `code-refused` or `wechat-code-refused`"),
        (status = 403, description = "`proof-too-old`, or `wechat-account-blocked`"),
        (status = 409, description = "`phone-taken` by another account, or `wechat-not-set-up`"),
    ),
)]
#[put("/v1/me/phone")]
pub async fn bind_phone(app: Data<App>, caller: Resident, body: Body<PhoneBinding>) -> Result<Reply, Problem> {
    let shown = body.0.parse()?;
    let now = app.clock().now();
    caller.authority().is_fresh_by_own_proof(now)?;
    erasure::settle(&app).await?;
    let (inner, account, this) = (App::clone(&app), caller.account(), caller.authority().session);
    let bound = match shown {
        Shown::Code(presented) => {
            let work = async move |tx: &Tx| match phone_codes::redeem(
                tx,
                inner.keys(),
                &presented,
                CodeUse::BindPhone(account),
            )
            .await?
            {
                Some(proved) => bind(tx, &inner, account, this, proved).await,
                None => Ok(Bound::Refused),
            };
            app.write(&caller, work).await?
        }
        Shown::WeChatCode(code) => {
            let phone: PhoneNumber = app.wechat().phone_number(&code, now).await?;
            let proved = ProvedPhone { phone };
            app.write(&caller, async move |tx| bind(tx, &inner, account, this, proved).await).await?
        }
    };
    match bound {
        Bound::Now(view) => {
            // The number is bound even if this fails; the next import of a list verifies the claims that were missed.
            if let Err(problem) = household_lists::look_again(&app, &caller).await {
                tracing::warn!(%problem, "claims that wait were not held against the household lists");
            }
            Ok(Reply::ok(&*view))
        }
        Bound::Taken => Err(Problem::new(Kind::PhoneTaken)),
        Bound::Refused => Err(Problem::new(Kind::CodeRefused)),
    }
}

async fn bind(tx: &Tx, app: &App, account: AccountId, this: SessionId, proved: ProvedPhone) -> Result<Bound, Problem> {
    let keys = app.keys();
    let known_as = people::store::claim_phone(tx, keys, &proved.phone).await?;
    let rests = people::store::lock_rests(tx, account).await?;
    match people::store::by_phone(tx.conn(), &known_as).await? {
        Some(owner) if owner == account => {} // repeated: nothing changes
        Some(_) => {
            tx.audit_refusal("bind_phone", account.0);
            return Ok(Bound::Taken);
        }
        None => {
            let replaced = rests.phone_index.is_some();
            people::store::set_phone(tx, keys, account, &proved.phone).await?;
            ways_in::changed(tx, account, this, Notice::PhoneBound, replaced).await?;
            tx.audit(if replaced { "replace_phone" } else { "bind_phone" }, account.0);
        }
    }
    let view = present::read(tx.conn(), keys, account, tx.now()).await?;
    Ok(Bound::Now(Box::new(view)))
}
