use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "needs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    pub author_id: Uuid,
    pub meeting_id: Option<Uuid>,
    pub wording: String,
    /// Degrees in WGS-84; both or neither.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub facility: Option<String>,
    pub submitted_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
