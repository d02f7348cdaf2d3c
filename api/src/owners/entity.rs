pub mod decision {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "owners_decisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub unit_id: Uuid,
        pub estate: String,
        pub title: String,
        pub text: String,
        pub item: i32,
        pub notice_days: i32,
        pub announced_by: Uuid,
        pub announced_at: DateTimeUtc,
        pub closes_at: DateTimeUtc,
        /// The stored word stays `open` after the end has passed; `stage` tells the difference.
        pub status: String,
        pub opened_by: Option<Uuid>,
        pub opened_at: Option<DateTimeUtc>,
        pub register_id: Option<Uuid>,
        pub roll_hash: Option<String>,
        pub heads: Option<i64>,
        pub area: Option<i64>,
        pub certified_by: Option<Uuid>,
        pub certified_at: Option<DateTimeUtc>,
        pub voided_by: Option<Uuid>,
        pub voided_at: Option<DateTimeUtc>,
        pub voided_why: Option<String>,
        pub paused_by: Option<Uuid>,
        pub paused_at: Option<DateTimeUtc>,
        pub paused_why: Option<String>,
        pub proxies_each: Option<i16>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The primary key allows a head one ballot in a decision.
pub mod ballot {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "owner_ballots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub decision_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub head: String,
        pub voice: String,
        pub cast_by: Uuid,
        pub cast_at: DateTimeUtc,
        pub nonce: Option<String>,
        pub commitment: Option<String>,
        pub key_id: Option<String>,
        pub signature: Option<String>,
        pub channel: String,
        pub proxy_id: Option<Uuid>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A sheet that was keyed; a head has at most one in a decision.
pub mod sheet {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "owner_sheets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub decision_id: Uuid,
        pub head: String,
        pub stage: String,
        pub first_by: Uuid,
        pub first_voice: String,
        pub second_by: Option<Uuid>,
        pub second_voice: Option<String>,
        pub resolved_by: Option<Uuid>,
        pub entered_at: DateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A head has at most one proxy that stands. The sealed columns are written once, and after that only by resealing.
pub mod proxy {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "owner_proxies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub decision_id: Uuid,
        pub head: String,
        pub holder: Vec<u8>,
        pub holder_index: String,
        pub says: String,
        pub until: Option<DateTimeUtc>,
        pub given_at: DateTimeUtc,
        pub giver: Option<Uuid>,
        pub document: Option<String>,
        pub reference: Option<Vec<u8>>,
        pub recorded_by: Option<Uuid>,
        pub confirmed_by: Option<Uuid>,
        pub used_by: Option<Uuid>,
        pub revoked_at: Option<DateTimeUtc>,
        pub revoked_by: Option<Uuid>,
        pub revocation: Option<Vec<u8>>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
