//! What a vote knows of somebody who wants to vote in it.

use domain::ids::AccountId;
use domain::register::Flat;
use domain::residency::{Place, fold};
use domain::vote::Vote;
use domain::vote::eligibility::Voter;
use domain::vote::roll::VoterKey;
use domain::vote::rule::Electorate;
use uuid::Uuid;

use crate::accounts;
use crate::problem::{Kind, OfField, Problem};
use crate::registers;
use crate::state::App;
use crate::votes::store;

pub async fn look_at(app: &App, vote: &Vote, account: AccountId) -> Result<Voter, Problem> {
    let reads = app.db().reads();
    let entry = store::entry_of(reads, vote.id, account).await?;
    let resident = match (vote.rule.admission.register, accounts::first_verified(reads, account, vote.unit).await?) {
        (Some(register), _) => registers::is_owner_in(reads, app.keys(), register, account).await?.then_some(Ok(())),
        (None, None) => None,
        (None, Some(verified_at)) => {
            let born = match vote.rule.admission.age {
                None => None,
                Some(_) => accounts::birth_years(reads, app.keys(), &[account]).await?.remove(&account),
            };
            Some(vote.rule.admission.admits(verified_at, born.map(|year| year.get())))
        }
    };
    match &entry {
        None => Ok(Voter { on_roll: false, resident, has_paper: false, live: None }),
        Some(voter) => Ok(Voter { resident, ..on_roll(app, vote, voter).await? }),
    }
}

/// What the vote knows of a voter on the roll, whoever casts for them.
pub async fn on_roll(app: &App, vote: &Vote, voter: &VoterKey) -> Result<Voter, Problem> {
    let reads = app.db().reads();
    let (live, has_paper) =
        (store::cast_by(reads, vote.id, voter).await?, store::has_paper(reads, vote.id, voter).await?);
    Ok(Voter { on_roll: true, resident: Some(Ok(())), has_paper, live })
}

/// The voter whose flat this is, where flats vote. Rolls from before flats were stored know only the first flat of each
/// voter.
pub async fn of_flat(
    conn: &impl store::Connection,
    vote: &Vote,
    building: &Place,
    room: &Place,
) -> Result<Option<VoterKey>, Problem> {
    let flat = Flat { building: fold(building.as_str()), room: fold(room.as_str()) };
    if vote.has_flats() {
        return store::voter_of_flat(conn, vote.id, &flat).await;
    }
    Ok((vote.rule.electorate == Electorate::Flat).then(|| VoterKey::flat(&flat.building, &flat.room)))
}

/// How a person who runs the vote names a voter: by an account or, where flats vote, by a door.
pub enum Named {
    Account(AccountId),
    Door(Place, Place),
}

impl Named {
    pub fn parse(account: Option<Uuid>, building: Option<&str>, room: Option<&str>) -> Result<Self, Problem> {
        match (account, building, room) {
            (Some(account), None, None) => Ok(Self::Account(AccountId(account))),
            (None, Some(building), Some(room)) => {
                Ok(Self::Door(Place::parse(building).field("/building")?, Place::parse(room).field("/room")?))
            }
            (None, Some(_), None) => Err(Problem::field("/room", "missing", "is required with building", "请填写室号")),
            (Some(_), _, _) | (None, None, _) => {
                let (en, zh) =
                    ("name either account_id, or building and room", "请填写 account_id，或楼号和室号，二者选一");
                Err(Problem::field("/account_id", "ambiguous", en, zh))
            }
        }
    }

    /// The voter on the roll. Refused when they are not on it, and for a door where residents vote.
    pub async fn on_roll(&self, conn: &impl store::Connection, vote: &Vote) -> Result<VoterKey, Problem> {
        let found = match self {
            Self::Account(account) => store::entry_of(conn, vote.id, *account).await?,
            Self::Door(..) if !vote.has_flats() => {
                let (en, zh) = ("names a voter only where flats vote", "仅按套投票时可按门牌指定");
                return Err(Problem::field("/building", "not_allowed", en, zh));
            }
            Self::Door(building, room) => of_flat(conn, vote, building, room).await?,
        };
        found.ok_or_else(|| Problem::new(Kind::NotOnTheRoll))
    }
}
