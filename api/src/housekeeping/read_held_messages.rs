//! What a development service would have sent. Not part of the interface: no production service has it.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::Deserialize;
use serde_json::json;

use super::delivery;
use crate::http::query::Query;
use crate::problem::Problem;
use crate::state::App;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    /// A phone number in any form, or an e-mail address.
    to: Option<String>,
}

/// Newest first; `code` is the newest sign-in code or invitation among them.
#[get("/demo/outbox")]
pub async fn read_held_messages(app: Data<App>, query: Query<Filter>) -> Result<HttpResponse, Problem> {
    delivery::drain(&app).await?; // so that whoever asked for a code a moment ago finds it
    let to = query.0.to.map(|raw| match domain::account::PhoneNumber::parse(&raw) {
        Ok(phone) => phone.as_e164().to_owned(),
        Err(_) => raw.trim().to_ascii_lowercase(),
    });
    let held = app.delivery().held(to.as_deref());
    let items: Vec<_> = held
        .iter()
        .map(|message| {
            json!({
                "key": message.key, "channel": message.channel.word(), "to": message.to, "template": message.template,
                "values": message.values, "sent_at": message.sent_at,
            })
        })
        .collect();
    let code = held.first().and_then(|message| message.values.first());
    let body = json!({ "code": code, "items": items });
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(body))
}
