use domain::ids::AccountId;
use domain::vote::turnout::Channel;

use super::casting::{ReceiptView, seal};
use super::helped::open_reference;
use super::store;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;

/// Every vote in which this person, or their household, took part, and by which channel. Until the close with the
/// receipt, afterwards only with the fact that they voted; for an assisted ballot, how they were helped. Never a
/// choice.
pub async fn receipts_of(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<Vec<serde_json::Value>, Problem> {
    let mut receipts = Vec::new();
    for (vote, voter) in store::entries_of(tx.conn(), account).await? {
        let Some(channel) = store::cast_by(tx.conn(), vote, &voter).await? else { continue };
        let known = store::vote(tx.conn(), vote).await?;
        let mut told = match store::receipt_of(tx.conn(), vote, &voter).await? {
            Some(ballot) => {
                let receipt = ReceiptView::new(keys, &known, &seal::open(keys, &ballot)?);
                serde_json::to_value(receipt).map_err(|_| Problem::broken())?
            }
            None => serde_json::json!({"vote_id": vote.0, "rehearsal": known.rehearsal, "voted": true}),
        };
        let help = store::help_of(tx.conn(), vote, &voter).await?.filter(|_| channel == Channel::Assisted);
        if let Some(told) = told.as_object_mut() {
            told.insert("channel".to_owned(), channel.word().into());
            if let Some(row) = help {
                let (method, consent) = (row.help.method.word(), row.help.consent.word());
                let reference = open_reference(keys, &row)?;
                let help = serde_json::json!({"method": method, "consent": consent, "reference": reference});
                told.insert("help".to_owned(), help);
            }
        }
        receipts.push(told);
    }
    Ok(receipts)
}
