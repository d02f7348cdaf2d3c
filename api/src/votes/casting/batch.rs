//! A batch of casts: ballots of several people in one vote, taken in one transaction as if they had come one after the
//! other.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{AccountId, BallotId, VoteId};
use domain::vote::Vote;
use domain::vote::roll::VoterKey;
use domain::vote::turnout::Channel;

use super::super::store::{self as votes, BallotRow};
use super::super::{Casting, log};
use super::Prepared;
use super::seal::{self, Taken};
use super::store::{self, First, LiveRow, Voters};
use crate::infra::clock::scattered_id;
use crate::infra::db::{Tx, Unnamed};
use crate::infra::keys::Keyring;
use crate::problem::{Kind, Problem};
use crate::votes::log::WaitingRow;

/// A cast that loses the race for its voter's first ballot is decided again, and then finds the other ballot in the
/// urn.
const ROUNDS: usize = 2;

/// The ballot that was taken, and the vote it was cast in; or why not.
pub type Outcome = Result<(Taken, Arc<Vote>), Problem>;

/// A voter's ballot while a batch is taken.
enum Live {
    Stored(LiveRow),
    /// The voter's last ballot in this batch, in place of a stored one or as their first.
    Taken {
        id: BallotId,
        taken: Taken,
        /// What is stored together with a voter's first ballot; none when the urn holds a ballot of this voter already.
        first: Option<NewInUrn>,
    },
}

impl Live {
    fn channel(&self) -> Channel {
        match self {
            Self::Stored(row) => row.channel,
            Self::Taken { .. } => Channel::Online,
        }
    }
}

/// The ballot that would be superseded.
struct Was {
    id: BallotId,
    taken: Taken,
    channel: Channel,
    first: Option<NewInUrn>,
}

/// What goes with a voter's first ballot: the voter's building on the roll, and the leaf that waits for the log.
#[derive(Clone)]
struct NewInUrn {
    building: String,
    leaf: WaitingRow,
}

/// The index of a cast, and the leaf that waits for the log because of it. A leaf that goes with a first ballot is none
/// here.
type Leaf = (usize, Option<WaitingRow>);

struct Round<'a> {
    keys: &'a Keyring,
    vote: &'a Arc<Vote>,
    voters: &'a Voters,
    live: BTreeMap<VoterKey, Live>,
    leaves: Vec<Leaf>,
}

/// Takes or refuses each cast, in their order. An error concerns the batch as a whole: then nothing was stored, and
/// each cast may be tried alone.
pub async fn take(
    casting: &Casting,
    tx: &Tx,
    keys: &Keyring,
    vote: VoteId,
    casts: &[Arc<Prepared>],
) -> Result<Vec<Outcome>, Problem> {
    votes::share(tx, vote).await?;
    let accounts: Vec<AccountId> = casts.iter().map(|one| one.cast.account).collect();
    let voters = store::voters_of(tx, vote, &accounts).await?;
    let vote = casting.known.vote(tx, vote, voters.vote.clone()).await?;
    let mut outcomes: Vec<Result<Taken, Problem>> = casts.iter().map(|_| Err(Problem::unavailable())).collect();
    let mut leaves: Vec<Leaf> = Vec::new();
    let mut left: Vec<usize> = (0..casts.len()).collect();
    for round in 0..ROUNDS {
        let here = left.iter().filter_map(|index| voters.of(casts.get(*index)?.cast.account));
        let with_ballot: Vec<&VoterKey> =
            here.filter(|row| row.has_ballot || round > 0).map(|row| &row.voter).collect();
        let stored = store::live_ballots(tx, vote.id, &with_ballot).await?;
        let live = stored.into_iter().map(|(voter, row)| (voter, Live::Stored(row))).collect();
        let mut round = Round { keys, vote: &vote, voters: &voters, live, leaves: Vec::new() };
        for index in &left {
            if let (Some(one), Some(outcome)) = (casts.get(*index), outcomes.get_mut(*index)) {
                *outcome = round.decide(*index, one, tx);
            }
        }
        let lost = round.save(tx).await?;
        let is_lost = |index: &usize| {
            let voter = casts.get(*index).and_then(|one| voters.of(one.cast.account));
            voter.is_some_and(|row| lost.contains(&row.voter))
        };
        leaves.extend(round.leaves.into_iter().filter(|(index, _)| !is_lost(index)));
        left.retain(is_lost);
        if left.is_empty() {
            break;
        }
    }
    for index in left {
        outcomes.get_mut(index).into_iter().for_each(|outcome| *outcome = Err(Problem::unavailable()));
    }
    let mut taken = leaves.iter().filter_map(|(index, _)| casts.get(*index));
    if let Some(first) = taken.next() {
        let more = u32::try_from(taken.count()).unwrap_or(u32::MAX - 1);
        let deeds = if more == 0 { Unnamed::One(first.cast.request) } else { Unnamed::Several(more + 1) };
        tx.audit_unnamed("cast_ballot", vote.id.0, deeds);
    }
    log::store::wait(tx, vote.id, leaves.into_iter().filter_map(|(_, leaf)| leaf).collect()).await?;
    // Public reads may lag a second behind: emptying their memory with each batch would cost more.
    tx.leave_public_reads();
    Ok(outcomes.into_iter().map(|outcome| outcome.map(|taken| (taken, Arc::clone(&vote)))).collect())
}

impl Round<'_> {
    /// Decides one cast, on what the casts before it in the batch left.
    fn decide(&mut self, index: usize, prepared: &Prepared, tx: &Tx) -> Result<Taken, Problem> {
        let (cast, now) = (&prepared.cast, tx.now());
        self.vote.takes_ballots(now)?;
        let row = self.voters.of(cast.account).ok_or_else(|| Problem::new(Kind::NotOnTheRoll))?;
        let live = self.live.get(&row.voter).map(Live::channel);
        self.vote.takes_ballot_of(Channel::Online, live, row.has_paper, now)?;
        let ballot = cast.written.clone().read(&self.vote.rule)?;

        let was = match self.live.get(&row.voter) {
            None => None,
            Some(Live::Stored(live)) => Some(Was {
                id: live.row.id,
                taken: seal::open(self.keys, &live.row)?,
                channel: live.channel,
                first: None,
            }),
            Some(Live::Taken { id, taken, first }) => {
                Some(Was { id: *id, taken: taken.clone(), channel: Channel::Online, first: first.clone() })
            }
        };
        if let Some(Was { taken: was, channel: Channel::Online, .. }) = &was
            && was.ballot == ballot
            && cast.nonce.is_none_or(|nonce| nonce == was.nonce)
        {
            return Ok(was.clone());
        }
        let after = was.as_ref().map(|was| was.taken.accepted_at);
        let taken = prepared.taken(self.keys, self.vote, ballot, after, now);
        let leaf = log::waiting(
            tx,
            self.keys,
            self.vote.id,
            taken.commitment(),
            was.as_ref().map(|was| was.taken.commitment()),
        );
        let (id, first, leaf) = match was {
            None => (BallotId(scattered_id()), Some(NewInUrn { building: row.building.clone(), leaf }), None),
            Some(was) => (was.id, was.first, Some(leaf)),
        };
        self.leaves.push((index, leaf));
        self.live.insert(row.voter.clone(), Live::Taken { id, taken: taken.clone(), first });
        Ok(taken)
    }

    /// Stores the last ballot of each voter. Gives the voters whose first ballot was cast elsewhere at the same moment:
    /// nothing of theirs was stored.
    async fn save(&mut self, tx: &Tx) -> Result<Vec<VoterKey>, Problem> {
        let (mut firsts, mut others) = (Vec::new(), Vec::new());
        for (voter, live) in &mut self.live {
            let Live::Taken { id, taken, first } = live else { continue };
            let ballot = BallotRow { id: *id, vote: self.vote.id, sealed: seal::seal(self.keys, *id, taken) };
            match first.take() {
                Some(NewInUrn { building, leaf }) => firsts.push(First { voter, building, ballot, leaf }),
                None => others.push(ballot),
            }
        }
        if !others.is_empty() {
            store::replace_ballots(tx, others, Channel::Online).await?;
        }
        if firsts.is_empty() {
            return Ok(Vec::new());
        }
        let mut lost: Vec<VoterKey> = firsts.iter().map(|first| first.voter.clone()).collect();
        let stored = store::insert_firsts(tx, self.vote.id, firsts).await?;
        lost.retain(|voter| !stored.contains(voter));
        Ok(lost)
    }
}
