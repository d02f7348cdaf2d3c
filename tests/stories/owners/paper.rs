//! Owners vote on paper. A sheet belongs to one head; two people key it without seeing each other's entry, and a third
//! settles a difference.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use tests::{Person, Value, json, story};

use super::decisions::{casts, legs};
use super::registers::{Estate, digits};
use crate::residency::codes::STREET;
use crate::votes::verifiers::faults;

#[test]
fn sheets_count_with_the_others_when_every_one_is_settled() {
    story(async |town| {
        let here = Estate::new(&town).await;
        let third = town.moderator(STREET).await;
        let wang = town.resident("王芳").await;
        let csv =
            format!("幢,室,面积,业主,手机\n1,1,80,王芳,{}\n1,2,60,李强,\n1,3,60,赵敏,\n1,4,100,周平,\n", digits(&wang));
        here.imports(&csv).await;
        let announced = here.announces(&town, 5, 30).await;
        let enter = |who: &Person, head: &str, voice: &str| {
            let sheet = json!({"head": head, "decision": voice});
            who.does("enter_owner_sheet").at("decision", &announced).with(sheet)
        };
        enter(&here.moderator, "1/2", "for").refused("vote-not-opened").await;
        town.later(TimeDelta::days(15));
        here.moderator.does("open_owners_decision").at("decision", &announced).ok().await;
        let cast = casts(&wang, &announced, "for").await;
        assert_eq!(cast["channel"], "online");

        let mine = enter(&here.moderator, "1/1", "against").ok().await;
        assert_eq!((&mine["stage"], &mine["readings"]), (&json!("keyed_once"), &Value::Null));
        enter(&here.colleague, "1/1", "for").refused("paper-already-keyed").await;
        assert_eq!(enter(&here.moderator, "9/9", "for").refused_for("/head").await["errors"][0]["code"], "unknown");
        let again = wang.does("cast_owner_ballot").at("decision", &announced).with(json!({"decision": "for"}));
        again.refused("paper-handed-out").await;
        let keyed = |who: &Person, id: &str, sheet: &Value, voice: Value| {
            let read = json!({"decision": voice});
            who.does(id).at("decision", &announced).at("owner_sheet", sheet).with(read)
        };
        keyed(&here.moderator, "confirm_owner_sheet", &mine, json!("against")).refused("paper-keyed-by-you").await;
        let done = keyed(&here.colleague, "confirm_owner_sheet", &mine, json!("against")).ok().await;
        assert_eq!(done["stage"], "accepted");
        let mine = wang.does("read_my_owner_ballots").at("decision", &announced).ok().await["items"][0].clone();
        assert_eq!((&mine["decision"], &mine["channel"]), (&json!("against"), &json!("paper")));

        // The two entries of a sheet differ. Neither person sees the other's entry, and a third person sees both.
        let doubtful = enter(&here.moderator, "1/2", "for").ok().await;
        let differs = keyed(&here.colleague, "confirm_owner_sheet", &doubtful, json!("abstain")).ok().await;
        assert_eq!((&differs["stage"], &differs["readings"]), (&json!("mismatch"), &Value::Null));
        let listed = async |who: &Person| {
            let list = who.does("list_owner_sheets").at("decision", &announced).at("stage", "mismatch").ok().await;
            list["items"][0]["readings"].clone()
        };
        assert_eq!((listed(&here.moderator).await, listed(&here.colleague).await), (Value::Null, Value::Null));
        assert_eq!(listed(&third).await, json!(["for", "abstain"]));
        keyed(&here.moderator, "resolve_owner_sheet", &doubtful, json!("for")).refused("paper-keyed-by-you").await;
        // A sheet that was keyed under the wrong head by mistake is removed.
        let mistaken = enter(&here.moderator, "1/4", "for").ok().await;
        keyed(&here.colleague, "confirm_owner_sheet", &mistaken, Value::Null).ok().await;
        let gone = keyed(&third, "resolve_owner_sheet", &mistaken, Value::Null).ok().await;
        assert_eq!(gone["stage"], Value::Null);
        keyed(&third, "resolve_owner_sheet", &mistaken, Value::Null).refused("not-found").await;
        let late = enter(&here.moderator, "1/3", "for").ok().await;
        let silent = here.moderator.does("list_owners_non_voters").at("decision", &announced).ok().await;
        let heads: Vec<&Value> = silent["items"].as_array().unwrap().iter().map(|one| &one["head"]).collect();
        assert_eq!(heads, ["1/4"], "whose sheet is there has voted");

        // The decision ends while two sheets are unsettled. It is not counted until they are, and no new sheet is
        // taken.
        town.later(TimeDelta::days(16));
        enter(&here.moderator, "1/4", "for").refused("vote-closed").await;
        for reads in ["read_owners_result", "download_owners_bundle", "read_owners_protocol", "list_owner_ballots"] {
            town.visitor().does(reads).at("decision", &announced).refused("paper-not-keyed").await;
        }
        let fourth = town.moderator(STREET).await;
        fourth.does("certify_owners_result").at("decision", &announced).refused("paper-not-keyed").await;
        town.visitor().does("read_owners_checkpoint").at("decision", &announced).ok().await;
        keyed(&third, "resolve_owner_sheet", &doubtful, json!("for")).ok().await;
        keyed(&third, "resolve_owner_sheet", &late, json!("for")).refused("paper-not-in-doubt").await;
        keyed(&third, "confirm_owner_sheet", &late, json!("for")).ok().await;
        let result = town.visitor().does("read_owners_result").at("decision", &announced).ok().await;
        let expected = [
            "participation area 20000 30000 20000 true",
            "participation heads 3 4 3 true",
            "approval area 12000 20000 10001 true",
            "approval heads 2 3 2 true",
        ];
        assert_eq!(legs(&result), expected);
        let bundle = town.visitor().does("download_owners_bundle").at("decision", &announced).ok().await;
        let kept = Evidence { receipts: vec![cast["receipt"].to_string()], ..Evidence::default() };
        assert_eq!(faults(&bundle, &kept), Vec::<String>::new(), "also the ballot that a sheet took the place of");
        third.does("certify_owners_result").at("decision", &announced).refused("certifier-ran-the-vote").await;
        fourth.does("certify_owners_result").at("decision", &announced).ok().await;
    });
}

/// A head that no register can contain, even one with a zero byte, is refused as unknown on both databases.
#[test]
fn a_head_that_nobody_can_have_is_unknown() {
    story(async |town| {
        let here = Estate::new(&town).await;
        here.imports("幢,室,面积,业主\n1,1,80,王芳\n").await;
        let decision = here.opens(&town, 5).await;
        for head in ["1/2", "1/\u{0}", "\n"] {
            let sheet = json!({"head": head, "decision": "for"});
            let entry = here.moderator.does("enter_owner_sheet").at("decision", &decision).with(sheet);
            assert_eq!(entry.refused_for("/head").await["errors"][0]["code"], "unknown", "{head:?}");
        }
    });
}
