//! Networks of staff: an area lists the networks from which its staff may act, posts are not in force outside them, and
//! a caller's address cannot be forged.

use chrono::TimeDelta;
use tests::{Deed, Person, Town, Value, json, story, story_with, two_instances};

use crate::flow::{DISTRICT, STREET};

const BEHIND_A_PROXY: &[(&str, &str)] = &[("trusted_proxies", "127.0.0.1")];

trait From {
    fn from(self, address: &str) -> Deed;
}

impl From for Deed {
    /// The call comes through the proxy, which names this address as the caller's.
    fn from(self, address: &str) -> Deed {
        self.header("X-Forwarded-For", address)
    }
}

/// Sets the area's list from this machine's address, with the ETag of the list as it is.
async fn sets(who: &Person, area: &str, networks: &[&str]) -> Deed {
    let read = who.does("read_staff_networks").at("code", area).answer().await;
    let body = json!({"networks": networks, "reason": "仅限政务外网办公"});
    who.does("set_staff_networks").at("code", area).with(body).if_match(read.header("ETag").unwrap())
}

#[test]
fn posts_sleep_outside_the_list_of_the_nearest_area() {
    story_with(BEHIND_A_PROXY, async |town| {
        let security = town.duty("security_administrator").await;
        let moderator = town.moderator(STREET).await;
        let committee = town.moderator("310101020001").await;
        let (steward, unit) = (town.steward(DISTRICT).await, town.unit(STREET).await);
        let set = sets(&security, STREET, &["10.20.0.0/16", "2001:db8::/32"]).await.ok().await;
        assert_eq!(set["networks"], json!(["10.20.0.0/16", "2001:db8::/32"]));
        assert_eq!(set["in_force_from"], STREET);

        for (who, from, admitted) in [
            (&moderator, "10.20.1.1", true),
            (&moderator, "10.21.1.1", false),
            (&moderator, "127.0.0.1", false),
            (&moderator, "2001:db8:7::9", true),
            (&moderator, "2001:db9::1", false),
            (&moderator, "::ffff:10.20.1.1", true),
            (&moderator, "::ffff:10.21.1.1", false),
            (&committee, "10.20.1.1", true),
            (&committee, "192.0.2.1", false),
            (&steward, "192.0.2.1", true),
        ] {
            let deed = who.does("list_appointments").from(from);
            if admitted {
                deed.ok().await
            } else {
                deed.refused("network-not-allowed").await
            };
        }

        // Outside the list staff stay signed in, and may do what residents do.
        assert_eq!(moderator.does("read_me").from("192.0.2.1").ok().await["posts"][0]["area_code"], STREET);
        let need = json!({"unit_id": unit["id"], "text": "小区门口晚上太黑。"});
        moderator.does("submit_need").from("192.0.2.1").with(need).ok().await;
        let plan = json!({
            "kind": "hearing", "unit_id": unit["id"], "title": "听证会", "agenda": "发言", "place": "居委会二楼", "starts_at": town.in_days(12),
        });
        moderator.does("plan_meeting").from("192.0.2.1").with(plan.clone()).refused("network-not-allowed").await;
        moderator.does("plan_meeting").from("10.20.0.0").with(plan).ok().await;
        steward
            .does("review_design")
            .at("design", &unit)
            .with(json!({}))
            .from("10.20.0.1")
            .refused("not-for-your-role")
            .await;

        // The refusals are in the trail, the security administrator reads them, and an empty list lifts the
        // restriction.
        let refused = security.does("list_audit_events").at("action", "refuse_network").ok().await;
        assert_eq!(refused["items"].as_array().unwrap().len(), 2, "one for each session in a minute: {refused}");
        sets(&security, STREET, &[]).await.ok().await;
        moderator.does("list_appointments").from("192.0.2.1").ok().await;
        let read = security.does("read_staff_networks").at("code", STREET).ok().await;
        assert_eq!((&read["networks"], &read["in_force_from"]), (&json!([]), &Value::Null));
        let auditor = town.duty("audit_administrator").await;
        let told = auditor.does("list_audit_events").at("action", "set_staff_networks").ok().await;
        assert_eq!(told["items"].as_array().unwrap().len(), 2);
        assert_eq!(told["items"][0]["subject_id"], "00000000-0000-0000-0000-000310101020");
    });
}

#[test]
fn the_nearest_list_counts_and_nobody_shuts_themselves_out() {
    story(async |town| {
        let (city, security) = (town.administrator().await, town.duty("security_administrator").await);
        let (street, district) = (town.steward(STREET).await, town.steward(DISTRICT).await);

        // Everybody here acts from 127.0.0.1.
        sets(&street, STREET, &["10.20.0.0/16"]).await.refused("network-shuts-you-out").await;
        sets(&security, "31", &["10.20.0.0/16"]).await.refused("network-shuts-you-out").await;
        sets(&city, "31", &["10.20.0.0/16"]).await.refused("network-shuts-you-out").await;
        sets(&street, STREET, &["10.20.0.0/16", "127.0.0.0/8"]).await.ok().await;
        sets(&district, STREET, &["10.20.0.0/16"]).await.ok().await;
        street.does("read_staff_networks").at("code", STREET).refused("network-not-allowed").await;

        sets(&district, DISTRICT, &["127.0.0.1/32"]).await.ok().await;
        street.does("read_staff_networks").at("code", STREET).refused("network-not-allowed").await;
        sets(&district, STREET, &[]).await.ok().await;
        let read = street.does("read_staff_networks").at("code", STREET).ok().await;
        assert_eq!((&read["networks"], &read["in_force_from"]), (&json!([]), &json!(DISTRICT)));

        // Refused are staff of another area, a person without the duty, and a malformed list.
        town.steward("310104").await.does("read_staff_networks").at("code", STREET).refused("not-your-area").await;
        town.moderator(STREET).await.does("read_staff_networks").at("code", STREET).refused("not-for-your-role").await;
        city.does("read_staff_networks").at("code", "310199").refused("not-found").await;
        let set = |networks: Value| {
            city.does("set_staff_networks").at("code", STREET).with(json!({"networks": networks, "reason": "办公"}))
        };
        set(json!([])).refused("if-match-needed").await;
        set(json!([])).if_match("\"another\"").refused("changed-meanwhile").await;
        for (networks, pointer) in [
            (json!(["10.0.0.0/8", "office"]), "/networks/1"),
            (json!(["10.0.0.1/8"]), "/networks/0"),
            (json!(["::ffff:10.0.0.0/104"]), "/networks/0"),
            (json!(["10.0.0.0/8", "10.0.0.0/8"]), "/networks/1"),
            (json!((0..65).map(|n| format!("10.{n}.0.0/16")).collect::<Vec<_>>()), "/networks"),
        ] {
            set(networks).refused_for(pointer).await;
        }
    });
}

/// The service takes a caller's address from `X-Forwarded-For` only behind a proxy it lists, and only the part that
/// proxy wrote.
#[test]
fn an_address_is_believed_of_a_listed_proxy_only() {
    let office = async |town: &Town| {
        let security = town.duty("security_administrator").await;
        let moderator = town.moderator(STREET).await;
        sets(&security, STREET, &["203.0.113.0/24"]).await.ok().await;
        moderator
    };
    story(async |town| {
        let moderator = office(&town).await;
        for forged in ["203.0.113.5", "203.0.113.5, 127.0.0.1", "::ffff:203.0.113.5"] {
            let deed = moderator.does("list_appointments").from(forged);
            let deed = deed.header("Forwarded", "for=203.0.113.5").header("X-Real-IP", "203.0.113.5");
            deed.refused("network-not-allowed").await;
        }
    });
    story_with(BEHIND_A_PROXY, async |town| {
        let moderator = office(&town).await;
        for (said, admitted) in [
            ("203.0.113.5", true),
            ("198.51.100.9, 203.0.113.5", true),
            ("203.0.113.5, 198.51.100.9", false),
            ("198.51.100.9, 203.0.113.5, 127.0.0.1", true),
            ("203.0.113.5, unknown", false),
            ("203.0.113.5:51234", true),
            ("::ffff:203.0.113.5", true),
            ("", false),
        ] {
            let deed = moderator.does("list_appointments").from(said);
            if admitted {
                deed.ok().await
            } else {
                deed.refused("network-not-allowed").await
            };
        }
    });
}

#[test]
fn a_list_holds_on_every_instance_within_a_second() {
    two_instances(async |both| {
        let city = both.town.administrator().await;
        let moderator = both.town.moderator(STREET).await;
        moderator.does("list_appointments").through(&both.other).ok().await;
        sets(&city, STREET, &["10.20.0.0/16"]).await.ok().await;
        moderator.does("list_appointments").refused("network-not-allowed").await;
        both.town.later(TimeDelta::seconds(1));
        moderator.does("list_appointments").through(&both.other).refused("network-not-allowed").await;
        sets(&city, STREET, &[]).await.ok().await;
        both.town.later(TimeDelta::seconds(1));
        moderator.does("list_appointments").through(&both.other).ok().await;
    });
}
