//! What Digipoort was asked so far, by its journal.

use serde_json::Value;

use super::super::{outside::Simulator, quiet::items};
use crate::exit::Failure;

/// Counts of calls.
pub(super) struct Asked {
    lists: usize,
    fetches: usize,
    others: usize,
    /// Of all those: the answer did not arrive whole.
    lost: usize,
}

impl Asked {
    /// As it is now.
    pub(super) fn of(digipoort: &Simulator) -> Result<Asked, Failure> {
        let journal = digipoort.get(&["beheer", "journaal"])?;
        let mut asked = Asked { lists: 0, fetches: 0, others: 0, lost: 0 };
        for call in items(&journal, "calls") {
            let text = |name: &str| call.get(name).and_then(Value::as_str);
            match text("handeling") {
                Some("getBerichtenLijst") => asked.lists += 1,
                Some("getBerichtenKenmerk") => asked.fetches += 1,
                _ => asked.others += 1,
            }
            asked.lost += usize::from(text("uitkomst") != Some("antwoord"));
        }
        Ok(asked)
    }

    /// All calls.
    pub(super) fn all(&self) -> usize {
        self.lists + self.fetches + self.others
    }

    /// For people.
    pub(super) fn told(&self) -> String {
        let Asked { lists, fetches, lost, .. } = self;
        format!(
            "Digipoort gaf {lists} lijsten en {fetches} keer een bericht; {lost} antwoorden kwamen niet heel \
             aan en zijn opnieuw gevraagd."
        )
    }
}
