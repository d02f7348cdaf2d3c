//! Places, needs, projects, planners and suggestions, and the flow that leads through them.

mod gates;
mod needs;
mod places;
mod planners;
mod projects;
mod suggestions;
mod whole_cycle;
