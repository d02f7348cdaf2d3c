//! Estates: registers of owners, and the decisions that owners vote on.

mod decisions;
mod large_registers;
mod log;
mod mandates;
mod paper;
mod paper_mandates;
mod registers;
mod steps;
