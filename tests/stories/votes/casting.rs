//! Many ballots arrive at one moment. The service answers each of them for itself, and every acknowledged ballot counts
//! once.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::{join, join_all};
use sanhui::infra::actor::Actor;
use sanhui::record::checks::Evidence;
use sea_orm::ConnectionTrait as _;
use tests::{Deed, Person, TwoInstances, Value, json, story, two_instances, two_instances_with};

use super::ballots::{opened, result_in_a_week};
use super::log::{bundle, closed};
use crate::flow::Flow;
use crate::{ask_database, change_database};

/// This many new residents with verified homes in the unit.
async fn residents(flow: &Flow, count: usize) -> Vec<Person> {
    let names: Vec<String> = (0..count).map(|number| format!("居民{number}")).collect();
    flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await
}

fn ballot(voter: &Person, vote: &Value, option: usize) -> Deed {
    voter.does("cast_ballot").at("vote", vote).with(json!({"choices": [option]}))
}

fn commitment(receipt: &Value) -> String {
    receipt["commitment"].as_str().unwrap().to_owned()
}

#[test]
fn two_hundred_casts_and_changes_at_once_leave_one_ballot_each() {
    const VOTERS: usize = 40;
    const EACH: usize = 5;
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let voters = residents(&flow, VOTERS).await;
        let vote = flow.open_vote().await;
        let casts = (0..VOTERS * EACH).map(|turn| {
            let (who, round) = (turn % VOTERS, turn / VOTERS);
            let deed = ballot(&voters[who], &vote, (round + who) % 2 + 1);
            let deed = if round % 2 == 0 { deed } else { deed.through(&other) };
            async move { (who, deed.answer().await) }
        });
        let answers = join_all(casts).await;
        let mut acknowledged: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (who, answer) in &answers {
            assert_eq!(answer.status, 200, "{}", answer.json());
            acknowledged.entry(*who).or_default().insert(commitment(&answer.json()));
        }
        if town.app().db().is_postgres() {
            let transactions = ask_database(&town, "SELECT count(DISTINCT xmin::text) AS answer FROM urn").await;
            assert!(usize::try_from(transactions).unwrap() < VOTERS, "nobody shared a transaction");
        }
        for (who, voter) in voters.iter().enumerate() {
            let live = commitment(&voter.does("read_my_receipt").at("vote", &vote).ok().await);
            assert!(acknowledged[&who].contains(&live), "what counts was acknowledged");
        }
        let told =
            "SELECT CAST(sum(coalesce(times, 1)) AS bigint) AS answer FROM audit_events WHERE action = 'cast_ballot'";
        let all: BTreeSet<String> = acknowledged.into_values().flatten().collect();
        assert_eq!(ask_database(&town, told).await, i64::try_from(all.len()).unwrap(), "each is told of once");
        assert!(sanhui::infra::audit::verify(town.app().db().reads()).await.unwrap().is_ok());

        closed(&flow, &vote).await;
        let result = flow.public.does("read_result").at("vote", &vote).through(&other).ok().await;
        assert_eq!(result["heads"]["cast"], VOTERS);
        let bundle = bundle(&flow, &vote).await;
        let leaves = bundle["leaves"].as_array().unwrap().iter().map(|leaf| leaf.as_str().unwrap());
        let logged: Vec<Value> = leaves.map(|leaf| serde_json::from_str(leaf).unwrap()).collect();
        let logged: Vec<String> = logged.iter().filter(|leaf| leaf["kind"] == "cast").map(commitment).collect();
        assert_eq!(logged.len(), all.len(), "one leaf for each");
        assert_eq!(logged.into_iter().collect::<BTreeSet<_>>(), all);
        assert_eq!(super::verifiers::faults(&bundle, &Evidence::default()), Vec::<String>::new());
    });
}

#[test]
fn a_household_at_several_phones_has_one_ballot() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let mut people = Vec::new();
        for number in 0..6 {
            let person = town.resident(&format!("居民{number}")).await;
            person.moves_in(&flow.unit, "3", &format!("50{}", number / 2), &flow.moderator).await;
            people.push(person);
        }
        let vote = opened(&flow, 2, json!({"electorate": "household"})).await;
        let casts = (0..60).map(|turn| {
            let deed = ballot(&people[turn % 6], &vote, turn / 6 % 2 + 1);
            if turn / 6 % 3 == 0 { deed.through(&other).answer() } else { deed.answer() }
        });
        for answer in join_all(casts).await {
            assert_eq!(answer.status, 200, "{}", answer.json());
        }
        for pair in people.chunks(2) {
            let receipts = join_all(pair.iter().map(|one| one.does("read_my_receipt").at("vote", &vote).ok())).await;
            assert_eq!(receipts[0], receipts[1]);
        }
        assert_eq!(result_in_a_week(&flow, &vote).await["heads"]["cast"], 3);
    });
}

/// Without this bound the service would give a slow disk more and smaller batches, and the more the slower the disk is.
/// SQLite has only one writer, so the story needs PostgreSQL.
#[test]
fn two_batches_of_a_vote_are_under_way_at_most_however_slow_a_commit_is() {
    const COMMITTING: &str = "SELECT count(DISTINCT pid) AS answer FROM pg_stat_activity JOIN pg_locks USING (pid) \
        WHERE wait_event = 'PgSleep' AND locktype = 'relation' AND relation = 'urn'::regclass";
    story(async |town| {
        if !town.app().db().is_postgres() {
            return;
        }
        let flow = Flow::new(&town).await;
        let voters = residents(&flow, 12).await;
        let vote = flow.open_vote().await;
        let slow = "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql \
             AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$";
        let commits = "CREATE CONSTRAINT TRIGGER slow AFTER INSERT OR UPDATE ON urn \
             DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()";
        change_database(&town, slow).await;
        change_database(&town, commits).await;

        let is_over = Cell::new(false);
        let casts = async {
            // The ballots come 30 ms apart, so that most of them find nobody waiting and start a batch of their own.
            let each = voters.iter().zip(0_u64..).map(async |(voter, turn)| {
                actix_web::rt::time::sleep(Duration::from_millis(30 * turn)).await;
                ballot(voter, &vote, 1).ok().await;
            });
            join_all(each).await;
            is_over.set(true);
        };
        let watching = async {
            let mut most = 0;
            while !is_over.get() {
                most = most.max(ask_database(&town, COMMITTING).await);
            }
            most
        };
        let ((), most) = join(casts, watching).await;
        assert!((1..=2).contains(&most), "{most} commits at one moment");
    });
}

#[test]
fn a_ballot_that_fails_does_not_fail_the_others_of_its_batch() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = residents(&flow, 8).await;
        let outsider = town.resident("陈静").await;
        let vote = opened(&flow, 2, json!({"closes_at": town.in_days(60)})).await;
        let another = flow.open_vote().await;
        let [poisoned, torn] = [voters[2].account().await, voters[5].account().await];
        ballot(&voters[5], &vote, 1).ok().await;

        // The database refuses the ballot of one voter, and the stored ballot of another cannot be opened.
        let poison = if town.app().db().is_postgres() {
            format!("ALTER TABLE urn ADD CONSTRAINT poison CHECK (voter <> 'person:{poisoned}')")
        } else {
            format!(
                "CREATE TRIGGER poison BEFORE INSERT ON urn WHEN NEW.voter = 'person:{poisoned}' \
                 BEGIN SELECT RAISE(ABORT, 'poison'); END"
            )
        };
        change_database(&town, &poison).await;
        let nothing = if town.app().db().is_postgres() { "'\\x00'::bytea" } else { "X'00'" };
        change_database(&town, &format!("UPDATE urn SET sealed = {nothing} WHERE voter = 'person:{torn}'")).await;

        let mut deeds: Vec<(u16, Deed)> = Vec::new();
        for (who, voter) in voters.iter().enumerate() {
            deeds.push((if [2, 5].contains(&who) { 500 } else { 200 }, ballot(voter, &vote, who % 2 + 1)));
            deeds.push((if who == 2 { 500 } else { 200 }, ballot(voter, &another, 2)));
        }
        deeds.insert(3, (403, ballot(&outsider, &vote, 1)));
        deeds.insert(7, (422, ballot(&voters[3], &vote, 3)));
        let deeds = deeds.into_iter().map(async |(expected, deed)| (expected, deed.answer().await));
        for (expected, answer) in join_all(deeds).await {
            assert_eq!(answer.status, expected, "{}", answer.json());
        }
        let in_urn = ask_database(&town, "SELECT count(*) AS answer FROM urn").await;
        assert_eq!(in_urn, 7 + 7, "all but the poisoned; the torn one is as it was");
        voters[2].does("read_my_receipt").at("vote", &vote).refused("not-found").await;
    });
}

#[test]
fn a_ballot_that_finds_the_line_full_is_told_when_to_come_back() {
    two_instances_with(&[("ballots_at_once", "2")], async |TwoInstances { town, .. }| {
        let flow = Flow::new(&town).await;
        let voters = residents(&flow, 12).await;
        let vote = flow.open_vote().await;
        for voter in &voters {
            voter.token().await;
        }
        let app = town.app();
        let held = app.db().begin(Actor::service(app.clock().id()), app.clock().clone()).await.unwrap();
        if app.db().is_postgres() {
            held.conn().execute_unprepared("LOCK TABLE urn IN ACCESS EXCLUSIVE MODE").await.unwrap();
        }

        let (refused, taken) = (Cell::new(0), Cell::new(BTreeSet::new()));
        let casts = (0..240).map(async |turn| {
            let answer = ballot(&voters[turn % 12], &vote, turn / 12 % 2 + 1).answer().await;
            if answer.status == 503 {
                assert!(answer.header("Retry-After").is_some_and(|seconds| seconds.parse::<u32>().unwrap() > 0));
                refused.set(refused.get() + 1);
            } else {
                assert_eq!(answer.status, 200, "{}", answer.json());
                let mut whose = taken.take();
                whose.insert(turn % 12);
                taken.set(whose);
            }
        });
        let go_on = async {
            while refused.get() == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            held.rollback().await;
        };
        join(join_all(casts), go_on).await;
        let taken = taken.into_inner();
        assert!(refused.get() < 240 && !taken.is_empty(), "those in line were taken");
        assert_eq!(
            ask_database(&town, "SELECT count(*) AS answer FROM urn").await,
            i64::try_from(taken.len()).unwrap()
        );
        for who in taken {
            voters[who].does("read_my_receipt").at("vote", &vote).ok().await;
        }
    });
}
