//! The secrecy drill. An attacker has the whole database, from before the close and from after it, and everything that
//! is public, and guesses which voter cast which ballot. The guesses may be no better than chance.
//!
//! Each attack lays an order of voters beside an order of ballots. When the two orders have nothing to do with each
//! other, one pair is right on average, however many voters there are. So the number of right pairs over all votes is
//! about Poisson-distributed with the number of votes as its mean.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tests::{Person, Town, Value, json, story};

use super::log::{bundle, cast, closed};
use crate::flow::Flow;

const VOTES: usize = 5;
const VOTERS: usize = 12;
/// The most right pairs that count as chance. Poisson(5) exceeds this once in 10¹¹ tries, and a leak gives sixty right
/// pairs.
const MOST_BY_CHANCE: usize = 28;

/// The rows of every table, in the order in which the database gives them, as texts without hyphens.
pub type Dump = BTreeMap<String, Vec<Vec<String>>>;

/// The rows of a query, as texts without hyphens.
async fn texts(town: &Town, sql: String, columns: usize) -> Vec<Vec<String>> {
    let conn = town.app().db().reads();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult, at| row.try_get_by_index::<Option<String>>(at).unwrap().unwrap_or_default();
    rows.iter().map(|row| (0..columns).map(|at| text(row, at).replace('-', "")).collect()).collect()
}

/// Everything that the database holds.
pub async fn dump(town: &Town) -> Dump {
    let is_postgres = town.app().db().reads().get_database_backend() == DbBackend::Postgres;
    let tables = if is_postgres {
        "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = current_schema() \
         ORDER BY table_name, ordinal_position"
    } else {
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid"
    };
    let conn = town.app().db().reads();
    let rows =
        conn.query_all_raw(Statement::from_string(conn.get_database_backend(), tables.to_owned())).await.unwrap();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let name = |at| row.try_get_by_index::<String>(at).unwrap();
        columns.entry(name(0)).or_default().push(name(1));
    }
    let mut dump = Dump::new();
    for (table, names) in columns {
        let cell = |name: &String| {
            if is_postgres {
                format!("\"{name}\"::text")
            } else {
                format!(
                    "CASE typeof(\"{name}\") WHEN 'blob' THEN lower(hex(\"{name}\")) ELSE CAST(\"{name}\" AS TEXT) END"
                )
            }
        };
        let list: Vec<String> = names.iter().map(cell).collect();
        let sql = format!("SELECT {} FROM \"{table}\"", list.join(", "));
        dump.insert(table, texts(town, sql, names.len()).await);
    }
    dump
}

/// Every order in which the dump mentions these names: the order of the rows, and the order that each column gives,
/// each from both ends. The orders have names, because an attack must do the same in every vote.
fn orders(dump: &Dump, names: &[String]) -> Orders {
    let mut orders = BTreeMap::new();
    for (table, rows) in dump {
        let names_one = |row: &Vec<String>| {
            let mut found = (0..names.len()).filter(|who| row.iter().any(|cell| cell.contains(&names[*who])));
            found.next().filter(|_| found.next().is_none())
        };
        let named: Vec<(usize, &Vec<String>)> = rows.iter().filter_map(|row| Some((names_one(row)?, row))).collect();
        let columns = named.first().map_or(0, |(_, row)| row.len());
        for column in std::iter::once(None).chain((0..columns).map(Some)) {
            let mut sorted = named.clone();
            if let Some(column) = column {
                sorted.sort_by_key(|(_, row)| (row[column].len(), row[column].clone())); // numbers as numbers
            }
            let first_seen = |rows: &mut dyn Iterator<Item = usize>| {
                let mut order: Vec<usize> = Vec::new();
                rows.for_each(|who| {
                    if !order.contains(&who) {
                        order.push(who)
                    }
                });
                order
            };
            let whole = [
                ("first", first_seen(&mut sorted.iter().map(|(who, _)| *who))),
                ("last", first_seen(&mut sorted.iter().rev().map(|(who, _)| *who))),
            ];
            for (end, order) in whole.into_iter().filter(|(_, order)| order.len() == names.len()) {
                orders.insert(format!("{table}, column {column:?}, {end}"), order);
            }
        }
    }
    orders
}

/// Values that stand in rows of a single voter and in rows of a single ballot. Each of them connects the voter with the
/// ballot.
fn links(dump: &Dump, voters: &[String], ballots: &[String]) -> Vec<String> {
    let beside = |names: &[String]| {
        let mut of: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for row in dump.values().flatten() {
            for (who, _) in names.iter().enumerate().filter(|(_, name)| row.iter().any(|cell| cell.contains(*name))) {
                for cell in row.iter().filter(|cell| cell.len() >= 12) {
                    of.entry(cell.clone()).or_default().insert(who);
                }
            }
        }
        of
    };
    let (of_voters, of_ballots) = (beside(voters), beside(ballots));
    let is_one = |set: Option<&BTreeSet<usize>>| set.is_some_and(|set| set.len() == 1);
    of_voters.keys().filter(|cell| is_one(of_voters.get(*cell)) && is_one(of_ballots.get(*cell))).cloned().collect()
}

/// Orders by name. An order holds the numbers of voters or ballots in their places.
type Orders = BTreeMap<String, Vec<usize>>;

/// The best attack: how many pairs it gets right over all votes, and which orders it compares.
fn best(votes: &[Vote]) -> (usize, String) {
    let orders: Vec<_> =
        votes.iter().map(|vote| (orders(&vote.dump, &vote.voters), orders(&vote.dump, &vote.ballots))).collect();
    let (by_voter, by_ballot) = &orders[0];
    let mut best = (0, String::new());
    for voters in by_voter.keys() {
        for ballots in by_ballot.keys() {
            let right = |(one, other): &(Orders, Orders)| {
                let (Some(one), Some(other)) = (one.get(voters), other.get(ballots)) else { return 0 };
                one.iter().zip(other).filter(|(who, whose)| who == whose).count()
            };
            let sum = orders.iter().map(right).sum();
            if sum > best.0 {
                best = (sum, format!("{voters} beside {ballots}"));
            }
        }
    }
    best
}

/// What the attacker has of a vote. The ballot at each place belongs to the voter at the same place, which the attacker
/// does not know.
#[derive(Clone)]
struct Vote {
    dump: Dump,
    voters: Vec<String>,
    ballots: Vec<String>,
    /// The voters in the order in which they cast.
    came: Vec<usize>,
}

/// A shuffled order that is the same in every run, by a linear congruential generator of Knuth's.
fn shuffled(count: usize, seed: &mut u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, usize::try_from((*seed >> 33) % (u64::try_from(at).unwrap() + 1)).unwrap());
    }
    order
}

/// Holds a vote in which people cast in a shuffled order, minutes apart. Collects the database before and after the
/// close, and everything that is public.
async fn held(town: &Town, flow: &Flow, people: &[Person], accounts: &[String], seed: &mut u64) -> Vote {
    let vote = flow.open_vote().await;
    let came = shuffled(VOTERS, seed);
    let choices = shuffled(VOTERS, seed);
    let mut receipts = vec![Value::Null; VOTERS];
    for who in &came {
        town.later(TimeDelta::minutes(7)); // so that some people refresh or sign in again
        receipts[*who] = cast(&people[*who], &vote, choices[*who] % 2 + 1).await;
    }
    let ballots: Vec<String> = receipts.iter().map(|one| one["commitment"].as_str().unwrap().to_owned()).collect();
    flow.public.does("read_checkpoint").at("vote", &vote).ok().await;
    let before = dump(town).await;
    for cell in before
        .iter()
        .filter(|(table, _)| *table != "open_ballots" && *table != "vote_log_leaves")
        .flat_map(|(_, rows)| rows)
        .flatten()
    {
        assert!(
            !ballots.iter().any(|commitment| cell.contains(commitment)) && !cell.contains("marks:"),
            "before the close: {cell}"
        );
    }
    closed(flow, &vote).await;
    let bundle = bundle(flow, &vote).await;
    let mut all = Dump::new();
    all.extend(before.into_iter().map(|(table, rows)| (format!("{table} before"), rows)));
    all.extend(dump(town).await.into_iter().map(|(table, rows)| (format!("{table} after"), rows)));
    let public =
        |name: &str, row: &dyn Fn(&Value) -> Vec<String>| bundle[name].as_array().unwrap().iter().map(row).collect();
    let cells =
        |one: &Value| ["commitment", "nonce", "ballot"].map(|name| one[name].as_str().unwrap().to_owned()).to_vec();
    all.insert("published ballots".to_owned(), public("ballots", &cells));
    all.insert("published leaves".to_owned(), public("leaves", &|leaf| vec![leaf.as_str().unwrap().to_owned()]));
    Vote { dump: all, voters: accounts.to_vec(), ballots, came }
}

#[test]
fn nobody_with_the_database_and_everything_public_says_whose_a_ballot_is() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let names: Vec<String> = (0..VOTERS).map(|number| format!("居民{number}")).collect();
        let people = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let mut accounts = Vec::new();
        for person in &people {
            accounts.push(person.account().await.replace('-', ""));
        }
        let mut seed = 20_261_125;
        let mut votes = Vec::new();
        for _ in 0..VOTES {
            votes.push(held(&town, &flow, &people, &accounts, &mut seed).await);
        }

        for vote in &votes {
            assert!(orders(&vote.dump, &vote.voters).len() > 20 && orders(&vote.dump, &vote.ballots).len() > 8);
            assert_eq!(links(&vote.dump, &vote.voters, &vote.ballots), Vec::<String>::new());
        }
        let (right, how) = best(&votes);
        assert!(right <= MOST_BY_CHANCE, "{right} of {} ballots are given away: {how}", VOTES * VOTERS);

        // The attack works when there is a leak. While a vote runs, the urn shows in which order people came. If the
        // opened ballots lay in that order, or in the order of the poll book, the attack would find all of them.
        for in_order_of in ["urn before", "poll_book after"] {
            let mut leaky = votes.clone();
            for vote in &mut leaky {
                let known = orders(&vote.dump, &vote.voters);
                let order = known.get(&format!("{in_order_of}, column None, first")).unwrap();
                let rows = order.iter().map(|who| vec![vote.ballots[*who].clone()]).collect();
                vote.dump.insert("open_ballots, kept carelessly".to_owned(), rows);
            }
            assert_eq!(best(&leaky).0, VOTES * VOTERS, "{in_order_of}");
        }
        let mut leaky = votes[0].clone();
        let (who, when) = (leaky.came[3], "2026-03-02 01:02:03.456789");
        leaky.dump.insert("a log of access".to_owned(), vec![vec![accounts[who].clone(), when.to_owned()]]);
        leaky.dump.insert("a log of ballots".to_owned(), vec![vec![leaky.ballots[who].clone(), when.to_owned()]]);
        assert_eq!(links(&leaky.dump, &leaky.voters, &leaky.ballots), [when]);

        // The audit trail does not say which account cast a ballot.
        let auditor = town.duty("audit_administrator").await;
        let trail = auditor.does("list_audit_events").at("action", "cast_ballot").at("limit", 100).ok().await;
        let events = trail["items"].as_array().unwrap();
        assert_eq!(events.len(), VOTES * VOTERS);
        assert!(events.iter().all(|event| event["account_id"].is_null() && event["address"] == json!("")), "{trail}");
    });
}
