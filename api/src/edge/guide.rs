//! `/docs/signing-in`: one page for people who write an app, with every problem and a client that compiles.

use std::sync::LazyLock;

use actix_web::{HttpResponse, get};

use super::service::html;
use crate::problem::Kind;

const TEXT: &str = include_str!("guide.html");
/// The check of the TypeScript client compiles it against the document.
const CLIENT: &str = include_str!("../../../openapi/client/session.ts");

static PAGE: LazyLock<String> =
    LazyLock::new(|| TEXT.replace("{session}", &escaped(CLIENT)).replace("{problems}", &problems()));

#[get("/docs/signing-in")]
pub async fn read_guide() -> HttpResponse {
    html("Signing in", &PAGE)
}

fn problems() -> String {
    let rows = Kind::ALL.iter().map(|kind| {
        let ((en, zh), (advice, advice_zh)) = (kind.titles(), kind.advice());
        let (slug, status) = (kind.slug(), kind.status());
        format!(
            "<tr id=\"{slug}\"><td><a href=\"/problems/{slug}\"><code>{slug}</code></a></td><td>{status}</td>\
             <td>{zh}<br><span class=\"en\">{en}</span></td><td>{advice_zh}<br><span class=\"en\">{}</span></td></tr>",
            escaped(advice)
        )
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
