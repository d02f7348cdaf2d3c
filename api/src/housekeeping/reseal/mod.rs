//! Sealing anew: after a rotation every sealed value and blind index moves to the current root, page by page, while the
//! service runs. A page is one transaction; a value that changed meanwhile is left to the next run.

mod store;

use std::collections::BTreeMap;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::infra::actor::{Actor, Anyone};
use crate::infra::db::Tx;
use crate::infra::keys::{Indexed, KeyError, Keyring, Place, Root, sealed_under};
use crate::infra::sealed::{SEALED, SealedColumn};
use crate::problem::Problem;
use crate::state::App;
use store::{PAGE, Row, page, replace};
pub use store::{printed_under, sealed_by};

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    pub values: u64,
    /// Values no root of the ring opens; they are left as they are.
    pub stuck: u64,
}

/// Goes through everything once. Safe to repeat, to interrupt, and to run beside the service.
pub async fn reseal(app: &App) -> Result<Resealed, Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    let mut done = Resealed::default();
    for column in SEALED {
        let mut after = None;
        loop {
            let inner = app.clone();
            let work = async move |tx: &Tx| reseal_page(tx, inner.keys(), column, after).await;
            let (last, page) = app.write(&service, work).await?;
            done.values += page.values;
            done.stuck += page.stuck;
            match last {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    let run = service.0.request;
    app.write(&service, async move |tx| {
        tx.audit("reseal", run);
        Ok(())
    })
    .await?;
    Ok(done)
}

/// Reseals one page. Gives its last row if the page is full, because there may be more rows after it.
async fn reseal_page(
    tx: &Tx,
    keys: &Keyring,
    column: &SealedColumn,
    after: Option<Uuid>,
) -> Result<(Option<Uuid>, Resealed), Problem> {
    let rows = page(tx.conn(), column, after).await?;
    let mut done = Resealed::default();
    for row in &rows {
        let place = Place { table: column.table, column: column.column, row: row.id };
        let Ok(plain) = open(keys, place, row) else {
            tracing::error!(table = column.table, column = column.column, row = %row.id, "a sealed value does not open");
            done.stuck += 1;
            continue;
        };
        let (purpose, indexed) = indexed(column, row, &plain);
        let is_current = sealed_under(&row.sealed).is_some_and(|(id, _)| id == keys.current_id());
        let is_found = row.index.as_ref().is_none_or(|index| *index == keys.fingerprint(purpose, &indexed));
        if !is_current || !is_found {
            let fresh = match row.thing {
                Some(thing) => Indexed { sealed: keys.seal_within(thing, place, &plain), index: String::new() },
                None => keys.seal_indexed(place, &plain, purpose, &indexed),
            };
            done.values += u64::from(replace(tx.conn(), column, row, fresh).await?);
        }
    }
    let is_full = u64::try_from(rows.len()).is_ok_and(|length| length == PAGE);
    Ok((rows.last().filter(|_| is_full).map(|row| row.id), done))
}

fn open(keys: &Keyring, place: Place, row: &Row) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match row.thing {
        Some(thing) => keys.open_within(thing, place, &row.sealed),
        None => keys.open(place, &row.sealed),
    }
}

/// The purpose of a row's fingerprint, and the bytes that it is made of.
fn indexed<'a>(column: &SealedColumn, row: &Row, plain: &'a [u8]) -> (&'static str, std::borrow::Cow<'a, [u8]>) {
    let purpose = column.index.map_or("", |index| index.purpose);
    match &row.within {
        Some(within) => (purpose, [within.as_bytes(), b"/", plain].concat().into()),
        None => (purpose, plain.into()),
    }
}

/// Like [`sealed_by`], with the blind indexes made under the root as well: everything that must be sealed again before
/// the root can go. Opens every value that has an index.
pub async fn needs(app: &App, root: &Root) -> Result<BTreeMap<String, u64>, Problem> {
    let conn = app.db().reads();
    let mut needs = sealed_by(conn, &root.id).await?;
    for column in SEALED.iter().filter(|column| column.index.is_some()) {
        let (mut after, mut values) = (None, 0);
        loop {
            let rows = page(conn, column, after).await?;
            values += rows.iter().filter(|row| is_indexed_under(app.keys(), root, column, row)).count();
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
        }
        if values > 0 {
            let name = column.index.map_or("", |index| index.column);
            needs.insert(format!("{}.{name}", column.table), u64::try_from(values).unwrap_or(u64::MAX));
        }
    }
    Ok(needs)
}

fn is_indexed_under(keys: &Keyring, root: &Root, column: &SealedColumn, row: &Row) -> bool {
    let place = Place { table: column.table, column: column.column, row: row.id };
    let Ok(plain) = open(keys, place, row) else { return false };
    let (purpose, indexed) = indexed(column, row, &plain);
    row.index.as_ref().is_some_and(|index| *index == hex::encode(root.mac(purpose, &indexed)))
}
