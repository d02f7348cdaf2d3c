//! Rows of projects, designs, reviews and progress reports.

pub mod project {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "projects")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub unit_id: Uuid,
        pub hearing_id: Option<Uuid>,
        pub title: String,
        pub content: String,
        pub implementation_path: String,
        pub implementing_body: String,
        pub funding_source: String,
        pub budget_fen: i64,
        pub starts_on: Date,
        pub ends_on: Date,
        pub design_team: Option<String>,
        pub kind: String,
        pub level: String,
        pub year: i32,
        pub proposed_by: Uuid,
        pub proposed_at: DateTimeUtc,
        pub stage: String,
        pub publicity_from_at: Option<DateTimeUtc>,
        pub publicity_until_at: Option<DateTimeUtc>,
        pub approved_design_id: Option<Uuid>,
        /// The other designs that the same budget vote funded, separated by commas; null for every other approval.
        pub approved_also: Option<String>,
        pub approval_vote_id: Option<Uuid>,
        pub approval_reason: Option<String>,
        pub approved_at: Option<DateTimeUtc>,
        pub started_at: Option<DateTimeUtc>,
        pub done_percent: Option<i32>,
        pub spent_fen: Option<i64>,
        pub completed_at: Option<DateTimeUtc>,
        pub drop_reason: Option<String>,
        pub dropped_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod design {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "designs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Uuid,
        pub title: String,
        pub summary: String,
        pub author_id: Uuid,
        pub author_role: String,
        pub submitted_at: DateTimeUtc,
        pub status: String,
        pub withdrawal_reason: Option<String>,
        pub withdrawn_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod review {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "design_reviews")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub design_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub planner_id: Uuid,
        pub opinion: String,
        pub verdict: String,
        pub conflict: bool,
        pub reviewed_at: DateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod report {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "progress_reports")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Uuid,
        pub done_percent: i32,
        pub spent_fen: i64,
        pub content: String,
        pub reporter_role: String,
        pub reported_at: DateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
