//! Whoever casts whatever: casts taken together come to the same as casts taken one after the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::Time;
use domain::ids::{AccountId, DesignId, PaperBatchId, ProjectId, UnitId, VoteId};
use domain::text::Title;
use domain::vote::receipt::Nonce;
use domain::vote::roll::{FrozenRoll, Roll, RollEntry, RollHash, VoterKey};
use domain::vote::rule::{Electorate, LotOrder, Method, OptionNumber, Rule};
use domain::vote::{Opening, Vote, VoteOption, VoteState};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::super::{log, store as votes};
use super::batch::{Outcome, take};
use super::seal::{self, Taken};
use super::written_ballot::WrittenBallot;
use super::{Cast, Prepared, store};
use crate::infra::actor::Actor;
use crate::infra::clock::Clock;
use crate::infra::db::Tx;
use crate::infra::settings::Settings;
use crate::problem::Language;
use crate::state::App;

const HOUSEHOLDS: u128 = 4;
/// This person was handed a sheet.
const ON_PAPER: u128 = 8;
/// This person is not on the roll.
const OUTSIDER: u128 = 9;

/// A person, their choice, and a nonce if they bring one of their own.
type Written = (u128, Vec<u8>, Option<u8>);

/// What was answered to each, what lies in the urn, and how many leaves wait for the log.
type Left = (Vec<Result<String, String>>, BTreeMap<VoterKey, String>, u64);

fn account(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

fn household(number: u128) -> VoterKey {
    VoterKey::restore(format!("household:1|{number}"))
}

fn roll() -> Roll {
    let entry = |who: u128| RollEntry { voter: household(who / 2), account: account(who), building: "1".to_owned() };
    Roll::restore((0..=ON_PAPER).map(entry))
}

fn vote(id: VoteId, closes_at: Time) -> Vote {
    let option = |number| VoteOption {
        number: OptionNumber::new(number).unwrap(),
        design: DesignId(Uuid::from_u128(u128::from(number))),
        title: Title::parse("方案").unwrap(),
    };
    let (nobody, roll) = (account(0), FrozenRoll { size: 5, area: None, hash: RollHash([0; 32]) });
    let opening = Opening { by: nobody, at: Time::UNIX_EPOCH, begins_at: Time::UNIX_EPOCH, roll };
    let method = Method::Approve { at_most: 2 };
    let lot = LotOrder::parse(&[1, 2, 3], 3).unwrap();
    Vote {
        id,
        project: ProjectId(id.0),
        unit: UnitId(id.0),
        meeting: None,
        title: Title::parse("表决").unwrap(),
        options: (1..=3).map(option).collect(),
        rule: Rule::new(method, Electorate::Household, None, None, lot).unwrap(),
        opens_at: None,
        closes_at,
        rehearsal: false,
        deputy: None,
        drafted_by: nobody,
        drafted_at: Time::UNIX_EPOCH,
        state: VoteState::Open(opening),
    }
}

fn cast(app: &App, vote: VoteId, number: usize, (who, choices, nonce): &Written) -> Arc<Prepared> {
    let number = u8::try_from(number).unwrap();
    let cast = Cast {
        account: account(*who),
        request: Uuid::from_u128(u128::from(number)),
        written: WrittenBallot { choices: Some(choices.clone()), ranking: None, scores: None },
        nonce: nonce.map(|byte| Nonce([byte; 32])),
        fresh_nonce: Nonce([100 + number; 32]),
    };
    Arc::new(Prepared::new(app, vote, cast))
}

fn words(taken: &Taken) -> String {
    format!("{} {:?}", taken.ballot.canonical(), taken.nonce)
}

fn told(outcome: &Outcome) -> Result<String, String> {
    outcome.as_ref().map(|(taken, _)| words(taken)).map_err(|problem| problem.detail(Language::English))
}

async fn begin(app: &App) -> Tx {
    app.db().begin(Actor::service(app.clock().id()), app.clock().clone()).await.unwrap()
}

async fn open(app: &App, is_over: bool) -> Vote {
    let id = VoteId(app.clock().id());
    let tx = begin(app).await;
    let vote = vote(id, app.clock().now() + TimeDelta::hours(if is_over { 0 } else { 1 }));
    votes::insert(&tx, &vote).await.unwrap();
    votes::replace_roll(&tx, id, &roll()).await.unwrap();
    votes::insert_handout(&tx, id, &household(HOUSEHOLDS), PaperBatchId(id.0)).await.unwrap();
    tx.commit().await.unwrap();
    vote
}

/// The same casts in a fresh vote, `at_once` in each batch.
async fn held(app: &App, written: &[Written], at_once: usize, is_over: bool) -> Left {
    let id = open(app, is_over).await.id;
    let numbered: Vec<(usize, &Written)> = written.iter().enumerate().collect();
    let mut answers = Vec::new();
    for some in numbered.chunks(at_once) {
        // From the second batch on the vote is known, and receipts are signed beforehand.
        let some: Vec<Arc<Prepared>> = some.iter().map(|(number, one)| cast(app, id, *number, one)).collect();
        let tx = begin(app).await;
        let outcomes = take(&app.memory(), &tx, app.keys(), id, &some).await.unwrap();
        tx.commit().await.unwrap();
        answers.extend(outcomes.iter().map(told));
    }

    let tx = begin(app).await;
    let everybody: Vec<VoterKey> = (0..=HOUSEHOLDS).map(household).collect();
    let live = store::live_ballots(&tx, id, &everybody.iter().collect::<Vec<_>>()).await.unwrap();
    let open =
        |(voter, live): (VoterKey, store::LiveRow)| (voter, words(&seal::open(app.keys(), &live.row).ok().unwrap()));
    let (urn, leaves) = (live.into_iter().map(open).collect(), log::store::how_many_wait(tx.conn(), id).await.unwrap());
    tx.rollback().await;
    (answers, urn, leaves)
}

async fn service() -> App {
    let settings = Settings::with(&[("mode", "development"), ("database_url", "sqlite::memory:")]).ok().unwrap();
    let app = App::open(settings, Clock::by_hand(Time::UNIX_EPOCH), None).await.ok().unwrap();
    store::without_foreign_keys(app.db()).await;
    app
}

/// When each cast was accepted, in minutes.
async fn accepted(app: &App, vote: VoteId, casts: &[Arc<Prepared>]) -> Vec<i64> {
    let tx = begin(app).await;
    let outcomes = take(&app.memory(), &tx, app.keys(), vote, casts).await.unwrap();
    tx.commit().await.unwrap();
    outcomes.iter().map(|outcome| outcome.as_ref().ok().unwrap().0.accepted_at.timestamp() / 60).collect()
}

#[actix_web::test]
async fn a_receipt_made_beforehand_is_given_only_while_it_is_true() {
    let app = service().await;
    let a_minute_later = || app.clock().advance(TimeDelta::minutes(1));
    let mut vote = open(&app, false).await;
    let cast = |number, who, choice| cast(&app, vote.id, number, &(who, vec![choice], None));

    let unknown = cast(0, 0, 1);
    a_minute_later();
    assert_eq!(accepted(&app, vote.id, &[unknown]).await, [1], "nobody had cast in the vote here");

    let (earlier, later) = (cast(1, 2, 1), {
        a_minute_later();
        cast(2, 2, 2)
    });
    a_minute_later();
    assert_eq!(accepted(&app, vote.id, &[later, earlier]).await, [2, 3], "what counts says the later moment");

    let before = [cast(3, 4, 1), cast(4, 6, 1)];
    vote.closes_at += TimeDelta::hours(1);
    let tx = begin(&app).await;
    votes::update_state(&tx, &vote).await.unwrap();
    tx.commit().await.unwrap();
    a_minute_later();
    assert_eq!(accepted(&app, vote.id, &before).await, [4, 4], "the vote is another by now");
}

#[test]
fn many_at_once_come_to_the_same_as_one_after_the_other() {
    let system = actix_web::rt::System::new();
    let app = system.block_on(service());

    let choices =
        prop_oneof![Just(vec![]), Just(vec![1]), Just(vec![2]), Just(vec![2, 3]), Just(vec![4]), Just(vec![1, 2, 3])];
    let written = (0..=OUTSIDER, choices, proptest::option::of(0_u8..2));
    let casts = proptest::collection::vec(written, 1..16);
    let cases = (casts, 2_usize..16, proptest::bool::weighted(0.1));
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let ran = TestRunner::new(config).run(&cases, |(written, at_once, is_over)| {
        let (together, alone) = system
            .block_on(async { (held(&app, &written, at_once, is_over).await, held(&app, &written, 1, is_over).await) });
        prop_assert_eq!(&together, &alone);
        let taken = together.0.iter().filter(|answer| answer.is_ok()).count();
        prop_assert!(together.1.len() <= taken && together.2 <= u64::try_from(taken).unwrap());
        Ok(())
    });
    ran.unwrap();
}
