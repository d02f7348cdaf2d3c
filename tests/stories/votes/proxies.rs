//! Proxies: a voter authorises another person to cast the ballot in one vote. A holder has only a few proxies, and a
//! proxy ends when it expires or is revoked.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use tests::{Deed, Person, TwoInstances, Value, json, story, two_instances};

use super::ballots::opened;
use super::log::{bundle, cast, closed};
use super::verifiers::faults;
use crate::ask_database;
use crate::flow::Flow;

/// The voter gives a proxy to this holder.
pub async fn authorises(giver: &Person, vote: &Value, holder: &Person) -> Deed {
    let proxy = json!({"holder_account_id": holder.account().await, "scope": "as_instructed"});
    giver.does("give_proxy").at("vote", vote).with(proxy)
}

/// The holder casts the voter's ballot.
pub fn casts_with(holder: &Person, proxy: &Value, option: usize) -> Deed {
    holder.does("cast_proxy_ballot").at("proxy", proxy).with(json!({"choices": [option]}))
}

/// The voter revokes the proxy.
fn revokes(giver: &Person, proxy: &Value) -> Deed {
    giver.does("revoke_proxy").at("proxy", proxy)
}

#[test]
fn a_proxy_from_giving_to_counting() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let names = ["王奶奶", "李爷爷", "张阿姨", "赵伯伯", "钱婶婶", "孙老师"];
        let voters = flow.neighbours(&names).await;
        let (son, stranger) = (town.resident("小王").await, town.resident("过客").await);
        let vote = flow.open_vote().await;
        let [wang, li, zhang, zhao, qian, sun] =
            [&voters[0], &voters[1], &voters[2], &voters[3], &voters[4], &voters[5]];

        let proxy = authorises(wang, &vote, &son).await.ok().await;
        assert_eq!(
            (&proxy["state"], &proxy["used"], &proxy["held"]),
            (&json!("standing"), &json!(false), &json!(false))
        );
        for (person, kind) in [(wang, "proxy_given"), (&son, "proxy_held")] {
            let told = person.does("list_my_notices").ok().await["items"][0].clone();
            assert_eq!((&told["kind"], &told["about_id"]), (&json!(kind), &proxy["id"]));
        }
        authorises(wang, &vote, zhao).await.through(&other).refused("proxy-already-given").await;
        authorises(li, &vote, li).await.refused_for("/holder_account_id").await;
        authorises(&stranger, &vote, &son).await.refused("not-on-the-roll").await;
        authorises(li, &vote, wang).await.refused("proxy-chain").await;
        let mut late = authorises(li, &vote, &son).await.body();
        late["expires_at"] = json!(town.now());
        li.does("give_proxy").at("vote", &vote).with(late.clone()).refused_for("/expires_at").await;
        late["holder_account_id"] = vote["id"].clone();
        li.does("give_proxy").at("vote", &vote).with(late).refused_for("/holder_account_id").await;

        // One person holds at most three proxies, and a person who holds one may give none.
        let mut tomorrow = authorises(li, &vote, &son).await.body();
        tomorrow["expires_at"] = json!(town.in_days(1));
        let of_li = li.does("give_proxy").at("vote", &vote).with(tomorrow).ok().await;
        let of_zhang = authorises(zhang, &vote, &son).await.ok().await;
        authorises(zhao, &vote, &son).await.through(&other).refused("proxy-holder-full").await;
        let of_qian = authorises(qian, &vote, sun).await.ok().await;
        authorises(sun, &vote, &son).await.refused("proxy-chain").await;

        // Only the holder can use the proxy, and the voter counts as not having voted until then.
        casts_with(wang, &proxy, 1).refused("not-found").await;
        let waiting = flow.moderator.does("list_non_voters").at("vote", &vote).ok().await;
        let with_proxy = waiting["items"].as_array().unwrap().iter().filter(|one| one["proxy_given"] == true).count();
        assert_eq!((waiting["items"].as_array().unwrap().len(), with_proxy), (6, 4));
        let receipt = casts_with(&son, &proxy, 1).ok().await;
        assert_eq!(casts_with(&son, &proxy, 1).through(&other).ok().await, receipt, "repeated");
        assert_eq!(wang.does("read_my_receipt").at("vote", &vote).ok().await, receipt, "it is the voter's ballot");
        assert_eq!(wang.does("list_my_notices").ok().await["items"][0]["kind"], "proxy_used");
        let may = wang.does("read_my_eligibility").at("vote", &vote).ok().await;
        assert_eq!((&may["eligible"], &may["cast_by"]), (&json!(true), &json!("proxy")));
        let held = son.does("list_my_proxies").through(&other).ok().await;
        let shown =
            |list: &Value, at: usize| [list["items"][at]["used"].clone(), list["items"][at]["giver_name"].clone()];
        assert_eq!(shown(&held, 0), [json!(true), json!("王奶奶")]);
        assert_eq!(shown(&held, 1), [json!(false), json!("李爷爷")]);

        // The voter's own ballot goes before the holder's. Revoking takes the holder's ballot out, and leaves the
        // voter's own.
        casts_with(&son, &of_zhang, 2).ok().await;
        cast(zhang, &vote, 1).await;
        casts_with(&son, &of_zhang, 2).through(&other).refused("own-ballot-stands").await;
        revokes(zhang, &of_zhang).ok().await;
        assert_eq!(zhang.does("read_my_receipt").at("vote", &vote).answer().await.status, 200);
        revokes(&son, &proxy).refused("not-found").await;
        casts_with(sun, &of_qian, 2).ok().await;
        revokes(qian, &of_qian).through(&other).ok().await;
        revokes(qian, &of_qian).ok().await;
        assert_eq!(qian.does("read_my_receipt").at("vote", &vote).answer().await.status, 404);
        casts_with(sun, &of_qian, 2).refused("proxy-revoked").await;
        assert_eq!(sun.does("list_my_notices").ok().await["items"][0]["kind"], "proxy_revoked");

        // A proxy that has expired makes room for another.
        town.later(TimeDelta::days(2));
        casts_with(&son, &of_li, 1).refused("proxy-expired").await;
        authorises(li, &vote, &son).await.ok().await;

        closed(&flow, &vote).await;
        casts_with(&son, &proxy, 2).refused("vote-closed").await;
        revokes(wang, &proxy).refused("vote-closed").await;
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["standings"][0]["votes"]), (&json!(2), &json!(2)));
        let by_proxy = "SELECT count(*) AS answer FROM poll_book WHERE channel = 'proxy'";
        assert_eq!(ask_database(&town, by_proxy).await, 1);
        assert_eq!(faults(&bundle(&flow, &vote).await, &Evidence::default()), [""; 0]);
    });
}

#[test]
fn any_member_of_a_household_acts_for_it() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let (mother, father, friend) =
            (town.resident("母亲").await, town.resident("父亲").await, town.resident("朋友").await);
        for (person, room) in [(&mother, "501"), (&father, "501"), (&friend, "502")] {
            person.moves_in(&flow.unit, "3", room, &flow.moderator).await;
        }
        let vote = opened(&flow, 2, json!({"electorate": "household"})).await;
        authorises(&mother, &vote, &father).await.refused_for("/holder_account_id").await;
        let proxy = authorises(&mother, &vote, &friend).await.ok().await;
        authorises(&father, &vote, &friend).await.through(&other).refused("proxy-already-given").await;
        casts_with(&friend, &proxy, 1).ok().await;
        for member in [&mother, &father] {
            assert_eq!(member.does("list_my_notices").ok().await["items"][0]["kind"], "proxy_used");
            assert_eq!(member.does("list_my_proxies").ok().await["items"][0]["id"], proxy["id"]);
        }
        revokes(&father, &proxy).through(&other).ok().await;
        assert_eq!(mother.does("read_my_receipt").at("vote", &vote).answer().await.status, 404);
        cast(&friend, &vote, 2).await;
        closed(&flow, &vote).await;
        assert_eq!(flow.public.does("read_result").at("vote", &vote).ok().await["heads"]["cast"], 1);
    });
}

#[test]
fn a_proxy_ends_when_its_giver_leaves_and_a_ballot_cast_by_it_stays() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王奶奶", "李爷爷"]).await;
        let son = town.resident("小王").await;
        let vote = flow.open_vote().await;
        let of_wang = authorises(&voters[0], &vote, &son).await.ok().await;
        let of_li = authorises(&voters[1], &vote, &son).await.ok().await;
        casts_with(&son, &of_wang, 1).ok().await;
        for voter in &voters {
            voter.signs_in_again().await;
            voter.does("erase_me").ok().await;
        }
        casts_with(&son, &of_li, 1).refused("proxy-revoked").await;
        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!(result["heads"]["cast"], 1);
    });
}
