//! A running service with its database and the town in it, ready to be measured.

use std::cell::Cell;

use sanhui::infra::keys::Keyring;

use crate::load::{Load, Measured};
use crate::machine::Folder;
use crate::people::People;
use crate::pgbench::PgBench;
use crate::postgres::Cluster;
use crate::report::Report;
use crate::scale::Scale;
use crate::service::{Binary, Home, Service};
use crate::sql::Sql;
use crate::town::{Scene, settle};

/// Everything that a measurement needs.
pub struct Stage {
    pub database: &'static str,
    /// The prefix of the names of this stage's figures.
    pub prefix: &'static str,
    pub home: Home,
    pub service: Service,
    pub sql: Sql,
    pub scene: Scene,
    pub people: People,
    /// How many ballots were answered with 503.
    pub refused: Cell<usize>,
    /// The run of pgbench to compare with, on PostgreSQL.
    pub pgbench: Option<PgBench>,
}

impl Stage {
    /// A stage on PostgreSQL, with pgbench.
    pub async fn on_postgres(
        binary: &Binary,
        folder: &Folder,
        cluster: &Cluster,
        scale: &Scale,
        report: &Report,
    ) -> Self {
        let mut stage = Self::in_database(binary, folder, cluster, "postgres", scale, report).await;
        let voters = scale.residents[0];
        stage.pgbench = Some(PgBench::prepare(folder, cluster, &stage.sql, &stage.scene.vote, voters).await);
        stage
    }

    /// A stage in this database of the cluster, without pgbench.
    pub async fn in_database(
        binary: &Binary,
        folder: &Folder,
        cluster: &Cluster,
        database: &str,
        scale: &Scale,
        report: &Report,
    ) -> Self {
        let home = Home { folder: folder.within(database), database_url: cluster.url_of(database) };
        Self::set(binary, home, ("PostgreSQL", ""), scale.residents[0], scale, report).await
    }

    /// A stage on embedded SQLite.
    pub async fn on_sqlite(binary: &Binary, folder: &Folder, scale: &Scale, report: &Report) -> Self {
        let home = folder.within("on-sqlite");
        let database_url = format!("sqlite:{}", home.join("sanhui.sqlite").display());
        let home = Home { folder: home, database_url };
        Self::set(binary, home, ("SQLite", "sqlite_"), scale.residents[1], scale, report).await
    }

    async fn set(
        binary: &Binary,
        home: Home,
        (database, prefix): (&'static str, &'static str),
        residents: usize,
        scale: &Scale,
        report: &Report,
    ) -> Self {
        let key_file = home.key_file();
        Keyring::from_file(&key_file, true).expect("a key file");
        let settings = home.typed_settings();
        // The service starts once to make and migrate the database, before the bench connects to it.
        Service::start(binary, &home, &[]).await;
        let sql = Sql::open(&home.database_url).await;
        let (scene, bearers) = settle(settings, &key_file, &sql, residents, scale.with_phone).await;
        sql.run("ANALYZE").await;
        let people = People::on_roll(bearers, &key_file, &scene.vote);
        let service = Service::start(binary, &home, &[]).await;
        let stage = Self { database, prefix, home, service, sql, scene, people, refused: Cell::new(0), pgbench: None };
        stage.cast(64, 500).await; // warms everything up, and leaves ballots in the tables
        report.say(&format!("{residents} residents are on the roll, and the vote is open"));
        stage
    }

    /// Has this many residents who have not voted cast their ballots, and checks the urn as `counted` does.
    pub async fn cast(&self, connections: usize, count: usize) -> Measured {
        self.counted(Load::once(self.service.address, connections, self.people.cast(count))).await
    }

    /// Runs a load of first ballots, and checks that every acknowledged ballot is in the urn and at most the refused
    /// ones besides.
    pub async fn counted(&self, load: Load) -> Measured {
        let before = self.ballots().await;
        let measured = load.expect_or_later(200).await;
        let (taken, refused, more) = (measured.count(), measured.refused(), self.ballots().await - before);
        assert!(taken <= more && more <= taken + refused, "{taken} acknowledged, {refused} refused, {more} in the urn");
        self.refused.set(self.refused.get() + refused);
        measured
    }

    /// How many ballots are in the urn.
    pub async fn ballots(&self) -> usize {
        self.sql.number("SELECT count(*) FROM urn").await
    }

    /// How many leaves wait for the log. Every first and every changed ballot has one.
    pub async fn leaves(&self) -> usize {
        self.sql.number("SELECT count(*) FROM waiting_leaves").await
    }

    /// Reports how many ballots were refused, and ends the service.
    pub fn close(self, report: &Report) {
        let refused = self.refused.get();
        report.line(&format!("ballots answered with 503 on {}", self.database), format!("{refused:6}"));
        report.figure(&self.name("ballots_refused"), refused as f64);
    }

    /// The name of a figure on this stage.
    pub fn name(&self, figure: &str) -> String {
        format!("{}{figure}", self.prefix)
    }
}
