//! Moving house: the old residency ends when the new one is verified, and no vote changes because of it.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{Person, Town, TwoInstances, Value, json, story, two_instances};

use crate::ask_database;
use crate::flow::Flow;

const ELSEWHERE: &str = "310104003";

/// A unit in another district, and its moderator.
struct NewHome {
    unit: Value,
    moderator: Person,
}

impl NewHome {
    async fn new(town: &Town) -> Self {
        Self { unit: town.unit(ELSEWHERE).await, moderator: town.moderator(ELSEWHERE).await }
    }

    async fn claim(&self, moves: bool) -> Value {
        let street = self.unit["area_codes"][0].as_str().unwrap();
        let committees = self.moderator.does("list_areas").at("parent", street).at("limit", 1).ok().await;
        json!({
            "unit_id": self.unit["id"], "committee_code": committees["items"][0]["code"], "building": "8号", "room": "101",
            "kind": "lives", "moves": moves,
        })
    }

    async fn takes_in(&self, person: &Person) -> Value {
        let claim = person.does("claim_residency").with(self.claim(true).await).ok().await;
        verify(&self.moderator, &claim).ok().await
    }
}

fn verify(by: &Person, claim: &Value) -> tests::Deed {
    by.does("verify_residency").at("claim", claim).with(json!({"decision": "verified"}))
}

/// The state of each of the person's residencies, and why it ended.
async fn homes(person: &Person) -> Vec<(Value, Value)> {
    let mine = person.does("list_my_residencies").ok().await;
    mine["items"].as_array().unwrap().iter().map(|one| (one["state"].clone(), one["ended_why"].clone())).collect()
}

/// Whether the trail has exactly one event of this action about this thing.
async fn is_in_the_trail(town: &Town, action: &str, thing: &Value) -> bool {
    let id = thing["id"].as_str().unwrap();
    let on = if town.app().db().is_postgres() {
        format!("subject_id = '{id}'")
    } else {
        format!("lower(hex(subject_id)) = '{}'", id.replace('-', ""))
    };
    let sql =
        format!("SELECT count(*) AS answer FROM audit_events WHERE action = '{action}' AND outcome = 'done' AND {on}");
    ask_database(town, &sql).await == 1
}

#[test]
fn the_old_home_ends_when_the_new_one_is_verified() {
    story(async |town| {
        let (flow, new) = (Flow::new(&town).await, NewHome::new(&town).await);
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let old = wang.does("list_my_residencies").ok().await["items"][0].clone();

        let silent = wang.does("claim_residency").with(new.claim(false).await).ok().await;
        verify(&new.moderator, &silent).refused("another-residency").await;
        wang.does("end_residency").at("residency", &silent).ok().await;
        let claim = wang.does("claim_residency").with(new.claim(true).await).ok().await;
        assert_eq!(homes(&wang).await[0].0, "verified", "until the new one is checked");
        verify(&new.moderator, &claim).ok().await;
        let (verified, ended, none) = (json!("verified"), json!("ended"), Value::Null);
        assert_eq!(
            homes(&wang).await,
            [(ended.clone(), json!("moved")), (ended.clone(), json!("own")), (verified, none)]
        );

        // Each committee sees its own residency, and the trail has both events.
        let left = flow.moderator.does("list_residency_claims").at("state", "ended").ok().await;
        let left = &left["items"][0];
        assert_eq!(
            (&left["id"], &left["ended_why"], &left["means"]),
            (&old["id"], &json!("moved"), &json!("moderator"))
        );
        let came = new.moderator.does("list_residency_claims").at("state", "verified").ok().await;
        assert_eq!(came["items"][0]["id"], claim["id"]);
        assert!(is_in_the_trail(&town, "end_residency", &old).await);
        assert!(is_in_the_trail(&town, "verify_residency", &claim).await);
    });
}

#[test]
fn somebody_moves_upstairs_by_a_slip() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let old = wang.does("list_my_residencies").ok().await["items"][0].clone();
        let upstairs = json!({
            "unit_id": flow.unit["id"], "committee_code": old["committee_code"], "building": "3号", "room": "九楼",
        });
        let slip = flow.moderator.does("issue_residency_code").with(upstairs).ok().await;
        let claim = |moves: bool| json!({"code": slip["code"], "kind": "lives", "moves": moves});
        wang.does("claim_residency").with(claim(false)).refused("residency-already-claimed").await;
        wang.does("claim_residency").with(claim(true)).ok().await;
        assert_eq!(homes(&wang).await, [(json!("ended"), json!("moved")), (json!("verified"), Value::Null)]);
    });
}

#[test]
fn an_open_vote_and_its_ballots_stay_as_they_are_when_people_move() {
    story(async |town| {
        let (flow, new) = (Flow::new(&town).await, NewHome::new(&town).await);
        let voters = flow.neighbours(&["王芳", "李强", "赵敏"]).await;
        let vote = flow.open_vote().await;
        let cast =
            |who: &Person, choice: u32| who.does("cast_ballot").at("vote", &vote).with(json!({"choices": [choice]}));
        cast(&voters[0], 1).ok().await;
        cast(&voters[1], 2).ok().await;
        let seen = async || {
            let roll = flow.moderator.does("read_roll").at("vote", &vote).ok().await;
            let turnout = flow.public.does("read_turnout").at("vote", &vote).ok().await;
            (roll, turnout, voters[0].does("read_my_receipt").at("vote", &vote).ok().await)
        };
        let before = seen().await;
        for voter in &voters {
            new.takes_in(voter).await;
        }
        assert_eq!(seen().await, before);
        for voter in &voters {
            assert_eq!(voter.does("read_my_eligibility").at("vote", &vote).ok().await["eligible"], true);
        }
        // People who were on the frozen roll may vote and change their ballots wherever they live now.
        cast(&voters[2], 1).ok().await;
        cast(&voters[1], 1).ok().await;
        let late = town.neighbour("后来", &flow.unit, &flow.moderator).await;
        cast(&late, 2).refused("not-on-the-roll").await;

        town.later(TimeDelta::days(8));
        let result = async || flow.public.does("read_result").at("vote", &vote).ok().await;
        let counted = result().await;
        assert_eq!((&counted["heads"]["cast"], &counted["heads"]["eligible"]), (&json!(3), &json!(3)), "{counted}");
        // A result stays as it was counted when voters' residencies end afterwards.
        let home = voters[0].does("list_my_residencies").ok().await["items"][1].clone();
        voters[0].does("end_residency").at("residency", &home).ok().await;
        let reason = json!({"reason": "经核实已搬离"});
        let home = voters[1].does("list_my_residencies").ok().await["items"][1].clone();
        new.moderator.does("end_residency_of").at("residency", &home).with(reason).ok().await;
        assert_eq!(result().await, counted);
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        let certified = result().await;
        assert_eq!(certified["heads"], counted["heads"]);
    });
}

#[test]
fn twenty_verifications_at_once_leave_one_home_of_a_kind() {
    two_instances(async |TwoInstances { town, other }| {
        for moves in [false, true] {
            let wang = town.resident("王芳").await;
            let mut claims = Vec::new();
            for street in ["310101020", ELSEWHERE, "310101020"] {
                let (unit, moderator) = (town.unit(street).await, town.moderator(street).await);
                let claim = NewHome { unit, moderator: moderator.clone() }.claim(moves).await;
                moderator.token().await;
                claims.push((wang.does("claim_residency").with(claim).ok().await, moderator));
            }
            let deeds = (0..20).map(|turn| {
                let (claim, moderator) = &claims[turn % claims.len()];
                let deed = verify(moderator, claim);
                if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
            });
            let answers = join_all(deeds).await;
            for answer in &answers {
                let kind = answer.json()["type"].as_str().unwrap_or_default().to_owned();
                let gates = ["/problems/claim-already-decided", "/problems/another-residency"];
                assert!([200, 503].contains(&answer.status) || gates.contains(&kind.as_str()), "{}", answer.json());
            }
            let done = answers.iter().filter(|answer| answer.status == 200).count();
            let homes = homes(&wang).await;
            let count = |state: &str| homes.iter().filter(|(known, _)| known == state).count();
            assert_eq!(count("verified"), 1, "{homes:?}");
            match moves {
                false => assert_eq!((done, count("claimed")), (1, 2), "{homes:?}"),
                true => assert_eq!((done, count("ended")), (3 - count("claimed"), 2 - count("claimed")), "{homes:?}"),
            }
        }
        // The database also refuses two verified homes of one person, by a unique index.
        let two = "SELECT count(*) AS answer FROM (SELECT account_id FROM residencies WHERE state = 'verified' \
                   GROUP BY account_id, kind HAVING count(*) > 1) AS twice";
        assert_eq!(ask_database(&town, two).await, 0);
        let all = "UPDATE residencies SET state = 'verified', decided_at = claimed_at";
        assert!(crate::tries_to_change_database(&town, all).await.is_err(), "a unique index");
    });
}

#[test]
fn a_moderator_ends_a_residency_and_says_why() {
    story(async |town| {
        let (flow, new) = (Flow::new(&town).await, NewHome::new(&town).await);
        let wang = flow.neighbours(&["王芳"]).await.remove(0);
        let home = wang.does("list_my_residencies").ok().await["items"][0].clone();
        let why = json!({"reason": "户主反映已搬离"});
        let ends = |by: &Person, what: &Value| by.does("end_residency_of").at("residency", what).with(why.clone());
        ends(&new.moderator, &home).refused("not-found").await;
        ends(&wang, &home).refused("not-for-your-role").await;
        flow.moderator
            .does("end_residency_of")
            .at("residency", &home)
            .with(json!({"reason": ""}))
            .refused_for("/reason")
            .await;
        let ended = ends(&flow.moderator, &home).ok().await;
        assert_eq!((&ended["state"], &ended["ended_why"]), (&json!("ended"), &json!("moderator")));
        ends(&flow.moderator, &home).refused("residency-not-live").await;
        wang.does("end_residency").at("residency", &home).refused("residency-not-live").await;

        let told = wang.does("list_my_notices").ok().await;
        assert_eq!(
            (&told["items"][0]["kind"], &told["items"][0]["about_id"]),
            (&json!("residency_ended"), &home["id"])
        );
        let mine = wang.does("list_my_residencies").ok().await["items"][0].clone();
        assert_eq!((&mine["end_reason"], &mine["means"]), (&why["reason"], &json!("moderator")));
        assert!(is_in_the_trail(&town, "end_residency", &home).await);
        // If that was a mistake, the person claims again and the moderator verifies it in person.
        let mut again = new.claim(false).await;
        (again["unit_id"], again["committee_code"]) = (home["unit_id"].clone(), home["committee_code"].clone());
        let again = wang.does("claim_residency").with(again).ok().await;
        ends(&flow.moderator, &again).refused("claim-not-decided").await;
        let seen = json!({"decision": "verified", "means": "in_person"});
        let seen = flow.moderator.does("verify_residency").at("claim", &again).with(seen).ok().await;
        assert_eq!(seen["means"], "in_person");
        town.resident("李强").await.does("end_residency").at("residency", &again).refused("not-found").await;
    });
}
