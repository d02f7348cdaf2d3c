//! Rows of votes, options, rolls, ballots sealed and open, and what was counted.

pub mod vote {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "votes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub project_id: Uuid,
        pub unit_id: Uuid,
        pub meeting_id: Option<Uuid>,
        pub title: String,
        pub method: String,
        pub at_most: Option<i16>,
        pub electorate: String,
        pub quorum: Option<String>,
        pub threshold: Option<String>,
        pub lot_order: String,
        /// Of a budget vote: yuan and each option's cost, as in `300000:120000,80000`.
        pub budget: Option<String>,
        pub opens_at: Option<DateTimeUtc>,
        pub closes_at: DateTimeUtc,
        pub drafted_by: Uuid,
        pub drafted_at: DateTimeUtc,
        pub status: String,
        pub opened_by: Option<Uuid>,
        pub opened_at: Option<DateTimeUtc>,
        pub begins_at: Option<DateTimeUtc>,
        pub roll_size: Option<i64>,
        pub roll_hash: Option<String>,
        pub closed_by: Option<Uuid>,
        pub closed_at: Option<DateTimeUtc>,
        pub close_reason: Option<String>,
        pub certified_by: Option<Uuid>,
        pub certified_at: Option<DateTimeUtc>,
        pub paused_at: Option<DateTimeUtc>,
        pub paused_by: Option<Uuid>,
        pub paused_why: Option<String>,
        pub voided_at: Option<DateTimeUtc>,
        pub voided_by: Option<Uuid>,
        pub voided_why: Option<String>,
        pub between_ways: Option<String>,
        pub proxies_each: Option<i16>,
        pub on_tie: String,
        pub objection_days: i16,
        pub min_age: Option<i16>,
        pub born_by: Option<i16>,
        pub unknown_age: Option<String>,
        pub verified_by: Option<DateTimeUtc>,
        pub rehearsal: bool,
        pub deputy: Option<Uuid>,
        pub register_id: Option<Uuid>,
        /// Exclusive area of all flats, in 0.01 m²; none where residents vote.
        pub roll_area: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod option {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_options")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i16,
        pub design_id: Uuid,
        pub title: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod roll_entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "roll_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        pub voter: String,
        pub building: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The flats of each voter, where flats vote.
pub mod roll_flat {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "roll_flats")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub building: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub room: String,
        pub voter: String,
        /// 0.01 m².
        pub area: i64,
        /// Whether this is the first flat of its voter, which is counted for the voter.
        pub leads: bool,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod urn {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "urn")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub voter: String,
        pub sealed: Vec<u8>,
        pub channel: String,
        /// The voter's building on the roll, repeated here so that turnout is counted from this table alone; none for a
        /// sheet, because nobody knows whose it is.
        pub building: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod poll_book {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "poll_book")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voter: String,
        pub channel: String,
        pub building: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod open_ballot {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "open_ballots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub commitment: String,
        pub nonce: String,
        pub ballot: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod result {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_results")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        pub counted_at: DateTimeUtc,
        pub eligible: i64,
        pub cast: i64,
        pub valid: i64,
        pub blank: i64,
        pub invalid: i64,
        pub winner: Option<i16>,
        /// Area of the voters who took part, where flats vote; in 0.01 m².
        pub area_cast: Option<i64>,
        /// What was gathered from ranked and scored ballots, as JSON; none for marks, whose standings say it all.
        pub evidence: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod standing {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_standings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i16,
        pub votes: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod paper_batch {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_batches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub number: i32,
        pub sheets: i32,
        pub opened_by: Uuid,
        pub opened_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub closed_by: Option<Uuid>,
        pub handed_out: Option<i64>,
        pub returned: Option<i64>,
        pub spoiled: Option<i64>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod paper_handout {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_handouts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voter: String,
        pub batch_id: Uuid,
        pub building: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod paper_ballot {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "paper_ballots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub batch_id: Uuid,
        pub serial: String,
        pub stage: String,
        pub first_by: Uuid,
        pub first_entry: Option<Vec<u8>>,
        pub second_by: Option<Uuid>,
        pub second_entry: Option<Vec<u8>>,
        pub resolved_by: Option<Uuid>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod assisted {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "assisted_ballots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub voter: String,
        pub helper: Uuid,
        pub method: String,
        pub consent: String,
        pub reference: Vec<u8>,
        pub ended: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod proxy {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proxies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub vote_id: Uuid,
        pub voter: String,
        pub giver: Uuid,
        pub holder: Uuid,
        pub scope: String,
        pub until: Option<DateTimeUtc>,
        pub given_at: DateTimeUtc,
        pub used: bool,
        pub revoked_at: Option<DateTimeUtc>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod hand {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_hands")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub vote_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
