//! Owners (业主) of an estate and what they decide together by its register.

pub mod ballot;
pub mod decision;
pub mod eligibility;
pub mod proxy;
pub mod sheet;
pub mod turnout;
