//! Proofs from a log, and the log itself, page by page.

use domain::ids::RecordId;
use domain::vote::log::{consistency_nodes, inclusion_nodes};
use domain::vote::receipt::{Commitment, hex_of_tracker};

use super::note::Note;
use super::store;
use super::view::{CheckpointView, ConsistencyView, InclusionView, LogLeafView};
use crate::http::page::{Listing, Page};
use crate::problem::Problem;
use crate::state::App;

/// Proves that the leaf of a receipt, named by its tracker or commitment, is in the tree of the `newest` checkpoint.
/// None when it is not there; 404 when `receipt` is neither a tracker nor a commitment.
pub async fn inclusion(
    app: &App,
    record: RecordId,
    receipt: &str,
    newest: Note,
) -> Result<Option<InclusionView>, Problem> {
    let (low, high) = bounds(receipt).ok_or_else(Problem::not_found)?;
    let found = store::leaf_between(app.db().reads(), record, &low, &high).await?;
    let proof = found.and_then(|(index, leaf, commitment)| {
        inclusion_nodes(index, newest.size).map(|nodes| (index, leaf, commitment, nodes))
    });
    let Some((index, leaf, commitment, nodes)) = proof else { return Ok(None) };
    let hashes = store::hashes(app.db().reads(), record, newest.size, &nodes).await?;
    Ok(Some(InclusionView {
        vote_id: record.0,
        commitment: commitment.to_string(),
        leaf,
        index,
        hashes: hashes.iter().map(ToString::to_string).collect(),
        checkpoint: CheckpointView::new(record.0, newest),
    }))
}

/// Proves that the tree of the `newest` checkpoint begins with the first `from` leaves.
pub async fn consistency(app: &App, record: RecordId, from: u64, newest: Note) -> Result<ConsistencyView, Problem> {
    let nodes = consistency_nodes(from, newest.size).ok_or_else(|| {
        let (en, zh) = (format!("must be 1 to {}", newest.size), format!("应为 1 至 {}", newest.size));
        Problem::field("from", "out_of_range", en, zh)
    })?;
    let hashes = store::hashes(app.db().reads(), record, newest.size, &nodes).await?;
    Ok(ConsistencyView {
        vote_id: record.0,
        from,
        hashes: hashes.iter().map(ToString::to_string).collect(),
        checkpoint: CheckpointView::new(record.0, newest),
    })
}

pub async fn leaves(app: &App, record: RecordId, page: &Page<'_>) -> Result<Listing<LogLeafView>, Problem> {
    let after = page.after.as_deref().and_then(|index| index.parse::<u64>().ok());
    let leaves =
        store::leaves(app.db().reads(), record, after.map_or(0, |index| index.saturating_add(1)), page.rows()).await?;
    Ok(page.listing(leaves, |(index, _)| index.to_string(), |(index, leaf)| LogLeafView { index, leaf }))
}

/// The lowest and the highest commitment for which `receipt` may stand.
fn bounds(receipt: &str) -> Option<(String, String)> {
    if let Some(commitment) = Commitment::from_hex(receipt) {
        return Some((commitment.to_string(), commitment.to_string()));
    }
    let begin = hex_of_tracker(receipt)?;
    Some((format!("{begin:0<64}"), format!("{begin:f<64}")))
}
