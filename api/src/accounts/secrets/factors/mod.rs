//! Second factors: the seed in an authenticator app, and ten recovery codes for a lost telephone.

mod entity;
pub mod store;

use domain::account::{Attempts, NotARecoveryCode, NotSixDigits, RECOVERY_CODES, RecoveryCode, Seed, TotpCode};
use domain::ids::AccountId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::accounts::telling::tell_owner;
use crate::infra::db::Tx;
use crate::notices::Notice;
use crate::problem::{FieldRefusal, OfField as _, Problem};
use crate::state::App;

/// What a person proves their second factor with.
pub enum FactorProof {
    Totp(TotpCode),
    Recovery(RecoveryCode),
}

impl FactorProof {
    /// Exactly one of the two must be given.
    pub fn parse(code: Option<&str>, recovery_code: Option<&str>) -> Result<Self, Problem> {
        match (code, recovery_code) {
            (Some(code), None) => Ok(Self::Totp(TotpCode::parse(code).field("/code")?)),
            (None, Some(code)) => Ok(Self::Recovery(RecoveryCode::parse(code).field("/recovery_code")?)),
            (None, None) | (Some(_), Some(_)) => {
                let (en, zh) = ("send either code or recovery_code", "code 与 recovery_code 须填其一，且只填其一");
                Err(Problem::field("/code", "one_of_two", en, zh))
            }
        }
    }
}

/// Checks a proof and uses it up. A wrong one is counted with the factor, so the transaction must commit either way.
/// 429 after too many wrong ones. The caller has locked the account.
pub async fn prove(tx: &Tx, app: &App, account: AccountId, proof: &FactorProof) -> Result<bool, Problem> {
    let known = store::factor_for_update(tx, app.keys(), account).await?;
    let Some((known, active)) = known.and_then(|mut known| known.active.take().map(|active| (known, active))) else {
        return Ok(false);
    };
    known.attempts.begin(tx.now())?;
    let right = match proof {
        FactorProof::Totp(code) => match active.seed.accepts(code, active.last_step, tx.now()) {
            Some(step) => store::use_step(tx, known.id, step).await?,
            None => false,
        },
        FactorProof::Recovery(code) => {
            let used = store::use_code(tx, account, &hash_of(&active.seed, code)).await?;
            if used {
                tx.audit("use_recovery_code", account.0);
                tell_owner(tx, app, account, Notice::RecoveryCodeUsed, account.0).await?;
            }
            used
        }
    };
    let attempts = if right { Attempts::default() } else { known.attempts.wrong(tx.now()) };
    store::update_attempts(tx, known.id, &attempts).await?;
    if !right {
        tx.audit_refusal("refuse_second_factor", account.0);
        if attempts.waits_until().is_some() {
            tx.audit_refusal("make_second_factor_wait", account.0);
        }
    }
    Ok(right)
}

pub async fn is_active(tx: &Tx, app: &App, account: AccountId) -> Result<bool, Problem> {
    let known = store::factor(tx.conn(), app.keys(), account).await?;
    Ok(known.is_some_and(|known| known.active.is_some()))
}

/// Makes ten fresh recovery codes, to be shown once; the earlier ones become void.
pub async fn new_codes(tx: &Tx, account: AccountId, seed: &Seed) -> Result<Vec<String>, Problem> {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(|_| RecoveryCode::new(rand::random())).collect();
    store::replace_codes(tx, account, codes.iter().map(|code| hash_of(seed, code)).collect()).await?;
    Ok(codes.iter().map(RecoveryCode::shown).collect())
}

/// The hash is keyed, because sixty bits are few for a person who has a copy of the database. Its key is the seed whose
/// loss the codes make up for: the seed is resealed by every rotation and replaced together with the codes. With a key
/// of a root the codes would become void with that root.
fn hash_of(seed: &Seed, code: &RecoveryCode) -> String {
    match Hmac::<Sha256>::new_from_slice(seed.as_bytes()) {
        Ok(mac) => {
            hex::encode(mac.chain_update("recovery-codes/").chain_update(code.canonical()).finalize().into_bytes())
        }
        Err(_) => String::new(), // HMAC takes keys of any length
    }
}

impl FieldRefusal for NotSixDigits {
    fn code(&self) -> &'static str {
        "malformed"
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        "应为 6 位数字".to_owned()
    }
}

impl FieldRefusal for NotARecoveryCode {
    fn code(&self) -> &'static str {
        "malformed"
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        "应为恢复码：12 位字母和数字，如 abcd-efgh-2345".to_owned()
    }
}
