//! Password hashing: argon2id, 19 MiB, two passes, one lane (OWASP's floor), off the request threads.
//!
//! As many hashes run at once as there are cores, so memory is bounded. A request that would wait longer than two
//! seconds, or be the 65th in the queue, is refused and may be repeated.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::account::{DisplayName, EmailAddress, Password, PasswordRefusal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const QUEUE: usize = 64;
const PATIENCE: Duration = Duration::from_secs(2);
/// A random salt and hash with today's parameters that belong to no known password. A password is compared with them
/// where there is no stored hash, so that an unknown or disabled account takes as long as any other.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$RmI9BPmrCVQZRNX6Nmh/mQ$Jrl6zlFPnq5MXhKs2OAdJuUu2IV+T/sgTEKhCQaqopU";

#[derive(Clone)]
pub struct Passwords {
    running: Arc<Semaphore>,
    queued: Arc<Semaphore>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("too many sign-ins at this moment")]
    Busy,
    #[error("hashing failed")]
    Failed,
}

impl Passwords {
    pub fn new(parallel: usize) -> Self {
        Self { running: Arc::new(Semaphore::new(parallel.max(1))), queued: Arc::new(Semaphore::new(QUEUE)) }
    }

    /// Checks a password that a person chooses. To estimate how guessable it is takes long for a strong one, so this
    /// runs off the request threads, too.
    pub async fn choose(
        &self,
        raw: String,
        email: EmailAddress,
        name: DisplayName,
    ) -> Result<Result<Password, PasswordRefusal>, PasswordError> {
        let permit = self.permit().await?;
        let chosen = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Password::choose(&raw, &email, &name)
        });
        chosen.await.map_err(|_| PasswordError::Failed)
    }

    /// A PHC string with a fresh salt.
    pub async fn hash(&self, password: Password) -> Result<String, PasswordError> {
        let permit = self.permit().await?;
        let hashed = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let hash = argon2()?.hash_password(password.reveal().as_bytes()).ok()?;
            Some(hash.to_string())
        });
        hashed.await.ok().flatten().ok_or(PasswordError::Failed)
    }

    /// Without a stored hash (no such account, no password, disabled) the same work is done and the answer is no.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, PasswordError> {
        let permit = self.permit().await?;
        let verified = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let known = stored.is_some();
            let stored = stored.as_deref().unwrap_or(NOBODY);
            let hash = PasswordHash::new(stored).ok()?;
            Some(argon2()?.verify_password(password.as_bytes(), &hash).is_ok() && known)
        });
        verified.await.ok().flatten().ok_or(PasswordError::Failed)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, PasswordError> {
        let _place = self.queued.try_acquire().map_err(|_| PasswordError::Busy)?;
        let wait = tokio::time::timeout(PATIENCE, self.running.clone().acquire_owned());
        wait.await.ok().and_then(Result::ok).ok_or(PasswordError::Busy)
    }
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, Some(32)).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn verifies_what_it_hashed_to_the_last_character() {
        let passwords = Passwords::new(2);
        let raw = "门前有棵树🦊x9 ".repeat(14);
        let (email, name) = (EmailAddress::parse("a@b.cn").unwrap(), DisplayName::parse("王芳").unwrap());
        let chosen = passwords.choose(raw.clone(), email, name).await.unwrap().unwrap();
        let hash = passwords.hash(chosen).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let changed = format!("{}x", raw.trim_end());
        assert_eq!(passwords.verify(raw, Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.verify(changed, Some(hash)).await, Ok(false));
    }

    #[tokio::test]
    async fn nobody_has_a_hash_of_the_same_cost_and_no_password() {
        assert_eq!(Passwords::new(1).verify(String::new(), None).await, Ok(false));
        let hash = PasswordHash::new(NOBODY).unwrap();
        assert!(NOBODY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && hash.hash.is_some_and(|h| h.len() == 32));
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_sent_away() {
        let passwords = Passwords::new(1);
        let _held = passwords.running.clone().acquire_owned().await.unwrap();
        assert_eq!(passwords.verify("x".to_owned(), None).await, Err(PasswordError::Busy));
        let _queue = passwords.queued.clone().acquire_many_owned(64).await.unwrap();
        assert_eq!(passwords.verify("x".to_owned(), None).await, Err(PasswordError::Busy));
    }
}
