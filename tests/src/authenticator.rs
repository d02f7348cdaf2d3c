//! An authenticator app (RFC 6238). It shares no code with the service, so that a fault in the service's codes is not
//! repeated here.

use std::cell::Cell;
use std::rc::Rc;

use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::town::Town;

/// The app on a person's telephone. It remembers which codes it has shown, and its clones share that memory.
#[derive(Clone)]
pub struct Authenticator {
    seed: Rc<Vec<u8>>,
    last_step: Rc<Cell<i64>>,
}

impl Authenticator {
    /// An app that has read this base32 secret.
    pub fn new(secret: &str) -> Self {
        let seed = BASE32_NOPAD.decode(secret.as_bytes()).expect("base32");
        Self { seed: Rc::new(seed), last_step: Rc::new(Cell::new(0)) }
    }

    /// The code that the app shows this many steps of 30 seconds after the present one; a negative number is before it.
    pub fn code(&self, town: &Town, steps: i64) -> String {
        self.code_of(town.now().timestamp() / 30 + steps)
    }

    /// A code that this app has not given yet and that the service accepts now: of the step before the present one, the
    /// present one, or the one after. When all three were given, the town's clock moves on until there is another.
    pub fn next_code(&self, town: &Town) -> String {
        let present = town.now().timestamp() / 30;
        let step = (self.last_step.get() + 1).max(present - 1);
        town.later(TimeDelta::seconds(30 * (step - present - 1).max(0)));
        self.last_step.set(step);
        self.code_of(step)
    }

    fn code_of(&self, step: i64) -> String {
        let mac = Hmac::<Sha1>::new_from_slice(&self.seed).expect("any key").chain_update(step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest[19] % 16);
        let number = digest[offset..offset + 4].iter().fold(0_u64, |number, byte| number * 256 + u64::from(*byte));
        format!("{:06}", number % 0x8000_0000 % 1_000_000)
    }
}
