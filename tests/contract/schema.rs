//! All migrations run up, down and up again on each database.

use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use tests::postgres_url;

#[tokio::test]
async fn up_down_and_up_again_on_sqlite() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    up_down_up(&Database::connect(options).await.unwrap()).await;
}

#[tokio::test]
async fn up_down_and_up_again_on_postgresql() {
    let Some(url) = postgres_url() else { return };
    let schema = format!("schema_{}", std::process::id());
    let admin = Database::connect(&url).await.unwrap();
    admin.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    let mut options = ConnectOptions::new(url);
    options.set_schema_search_path(&schema).max_connections(2).sqlx_logging(false);
    up_down_up(&Database::connect(options).await.unwrap()).await;
    admin.execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
}

async fn up_down_up(database: &DatabaseConnection) {
    Migrator::up(database, None).await.unwrap();
    assert!(Migrator::get_pending_migrations(database).await.unwrap().is_empty());
    Migrator::down(database, None).await.unwrap();
    assert_eq!(Migrator::get_applied_migrations(database).await.unwrap().len(), 0);
    Migrator::up(database, None).await.unwrap();
    assert!(Migrator::get_pending_migrations(database).await.unwrap().is_empty());
    database.execute_unprepared("SELECT code FROM areas").await.unwrap();
}
