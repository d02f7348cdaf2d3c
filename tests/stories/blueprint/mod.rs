//! Places, needs, projects, planners and suggestions, and the flow through all of them.

mod gates;
mod needs;
mod places;
mod planners;
mod projects;
mod suggestions;
mod whole_cycle;
