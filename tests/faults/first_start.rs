//! Several instances start at the same moment on an empty database. All of them succeed, and the database is migrated
//! once (see `infra/db.rs`).

use futures_util::future::join_all;
use sanhui::infra::db::Db;
use sea_orm::{ConnectionTrait as _, Database};
use tests::postgres_url;

const INSTANCES: usize = 4;

#[actix_web::test]
async fn instances_that_start_together_migrate_once() {
    let Some(url) = postgres_url() else {
        println!("not tried: instances share a database on PostgreSQL only, and TEST_DATABASE_URL names none");
        return;
    };
    let schema = format!("first_start_{}", std::process::id());
    let admin = Database::connect(&url).await.unwrap();
    admin.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    let opened = join_all((0..INSTANCES).map(|_| Db::open(&url, Some(&schema), 2))).await;
    let instances: Vec<Db> = opened.into_iter().map(Result::unwrap).collect();

    let migrated = join_all(instances.iter().map(Db::migrate)).await;
    let current = join_all(instances.iter().map(Db::is_current)).await;
    for instance in instances {
        instance.close().await;
    }
    admin.execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
    assert!(migrated.iter().all(Result::is_ok), "{migrated:?}");
    assert_eq!(current, [true; INSTANCES]);
}
