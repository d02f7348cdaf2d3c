//! The only wiring: settings → state → routes → document.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use actix_web::web::{self, Data};
use domain::calendar::Calendar;
use tokio::sync::watch;
use utoipa::OpenApi as _;

use crate::http::body::RequestKey;
use crate::http::caller::Caller;
use crate::http::demo_clock;
use crate::http::document::Document;
use crate::http::edge::edge;
use crate::http::kept::{FromMemory, KeptAnswer};
use crate::http::kept_messages;
use crate::http::problem::{Problem, ProblemView};
use crate::http::reply::Reply;
use crate::http::routes::{Paths, Routes};
use crate::http::service::{self, Reference};
use crate::infra::calendar::{self, CalendarError};
use crate::infra::clock::Clock;
use crate::infra::db::{Begun, Db, OpenError, Tx};
use crate::infra::delivery::Delivery;
use crate::infra::idempotency::{self, Once};
use crate::infra::kept::Kept;
use crate::infra::keys::{KeyError, Keyring};
use crate::infra::limits::Limits;
use crate::infra::passwords::Passwords;
use crate::infra::refusals::Refusals;
use crate::infra::sessions::Sessions;
use crate::infra::settings::{Mode, Settings};
use crate::infra::tokens::Tokens;
use crate::infra::wechat::WeChat;
use crate::votes::{Casting, KnownRolls};
use crate::{
    accounts, audit, meetings, needs, networks, notices, operation, owners, places, planners, projects, ratings,
    suggestions, traces, votes,
};

/// The state every request shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<State>);

pub struct State {
    settings: Settings,
    db: Db,
    clock: Clock,
    keys: Arc<Keyring>,
    limits: Limits,
    calendar: Calendar,
    passwords: Passwords,
    tokens: Tokens,
    sessions: Sessions,
    lookups: accounts::Lookups,
    kept: Kept<KeptAnswer>,
    refusals: Refusals,
    delivery: Delivery,
    wechat: WeChat,
    casting: Casting,
    rolls: KnownRolls,
    leaving: watch::Sender<bool>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the database can't be migrated: {0}")]
    Migration(sea_orm_migration::DbErr),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    #[error("{0}")]
    Other(String),
}

/// Every operation of every slice. A path is held against them one after the other, so what thousands do at one moment is first.
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
        (name = "operation", description = "The service and who watches it: its state, the audit trail, from where staff act"),
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
            config.service(demo_clock::put_clock_forward).service(kept_messages::read_kept_messages);
        }
        service::routes(config, Reference { document, allowed: |path| PATHS.allowed(path) });
    }
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl App {
    /// Opens what the settings name, migrates, and loads the areas.
    pub async fn open(settings: Settings, clock: Clock, schema: Option<&str>) -> Result<Self, StartError> {
        let keys = match settings.database_url.as_str() {
            "sqlite::memory:" => Keyring::fresh(),
            _ => Keyring::from_file(&settings.key_file, settings.is_embedded())?,
        };
        let keys = Arc::new(keys.with_clock(clock.clone()));
        let db = Db::open(&settings.database_url, schema, settings.database_connections).await?;
        db.migrate().await.map_err(StartError::Migration)?;
        let calendar = calendar::load(settings.calendar_file.as_deref())?;
        let limits = Limits::open(settings.requests_per_minute, settings.redis_url.as_deref()).await;
        let passwords = Passwords::new(std::thread::available_parallelism().map_or(1, usize::from));
        let tokens = Tokens::new(Arc::clone(&keys), &settings.public_url);
        let delivery = Delivery::new(&settings).map_err(|error| StartError::Other(error.to_string()))?;
        let (sessions, refusals) = (Sessions::default(), Refusals::default());
        let kept = Kept::new(settings.reads_kept);
        let wechat = WeChat::new(settings.wechat.clone());
        let casting = Casting::new(settings.ballots_at_once, settings.database_connections);
        let state = State {
            settings,
            db,
            clock,
            keys,
            limits,
            calendar,
            passwords,
            tokens,
            sessions,
            lookups: accounts::Lookups::default(),
            kept,
            refusals,
            delivery,
            wechat,
            casting,
            rolls: KnownRolls::default(),
            leaving: watch::Sender::new(false),
        };
        let app = Self(Arc::new(state));
        places::load_areas(&app).await.map_err(|problem| StartError::Other(problem.to_string()))?;
        accounts::seal_names(&app).await.map_err(|problem| StartError::Other(problem.to_string()))?;
        Ok(app)
    }

    /// Runs `work` in a transaction of its own task: a client that goes away can't cancel it half-way.
    pub async fn write<T: 'static>(
        &self,
        by: &impl Caller,
        work: impl AsyncFnOnce(&Tx) -> Result<T, Problem> + 'static,
    ) -> Result<T, Problem> {
        let (app, actor) = (self.clone(), by.actor());
        let task = actix_web::rt::spawn(async move {
            let tx = app.db.begin(actor, app.clock.clone()).await?;
            let (done, ()) = app.work_in(tx, work, Tx::commit).await?;
            Ok(done)
        });
        task.await.unwrap_or_else(|_| Err(Problem::broken()))
    }

    /// As [`App::write`], for who writes again and again in a task that nobody cancels: in the transaction that `begun`, if
    /// one did, and with `goes_on` the next one is begun with the commit.
    pub async fn write_on<T>(
        &self,
        begun: Option<Begun>,
        goes_on: bool,
        by: &impl Caller,
        work: impl AsyncFnOnce(&Tx) -> Result<T, Problem>,
    ) -> Result<(T, Option<Begun>), Problem> {
        let (actor, clock) = (by.actor(), self.clock.clone());
        let tx = match begun {
            Some(begun) => begun.go_on(actor, clock),
            None => self.db.begin(actor, clock).await?,
        };
        let commit =
            async |tx: Tx| if goes_on { tx.commit_and_begin().await } else { tx.commit().await.map(|()| None) };
        self.work_in(tx, work, commit).await
    }

    async fn work_in<T, C>(
        &self,
        tx: Tx,
        work: impl AsyncFnOnce(&Tx) -> Result<T, Problem>,
        commit: impl AsyncFnOnce(Tx) -> Result<C, Problem>,
    ) -> Result<(T, C), Problem> {
        match work(&tx).await {
            Ok(done) => {
                let (changes_authority, changes_reads) = (tx.changes_authority(), tx.changes_public_reads());
                let committed = commit(tx).await;
                if changes_reads {
                    self.kept.forget(); // also when it is unknown whether the commit arrived
                }
                let committed = committed?;
                if changes_authority {
                    self.sessions.forget();
                }
                Ok((done, committed))
            }
            Err(problem) => {
                tx.rollback().await;
                Err(problem)
            }
        }
    }

    /// As [`App::write`], but a repetition with the same key gets the first answer again.
    pub async fn once(
        &self,
        by: &impl Caller,
        key: &RequestKey,
        work: impl AsyncFnOnce(&Tx) -> Result<Reply, Problem> + 'static,
    ) -> Result<Reply, Problem> {
        let scope = by.actor().account.map_or_else(|| "anyone".to_owned(), |account| account.to_string());
        // Keyed, because a plain hash of a body that holds little but a phone number gives the number away.
        let payloads = self.keys.fingerprints("request-payloads", key.payload.as_bytes());
        let operation = key.operation.clone();
        let once = Once { scope, operation, key: key.key.clone(), payloads };
        let (mine, inner) = (once.clone(), self.clone());
        let done = self.write(by, async move |tx| {
            if !idempotency::take(tx.conn(), &mine, tx.now()).await? {
                return Ok(None);
            }
            let reply = work(tx).await?;
            idempotency::store(tx.conn(), inner.keys(), &mine, &reply).await?;
            Ok(Some(reply))
        });
        match done.await? {
            Some(reply) => Ok(reply),
            None => idempotency::replay(self.db.reads(), self.keys(), &once).await,
        }
    }
}

impl State {
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Reads the key file again if it changed; true if it did. A file that can't be used changes nothing.
    pub fn reload_keys(&self) -> bool {
        self.keys.catch_up()
    }

    /// The service ends: whoever is kept on the line is told now, not cut off later.
    pub fn leave(&self) {
        self.leaving.send_replace(true);
    }

    /// Waits until the service ends.
    pub async fn left(&self) {
        let mut leaving = self.leaving.subscribe();
        let _ = leaving.wait_for(|is_leaving| *is_leaving).await; // fails with the sender, which is ours
    }

    /// The working days of China.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    pub fn lookups(&self) -> &accounts::Lookups {
        &self.lookups
    }

    /// Answers of public reads, for less than a second.
    pub fn kept(&self) -> &Kept<KeptAnswer> {
        &self.kept
    }

    pub fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    pub fn wechat(&self) -> &WeChat {
        &self.wechat
    }

    pub fn casting(&self) -> &Casting {
        &self.casting
    }

    pub fn rolls(&self) -> &KnownRolls {
        &self.rolls
    }
}

/// The edge around the interface, as `serve`, the demo and the stories all build it.
#[macro_export]
macro_rules! service {
    ($app:expr) => {
        actix_web::App::new()
            .wrap(actix_web::middleware::from_fn($crate::http::edge::edge))
            .wrap($crate::http::kept::FromMemory)
            .configure($crate::app::interface($app))
    };
}

#[expect(unused_imports, reason = "named by the macro above")]
use {FromMemory as _, edge as _};
