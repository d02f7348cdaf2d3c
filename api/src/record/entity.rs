//! Rows of steps and objections. The column `vote_id` names the record, of a design vote or of an owners' decision.

pub mod step {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub kind: String,
        pub at: DateTimeUtc,
        pub by_account: Uuid,
        pub reason: String,
        pub closes_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod objection {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "result_objections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub account_id: Uuid,
        pub text: String,
        pub raised_at: DateTimeUtc,
        pub finding: Option<String>,
        pub answer: Option<String>,
        pub answered_by: Option<Uuid>,
        pub answered_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
