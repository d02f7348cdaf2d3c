use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "residencies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub unit_id: Uuid,
    pub committee_code: String,
    pub building: String,
    pub room: String,
    pub kind: String,
    pub state: String,
    pub claimed_at: DateTimeUtc,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    pub reason: Option<String>,
    pub ended_at: Option<DateTimeUtc>,
    pub moves: bool,
    pub means: Option<String>,
    pub ended_why: Option<String>,
    pub ended_by: Option<Uuid>,
    pub end_reason: Option<String>,
    pub moved_to: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
