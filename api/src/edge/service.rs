//! What the service says about itself: health, readiness, the document and its pages.

use actix_web::http::header;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};

use super::document::Document;
use super::guide::read_guide;
use crate::http::path::Words;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What the pages here are made of. It is computed only when somebody asks for it.
#[derive(Clone, Copy)]
pub struct Reference {
    pub document: fn() -> &'static Document,
    /// The methods of a path, if operations have this path.
    pub allowed: fn(&str) -> Option<String>,
}

pub fn routes(config: &mut ServiceConfig, reference: Reference) {
    let page = utoipa_swagger_ui::Config::from("/openapi.json")
        .validator_url("none") // no request goes to the internet
        .display_operation_id(true)
        .doc_expansion("none")
        .filter(true)
        .persist_authorization(true);
    config
        .app_data(Data::new(reference))
        .service(read_health)
        .service(read_readiness)
        .service(read_document)
        .service(list_problems)
        .service(read_problem)
        .service(read_guide) // before the pages of the reference, which take every other path below /docs/
        .service(web::redirect("/docs", "/docs/"))
        .service(utoipa_swagger_ui::SwaggerUi::new("/docs/{_:.*}").config(page))
        .default_service(web::to(unmatched));
}

#[get("/healthz")]
async fn read_health() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

#[get("/readyz")]
async fn read_readiness(app: Data<App>) -> Result<HttpResponse, Problem> {
    app.db().ping().await?;
    if !app.db().is_current().await {
        return Err(Problem::unavailable().say("migrations are pending; run `sanhui migrate`", "数据库迁移尚未完成"));
    }
    Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n"))
}

#[get("/openapi.json")]
async fn read_document(reference: Data<Reference>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body((reference.document)().bytes())
}

#[get("/problems")]
async fn list_problems() -> HttpResponse {
    let items: String = Kind::ALL
        .iter()
        .map(|kind| {
            format!("<li><a href=\"/problems/{0}\">{0}</a> {1} {2}</li>", kind.slug(), kind.status(), kind.titles().0)
        })
        .collect();
    html("Problems", &format!("<h1>Problems</h1><ul>{items}</ul>"))
}

#[get("/problems/{slug}")]
async fn read_problem(slug: Words) -> Result<HttpResponse, Problem> {
    let kind = Kind::from_slug(slug.get(0)).ok_or_else(Problem::not_found)?;
    let ((en, zh), (advice, advice_zh)) = (kind.titles(), kind.advice());
    let body = format!(
        "<p><a href=\"/problems\">Problems</a></p><h1>{en}</h1><p><code>{}</code>, status {}</p><p>{advice}</p>\
         <div lang=\"zh-CN\"><h2>{zh}</h2><p>{advice_zh}</p></div>",
        kind.slug(),
        kind.status(),
    );
    Ok(html(en, &body))
}

/// Large type and contrast for everybody. It lies inside the page, so that the page needs no other file.
const STYLE: &str = "body{font:18px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}\
    small,.en{color:#555;font-weight:normal}h1 small,h2 small{display:block;font-size:60%}\
    table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
    pre{background:#f3f3f0;padding:1rem;overflow-x:auto;font-size:80%;line-height:1.4}code{font-size:85%}";

pub fn html(title: &str, body: &str) -> HttpResponse {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <style>{STYLE}</style>{body}</html>"
    );
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"))
        .body(page)
}

/// A path the document knows, called with another method, is 405; anything else is 404.
async fn unmatched(request: HttpRequest, reference: Data<Reference>) -> Result<HttpResponse, Problem> {
    match (reference.allowed)(request.path()) {
        Some(methods) => Err(Problem::new(Kind::MethodNotAllowed).allow(methods)),
        None => Err(Problem::not_found()),
    }
}
