use actix_web::post;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::geo::Outline;
use domain::text::Title;
use domain::unit::{Function, Unit, UnitKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::view::{DatumWord, FunctionWord, LonLat, UnitKindWord, UnitView, parse_outline};
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    #[schema(min_length = 1, max_length = 100, example = "五里桥滨江生活圈")]
    name: String,
    kind: UnitKindWord,
    /// What the place is for.
    #[schema(min_items = 1, max_items = 3, example = json!(["residential"]))]
    functions: Vec<FunctionWord>,
    /// The streets it lies in, all of one district.
    #[schema(min_items = 1, max_items = 10, example = json!(["310101020"]))]
    area_codes: Vec<String>,
    /// A closed ring in degrees of `datum`.
    #[schema(min_items = 4, max_items = 2000, example = json!([[121.47, 31.20], [121.48, 31.20], [121.48, 31.21], [121.47, 31.21], [121.47, 31.20]]))]
    outline: Vec<LonLat>,
    datum: DatumWord,
}

struct Draft {
    name: Title,
    kind: UnitKind,
    functions: Vec<Function>,
    areas: Vec<AreaCode>,
    outline: Outline,
}

impl NewUnit {
    fn parse(&self) -> Result<Draft, Problem> {
        let mut areas = Vec::new();
        for (index, code) in self.area_codes.iter().enumerate() {
            areas.push(AreaCode::parse(code).field(&format!("/area_codes/{index}"))?);
        }
        let functions = self.functions.iter().map(|function| match function {
            FunctionWord::Residential => Function::Residential,
            FunctionWord::Business => Function::Business,
            FunctionWord::Industrial => Function::Industrial,
        });
        Ok(Draft {
            name: Title::parse(&self.name).field("/name")?,
            kind: match self.kind {
                UnitKindWord::Urban => UnitKind::Urban,
                UnitKindWord::Rural => UnitKind::Rural,
            },
            functions: functions.collect(),
            areas,
            outline: parse_outline(&self.outline, self.datum)?,
        })
    }
}

#[utoipa::path(
    tag = "places",
    summary = "Create a unit",
    description = "A steward draws a life-circle unit inside streets their appointment covers.",
    request_body = NewUnit,
    security(("session" = ["steward"])),
    responses((status = 201, description = "The unit", body = UnitView)),
)]
#[post("/v1/units")]
pub async fn create_unit(app: Data<App>, caller: Steward, body: Keyed<NewUnit>) -> Result<Reply, Problem> {
    let draft = body.value.parse()?;
    let datum = body.value.datum;
    for (index, area) in draft.areas.iter().enumerate() {
        caller.over_area(area)?;
        let found = store::area(app.db().reads(), area).await;
        found.map_err(|_| Problem::field(format!("/area_codes/{index}"), "unknown", "is not an area", "没有此区划"))?;
    }
    app.once(&caller, &body.key, async move |tx| {
        let id = tx.id().into();
        let Draft { name, kind, functions, areas, outline } = draft;
        let unit = Unit::new(id, name, kind, functions, areas, outline, tx.now())?;
        store::insert_unit(tx, &unit).await?;
        tx.audit("create_unit", id.0);
        Ok(Reply::created(format!("/v1/units/{id}"), &UnitView::new(&unit, datum)))
    })
    .await
}
