//! The schema, step by step, up and down, on SQLite and PostgreSQL alike. The rules are in README.md beside this.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_foundation;
mod m0002_places;
mod m0003_accounts;
mod m0004_meetings;
mod m0005_needs;
mod m0006_projects;
mod m0007_votes;
mod m0008_planners;
mod m0009_ratings;
mod m0010_suggestions;
mod m0011_people;
mod m0012_second_factor;
mod m0013_wechat;
mod m0014_keys;
mod m0016_roles;
mod m0021_vote_night;
mod m0022_residency_codes;
mod m0023_rights;
mod m0024_vote_log;
mod m0025_objections;
mod m0026_vote_methods;
mod m0027_owners;
mod m0028_channels;
mod m0031_roll_by_voter;
mod m0032_others_cast;
mod m0033_vote_rules;
mod m0034_owners_log;
mod m0035_budget_votes;
mod m0038_growth;
mod m0040_roll_of_flats;
mod m0041_owner_sheets;
mod m0042_approved_parts;
mod m0043_owner_proxies;
mod m0045_roll_flats;
mod m0046_area_cast;
mod m0047_ballots_without_keys;
mod m0048_buildings_of_ballots;
mod m0049_no_gates_table;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_places::Migration),
            Box::new(m0003_accounts::Migration),
            Box::new(m0004_meetings::Migration),
            Box::new(m0005_needs::Migration),
            Box::new(m0006_projects::Migration),
            Box::new(m0007_votes::Migration),
            Box::new(m0008_planners::Migration),
            Box::new(m0009_ratings::Migration),
            Box::new(m0010_suggestions::Migration),
            Box::new(m0011_people::Migration),
            Box::new(m0012_second_factor::Migration),
            Box::new(m0013_wechat::Migration),
            Box::new(m0014_keys::Migration),
            Box::new(m0016_roles::Migration),
            Box::new(m0021_vote_night::Migration),
            Box::new(m0022_residency_codes::Migration),
            Box::new(m0023_rights::Migration),
            Box::new(m0024_vote_log::Migration),
            Box::new(m0025_objections::Migration),
            Box::new(m0026_vote_methods::Migration),
            Box::new(m0027_owners::Migration),
            Box::new(m0028_channels::Migration),
            Box::new(m0031_roll_by_voter::Migration),
            Box::new(m0032_others_cast::Migration),
            Box::new(m0033_vote_rules::Migration),
            Box::new(m0034_owners_log::Migration),
            Box::new(m0035_budget_votes::Migration),
            Box::new(m0038_growth::Migration),
            Box::new(m0040_roll_of_flats::Migration),
            Box::new(m0041_owner_sheets::Migration),
            Box::new(m0042_approved_parts::Migration),
            Box::new(m0043_owner_proxies::Migration),
            Box::new(m0045_roll_flats::Migration),
            Box::new(m0046_area_cast::Migration),
            Box::new(m0047_ballots_without_keys::Migration),
            Box::new(m0048_buildings_of_ballots::Migration),
            Box::new(m0049_no_gates_table::Migration),
        ]
    }
}
