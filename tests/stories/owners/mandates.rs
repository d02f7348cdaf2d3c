//! Proxies of owners. A written mandate says what to vote, one holder may have only a few, and the owner's own ballot
//! goes first.

use chrono::TimeDelta;
use futures_util::future::join_all;
use sanhui::record::checks::Evidence;
use tests::{Deed, Person, Town, TwoInstances, Value, json, story, two_instances};

use super::decisions::casts;
use super::registers::{Estate, digits};
use crate::votes::verifiers::faults;

/// The empty list of faults, to compare with.
pub const NO_FAULT: [&str; 0] = [];

/// Gives a mandate in the app.
fn authorises(owner: &Person, decision: &Value, holder: &Person, says: &str) -> Deed {
    let mandate = json!({"holder_phone": digits(holder), "says": says});
    owner.does("give_owner_proxy").at("decision", decision).with(mandate)
}

/// Casts the owner's ballot as the holder of this mandate.
pub fn casts_with(holder: &Person, proxy: &Value, voice: &str) -> Deed {
    holder.does("cast_owner_proxy_ballot").at("owner_proxy", proxy).with(json!({"decision": voice}))
}

/// Revokes a mandate in the app.
pub fn revokes(owner: &Person, proxy: &Value) -> Deed {
    owner.does("revoke_owner_proxy").at("owner_proxy", proxy)
}

/// The kind of the person's newest notice, and the id of the thing it is about.
pub async fn newest_notice(person: &Person) -> (Value, Value) {
    let told = person.does("list_my_notices").ok().await["items"][0].clone();
    (told["kind"].clone(), told["about_id"].clone())
}

/// New residents with these names, imported as owners of one flat of 60 m² each in building 1, from room 1 on.
async fn owners(town: &Town, here: &Estate, names: &[&str]) -> Vec<Person> {
    let (mut owners, mut csv) = (Vec::new(), "幢,室,面积,业主,手机\n".to_owned());
    for (n, name) in names.iter().enumerate() {
        let owner = town.resident(name).await;
        csv.push_str(&format!("1,{},60,{name},{}\n", n + 1, digits(&owner)));
        owners.push(owner);
    }
    here.imports(&csv).await;
    owners
}

#[test]
fn a_proxy_in_the_app_from_giving_to_the_bundle() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Estate::new(&town).await;
        let names = ["王奶奶", "李爷爷", "张阿姨", "赵伯伯", "钱婶婶", "孙老师"];
        let owners = owners(&town, &here, &names).await;
        let [wang, li, zhang, zhao, qian, sun] = [0, 1, 2, 3, 4, 5].map(|n| &owners[n]);
        let (son, stranger) = (town.resident("小王").await, town.resident("过客").await);
        let announced = here.announces(&town, 5, 30).await;
        assert_eq!(announced["proxies_per_holder"], 3);
        let preflight = here.moderator.does("check_owners_decision").at("decision", &announced).ok().await;
        assert!(preflight["rule_zh"].as_str().unwrap().contains("一名受托人最多代 3 名业主"), "{preflight}");
        authorises(wang, &announced, &son, "for").refused("vote-not-opened").await;
        town.later(TimeDelta::days(15));
        let decision = here.moderator.does("open_owners_decision").at("decision", &announced).ok().await;

        // A mandate must say what to vote, and the answer does not tell whether the holder's number has an account.
        let silent = json!({"holder_phone": digits(&son)});
        wang.does("give_owner_proxy").at("decision", &decision).with(silent).refused_for("/says").await;
        let proxy = authorises(wang, &decision, &son, "for").ok().await;
        let shown = ["state", "says", "used", "held", "on_paper", "head"].map(|field| proxy[field].clone());
        assert_eq!(shown, [json!("standing"), json!("for"), json!(false), json!(false), json!(false), json!("1/1")]);
        assert!(proxy["holder_phone"].as_str().unwrap().contains("****"));
        assert_eq!(newest_notice(wang).await, (json!("proxy_given"), proxy["id"].clone()));
        assert_eq!(newest_notice(&son).await, (json!("proxy_held"), proxy["id"].clone()));
        let nobody = json!({"holder_phone": "13900139999", "says": "against"});
        let unknown = qian.does("give_owner_proxy").at("decision", &decision).with(nobody).ok().await;
        assert_eq!(unknown["state"], proxy["state"]);
        revokes(qian, &unknown).ok().await;

        authorises(wang, &decision, zhao, "for").through(&other).refused("proxy-already-given").await;
        authorises(li, &decision, li, "for").refused_for("/holder_phone").await;
        authorises(&stranger, &decision, &son, "for").refused("not-on-the-roll").await;
        authorises(li, &decision, wang, "for").refused("proxy-chain").await;
        let mut late = authorises(li, &decision, &son, "against").body();
        late["expires_at"] = json!(town.now());
        li.does("give_owner_proxy").at("decision", &decision).with(late.clone()).refused_for("/expires_at").await;
        late["expires_at"] = json!(town.in_days(1));
        let of_li = li.does("give_owner_proxy").at("decision", &decision).with(late).ok().await;
        let of_zhang = authorises(zhang, &decision, &son, "left_to_holder").ok().await;
        authorises(zhao, &decision, &son, "for").through(&other).refused("proxy-holder-full").await;
        let of_qian = authorises(qian, &decision, sun, "abstain").ok().await;
        authorises(sun, &decision, &son, "for").refused("proxy-chain").await;

        // Only the holder can use the mandate, and only as it says. The owner is told of every use.
        casts_with(wang, &proxy, "for").refused("not-found").await;
        casts_with(&son, &proxy, "against").refused("mandate-says-otherwise").await;
        let silent = here.moderator.does("list_owners_non_voters").at("decision", &decision).ok().await;
        let given = |one: &&Value| one["proxy_given"] == true;
        assert_eq!(silent["items"].as_array().unwrap().iter().filter(given).count(), 4);
        let cast = casts_with(&son, &proxy, "for").ok().await;
        assert_eq!(
            (&cast["channel"], &cast["head"], &cast["decision"]),
            (&json!("proxy"), &json!("1/1"), &json!("for"))
        );
        assert_eq!(casts_with(&son, &proxy, "for").through(&other).ok().await, cast, "repeated");
        let mine = wang.does("read_my_owner_ballots").at("decision", &decision).ok().await["items"][0].clone();
        assert_eq!((&mine["channel"], &mine["receipt"]), (&json!("proxy"), &cast["receipt"]));
        let uses = async |who: &Person| {
            let told = who.does("list_my_notices").ok().await;
            told["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "proxy_used").count()
        };
        assert_eq!(uses(wang).await, 1);
        casts_with(&son, &of_zhang, "for").ok().await;
        casts_with(&son, &of_zhang, "abstain").through(&other).ok().await;
        assert_eq!(uses(zhang).await, 2, "the last counts, and each is told");
        let held = son.does("list_my_owner_proxies").through(&other).ok().await;
        let used: Vec<&Value> = held["items"].as_array().unwrap().iter().map(|one| &one["used"]).collect();
        assert_eq!(used, [&json!(true), &json!(false), &json!(true)]);

        // The owner's own ballot goes before the holder's. Revoking takes the holder's ballot out, and leaves the
        // owner's own.
        assert_eq!(casts(zhang, &decision, "against").await["channel"], "online");
        casts_with(&son, &of_zhang, "for").through(&other).refused("own-ballot-stands").await;
        revokes(zhang, &of_zhang).ok().await;
        let mine = zhang.does("read_my_owner_ballots").at("decision", &decision).ok().await;
        assert_eq!(mine["items"][0]["decision"], "against");
        revokes(&son, &proxy).refused("not-found").await;
        let gone = casts_with(sun, &of_qian, "abstain").ok().await;
        revokes(qian, &of_qian).through(&other).ok().await;
        revokes(qian, &of_qian).ok().await;
        let mine = qian.does("read_my_owner_ballots").at("decision", &decision).ok().await;
        assert_eq!(mine["items"][0]["decision"], Value::Null);
        casts_with(sun, &of_qian, "abstain").refused("proxy-revoked").await;
        assert_eq!(newest_notice(sun).await.0, "proxy_revoked");

        // A mandate that has expired makes room for another.
        town.later(TimeDelta::days(2));
        casts_with(&son, &of_li, "against").refused("proxy-expired").await;
        let again = authorises(li, &decision, &son, "against").ok().await;
        let pause = json!({"reason": "核对名册"});
        here.moderator.does("pause_owners_decision").at("decision", &decision).with(pause.clone()).ok().await;
        casts_with(&son, &again, "against").refused("vote-paused").await;
        here.moderator.does("resume_owners_decision").at("decision", &decision).with(pause).ok().await;
        casts_with(&son, &again, "against").ok().await;
        casts(zhao, &decision, "for").await;

        town.later(TimeDelta::days(14));
        casts_with(&son, &proxy, "for").refused("vote-closed").await;
        revokes(wang, &proxy).refused("vote-closed").await;
        authorises(sun, &decision, zhao, "for").refused("vote-closed").await;
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        assert_eq!(result["by_proxy"], json!({"area": 12_000, "heads": 2}), "王 and 李");
        assert_eq!(result["participating"], json!({"area": 24_000, "heads": 4}));
        let protocol = town.visitor().does("read_owners_protocol").at("decision", &decision).answer().await;
        let protocol = String::from_utf8(protocol.bytes.to_vec()).unwrap();
        for part in ["其中委托他人投票 2 人，专有部分面积 120.00 平方米，受托人 1 名", "一名受托人最多代 3 名业主"]
        {
            assert!(protocol.contains(part), "{part} is missing in {protocol}");
        }
        let bundle = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        let kept = Evidence {
            receipts: vec![cast["receipt"].to_string(), gone["receipt"].to_string()],
            ..Evidence::default()
        };
        assert_eq!(faults(&bundle, &kept), NO_FAULT, "also the ballot that went with its proxy");
        assert_eq!(bundle["ballots"][0]["proxy"], json!({"holder": 1, "says": "for"}));
        assert_eq!(bundle["ballots"][2].get("proxy"), None, "张's own");
        assert!(![&son, sun].iter().any(|who| bundle.to_string().contains(&digits(who))));
    });
}

/// A bundle whose proxies were changed is found faulty by both verifiers, as far as a bundle can show it.
#[test]
fn a_bundle_with_too_many_proxies_or_a_broken_mandate_is_named() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let owners = owners(&town, &here, &["王", "李", "张"]).await;
        let son = town.resident("小王").await;
        let mut matter = json!({
            "unit_id": here.unit["id"], "estate": "桃园小区", "title": "更换水泵", "text": "更换水泵两台。", "item": 5,
            "proxies_per_holder": 0, "closes_at": town.in_days(30),
        });
        let draft = |matter: &Value| here.moderator.does("draft_owners_decision").with(matter.clone());
        for most in [0, 11] {
            matter["proxies_per_holder"] = json!(most);
            draft(&matter).refused_for("/proxies_per_holder").await;
        }
        matter["proxies_per_holder"] = json!(2);
        let decision = draft(&matter).ok().await;
        town.later(TimeDelta::days(15));
        here.moderator.does("open_owners_decision").at("decision", &decision).ok().await;
        for owner in &owners[..2] {
            let proxy = authorises(owner, &decision, &son, "for").ok().await;
            casts_with(&son, &proxy, "for").ok().await;
        }
        authorises(&owners[2], &decision, &son, "for").refused("proxy-holder-full").await;
        casts(&owners[2], &decision, "for").await;
        town.later(TimeDelta::days(16));
        let real = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        assert_eq!(real["rules"]["proxies_per_holder"], 2);
        assert_eq!(faults(&real, &Evidence::default()), NO_FAULT);
        let names = |how: &dyn Fn(&mut Value), expected: &[&str]| {
            let mut bundle = real.clone();
            how(&mut bundle);
            assert_eq!(faults(&bundle, &Evidence::default()), expected);
        };
        names(&|b| b["ballots"][1]["proxy"]["says"] = json!("against"), &["mandate-broken"]);
        names(&|b| b["ballots"][1]["proxy"]["says"] = json!("left_to_holder"), &[]);
        names(&|b| b["ballots"][2]["proxy"] = json!({"holder": 1, "says": "for"}), &["count-wrong", "holder-full"]);
        names(&|b| drop(b["ballots"][0].as_object_mut().unwrap().remove("proxy")), &["count-wrong"]);
        names(&|b| b["result"]["by_proxy"]["heads"] = json!(1), &["count-wrong"]);
        names(&|b| drop(b["result"].as_object_mut().unwrap().remove("by_proxy")), &["count-wrong"]);
        names(&|b| b["rules"]["proxies_per_holder"] = json!(3), &["rules-changed"]);
        let never = |b: &mut Value| drop(b["rules"].as_object_mut().unwrap().remove("proxies_per_holder"));
        names(&never, &["count-wrong", "holder-full", "rules-changed"]);
    });
}

/// The owner's own ballot counts, whether it or the holder's comes first, and on whichever instance.
#[test]
fn the_owners_own_ballot_stands_though_both_cast_at_one_moment() {
    two_instances(async |TwoInstances { town, other }| {
        let here = Estate::new(&town).await;
        let owners = owners(&town, &here, &["王奶奶", "李爷爷", "张阿姨"]).await;
        let son = town.resident("小王").await;
        let decision = here.opens(&town, 5).await;
        let mut proxies = Vec::new();
        for owner in &owners {
            proxies.push(authorises(owner, &decision, &son, "for").ok().await);
        }
        let cast = |n: usize| {
            let (owner, proxy) = (&owners[n % 3], &proxies[n % 3]);
            let own = owner.does("cast_owner_ballot").at("decision", &decision).with(json!({"decision": "against"}));
            let deed = if n.is_multiple_of(4) { own } else { casts_with(&son, proxy, "for") };
            if n.is_multiple_of(2) { deed.through(&other).answer_boxed() } else { deed.answer_boxed() }
        };
        for (n, answer) in join_all((0..24).map(cast)).await.into_iter().enumerate() {
            let allowed: &[u16] = if n.is_multiple_of(4) { &[200] } else { &[200, 409] };
            assert!(allowed.contains(&answer.status), "{n}: {}", answer.json());
        }
        town.later(TimeDelta::days(16));
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        assert_eq!((&result["against"]["heads"], &result["by_proxy"]["heads"]), (&json!(3), &json!(0)));
        let bundle = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        assert_eq!(faults(&bundle, &Evidence::default()), NO_FAULT);
    });
}

#[test]
fn a_mandate_ends_when_its_owner_leaves_and_a_ballot_cast_by_it_stays() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let owners = owners(&town, &here, &["王奶奶", "李爷爷"]).await;
        let son = town.resident("小王").await;
        let decision = here.opens(&town, 5).await;
        let of_wang = authorises(&owners[0], &decision, &son, "for").ok().await;
        let of_li = authorises(&owners[1], &decision, &son, "for").ok().await;
        casts_with(&son, &of_wang, "for").ok().await;
        for owner in &owners {
            owner.signs_in_again().await;
            owner.does("erase_me").ok().await;
        }
        casts_with(&son, &of_li, "for").refused("proxy-revoked").await;
        town.later(TimeDelta::days(16));
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        assert_eq!(result["participating"]["heads"], 1);
    });
}

/// Decisions that were announced before there were proxies are finished without them, and their first leaf stays the
/// same.
#[test]
fn a_decision_announced_before_there_were_proxies_has_none() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let owners = owners(&town, &here, &["王", "李"]).await;
        let decision = here.announces(&town, 5, 30).await;
        crate::change_database(&town, "UPDATE owners_decisions SET proxies_each = NULL").await;
        town.later(TimeDelta::days(15));
        let opened = here.moderator.does("open_owners_decision").at("decision", &decision).ok().await;
        assert_eq!(opened["proxies_per_holder"], Value::Null);
        authorises(&owners[0], &decision, &owners[1], "for").refused("way-not-offered").await;
        for owner in &owners {
            casts(owner, &decision, "for").await;
        }
        town.later(TimeDelta::days(16));
        let bundle = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        assert!(!bundle.to_string().contains("prox"), "neither rule, leaf, ballot nor result");
        assert!(!bundle["rules"]["rule_text"].as_str().unwrap().contains("委托"));
        assert_eq!(faults(&bundle, &Evidence::default()), NO_FAULT);
        let protocol = town.visitor().does("read_owners_protocol").at("decision", &decision).answer().await;
        assert!(!String::from_utf8(protocol.bytes.to_vec()).unwrap().contains("委托"));
    });
}
