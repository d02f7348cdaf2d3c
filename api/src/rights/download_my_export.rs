use actix_web::post;
use actix_web::web::Data;
use domain::ids::ExportId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::view::MyDataView;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::secrets::{hash_of, is_secret};
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportDownload {
    /// The `download_code` from the answer of `request_my_export`.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3"
    )]
    download_code: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Fetch my export",
    description = "Gives the document once; with that it is deleted from the service. If the answer is lost, ask for \
        another export. If the code is wrong, or if the export is another person's, was replaced by a newer one or is \
        older than a day, the answer is `export-refused` in every case, and never 404.",
    request_body = ExportDownload,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "Everything the service holds about me", body = MyDataView),
        (status = 409, description = "Wrong code, fetched before, replaced, too old or another's: `export-refused`"),
    ),
)]
#[post("/v1/me/exports/{export}/download")]
pub async fn download_my_export(
    app: Data<App>,
    caller: Resident,
    export: Id<ExportId>,
    body: Body<ExportDownload>,
) -> Result<Reply, Problem> {
    let code = body.0.download_code;
    if !is_secret(&code) {
        return Err(Problem::field("/download_code", "malformed", "must be a download code", "不是下载码"));
    }
    let (inner, account, id, hash) = (App::clone(&app), caller.account(), export.0, hash_of(&code));
    let fetched = app.write(&caller, async move |tx| {
        let content = store::fetch(tx, inner.keys(), account, id, &hash).await?;
        match &content {
            Some(_) => tx.audit("download_my_export", id.0),
            None => tx.audit_refusal("download_my_export", id.0),
        }
        Ok(content)
    });
    fetched.await?.map(Reply::json).ok_or_else(|| Problem::new(Kind::ExportRefused))
}
