//! Estates: registers of owners and what owners decide.

mod decisions;
mod large_registers;
mod log;
mod mandates;
mod paper;
mod registers;
mod steps;
