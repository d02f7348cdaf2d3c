//! The steps from a need to an open vote, for stories that begin in the middle of that flow.

use chrono::TimeDelta;
use tests::{Person, Town, Value, json};

/// The street of the unit.
pub const STREET: &str = "310101020";
/// The district of that street.
pub const DISTRICT: &str = "310101";

/// A unit, the staff and the planner who act in it, and a visitor.
pub struct Flow {
    pub town: Town,
    pub unit: Value,
    pub steward: Person,
    pub moderator: Person,
    /// A second moderator, who runs no vote and so may certify its result.
    pub colleague: Person,
    pub planner: Person,
    pub public: Person,
}

impl Flow {
    /// Sets up the unit and its people.
    pub async fn new(town: &Town) -> Self {
        Self {
            town: town.clone(),
            unit: town.unit(STREET).await,
            steward: town.steward(STREET).await,
            moderator: town.moderator(STREET).await,
            colleague: town.moderator(STREET).await,
            planner: town.planner(DISTRICT).await,
            public: town.visitor(),
        }
    }

    /// New residents with verified homes in the unit.
    pub async fn neighbours(&self, names: &[&str]) -> Vec<Person> {
        let mut neighbours = Vec::new();
        for name in names {
            neighbours.push(self.town.neighbour(name, &self.unit, &self.moderator).await);
        }
        neighbours
    }

    /// A need that a new resident submits.
    pub async fn need(&self) -> Value {
        let need = json!({"unit_id": self.unit["id"], "text": "小区门口晚上太黑。"});
        self.town.resident("赵敏").await.does("submit_need").with(need).ok().await
    }

    /// The plan of a project.
    pub fn plan() -> Value {
        json!({
            "title": "小区门口照明", "content": "加装路灯六盏。", "implementation_path": "街道立项", "implementing_body": "五里桥街道办事处",
            "funding_source": "区级财政", "budget_fen": 36_000_000, "starts_on": "2026-06-01", "ends_on": "2026-09-30",
            "kind": "basic_guarantee", "level": "street", "year": 2026,
        })
    }

    /// A proposed project of the unit.
    pub async fn project(&self) -> Value {
        let project = json!({"unit_id": self.unit["id"], "plan": Self::plan()});
        self.moderator.does("propose_project").with(project).ok().await
    }

    /// Links a new need to the project as its source.
    pub async fn sourced(&self, project: &Value) {
        let source = json!({"kind": "need", "id": self.need().await["id"], "reason": "居民提出"});
        self.moderator.does("link_source").at("project", project).with(source).ok().await;
    }

    /// A design with this title, submitted to the project.
    pub async fn design(&self, project: &Value, title: &str) -> Value {
        let design = json!({"title": title, "summary": "沿路布灯。"});
        self.moderator.does("submit_design").at("project", project).with(design).ok().await
    }

    /// The planner's review, which recommends the design.
    pub async fn reviewed(&self, design: &Value) {
        let review = json!({"opinion": "可行", "verdict": "recommend", "conflict": false});
        self.planner.does("review_design").at("design", design).with(review).ok().await;
    }

    /// A project in publicity with two reviewed designs.
    pub async fn publicized(&self) -> (Value, Vec<Value>) {
        let project = self.project().await;
        self.sourced(&project).await;
        let mut designs = Vec::new();
        for title in ["方案一", "方案二"] {
            let design = self.design(&project, title).await;
            self.reviewed(&design).await;
            designs.push(design);
        }
        self.moderator.does("open_publicity").at("project", &project).ok().await;
        (project, designs)
    }

    /// The body of a meeting in twelve days, about a unit or a project.
    pub fn meeting_plan(&self, kind: &str, about: &Value) -> Value {
        let about_what = if kind == "hearing" { "unit_id" } else { "project_id" };
        json!({
            "kind": kind, about_what: about["id"], "title": "三会", "agenda": "一、说明；二、发言", "place": "居委会二楼",
            "starts_at": self.town.in_days(12),
        })
    }

    /// An announced meeting, twelve days from now.
    pub async fn announced(&self, kind: &str, about: &Value) -> Value {
        let meeting = self.moderator.does("plan_meeting").with(self.meeting_plan(kind, about)).ok().await;
        self.moderator.does("announce_meeting").at("meeting", &meeting).ok().await;
        meeting
    }

    /// The meeting is announced, its day comes, and it is opened and closed.
    pub async fn held(&self, kind: &str, about: &Value) -> Value {
        let meeting = self.announced(kind, about).await;
        self.town.later(TimeDelta::days(12));
        self.moderator.does("open_meeting").at("meeting", &meeting).ok().await;
        self.moderator.does("close_meeting").at("meeting", &meeting).ok().await;
        meeting
    }

    /// A drafted vote on the project, which is to end in seven days.
    pub async fn drafted(&self, project: &Value) -> Value {
        let vote = json!({
            "project_id": project["id"], "title": "设计方案表决", "closes_at": self.town.in_days(7), "objection_days": 0,
        });
        self.moderator.does("draft_vote").with(vote).ok().await
    }

    /// A vote on the project's two designs, open for a week.
    pub async fn open_vote(&self) -> Value {
        let (project, _) = self.publicized().await;
        self.held("coordination", &project).await;
        let vote = self.drafted(&project).await;
        self.moderator.does("build_roll").at("vote", &vote).ok().await;
        self.moderator.does("open_vote").at("vote", &vote).ok().await
    }
}
