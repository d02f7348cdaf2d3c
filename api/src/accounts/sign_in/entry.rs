//! The last step of every way in for residents: the proof was right, so a session begins unless the account's standing
//! forbids it.
//!
//! The standing is checked here, when the proof is redeemed and under the account's lock, because it may have changed
//! since the sign-in began. Only a person with the right proof is told `account-disabled`, because they must know whom
//! to ask. To a person with a wrong proof every account looks the same.

use domain::account::{Means, Standing};
use domain::ids::AccountId;

use crate::accounts::people::store::Rests;
use crate::accounts::sessions;
use crate::accounts::view::TokensView;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// The outcome of a sign-in. None of these is an error of the transaction, because tries and refusals must be stored.
pub enum Entry {
    In(Box<TokensView>),
    Disabled,
    Refused,
}

impl Entry {
    /// The tokens, or a problem; `refused` is the problem of this way in for a wrong proof.
    pub fn reply(self, refused: Kind) -> Result<Reply, Problem> {
        match self {
            Self::In(tokens) => Ok(Reply::created("/v1/auth/sessions/current".to_owned(), &*tokens)),
            Self::Disabled => Err(Problem::new(Kind::AccountDisabled)),
            Self::Refused => Err(Problem::new(refused)),
        }
    }
}

/// Begins a session if the account's standing allows it. `rests` was read under the account's lock, which the caller
/// still holds.
pub async fn admit(
    tx: &Tx,
    app: &App,
    account: AccountId,
    rests: &Rests,
    means: Means,
    device: String,
) -> Result<Entry, Problem> {
    match rests.standing {
        Standing::InUse | Standing::Leaving { .. } => {}
        Standing::Disabled => {
            tx.audit_refusal("begin_session", account.0);
            return Ok(Entry::Disabled);
        }
        // An erased account is answered as if it had never existed.
        Standing::Erased => {
            tx.audit_refusal("begin_session", account.0);
            return Ok(Entry::Refused);
        }
    }
    let tokens = sessions::begin(tx, app, account, means, device).await?;
    Ok(Entry::In(Box::new(tokens)))
}
