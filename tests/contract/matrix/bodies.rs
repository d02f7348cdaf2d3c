//! A valid body for every operation that takes one. The operation may still be refused because of the state of the
//! thing it acts on.

use tests::{Value, json};

use super::world::{COMMITTEE, DISTRICT, STREET, World};

const NOBODYS: &str = "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";
const TOKEN: &str = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3";

/// The plan of a project.
pub fn plan() -> Value {
    json!({
        "title": "小区门口照明", "content": "加装路灯六盏。", "implementation_path": "街道立项", "implementing_body": "五里桥街道办事处",
        "funding_source": "区级财政", "budget_fen": 36_000_000, "starts_on": "2026-06-01", "ends_on": "2026-09-30",
        "kind": "basic_guarantee", "level": "street", "year": 2026,
    })
}

/// A valid body for this operation, about the things of this world.
pub fn body(id: &str, world: &World) -> Value {
    let of = |name: &str| world.thing(name)["id"].clone();
    match id {
        "request_phone_code" => json!({"phone": "13800138000"}),
        "sign_in_with_phone" => json!({"request_id": NOBODYS, "code": "123456"}),
        "sign_in_with_password" => json!({"email": "nobody@example.cn", "password": "a long enough passphrase"}),
        "sign_in_with_wechat" | "bind_wechat" => json!({"code": "081nQ6000kQ6nR1"}),
        "sign_in_with_card" => json!({"code": "ABCD-EFGH-JKMN"}),
        "prove_myself" => json!({"wechat_code": "081nQ6000kQ6nR1"}),
        "bind_phone" => json!({"request_id": NOBODYS, "code": "123456"}),
        "register_in_person" => json!({
            "display_name": "周奶奶", "unit_id": of("unit"), "committee_code": COMMITTEE, "building": "7号", "room": "101", "kind": "lives",
        }),
        "confirm_second_factor" => json!({"challenge": TOKEN, "code": "123456"}),
        "request_password_reset" => json!({"email": "nobody@example.cn"}),
        "reset_password" => json!({"token": TOKEN, "password": "a long enough passphrase"}),
        "activate_second_factor" => json!({"code": "123456"}),
        "change_password" => json!({
            "current_password": "not the passphrase", "new_password": "another long enough passphrase",
        }),
        "end_all_sessions" => json!({"whom": "staff", "area_code": "310151"}),
        "refresh_session" => json!({"refresh_token": TOKEN}),
        "accept_invitation" => json!({"token": TOKEN, "password": "a long enough passphrase"}),

        "update_me" => json!({"display_name": "王阿姨"}),
        "give_consent" => json!({"policy_version": "2026-01", "channel": "mini_program"}),
        "download_my_export" => json!({"download_code": TOKEN}),
        "claim_residency" => json!({
            "unit_id": of("unit"), "committee_code": COMMITTEE, "building": "5号", "room": "502", "kind": "lives",
        }),
        "mark_notices_read" => json!({"notice_ids": [NOBODYS]}),
        "verify_residency" => json!({"decision": "verified"}),
        "end_residency_of" => json!({"reason": "已搬离"}),
        "issue_residency_code" => json!({
            "unit_id": of("unit"), "committee_code": COMMITTEE, "building": "5号", "room": "502",
        }),
        "import_household_list" => json!({
            "unit_id": of("unit"), "committee_code": COMMITTEE, "csv": "幢,室,手机\n5号,502,13800138000\n",
        }),
        "import_owner_register" => json!({
            "unit_id": of("unit"), "estate": "桃园小区", "csv": "幢,室,专有面积,业主,手机\n5号,502,89.52,王芳,13800138000\n",
        }),
        "draft_owners_decision" => json!({
            "unit_id": of("unit"), "estate": "杏园小区", "title": "更换水泵", "text": "使用维修资金更换水泵两台。", "item": 5,
            "notice_days": 1, "closes_at": world.town.in_days(60),
        }),
        "cast_owner_ballot" | "confirm_owner_sheet" | "resolve_owner_sheet" => json!({"decision": "for"}),
        "enter_owner_sheet" => json!({"head": "5号/502", "decision": "for"}),
        "give_owner_proxy" | "confirm_owner_mandate" => {
            json!({"holder_phone": world.person("oth").reached_at(), "says": "left_to_holder"})
        }
        "cast_owner_proxy_ballot" => json!({"decision": "for"}),
        "record_owner_mandate" => json!({
            "head": "5号/502", "holder_phone": world.person("oth").reached_at(), "says": "left_to_holder",
            "document": {"kind": "notarised", "reference": "公证书 2026-017"},
        }),
        "revoke_owner_mandate" => json!({"reference": "撤销委托声明 2026-003"}),
        "void_owners_decision" => json!({"reason": "公告有误"}),
        "invite_person" => json!({"email": "somebody@example.cn", "display_name": "李书记"}),
        "appoint_person" => json!({
            "account_id": of("account"), "role": "moderator", "area_code": STREET, "from_on": "2026-01-01", "reason": "聘任",
        }),
        "set_staff_networks" => json!({"networks": [], "reason": "不限网络"}),

        "create_unit" => json!({
            "name": "五里桥内环生活圈", "kind": "urban", "functions": ["residential"], "area_codes": [STREET],
            "outline": [[121.47, 31.20], [121.48, 31.20], [121.48, 31.21], [121.47, 31.21], [121.47, 31.20]], "datum": "wgs84",
        }),
        "submit_need" => json!({
            "unit_id": of("unit"), "text": "小区门口晚上太黑。", "place": {"lon": 121.475, "lat": 31.205, "datum": "gcj02"},
        }),
        "plan_meeting" => json!({
            "kind": "hearing", "unit_id": of("unit"), "title": "听证会", "agenda": "一、说明；二、发言", "place": "居委会二楼",
            "starts_at": world.town.in_days(12),
        }),
        "write_minutes" => json!({"text": "居民普遍满意。", "decisions": ["列入明年计划"]}),

        "propose_project" => json!({"unit_id": of("unit"), "plan": plan()}),
        "update_project" => plan(),
        "link_source" => json!({"kind": "need", "id": of("need"), "reason": "居民提出"}),
        "submit_design" => json!({"title": "方案三", "summary": "沿路布灯。"}),
        "review_design" => json!({"opinion": "可行", "verdict": "recommend", "conflict": false}),
        "approve_design" => json!({"design_id": of("design"), "reason": "仅此一个方案"}),
        "report_progress" => json!({"done_percent": 60, "spent_fen": 20_000_000, "text": "灯杆基础完成"}),
        "complete_project" => json!({"spent_fen": 35_000_000}),

        "draft_vote" => {
            json!({"project_id": of("project"), "title": "设计方案表决", "closes_at": world.town.in_days(7)})
        }
        "update_vote" => json!({"title": "设计方案表决", "closes_at": world.town.in_days(7)}),
        "confirm_birth_year" => json!({"birth_year": 1952}),
        "cast_ballot" => json!({"choices": [1]}),
        "cast_assisted_ballot" => json!({
            "account_id": of("neighbour"), "method": "at_home",
            "consent": {"kind": "witness", "reference": "楼组长老陈"}, "choices": [1],
        }),
        "give_proxy" => json!({"holder_account_id": of("outsider"), "scope": "free"}),
        "cast_proxy_ballot" => json!({"choices": [1]}),
        "take_back_paper" => {
            json!({"account_id": of("neighbour"), "serial": "1-0002", "reason": "居民改用手机投票"})
        }
        "open_paper_batch" => json!({"sheets": 50}),
        "hand_out_paper" => {
            json!({"account_id": of("neighbour"), "paper_batch_id": of("paper_batch")})
        }
        "enter_paper_ballot" | "confirm_paper_ballot" | "resolve_paper_mismatch" => {
            json!({"serial": "1-0001", "choices": [1]})
        }
        "close_paper_batch" => json!({"returned": 0, "spoiled": 0}),
        "look_up_voter" | "look_up_owner" => json!({"building": "3号", "room": "502"}),
        "report_incident" | "report_owners_incident" => json!({"text": "20:10 会场断网约五分钟。"}),
        "object_to_result" | "object_to_owners_result" => json!({"text": "三号楼的纸票没有当场唱票。"}),
        "answer_result_objection" | "answer_owners_objection" => {
            json!({"finding": "dismissed", "text": "经核对，已于当晚唱票。"})
        }
        "extend_vote" => json!({"closes_at": world.town.in_days(60), "reason": "顺延"}),

        "open_rating" => json!({"closes_at": world.town.in_days(10)}),
        "submit_rating" => json!({"design": 4, "built": 5, "comment": "晚上出门安心了。"}),

        "submit_suggestion" => {
            json!({"area_code": COMMITTEE, "topic": "路灯", "reasons": "太黑。", "proposal": "加一盏灯。"})
        }
        "answer_suggestion" => json!({"outcome": "adopted_measure", "text": "列入弄堂照明项目。"}),
        "rate_answer" => json!({"score": 5}),
        "adopt_suggestion" => json!({"need": {"unit_id": of("unit")}}),

        "engage_planner" => json!({
            "account_id": of("account"), "district_code": DISTRICT, "from_on": "2026-01-01", "until_on": "2027-12-31",
            "professional_name": "周未", "specialities": ["口袋公园"], "statement": "把弄堂修好。", "reason": "聘任书",
        }),
        "end_appointment"
        | "cancel_meeting"
        | "withdraw_design"
        | "drop_project"
        | "close_vote"
        | "end_engagement"
        | "disable_account"
        | "enable_account"
        | "end_sessions_of"
        | "remove_second_factor"
        | "pause_vote"
        | "pause_owners_decision"
        | "resume_owners_decision"
        | "resume_vote"
        | "void_vote" => {
            json!({"reason": "另有考虑"})
        }
        other => panic!("there is no body for {other}; write one in matrix/bodies.rs"),
    }
}
