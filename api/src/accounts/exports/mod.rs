//! Exports: everything the service holds about a person, as one document they fetch once.
//!
//! Promises: made under a fresh proof; sealed until it is fetched, and gone with that or after a day; the code that opens it
//! is in no address and is kept as a hash; of fifty who fetch it at once one gets it.

mod content;
mod entity;
pub(super) mod store;
mod view;

pub(super) use content::write;
pub(super) use view::{ExportStateView, MyDataView, NewExportView};

/// How long it waits to be fetched.
pub(super) const LIFE_HOURS: i64 = 24;
