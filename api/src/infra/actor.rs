//! Who acts, as the audit trail names them.

use domain::ids::AccountId;
use uuid::Uuid;

/// Who does something, as the audit trail names them.
#[derive(Clone, Debug)]
pub struct Actor {
    pub account: Option<AccountId>,
    /// The role they act in: a word of [`Role`], `resident`, `anonymous` or `service`.
    pub role: &'static str,
    pub address: String,
    pub request: Uuid,
}

/// Anyone who acts: what [`App::write`](crate::state::App::write) needs to know of them.
pub trait Caller {
    fn actor(&self) -> Actor;
}

/// Nobody in particular.
pub struct Anyone(pub Actor);

impl Actor {
    /// The service itself, when time or a command makes it act.
    pub fn service(request: Uuid) -> Self {
        Self { account: None, role: "service", address: String::new(), request }
    }
}

impl Caller for Anyone {
    fn actor(&self) -> Actor {
        self.0.clone()
    }
}
