use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "phone_codes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub phone: Vec<u8>,
    pub phone_index: String,
    pub address_index: String,
    pub code_hash: String,
    pub sent_at: DateTimeUtc,
    pub tries: i32,
    pub used_at: Option<DateTimeUtc>,
    pub purpose: Option<String>,
    pub account_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
