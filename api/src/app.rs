//! The only wiring: settings → state → routes → document.

use std::sync::LazyLock;

use actix_web::web::{self, Data};
use utoipa::OpenApi as _;

use crate::edge::document::Document;
use crate::edge::put_clock_forward;
use crate::edge::service::{self, Reference};
use crate::housekeeping::read_held_messages;
use crate::http::routes::{Paths, Routes};
use crate::infra::clock::Clock;
use crate::infra::settings::{Mode, Settings};
use crate::problem::ProblemView;
use crate::state::{App, StartError};
use crate::{
    accounts, audit, meetings, needs, networks, notices, operation, owners, places, planners, projects, ratings,
    registers, rights, suggestions, traces, votes,
};

/// Every operation of every slice. A path is compared with them in this order, so those that thousands use at once come
/// first.
fn routes(config: &mut Routes) {
    votes::routes(config);
    accounts::routes(config);
    audit::routes(config);
    meetings::routes(config);
    needs::routes(config);
    networks::routes(config);
    notices::routes(config);
    operation::routes(config);
    owners::routes(config);
    places::routes(config);
    planners::routes(config);
    projects::routes(config);
    ratings::routes(config);
    registers::routes(config);
    rights::routes(config);
    suggestions::routes(config);
    traces::routes(config);
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Sanhui",
        version = "1.0.0",
        description = "Resident participation for Shanghai's 15-minute community life circles (一图三会): one blueprint, three meetings.\n\n\
            **Begin with [Signing in, refreshing, and what to do when it goes wrong](/docs/signing-in)**, one page with examples.\n\n\
            A need becomes a project, a design is chosen by a vote a loser can check, what was built is rated, and the whole chain is one trace.\n\n\
            Errors are RFC 9457 problems; every `type` has a page under `/problems`. Send `Accept-Language: en` or `zh-CN`. \
            Every POST that creates or sends needs an `Idempotency-Key`; changes to shared things need `If-Match`. Lists are paged by `next_cursor`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact(name = "Sanhui"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "accounts", description = "Signing in, sessions, residency, and the appointments all authority comes from"),
        (name = "places", description = "Areas of Shanghai (行政区划) and the life-circle units (基本单元) drawn in them"),
        (name = "needs", description = "What residents say is missing or wrong (需求)"),
        (name = "meetings", description = "The three meetings (三会): hearing, coordination, review"),
        (name = "projects", description = "Items of the blueprint (一张蓝图), their designs, publicity and building"),
        (name = "votes", description = "Design votes (表决): roll, ballots, result, certification"),
        (name = "owners", description = "Owners of an estate (业主): their register and what they decide jointly (Civil Code art. 278)"),
        (name = "ratings", description = "What residents think of the finished thing (评议)"),
        (name = "suggestions", description = "Proposals at any time (人民建议), which the street owes an answer"),
        (name = "planners", description = "Community planners (社区规划师), engaged by a district for a term"),
        (name = "notices", description = "What a person has to know about their own account and things"),
        (name = "operation", description = "The service itself: its state, the audit trail, the networks from which staff act"),
        (name = "traces", description = "The whole chain, from the need to the rating, in both directions"),
    ),
    components(schemas(ProblemView)),
    modifiers(&Session),
)]
struct Base;

struct Session;

impl utoipa::Modify for Session {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The access token of a session. The roles named are those one of which is needed."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::Http(scheme));
    }
}

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let mut collected = Base::openapi();
    routes(&mut Routes::Describe(&mut collected));
    Document::new(&collected)
});

static PATHS: LazyLock<Paths> = LazyLock::new(|| {
    let mut paths = Paths::default();
    routes(&mut Routes::Name(&mut paths));
    paths
});

/// The document as it is committed and served; needs no database.
pub fn document() -> &'static Document {
    &DOCUMENT
}

/// The whole interface as an actix service configuration: `actix_web::App::new().configure(interface(app))`.
pub fn interface(app: App) -> impl FnOnce(&mut web::ServiceConfig) + Clone {
    let is_development = app.settings().mode == Mode::Development;
    move |config| {
        config.app_data(Data::new(app));
        routes(&mut Routes::Serve(config));
        if is_development {
            config.service(put_clock_forward::put_clock_forward).service(read_held_messages::read_held_messages);
        }
        service::routes(config, Reference { document, allowed: |path| PATHS.allowed(path) });
    }
}

/// Opens what the settings name, migrates, and does what slices need before the first request.
pub async fn open(settings: Settings, clock: Clock, schema: Option<&str>) -> Result<App, StartError> {
    let app = App::open(settings, clock, schema).await?;
    places::load_areas(&app).await.map_err(|problem| StartError::Other(problem.to_string()))?;
    accounts::seal_names(&app).await.map_err(|problem| StartError::Other(problem.to_string()))?;
    Ok(app)
}

/// The edge around the interface, as `serve`, the demo and the stories all build it.
#[macro_export]
macro_rules! service {
    ($app:expr) => {
        actix_web::App::new()
            .wrap(actix_web::middleware::from_fn($crate::edge::edge))
            .wrap($crate::edge::remembered::FromMemory)
            .configure($crate::app::interface($app))
    };
}

#[expect(unused_imports, reason = "named by the macro above")]
use crate::edge::{edge as _, remembered::FromMemory as _};
