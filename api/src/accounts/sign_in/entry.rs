//! The last step of every way in that residents have: the proof was right, so the account is entered, unless it is shut.
//!
//! Whether an account is disabled is looked at here, when the proof is redeemed, under the account's lock: what was found
//! when the flow began may have changed. Only somebody with the right proof is told `account-disabled`, for they have to
//! know whom to ask; with a wrong one every account looks the same.

use domain::account::{Means, Standing};
use domain::ids::AccountId;

use crate::accounts::people::store::Rests;
use crate::accounts::sessions;
use crate::accounts::view::TokensView;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What came of a sign-in. None of it is an error of the transaction: tries and refusals have to be kept.
pub enum Entry {
    In(Box<TokensView>),
    Disabled,
    Refused,
}

impl Entry {
    /// The tokens, or a problem; `refused` is what the way in calls a wrong proof.
    pub fn reply(self, refused: Kind) -> Result<Reply, Problem> {
        match self {
            Self::In(tokens) => Ok(Reply::created("/v1/auth/sessions/current".to_owned(), &*tokens)),
            Self::Disabled => Err(Problem::new(Kind::AccountDisabled)),
            Self::Refused => Err(Problem::new(refused)),
        }
    }
}

/// `rests` was read under the account's lock, which is still held.
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
        // Nobody is there any more, as if nobody had ever been.
        Standing::Erased => {
            tx.audit_refusal("begin_session", account.0);
            return Ok(Entry::Refused);
        }
    }
    let tokens = sessions::begin(tx, app, account, means, device).await?;
    Ok(Entry::In(Box::new(tokens)))
}
