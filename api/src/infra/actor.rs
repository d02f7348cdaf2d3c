//! The person or the service that acts in a request, as the audit trail names it.

use domain::ids::AccountId;
use uuid::Uuid;

/// The one who acts, as the audit trail names them: a person, somebody unknown, or the service itself.
#[derive(Clone, Debug)]
pub struct Actor {
    pub account: Option<AccountId>,
    /// The role they act in: a word of [`Role`], `resident`, `anonymous` or `service`.
    pub role: &'static str,
    pub address: String,
    pub request: Uuid,
}

/// Everything that can act: [`App::write`](crate::state::App::write) asks it for its [`Actor`].
pub trait Caller {
    fn actor(&self) -> Actor;
}

/// A caller of whom only the [`Actor`] is known.
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
