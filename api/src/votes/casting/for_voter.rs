//! A ballot that somebody casts for a voter: a helper, or whoever holds their proxy. It lies in the urn like any other.

use domain::ids::BallotId;
use domain::vote::Vote;
use domain::vote::ballot::Ballot;
use domain::vote::roll::VoterKey;
use domain::vote::turnout::Channel;

use super::seal::{self, Taken};
use crate::infra::clock::scattered_id;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;
use crate::record::receipts;
use crate::votes::store::{BallotRow, Live};
use crate::votes::{log, store};

pub struct CastForVoter {
    pub taken: Taken,
    /// Whether the same ballot lay in the urn already.
    pub is_repeated: bool,
}

/// Takes the ballot in place of the `live` one. If the `live` one has the same choice and channel, it stays, and is
/// given back. The caller has locked the vote for itself alone, and has asked the vote's rule.
pub async fn take(
    tx: &Tx,
    keys: &Keyring,
    vote: &Vote,
    voter: &VoterKey,
    via: Channel,
    live: Option<Live>,
    ballot: Ballot,
) -> Result<CastForVoter, Problem> {
    let taken = Taken::sign(keys, vote.id, receipts::fresh_nonce(), ballot, tx.now());
    let Some(Live { ballot: row, channel }) = live else {
        let id = BallotId(scattered_id());
        let first = BallotRow { id, vote: vote.id, sealed: seal::seal(keys, id, &taken) };
        if !store::insert_ballot(tx, &first, voter, via).await? {
            return Err(Problem::unavailable());
        }
        log::wait(tx, keys, vote.id, taken.commitment(), None).await?;
        return Ok(CastForVoter { taken, is_repeated: false });
    };
    let was = seal::open(keys, &row)?;
    if channel == via && was.ballot == taken.ballot {
        return Ok(CastForVoter { taken: was, is_repeated: true });
    }
    store::replace_ballot(tx, row.id, seal::seal(keys, row.id, &taken), via).await?;
    log::wait(tx, keys, vote.id, taken.commitment(), Some(was.commitment())).await?;
    Ok(CastForVoter { taken, is_repeated: false })
}

/// The ballot leaves the urn; the log says that it is void.
pub async fn take_out(tx: &Tx, keys: &Keyring, ballot: &BallotRow) -> Result<(), Problem> {
    log::wait_void(tx, keys, ballot.vote, seal::open(keys, ballot)?.commitment()).await?;
    store::take_out(tx, ballot.id).await
}
