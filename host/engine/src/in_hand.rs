//! What workers have in hand: nobody else takes it meanwhile.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

/// Names of what is in hand.
#[derive(Debug, Default)]
pub(crate) struct InHand(Mutex<HashSet<String>>);

impl InHand {
    /// Takes it in hand; none when somebody else has it.
    pub(crate) fn take(&self, name: &str) -> Option<Held<'_>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(name.to_owned()).then(|| Held { all: self, name: name.to_owned() })
    }
}

/// Something in hand, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    all: &'a InHand,
    name: String,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
