//! Builds a vote's roll by its rule: from residents and their years of birth, or from the owners in a register.

use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerRegisterId};
use domain::vote::Vote;
use domain::vote::admission::LeftOut;
use domain::vote::roll::{Resident, Roll};

use crate::accounts::{self, VerifiedResident};
use crate::infra::keys::Keyring;
use crate::problem::Problem;
use crate::registers;
use crate::votes::store::Connection;

/// The roll as it would be built now, and how many residents the rule leaves out. Years of birth are decrypted only for
/// a vote with an age limit.
pub async fn roll_of(conn: &impl Connection, keys: &Keyring, vote: &Vote) -> Result<(Roll, LeftOut), Problem> {
    let admission = vote.rule.admission;
    if let Some(register) = admission.register {
        return Ok((flats_of(conn, keys, register).await?, LeftOut::default()));
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

/// Every head of a register, with those of its owners who have an account under their number in the register.
async fn flats_of(conn: &impl Connection, keys: &Keyring, register: OwnerRegisterId) -> Result<Roll, Problem> {
    let (register, numbers) = registers::register_with_numbers(conn, keys, register).await?;
    let phones: Vec<PhoneNumber> = numbers.iter().map(|(_, phone)| phone.clone()).collect();
    let accounts = accounts::accounts_of(conn, keys, &phones).await?;
    let known = numbers.into_iter().filter_map(|(head, phone)| Some((head, *accounts.get(&phone)?)));
    Ok(Roll::of_flats(&register, known))
}

fn resident(verified: VerifiedResident) -> Resident {
    let VerifiedResident { account, household, building, verified_at, .. } = verified;
    Resident { account, household, building, verified_at }
}
