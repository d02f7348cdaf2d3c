//! Mandates of owners on paper: two members of staff enter a mandate, the owner can revoke it, and nobody who handled it
//! certifies the result.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use tests::{Deed, Person, Value, json, story};

use super::decisions::casts;
use super::mandates::{NO_FAULT, casts_with, newest_notice, revokes};
use super::registers::{Estate, digits};
use crate::ask_database;
use crate::residency::codes::STREET;
use crate::votes::verifiers::faults;

/// Enters a mandate on paper, as the first of two members of staff.
fn records(who: &Person, decision: &Value, head: &str, holder: &Person, says: &str) -> Deed {
    let document = json!({"kind": "signed_original", "reference": "委托书 2026-017"});
    let mandate = json!({"head": head, "holder_phone": digits(holder), "says": says, "document": document});
    who.does("record_owner_mandate").at("decision", decision).with(mandate)
}

/// Enters the same mandate again, as the second member of staff.
fn confirms(who: &Person, decision: &Value, mandate: &Value, holder: &Person, says: &str) -> Deed {
    let read = json!({"holder_phone": digits(holder), "says": says});
    who.does("confirm_owner_mandate").at("decision", decision).at("owner_proxy", mandate).with(read)
}

#[test]
fn a_mandate_on_paper_is_read_by_two_and_neither_certifies() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let (moderator, colleague) = (&here.moderator, &here.colleague);
        let (third, clean) = (town.moderator(STREET).await, town.moderator(STREET).await);
        let (wang, son) = (town.resident("王奶奶").await, town.resident("小王").await);
        let csv = format!(
            "幢,室,面积,业主,手机\n1,1,80,王奶奶,{}\n1,2,60,李爷爷,\n1,3,60,赵敏,\n1,4,60,周平,\n1,5,60,吴双,\n",
            digits(&wang)
        );
        here.imports(&csv).await;
        let decision = here.opens(&town, 5).await;

        records(moderator, &decision, "9/9", &son, "for").refused_for("/head").await;
        let mut vague = records(moderator, &decision, "1/2", &son, "for").body();
        vague["document"]["reference"] = json!(" ");
        let record = moderator.does("record_owner_mandate").at("decision", &decision);
        record.with(vague).refused_for("/document/reference").await;
        let mandate = records(moderator, &decision, "1/2", &son, "for").ok().await;
        assert_eq!((&mandate["state"], &mandate["says"]), (&json!("unconfirmed"), &Value::Null));
        records(colleague, &decision, "1/2", &son, "for").refused("proxy-already-given").await;
        casts_with(&son, &mandate, "for").refused("mandate-not-confirmed").await;
        confirms(moderator, &decision, &mandate, &son, "for").refused("mandate-not-yours-to-confirm").await;

        // When the two entries of a mandate differ, it is deleted and has to be entered anew.
        let gone = confirms(colleague, &decision, &mandate, &son, "left_to_holder").ok().await;
        assert_eq!(gone["state"], Value::Null);
        confirms(colleague, &decision, &mandate, &son, "for").refused("not-found").await;
        let mandate = records(moderator, &decision, "1/2", &son, "for").ok().await;
        let stands = confirms(colleague, &decision, &mandate, &son, "for").ok().await;
        assert_eq!((&stands["state"], &stands["says"]), (&json!("standing"), &Value::Null));
        confirms(&third, &decision, &mandate, &son, "for").refused("mandate-already-confirmed").await;
        assert_eq!(newest_notice(&son).await, (json!("proxy_held"), mandate["id"].clone()));

        // Staff see the evidence of a mandate at once, and what it says only when the decision is over.
        let evidence = |list: Value| {
            let one = list["items"][0].clone();
            ["document", "reference", "recorded_by", "confirmed_by", "says"].map(|field| one[field].clone())
        };
        let (by, again) = (json!(moderator.account().await), json!(colleague.account().await));
        let steward = town.steward(STREET).await;
        let list = async || steward.does("list_owner_mandates").at("decision", &decision).ok().await;
        let [kind, reference] = [json!("signed_original"), json!("委托书 2026-017")];
        let seen = [kind.clone(), reference.clone(), by.clone(), again.clone(), Value::Null];
        assert_eq!(evidence(list().await), seen);
        let stored = "SELECT count(*) AS answer FROM audit_events WHERE action = 'list_owner_mandates'";
        assert_eq!(ask_database(&town, stored).await, 1);

        // An owner with a phone is told of a mandate that staff recorded, and may revoke it in the app.
        let of_wang = records(moderator, &decision, "1/1", &son, "against").ok().await;
        confirms(colleague, &decision, &of_wang, &son, "against").ok().await;
        assert_eq!(newest_notice(&wang).await, (json!("proxy_given"), of_wang["id"].clone()));
        let mine = wang.does("list_my_owner_proxies").ok().await["items"][0].clone();
        assert_eq!((&mine["on_paper"], &mine["held"], &mine["says"]), (&json!(true), &json!(false), &json!("against")));
        casts_with(&son, &of_wang, "against").ok().await;
        assert_eq!(newest_notice(&wang).await, (json!("proxy_used"), of_wang["id"].clone()));
        revokes(&wang, &of_wang).ok().await;
        casts_with(&son, &of_wang, "against").refused("proxy-revoked").await;

        // An owner without a phone revokes a mandate in writing. When it was used already, the owner may still vote on
        // a sheet, which takes its place.
        let revokes_at_the_desk = |who: &Person, mandate: &Value| {
            let body = json!({"reference": "撤销委托声明 2026-003"});
            who.does("revoke_owner_mandate").at("decision", &decision).at("owner_proxy", mandate).with(body)
        };
        let of_zhao = records(colleague, &decision, "1/3", &son, "for").ok().await;
        let revoked = revokes_at_the_desk(&third, &of_zhao).ok().await;
        assert_eq!(revoked["revocation_reference"], "撤销委托声明 2026-003");
        revokes_at_the_desk(&third, &of_zhao).refused("proxy-revoked").await;
        casts_with(&son, &mandate, "for").ok().await;
        revokes_at_the_desk(&third, &mandate).refused("proxy-used").await;
        let sheet = |head: &str, voice: &str| {
            let sheet = json!({"head": head, "decision": voice});
            moderator.does("enter_owner_sheet").at("decision", &decision).with(sheet)
        };
        let own = sheet("1/2", "against").ok().await;
        casts_with(&son, &mandate, "for").refused("paper-handed-out").await;
        let read = json!({"decision": "against"});
        let key = colleague.does("confirm_owner_sheet").at("decision", &decision).at("owner_sheet", &own);
        key.with(read).ok().await;
        let of_zhou = records(colleague, &decision, "1/4", &son, "left_to_holder").ok().await;
        confirms(moderator, &decision, &of_zhou, &son, "left_to_holder").ok().await;
        casts_with(&son, &of_zhou, "for").ok().await;
        casts(&wang, &decision, "for").await;

        town.later(TimeDelta::days(16));
        let result = town.visitor().does("read_owners_result").at("decision", &decision).ok().await;
        assert_eq!(result["by_proxy"], json!({"area": 6_000, "heads": 1}), "周 alone: the sheet took 李's place");
        let bundle = town.visitor().does("download_owners_bundle").at("decision", &decision).ok().await;
        assert_eq!(faults(&bundle, &Evidence::default()), NO_FAULT);
        assert_eq!(evidence(list().await), [kind, reference, by, again, json!("for")]);
        // People who recorded, confirmed or revoked a mandate may not certify.
        let certify = |who: &Person| who.does("certify_owners_result").at("decision", &decision);
        for hand in [moderator, colleague, &third] {
            certify(hand).refused("certifier-ran-the-vote").await;
        }
        assert_eq!(certify(&clean).ok().await["status"], "certified");
    });
}
