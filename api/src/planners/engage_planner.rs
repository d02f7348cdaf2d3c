use actix_web::post;
use actix_web::web::Data;
use chrono::NaiveDate;
use domain::appointment::Role;
use domain::area::{AreaCode, Level};
use domain::ids::AccountId;
use domain::planner::{EngageRefusal, Engagement, Planner, Profile, Term};
use domain::text::{Prose, Sentence, Title};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use super::view::PlannerView;
use crate::accounts::{self, NewAppointment};
use crate::http::body::{Keyed, day};
use crate::http::caller::Steward;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlanner {
    /// A person who was invited and has accepted.
    account_id: Uuid,
    /// The district that engages them.
    #[schema(pattern = "^31[0-9]{4}$", example = "310101")]
    district_code: String,
    /// First day of the term; may lie in the past.
    #[schema(example = "2026-01-01")]
    from_on: NaiveDate,
    /// Last day of the term, at most five years after the first.
    #[schema(example = "2028-12-31")]
    until_on: NaiveDate,
    /// The name the district publishes.
    #[schema(min_length = 1, max_length = 100, example = "周未")]
    professional_name: String,
    #[schema(min_items = 1, max_items = 10, example = json!(["适老化改造", "口袋公园"]))]
    specialities: Vec<String>,
    #[schema(min_length = 1, max_length = 10_000, example = "十年社区更新经验，愿与居民一起把弄堂修好。")]
    statement: String,
    /// What the appointment is based on.
    #[schema(min_length = 1, max_length = 500, example = "区规划资源局聘任书 2026-3 号")]
    reason: String,
}

struct Draft {
    account: AccountId,
    district: AreaCode,
    term: Term,
    profile: Profile,
    reason: Sentence,
}

impl NewPlanner {
    fn parse(&self) -> Result<Draft, Problem> {
        let mut specialities = Vec::new();
        for (index, speciality) in self.specialities.iter().enumerate() {
            specialities.push(Title::parse(speciality).field(&format!("/specialities/{index}"))?);
        }
        let district = AreaCode::parse(&self.district_code).field("/district_code")?;
        if district.level() != Level::District {
            return Err(EngageRefusal::NotADistrict.into());
        }
        Ok(Draft {
            account: self.account_id.into(),
            district,
            term: Term { from_on: day(self.from_on, "/from_on")?, until_on: day(self.until_on, "/until_on")? },
            profile: Profile {
                professional_name: Title::parse(&self.professional_name).field("/professional_name")?,
                specialities,
                statement: Prose::parse(&self.statement).field("/statement")?,
            },
            reason: Sentence::parse(&self.reason).field("/reason")?,
        })
    }
}

#[utoipa::path(
    tag = "planners",
    summary = "Engage a planner",
    description = "A district's steward engages an invited person as community planner for a term. The appointment that lets \
        them review designs is made with it.",
    request_body = NewPlanner,
    security(("session" = ["steward"])),
    responses((status = 201, description = "The planner", body = PlannerView)),
)]
#[post("/v1/planners")]
pub async fn engage_planner(app: Data<App>, caller: Steward, body: Keyed<NewPlanner>) -> Result<Reply, Problem> {
    let Draft { account, district, term, profile, reason } = body.value.parse()?;
    caller.over_area(&district)?;
    app.once(&caller, &body.key, async move |tx| {
        // First the appointment: it locks the person, so that two engagements of one person can't overlap unseen.
        let appointment = NewAppointment {
            account,
            role: Role::Planner,
            area: district.clone(),
            from_on: term.from_on,
            until_on: Some(term.until_on),
            reason,
        };
        let appointment = accounts::appoint(tx, appointment).await?.id;
        let others = store::engagements_of(tx.conn(), account).await?;
        let engagement = Engagement { id: tx.id().into(), account, appointment, district, term, profile };
        let planner = Planner::engage(engagement, &others, tx.now())?;
        store::insert(tx, &planner).await?;
        tx.audit("engage_planner", planner.id.0);
        Ok(Reply::created(format!("/v1/planners/{}", planner.id), &PlannerView::new(&planner, tx.now())))
    })
    .await
}
