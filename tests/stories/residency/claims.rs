//! A person claims where they live, and the moderator of that committee verifies or refuses the claim. Staff of other
//! areas see nothing of it.

use tests::{Value, json, story};

const STREET: &str = "310101020";

fn claim(unit: &Value, committee: &Value, room: &str) -> Value {
    json!({"unit_id": unit["id"], "committee_code": committee["code"], "building": "3号", "room": room, "kind": "lives"})
}

#[test]
fn a_claim_is_checked_by_the_moderator_of_its_committee() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let wang = town.resident("王芳").await;
        let committees = wang.does("list_areas").at("parent", STREET).ok().await;
        let (here, next_door) = (&committees["items"][0], &committees["items"][1]);
        let moderator = town.moderator(here["code"].as_str().unwrap()).await;
        let other = town.moderator(next_door["code"].as_str().unwrap()).await;

        let waiting = wang.does("claim_residency").with(claim(&unit, here, "502")).ok().await;
        assert_eq!(waiting["state"], "claimed");
        wang.does("claim_residency").with(claim(&unit, here, "502")).refused("residency-already-claimed").await;
        let elsewhere = claim(&unit, &json!({"code": "310104003001"}), "1");
        wang.does("claim_residency").with(elsewhere).refused_for("/committee_code").await;

        let verified = json!({"decision": "verified"});
        let decide = |by: &tests::Person, body: &Value| {
            let (by, body, waiting) = (by.clone(), body.clone(), waiting.clone());
            async move { by.does("verify_residency").at("claim", &waiting).with(body).answer().await.status }
        };
        assert_eq!(decide(&wang, &verified).await, 403);
        assert_eq!(decide(&other, &verified).await, 404, "what lies outside is not theirs to know");
        assert_eq!(other.does("list_residency_claims").ok().await["items"], json!([]));
        let listed = moderator.does("list_residency_claims").at("unit_id", &unit).ok().await;
        assert_eq!(listed["items"][0]["id"], waiting["id"]);

        moderator
            .does("verify_residency")
            .at("claim", &waiting)
            .with(json!({"decision": "refused"}))
            .refused_for("/reason")
            .await;
        assert_eq!(decide(&moderator, &verified).await, 200);
        moderator.does("verify_residency").at("claim", &waiting).with(verified).refused("claim-already-decided").await;
        let mine = wang.does("list_my_residencies").ok().await["items"][0].clone();
        assert_eq!((&mine["state"], &mine["means"]), (&json!("verified"), &json!("moderator")));
        assert_eq!(moderator.does("list_residency_claims").ok().await["items"], json!([]));
    });
}

#[test]
fn a_refusal_says_why_and_gives_no_right() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let (wang, moderator) = (town.resident("王芳").await, town.moderator(STREET).await);
        let committees = wang.does("list_areas").at("parent", STREET).at("limit", 1).ok().await;
        let waiting = wang.does("claim_residency").with(claim(&unit, &committees["items"][0], "502")).ok().await;
        let refusal = json!({"decision": "refused", "reason": "户籍册中查无此户"});
        moderator.does("verify_residency").at("claim", &waiting).with(refusal).ok().await;
        let mine = wang.does("list_my_residencies").ok().await;
        assert_eq!(
            (&mine["items"][0]["state"], &mine["items"][0]["reason"]),
            (&json!("refused"), &json!("户籍册中查无此户"))
        );
        // After a refusal the person may claim another home.
        wang.does("claim_residency").with(claim(&unit, &committees["items"][0], "503")).ok().await;
    });
}
