//! Values that slices hold in this process's memory, each found by its type.
//!
//! Nothing here knows the slices, so that `state.rs` need not name them. No rule may depend on what is held here,
//! because every instance holds its own.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::settings::Settings;

/// A slice's own memory. It is made when somebody first asks for it.
pub trait Memory: Send + Sync + 'static {
    fn new(settings: &Settings) -> Self;
}

#[derive(Default)]
pub struct Memories(RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Memories {
    /// The same one for everybody who asks for this type.
    pub fn of<M: Memory>(&self, settings: &Settings) -> Arc<M> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<M>()).cloned();
        if let Some(Ok(known)) = held.map(Arc::downcast) {
            return known;
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let held = all.entry(TypeId::of::<M>()).or_insert_with(|| Arc::new(M::new(settings)));
        Arc::downcast(Arc::clone(held)).unwrap_or_else(|_| Arc::new(M::new(settings))) // it was found by its type
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Counter(AtomicU32);
    struct Other;

    impl Memory for Counter {
        fn new(_: &Settings) -> Self {
            Self(AtomicU32::new(0))
        }
    }

    impl Memory for Other {
        fn new(_: &Settings) -> Self {
            Self
        }
    }

    #[test]
    fn a_type_has_one_memory_for_all_who_ask() {
        let (memories, settings) = (
            Memories::default(),
            Settings::with(&[("mode", "development"), ("database_url", "sqlite::memory:")]).unwrap(),
        );
        memories.of::<Counter>(&settings).0.fetch_add(1, Ordering::Relaxed);
        let _: Arc<Other> = memories.of(&settings);
        memories.of::<Counter>(&settings).0.fetch_add(1, Ordering::Relaxed);
        assert_eq!(memories.of::<Counter>(&settings).0.load(Ordering::Relaxed), 2);
    }
}
