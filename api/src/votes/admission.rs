//! Who is on a vote's roll, and why somebody is not: residents, their years of birth or the owners of a register, and the vote's rule taken
//! together.

use std::collections::BTreeSet;

use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerRegisterId};
use domain::owner::Flat;
use domain::vote::Vote;
use domain::vote::admission::LeftOut;
use domain::vote::eligibility::{Eligibility, WhyNot};
use domain::vote::roll::{Resident, Roll, VoterKey};

use super::store::{self, Connection};
use crate::accounts::{self, VerifiedResident};
use crate::app::App;
use crate::http::problem::Problem;
use crate::infra::keys::Keyring;
use crate::owners;

/// The roll as it would be built now, and whom the rule leaves out. Years of birth are opened only for a vote that asks.
pub async fn roll_of(conn: &impl Connection, keys: &Keyring, vote: &Vote) -> Result<(Roll, LeftOut), Problem> {
    let admission = vote.rule.admission;
    if let Some(register) = admission.register {
        return flats_of(conn, keys, register).await;
    }
    let all = accounts::verified_residents(conn, vote.unit).await?;
    let in_time = accounts::verified_residents_by(conn, vote.unit, admission.verified_by).await?;
    let late = all.len() - in_time.len();
    let born = match admission.age {
        None => Default::default(),
        Some(_) => {
            let ids: Vec<AccountId> = in_time.iter().map(|resident| resident.account).collect();
            accounts::birth_years(conn, keys, &ids).await?
        }
    };
    let year = |resident: &Resident| born.get(&resident.account).map(|year| year.get());
    let (admitted, left_out) = admission.sort(in_time.into_iter().map(resident), year);
    let left_out = LeftOut { verified_after_cut_off: u64::try_from(late).unwrap_or(u64::MAX), ..left_out };
    Ok((Roll::of(admitted, vote.rule.electorate), left_out))
}

/// The flats of a register whose owners are known here by their number, with the owners.
async fn flats_of(
    conn: &impl Connection,
    keys: &Keyring,
    register: OwnerRegisterId,
) -> Result<(Roll, LeftOut), Problem> {
    let owners = owners::owners_in(conn, keys, register).await?;
    let phones: Vec<PhoneNumber> = owners.iter().filter_map(|(_, phone)| phone.clone()).collect();
    let accounts = accounts::accounts_of(conn, keys, &phones).await?;
    let all: BTreeSet<&Flat> = owners.iter().map(|(flat, _)| flat).collect();
    let known = owners.iter().filter_map(|(flat, phone)| Some((flat, *accounts.get(phone.as_ref()?)?)));
    let roll = Roll::of_flats(known.map(|(flat, account)| (flat.clone(), account)));
    let without = u64::try_from(all.len()).unwrap_or(u64::MAX).saturating_sub(roll.size());
    Ok((roll, LeftOut { flats_without_ballot: without, ..LeftOut::default() }))
}

fn resident(verified: VerifiedResident) -> Resident {
    let VerifiedResident { account, household, building, verified_at, .. } = verified;
    Resident { account, household, building, verified_at }
}

/// How somebody stands to a vote now.
pub struct Standing {
    /// Whom they cast for; none when they are not on the roll.
    pub voter: Option<VoterKey>,
    /// Or an owner, where flats vote.
    pub is_resident: bool,
    /// None when a ballot of theirs would be taken.
    pub why_not: Option<WhyNot>,
    /// A ballot of theirs, or of their household where households vote, has been taken.
    pub has_cast: bool,
}

pub async fn standing(app: &App, vote: &Vote, account: AccountId) -> Result<Standing, Problem> {
    let reads = app.db().reads();
    let voter = store::entry_of(reads, vote.id, account).await?;
    let resident = match (vote.rule.admission.register, accounts::first_verified(reads, account, vote.unit).await?) {
        (Some(register), _) => owners::is_owner_in(reads, app.keys(), register, account).await?.then_some(Ok(())),
        (None, None) => None,
        (None, Some(verified_at)) => {
            let born = match vote.rule.admission.age {
                None => None,
                Some(_) => accounts::birth_years(reads, app.keys(), &[account]).await?.remove(&account),
            };
            Some(vote.rule.admission.admits(verified_at, born.map(|year| year.get())))
        }
    };
    let (has_cast, has_paper) = match &voter {
        None => (false, false),
        Some(voter) => (store::has_cast(reads, vote.id, voter).await?, store::has_paper(reads, vote.id, voter).await?),
    };
    let why_not = match vote.eligibility(voter.is_some(), resident, has_paper, app.clock().now()) {
        Eligibility::Eligible => None,
        Eligibility::No(why) => Some(why),
    };
    Ok(Standing { voter, is_resident: resident.is_some(), why_not, has_cast })
}
