use actix_web::post;
use actix_web::web::Data;
use domain::appointment::Role;
use domain::area::AreaCode;
use domain::need::Wording;
use domain::suggestion::clocks::{Clocks, DueDates};
use domain::suggestion::{Draft, Proposer, Suggestion};
use domain::text::{Prose, Title};
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::view::SuggestionView;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::{Named, OfField, Problem};
use crate::state::App;
use crate::{places, planners};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuggestion {
    /// The street or committee that is asked.
    #[schema(pattern = "^31[0-9]{7}([0-9]{3})?$", example = "310101020")]
    area_code: String,
    #[schema(min_length = 1, max_length = 100, example = "弄堂口加装路灯")]
    topic: String,
    /// Why.
    #[schema(min_length = 1, max_length = 10_000, example = "晚上看不清台阶，上个月有两位老人摔倒。")]
    reasons: String,
    /// What should be done.
    #[schema(min_length = 2, max_length = 1000, example = "在弄堂口加一盏感应灯。")]
    proposal: String,
}

struct Parsed {
    area: AreaCode,
    topic: Title,
    reasons: Prose,
    proposal: Wording,
}

impl NewSuggestion {
    fn parse(&self) -> Result<Parsed, Problem> {
        Ok(Parsed {
            area: AreaCode::parse(&self.area_code).field("/area_code")?,
            topic: Title::parse(&self.topic).field("/topic")?,
            reasons: Prose::parse(&self.reasons).field("/reasons")?,
            proposal: Wording::parse(&self.proposal).field("/proposal")?,
        })
    }
}

#[utoipa::path(
    tag = "suggestions",
    summary = "Submit a suggestion",
    description = "A resident, or a planner in their own name, proposes something to a street or committee. The answer says by \
        which days it will be acknowledged and answered. A planner engaged by the area's district is named with their \
        professional name; nobody else is named.",
    request_body = NewSuggestion,
    security(("session" = ["resident", "planner"])),
    responses((status = 201, description = "The suggestion with its due days", body = SuggestionView)),
)]
#[post("/v1/suggestions")]
pub async fn submit_suggestion(app: Data<App>, caller: Resident, body: Keyed<NewSuggestion>) -> Result<Reply, Problem> {
    let Parsed { area, topic, reasons, proposal } = body.value.parse()?;
    let account = caller.account();
    let is_planner = caller.authority().post_over_area(&[Role::Planner], &area).is_some();
    let calendar = app.calendar().clone();
    app.once(&caller, &body.key, async move |tx| {
        let (conn, now) = (tx.conn(), tx.now());
        let settings = places::settings(conn, &area).await.named("/area_code")?;
        let clocks = Clocks::new(
            settings.acknowledge_working_days,
            settings.first_answer_working_days,
            settings.final_answer_working_days,
        )
        .unwrap_or_default(); // a street's settings have the same bounds
        let planner = match area.district().filter(|_| is_planner) {
            Some(district) => planners::engagement(conn, account, &district, now).await?,
            None => None,
        };
        let proposer = Proposer { account, planner };
        let draft = Draft { id: tx.id().into(), area, proposer, topic, reasons, proposal };
        let suggestion = Suggestion::submit(draft, DueDates::promised(clocks, &calendar, now), now)?;
        store::insert(tx, &suggestion).await?;
        tx.audit("submit_suggestion", suggestion.id.0);
        Ok(Reply::created(format!("/v1/suggestions/{}", suggestion.id), &store::view(conn, &suggestion, now).await?))
    })
    .await
}
