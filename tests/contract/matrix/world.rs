//! A world in which everything that a path can name exists, with a person of every role.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait as _, Statement};
use tests::document::Operation;
use tests::{Deed, Person, Town, Value, json};

use super::bodies;

/// The street of the unit.
pub const STREET: &str = "310101020";
/// The district of that street.
pub const DISTRICT: &str = "310101";
/// A committee in that street.
pub const COMMITTEE: &str = "310101020001";
const OTHER_STREET: &str = "310104003";
const OTHER_DISTRICT: &str = "310104";

/// The people by the names of the table's columns, and the things by the names of path parameters.
pub struct World {
    pub town: Town,
    people: BTreeMap<&'static str, Person>,
    things: BTreeMap<&'static str, Value>,
}

impl World {
    /// Sets up the people and the things by calling operations.
    pub async fn new(town: &Town) -> Self {
        let mut world = Self { town: town.clone(), people: BTreeMap::new(), things: BTreeMap::new() };
        world.settle().await;
        world.owners().await;
        world.cycle().await;
        world.lesser_things().await;
        world
    }

    /// The person of this column.
    pub fn person(&self, who: &str) -> &Person {
        self.people.get(who).unwrap_or_else(|| panic!("there is no {who}"))
    }

    /// The thing with this name, as an operation gave it.
    pub fn thing(&self, name: &str) -> &Value {
        self.things.get(name).unwrap_or_else(|| panic!("there is no {name}; make one in matrix/world.rs"))
    }

    /// The thing that a parameter of the operation's path stands for. Operations that use a thing up get one of their
    /// own.
    fn named(&self, operation: &Operation, step: &str) -> Value {
        match (operation.id.as_str(), step) {
            (
                "approve_design" | "start_building" | "report_progress" | "complete_project" | "open_rating",
                "project",
            ) => self.thing("completed").clone(),
            ("drop_project", "project") => self.thing("dropped").clone(),
            ("withdraw_suggestion", "suggestion") => self.thing("withdrawn").clone(),
            ("end_sessions_of" | "remove_second_factor" | "disable_account" | "enable_account", "account") => {
                self.thing("overseen").clone()
            }
            ("end_residency", "residency") => self.thing("second home").clone(),
            ("issue_sign_in_card" | "confirm_in_person" | "confirm_birth_year", "account") => {
                self.thing("neighbour").clone()
            }
            ("end_engagement", "planner") => self.thing("leaver").clone(),
            (
                "read_result"
                | "certify_result"
                | "read_protocol"
                | "watch_turnout"
                | "object_to_result"
                | "answer_result_objection"
                | "prove_inclusion"
                | "download_bundle",
                "vote",
            ) => self.thing("counted").clone(),
            (
                "read_owners_result"
                | "list_owner_ballots"
                | "certify_owners_result"
                | "download_owners_bundle"
                | "read_owners_protocol"
                | "prove_owners_inclusion"
                | "object_to_owners_result"
                | "answer_owners_objection",
                "decision",
            ) => self.thing("decided").clone(),
            ("confirm_owner_mandate" | "revoke_owner_mandate", "decision") => self.thing("mandated").clone(),
            ("confirm_owner_mandate" | "revoke_owner_mandate", "owner_proxy") => self.thing("mandate").clone(),
            ("prove_owners_inclusion", "receipt") => self.thing("owner's receipt").clone(),
            ("answer_owners_objection", "objection") => self.thing("owner's objection").clone(),
            (_, "purpose") => json!("wechat_union"),
            (_, "code") => json!(STREET),
            (_, "kind") => json!("need"),
            (_, "id") => self.thing("need").clone(),
            (_, step) => self.thing(step).clone(),
        }
    }

    /// A call of the operation by this person, on things that exist and with a valid body.
    pub fn deed(&self, who: &Person, operation: &Operation) -> Deed {
        let mut deed = who.does(&operation.id);
        for step in steps(operation) {
            deed = deed.at(step, &self.named(operation, step));
        }
        if ["prove_consistency", "prove_owners_consistency"].contains(&operation.id.as_str()) {
            deed = deed.at("from", 1);
        }
        if operation.id == "locate_unit" {
            deed = deed.at("lon", 121.475).at("lat", 31.205);
        }
        if operation.id == "list_household_entries" {
            deed = deed.at("unit_id", self.thing("unit")).at("committee_code", COMMITTEE);
        }
        if operation.id == "list_owner_registers" {
            deed = deed.at("unit_id", self.thing("unit"));
        }
        if operation.takes_a_body() { deed.with(bodies::body(&operation.id, self)) } else { deed }
    }

    /// The operation's path with its parameters filled in, for requests that no client would make.
    pub fn path(&self, operation: &Operation) -> String {
        steps(operation).fold(operation.path.clone(), |path, step| {
            let named = self.named(operation, step);
            let word = named.as_str().or(named["id"].as_str()).expect("a name").to_owned();
            path.replace(&format!("{{{step}}}"), &word)
        })
    }

    /// How many events with the outcome `done` the audit trail has. The number stays the same when nothing is changed.
    pub async fn deeds_done(&self) -> i64 {
        let conn = self.town.app().db().reads();
        let sql = "SELECT count(*) AS n FROM audit_events WHERE outcome = 'done'".to_owned();
        let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    async fn settle(&mut self) {
        let town = self.town.clone();
        let other_unit = town.unit(OTHER_STREET).await;
        let other_moderator = town.moderator(OTHER_STREET).await;
        self.things.insert("unit", town.unit(STREET).await);
        let moderator = town.moderator(COMMITTEE).await;
        let street_moderator = town.moderator(STREET).await;
        let resident = town.neighbour("王芳", self.thing("unit"), &street_moderator).await;
        let people = [
            ("anon", town.visitor()),
            ("res", resident),
            ("oth", town.neighbour("李强", &other_unit, &other_moderator).await),
            ("inv", town.invited("newcomer").await),
            ("pln", town.planner(DISTRICT).await),
            ("pl2", town.planner(OTHER_DISTRICT).await),
            ("mod", moderator),
            ("mo2", other_moderator),
            ("ste", town.steward(STREET).await),
            ("st2", town.steward(OTHER_STREET).await),
            ("dis", town.steward(DISTRICT).await),
            ("di2", town.steward(OTHER_DISTRICT).await),
            ("cit", town.administrator().await),
            ("sys", town.duty("system_administrator").await),
            ("aud", town.duty("audit_administrator").await),
            ("sec", town.duty("security_administrator").await),
            ("colleague", street_moderator),
        ];
        self.people.extend(people);
    }

    /// Calls an operation that must succeed, and gives its answer.
    async fn does(&self, who: &str, id: &str, at: (&str, &Value), body: Value) -> Value {
        let deed = self.person(who).does(id).at(at.0, at.1);
        if body.is_null() { deed } else { deed.with(body) }.ok().await
    }

    /// A project with a need for its source and two reviewed designs.
    async fn designed(&self) -> (Value, Value) {
        let moderator = self.person("mod");
        let project = json!({"unit_id": self.thing("unit")["id"], "plan": bodies::plan()});
        let project = moderator.does("propose_project").with(project).ok().await;
        let source = json!({"kind": "need", "id": self.thing("need")["id"], "reason": "居民提出"});
        self.does("mod", "link_source", ("project", &project), source).await;
        let mut designs = Vec::new();
        for title in ["方案一", "方案二"] {
            let design = json!({"title": title, "summary": "沿路布灯。"});
            let design = self.does("mod", "submit_design", ("project", &project), design).await;
            let review = json!({"opinion": "可行", "verdict": "recommend", "conflict": false});
            self.does("pln", "review_design", ("design", &design), review).await;
            designs.push(design);
        }
        (project, designs.swap_remove(0))
    }

    async fn held(&self, kind: &str, project: &Value) -> Value {
        let plan = json!({
            "kind": kind, "project_id": project["id"], "title": "三会", "agenda": "一、说明；二、发言", "place": "居委会二楼",
            "starts_at": self.town.in_days(12),
        });
        let meeting = self.person("mod").does("plan_meeting").with(plan).ok().await;
        self.does("mod", "announce_meeting", ("meeting", &meeting), Value::Null).await;
        self.town.later(TimeDelta::days(12));
        for step in ["open_meeting", "close_meeting"] {
            self.does("mod", step, ("meeting", &meeting), Value::Null).await;
        }
        meeting
    }

    async fn voted(&self, project: &Value, days: i64) -> Value {
        self.does("mod", "open_publicity", ("project", project), Value::Null).await;
        self.held("coordination", project).await;
        let vote = json!({
            "project_id": project["id"], "title": "设计方案表决", "closes_at": self.town.in_days(days), "objection_days": 0,
        });
        let vote = self.person("mod").does("draft_vote").with(vote).ok().await;
        self.does("mod", "build_roll", ("vote", &vote), Value::Null).await;
        self.does("colleague", "open_vote", ("vote", &vote), Value::Null).await
    }

    /// Makes a completed project with its review meeting and rating, a counted and an open vote, and two designed
    /// projects, one of them to be dropped.
    async fn cycle(&mut self) {
        let need = json!({"unit_id": self.thing("unit")["id"], "text": "小区门口晚上太黑。"});
        let need = self.person("res").does("submit_need").with(need).ok().await;
        self.things.insert("need", need);

        let (project, design) = self.designed().await;
        let counted = self.voted(&project, 7).await;
        let ballot = json!({"choices": [1]});
        let receipt = self.does("res", "cast_ballot", ("vote", &counted), ballot).await;
        self.things.insert("receipt", receipt["tracker"].clone());
        self.town.later(TimeDelta::days(8));
        let objection = bodies::body("object_to_result", self);
        let objection = self.does("res", "object_to_result", ("vote", &counted), objection).await;
        let answer = bodies::body("answer_result_objection", self);
        let answering = self.person("mod").does("answer_result_objection").at("vote", &counted);
        answering.at("objection", &objection).with(answer).ok().await;
        self.things.insert("objection", objection);
        self.does("ste", "certify_result", ("vote", &counted), Value::Null).await;
        self.things.insert("counted", counted.clone());
        let approval = json!({"design_id": design["id"], "vote_id": counted["id"]});
        self.does("ste", "approve_design", ("project", &project), approval).await;
        self.does("ste", "start_building", ("project", &project), Value::Null).await;
        self.does("ste", "complete_project", ("project", &project), json!({"spent_fen": 1})).await;
        let review = self.held("review", &project).await;
        let minutes = json!({"text": "居民普遍满意。", "decisions": []});
        self.does("mod", "write_minutes", ("meeting", &review), minutes).await;
        self.does("mod", "publish_minutes", ("meeting", &review), Value::Null).await;
        let rating = json!({"closes_at": self.town.in_days(60)});
        let rating = self.does("mod", "open_rating", ("project", &project), rating).await;
        self.things.extend([("completed", project), ("meeting", review), ("rating", rating)]);

        let (voting, _) = self.designed().await;
        let vote = self.voted(&voting, 30).await;
        let batch = self.does("colleague", "open_paper_batch", ("vote", &vote), json!({"sheets": 50})).await;
        let sheet = json!({"serial": "1-0001", "choices": [1]});
        let sheet = self.does("colleague", "enter_paper_ballot", ("vote", &vote), sheet).await;
        self.things.extend([("paper_batch", batch), ("paper_ballot", sheet)]);
        let outsider = json!({"id": self.person("oth").account().await});
        self.things.insert("outsider", outsider);
        let neighbour = json!({"id": self.person("res").account().await});
        self.things.insert("neighbour", neighbour);
        let proxy = self.does("res", "give_proxy", ("vote", &vote), bodies::body("give_proxy", self)).await;
        let helped = bodies::body("cast_assisted_ballot", self);
        let ballot = self.does("colleague", "cast_assisted_ballot", ("vote", &vote), helped).await;
        self.things.extend([("proxy", proxy), ("ballot", ballot)]);
        let (project, design) = self.designed().await;
        let (dropped, _) = self.designed().await;
        let source = self.thing("need").clone();
        let things =
            [("vote", vote), ("project", project), ("design", design), ("dropped", dropped), ("source", source)];
        self.things.extend(things);
    }

    /// Makes an estate with one flat, owned by the resident, a decision that is over and three that take ballots. The
    /// body of `import_owner_register` is about another estate.
    async fn owners(&mut self) {
        let phone = self.person("res").reached_at().trim_start_matches("+86").to_owned();
        let csv = format!("幢,室,专有面积,业主,手机\n5号,502,89.52,王芳,{phone}\n");
        let register = json!({"unit_id": self.thing("unit")["id"], "estate": "杏园小区", "csv": csv});
        let register = self.person("mod").does("import_owner_register").with(register).ok().await;
        self.things.insert("register", json!({"id": register["register_id"]}));
        for (name, days) in [("decided", 2), ("decision", 300), ("authorised", 300), ("mandated", 300)] {
            let mut draft = bodies::body("draft_owners_decision", self);
            draft["closes_at"] = json!(self.town.in_days(days));
            let drafted = self.person("colleague").does("draft_owners_decision").with(draft).ok().await;
            self.things.insert(name, drafted);
        }
        self.town.later(TimeDelta::days(1));
        for name in ["decided", "decision", "authorised", "mandated"] {
            self.does("colleague", "open_owners_decision", ("decision", self.thing(name)), Value::Null).await;
        }
        let decided = self.thing("decided").clone();
        let ballot = bodies::body("cast_owner_ballot", self);
        let cast = self.does("res", "cast_owner_ballot", ("decision", &decided), ballot).await;
        self.things.insert("owner's receipt", cast["receipt"]["tracker"].clone());
        self.town.later(TimeDelta::days(1));
        let objection = bodies::body("object_to_owners_result", self);
        let objection = self.does("res", "object_to_owners_result", ("decision", &decided), objection).await;
        let answer = bodies::body("answer_owners_objection", self);
        let answering = self.person("mod").does("answer_owners_objection").at("decision", &decided);
        answering.at("objection", &objection).with(answer).ok().await;
        self.things.insert("owner's objection", objection);
        let sheet = bodies::body("enter_owner_sheet", self);
        let sheet = self.does("colleague", "enter_owner_sheet", ("decision", self.thing("decision")), sheet).await;
        let authorised = self.thing("authorised").clone();
        let proxy = bodies::body("give_owner_proxy", self);
        let proxy = self.does("res", "give_owner_proxy", ("decision", &authorised), proxy).await;
        let mandated = self.thing("mandated").clone();
        let mandate = bodies::body("record_owner_mandate", self);
        let mandate = self.does("colleague", "record_owner_mandate", ("decision", &mandated), mandate).await;
        self.things.extend([("owner_sheet", sheet), ("owner_proxy", proxy), ("mandate", mandate)]);
    }

    async fn lesser_things(&mut self) {
        let town = self.town.clone();
        for name in ["suggestion", "withdrawn"] {
            let suggestion = bodies::body("submit_suggestion", self);
            let suggestion = self.person("res").does("submit_suggestion").with(suggestion).ok().await;
            self.things.insert(name, suggestion);
        }
        let newcomer = town.resident("赵敏").await;
        let claim = newcomer.does("claim_residency").with(bodies::body("claim_residency", self)).ok().await;
        let residency = bodies::body("claim_residency", self);
        let residency = town.resident("钱多").await.does("claim_residency").with(residency).ok().await;
        self.does("mod", "verify_residency", ("claim", &residency), json!({"decision": "verified"})).await;
        let mut second_home = bodies::body("claim_residency", self);
        second_home["kind"] = json!("works");
        let second_home = self.person("res").does("claim_residency").with(second_home).ok().await;
        let code = bodies::body("issue_residency_code", self);
        let code = self.person("mod").does("issue_residency_code").with(code).ok().await;
        self.things.extend([("residency", residency), ("second home", second_home), ("residency_code", code)]);
        let overseen = json!({"id": town.moderator(COMMITTEE).await.account().await});
        self.things.insert("overseen", overseen);
        let clerk = town.invited("clerk").await;
        let leaver = town.planner(DISTRICT).await;
        self.things.insert("account", json!({"id": clerk.account().await}));
        let post = json!({
            "account_id": self.thing("account")["id"], "role": "moderator", "area_code": COMMITTEE, "from_on": "2026-01-01",
            "reason": "聘任",
        });
        let appointment = self.person("cit").does("appoint_person").with(post).ok().await;
        let planners = self.person("anon").does("list_planners").at("limit", 100).ok().await;
        let planners = planners["items"].as_array().unwrap().clone();
        self.person("res").token().await; // this session is another device's after the next sign-in
        town.later(TimeDelta::minutes(1));
        self.person("res").signs_in_again().await;
        let export = self.person("res").does("request_my_export").ok().await;
        self.things.insert("export", export);
        let sessions = self.person("res").does("list_my_sessions").ok().await;
        let session = sessions["items"].as_array().unwrap().iter().find(|one| one["is_current"] == false).unwrap();
        let engaged =
            |who: &Person| planners.iter().find(|one| one["professional_name"] == who.name()).unwrap().clone();
        let things = [
            ("claim", claim),
            ("appointment", appointment),
            ("session", session.clone()),
            ("planner", engaged(self.person("pln"))),
            ("leaver", engaged(&leaver)),
        ];
        self.things.extend(things);
    }
}

/// The names of the parameters in the operation's path.
fn steps(operation: &Operation) -> impl Iterator<Item = &str> {
    operation.path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}'))
}
