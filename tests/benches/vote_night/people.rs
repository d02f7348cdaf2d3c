//! Puts hundreds of thousands of residents into the database, with the rows that the service would write, and makes the
//! tokens with which they cast.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use domain::ids::{AccountId, SessionId};
use sanhui::infra::clock::{Clock, scattered_id};
use sanhui::infra::keys::{Keyring, Place};
use sanhui::infra::tokens::{Bearer, Tokens};
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Alias, Query, SimpleExpr};

use crate::client::send;
use crate::service::PUBLIC_URL;
use crate::sql::Sql;
use crate::town::Scene;

/// How many rows one statement inserts.
pub const ROWS_A_STATEMENT: usize = 1_000;

/// The residents on the roll, in a random order, so that neighbours in the database do not cast one after the other.
pub struct People {
    bearers: Vec<Bearer>,
    next: Cell<usize>,
    tokens: Tokens,
    clock: Clock,
    vote: String,
}

/// Makes this many residents, each with an account, a session and a verified home. The scene's residents with a phone
/// have accounts already, and get a home only.
pub async fn move_in(sql: &Sql, key_file: &Path, scene: &Scene, count: usize) -> Vec<Bearer> {
    let (keys, clock) = (Keyring::from_file(key_file, false).expect("the key file"), Clock::system());
    let now = clock.now();
    let bearers: Vec<Bearer> =
        (0..count).map(|_| Bearer { account: AccountId(clock.id()), session: SessionId(clock.id()) }).collect();
    for some in bearers.chunks(ROWS_A_STATEMENT) {
        let account = |one: &Bearer| -> Vec<SimpleExpr> {
            let place = Place { table: "accounts", column: "name", row: one.account.0 };
            vec![one.account.0.into(), "".into(), keys.seal(place, "居民".as_bytes()).into(), now.into()]
        };
        insert(sql, "accounts", &["id", "display_name", "name", "created_at"], some.iter().map(account)).await;
        let session = |one: &Bearer| -> Vec<SimpleExpr> {
            let begun =
                [one.session.0.into(), one.account.0.into(), "resident".into(), "手机".into(), now.into(), now.into()];
            begun.into_iter().chain(["phone_code".into()]).collect()
        };
        let columns = ["id", "account_id", "kind", "device", "started_at", "refreshed_at", "means"];
        insert(sql, "sessions", &columns, some.iter().map(session)).await;
    }
    let with_phone = scene.with_phone.iter().map(|(account, _)| *account);
    let all: Vec<AccountId> = with_phone.chain(bearers.iter().map(|one| one.account)).collect();
    for (block, some) in all.chunks(ROWS_A_STATEMENT).enumerate() {
        let home = |(door, account): (usize, &AccountId)| -> Vec<SimpleExpr> {
            let building = format!("{}号", block % 200 + 1);
            vec![
                clock.id().into(),
                account.0.into(),
                scene.unit.into(),
                scene.committee.as_str().into(),
                building.into(),
                format!("{}室", block / 200 * 1_000 + door + 1).into(),
                "lives".into(),
                "verified".into(),
                now.into(),
                scene.moderator.into(),
                now.into(),
                false.into(),
                "moderator".into(),
            ]
        };
        let columns = [
            "id",
            "account_id",
            "unit_id",
            "committee_code",
            "building",
            "room",
            "kind",
            "state",
            "claimed_at",
            "decided_by",
            "decided_at",
            "moves",
            "means",
        ];
        insert(sql, "residencies", &columns, some.iter().enumerate().map(home)).await;
    }
    bearers
}

/// Inserts rows with one statement.
pub async fn insert(sql: &Sql, table: &str, columns: &[&str], rows: impl Iterator<Item = Vec<SimpleExpr>>) {
    let mut insert = Query::insert();
    insert.into_table(Alias::new(table)).columns(columns.iter().map(|column| Alias::new(*column)));
    for row in rows {
        insert.values_panic(row);
    }
    sql.connection().execute(&insert).await.unwrap_or_else(|error| panic!("{table}: {error}"));
}

impl People {
    /// The residents of this vote's roll, none of whom has cast yet.
    pub fn on_roll(bearers: Vec<Bearer>, key_file: &Path, vote: &str) -> Self {
        let keys = Arc::new(Keyring::from_file(key_file, false).expect("the key file"));
        let mut shuffled: Vec<(uuid::Uuid, Bearer)> = bearers.into_iter().map(|one| (scattered_id(), one)).collect();
        shuffled.sort_unstable_by_key(|(order, _)| *order);
        let bearers = shuffled.into_iter().map(|(_, one)| one).collect();
        let (tokens, clock) = (Tokens::new(keys, PUBLIC_URL), Clock::system());
        Self { bearers, next: Cell::new(0), tokens, clock, vote: vote.to_owned() }
    }

    /// The requests of this many residents who have not voted yet.
    pub fn cast(&self, count: usize) -> Vec<Vec<u8>> {
        let from = self.next.replace(self.next.get() + count);
        let voters = self.bearers.get(from..from + count).expect("the roll is long enough for this run");
        voters.iter().zip(0..).map(|(voter, turn)| self.ballot(voter, turn % 4 + 1)).collect()
    }

    /// The requests of this many residents who have voted, with another choice each round.
    pub fn cast_again(&self, count: usize, round: usize) -> Vec<Vec<u8>> {
        let voters = &self.bearers[self.next.get().saturating_sub(count)..self.next.get()];
        voters.iter().map(|voter| self.ballot(voter, 5 + round % 2)).collect()
    }

    fn ballot(&self, voter: &Bearer, choice: usize) -> Vec<u8> {
        let token = self.token(voter);
        let path = format!("/v1/votes/{}/ballot", self.vote);
        send("PUT", &path, &format!("Authorization: Bearer {token}\r\n"), &format!("{{\"choices\":[{choice}]}}"))
    }

    fn token(&self, bearer: &Bearer) -> String {
        self.tokens.issue(*bearer, self.clock.now()).expect("a token")
    }
}
