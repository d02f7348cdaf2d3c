//! A connection to the service's database, for counting and filling tables.

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};

/// The connection.
pub struct Sql(DatabaseConnection);

impl Sql {
    /// Connects to this database.
    pub async fn open(url: &str) -> Self {
        let mut options = ConnectOptions::new(url.to_owned());
        options.max_connections(2).sqlx_logging(false);
        Self(Database::connect(options).await.unwrap_or_else(|error| panic!("{url}: {error}")))
    }

    /// The connection itself.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0
    }

    /// Runs statements.
    pub async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The one number that a query gives.
    pub async fn number(&self, sql: &str) -> usize {
        let statement = Statement::from_string(self.0.get_database_backend(), format!("SELECT ({sql}) AS answer"));
        let row = self.0.query_one_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let number: i64 = row.and_then(|row| row.try_get("", "answer").ok()).unwrap_or_else(|| panic!("{sql}: none"));
        number as usize
    }
}
