//! Who is on a vote's roll: residents and their years of birth, or the owners of a register, and the vote's rule taken together.

use std::collections::BTreeSet;

use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerRegisterId};
use domain::owner::Flat;
use domain::vote::Vote;
use domain::vote::admission::LeftOut;
use domain::vote::roll::{Resident, Roll};

use super::store::Connection;
use crate::accounts::{self, VerifiedResident};
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
