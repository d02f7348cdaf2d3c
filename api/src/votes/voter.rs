//! What a vote knows of somebody who wants to vote in it.

use domain::ids::AccountId;
use domain::vote::Vote;
use domain::vote::eligibility::Voter;

use super::store;
use crate::accounts;
use crate::app::App;
use crate::http::problem::Problem;
use crate::owners;

pub async fn look_at(app: &App, vote: &Vote, account: AccountId) -> Result<Voter, Problem> {
    let reads = app.db().reads();
    let entry = store::entry_of(reads, vote.id, account).await?;
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
    let (live, has_paper) = match &entry {
        None => (None, false),
        Some(voter) => (store::cast_by(reads, vote.id, voter).await?, store::has_paper(reads, vote.id, voter).await?),
    };
    Ok(Voter { on_roll: entry.is_some(), resident, has_paper, live })
}
