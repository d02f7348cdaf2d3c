//! Checks the signatures of access tokens together: those that come while a thread is busy share one check, which
//! halves the cost of each (Bernstein et al., "High-speed high-security signatures", 2012, section 5). There is no
//! timer, and a signature that comes alone waits for no other. On the night of a vote each of thousands brings a token
//! nobody has seen yet, and checking it is the largest part of what a ballot costs.

use std::cell::RefCell;

use actix_web::rt;
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey, verify_batch};
use tokio::sync::oneshot;

/// At most this many are checked together: when one is wrong, each of the others has to be checked alone.
const MOST_TOGETHER: usize = 32;

thread_local! {
    /// What waits for this thread's next check.
    static ASKED: RefCell<Vec<Asked>> = const { RefCell::new(Vec::new()) };
}

/// A message, and a signature that somebody says was made of it with a key.
pub struct Signed {
    pub key: VerifyingKey,
    pub message: Vec<u8>,
    pub signature: Signature,
}

impl Signed {
    fn is_right(&self) -> bool {
        self.key.verify(&self.message, &self.signature).is_ok()
    }
}

struct Asked {
    signed: Signed,
    answer: oneshot::Sender<bool>,
}

/// Empties the list if the check never comes, because the thread ends. Everybody who waits is then told so.
struct Turn;

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = ASKED.try_with(|asked| asked.take());
    }
}

pub async fn is_right(signed: Signed) -> bool {
    let (answer, waits) = oneshot::channel();
    let begins = ASKED.with_borrow_mut(|asked| {
        asked.push(Asked { signed, answer });
        asked.len() == 1
    });
    if begins {
        let turn = Turn;
        // This task runs after all that are ready on this thread, so that everything they ask is in the list.
        rt::spawn(async move {
            let asked = ASKED.take();
            drop(turn);
            check_all(asked);
        });
    }
    waits.await.unwrap_or(false) // fails only with the thread, and then nobody waits any more
}

fn check_all(mut asked: Vec<Asked>) {
    while !asked.is_empty() {
        let some: Vec<Asked> = asked.drain(..asked.len().min(MOST_TOGETHER)).collect();
        let all_right = some.len() > 1 && are_right(some.iter().map(|one| &one.signed));
        for Asked { signed, answer } in some {
            let _ = answer.send(all_right || signed.is_right()); // a request that went away needs no answer
        }
    }
}

fn are_right<'a>(signed: impl Iterator<Item = &'a Signed> + Clone) -> bool {
    let messages: Vec<&[u8]> = signed.clone().map(|one| one.message.as_slice()).collect();
    let signatures: Vec<Signature> = signed.clone().map(|one| one.signature).collect();
    let keys: Vec<VerifyingKey> = signed.map(|one| one.key).collect();
    verify_batch(&messages, &signatures, &keys).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer as _, SigningKey};
    use futures_util::future::join_all;

    fn signed(number: u8) -> Signed {
        let key = SigningKey::from_bytes(&[number % 3; 32]);
        let message = vec![number; 40];
        Signed { key: key.verifying_key(), signature: key.sign(&message), message }
    }

    #[actix_web::test]
    async fn among_many_the_wrong_ones_are_found_and_no_other() {
        for count in [1, 2, 31, 32, 33, 100] {
            for wrong in [None, Some(0), Some(count - 1)] {
                let mut all: Vec<Signed> = (0..count).map(signed).collect();
                if let Some(one) = wrong.and_then(|wrong| all.get_mut(usize::from(wrong))) {
                    one.message.push(0);
                }
                let answers = join_all(all.into_iter().map(is_right)).await;
                let expected: Vec<bool> = (0..count).map(|number| Some(number) != wrong).collect();
                assert_eq!(answers, expected, "{count} with {wrong:?} wrong");
            }
        }
    }

    /// RFC 8032, 7.1, test 2, beside itself with another message.
    #[actix_web::test]
    async fn a_published_signature_is_right() {
        let key = hex::decode("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").unwrap();
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        let key = VerifyingKey::from_bytes(key.as_slice().try_into().unwrap()).unwrap();
        let signature = Signature::from_slice(&hex::decode(signature).unwrap()).unwrap();
        let of = |message: &[u8]| Signed { key, message: message.to_vec(), signature };
        assert!(is_right(of(&[0x72])).await);
        assert_eq!(join_all([of(&[0x72]), of(&[0x72])].map(is_right)).await, [true, true]);
        assert_eq!(join_all([of(&[0x72]), of(&[0x73])].map(is_right)).await, [true, false]);
    }

    /// A thread whose turn never came.
    #[test]
    fn the_next_runtime_of_a_thread_waits_for_nobody_of_the_one_before() {
        let system = actix_web::rt::System::new();
        system.block_on(async {
            let asked = is_right(signed(1));
            tokio::pin!(asked);
            assert!(futures_util::poll!(&mut asked).is_pending());
        });
        drop(system);
        assert!(actix_web::rt::System::new().block_on(is_right(signed(2))));
    }
}
