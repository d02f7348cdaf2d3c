pub mod suggestion {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "suggestions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub area_code: String,
        pub proposer_id: Uuid,
        pub planner_id: Option<Uuid>,
        pub topic: String,
        pub reasons: String,
        pub proposal: String,
        pub submitted_at: DateTimeUtc,
        pub acknowledge_on: Date,
        pub acknowledge_known: bool,
        pub first_answer_on: Date,
        pub first_answer_known: bool,
        pub final_answer_on: Date,
        pub final_answer_known: bool,
        pub status: String,
        /// The last day of the duty that is open now, so that lateness can be asked of many rows at once.
        pub next_due_on: Option<Date>,
        pub acknowledged_at: Option<DateTimeUtc>,
        pub withdrawn_at: Option<DateTimeUtc>,
        pub first_answered_at: Option<DateTimeUtc>,
        pub answered_at: Option<DateTimeUtc>,
        pub outcome: Option<String>,
        /// The reason or the redirection, as the outcome demands.
        pub outcome_detail: Option<String>,
        pub answer: Option<String>,
        pub score: Option<i32>,
        pub rated_at: Option<DateTimeUtc>,
        pub adopted_kind: Option<String>,
        pub adopted_id: Option<Uuid>,
        pub adopted_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "suggestion_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub suggestion_id: Uuid,
        pub event: String,
        pub by: String,
        pub at: DateTimeUtc,
        pub outcome: Option<String>,
        pub answer: Option<String>,
        pub score: Option<i32>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
