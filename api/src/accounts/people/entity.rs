pub mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// In clear only in rows from before names were sealed, and in erased accounts, where it names nobody.
        pub display_name: String,
        pub name: Option<Vec<u8>>,
        pub phone: Option<Vec<u8>>,
        pub phone_index: Option<String>,
        pub email: Option<Vec<u8>>,
        pub email_index: Option<String>,
        pub password_hash: Option<String>,
        pub created_at: DateTimeUtc,
        pub birth_year: Option<Vec<u8>>,
        pub disabled_at: Option<DateTimeUtc>,
        pub disabled_why: Option<String>,
        pub erase_after: Option<DateTimeUtc>,
        pub erased_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod invitation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub token_hash: String,
        pub invited_by: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub accepted_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
