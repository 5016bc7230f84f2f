//! A document that could not be placed is moved by hand.

use serde_json::{Value, json};

use super::{
    super::stage::{OPERATOR, Stage},
    seen::Seen,
    vertelling::{Plaats, Vertelling},
};
use crate::exit::Failure;

/// A document that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::demo) struct Moved {
    pub(in crate::demo) document: String,
    pub(in crate::demo) naar: String,
}

/// The first document whose werknemer was not found, and the dossier of a werknemer of the same
/// werkgever.
pub(super) fn next(verteld: &[Vertelling], seen: &Seen) -> Option<(String, String)> {
    let places = || verteld.iter().flat_map(|told| seen.of(told).map(move |here| (told, here)));
    places().filter(|(_, here)| here.plaats == Plaats::NietGevonden).find_map(|(lost, document)| {
        let (_, beside) = places().find(|(told, here)| {
            here.plaats == Plaats::Werknemer
                && told.document.loonheffingennummer == lost.document.loonheffingennummer
        })?;
        Some((document.id.clone(), beside.dossier.clone()))
    })
}

/// The operator moves it.
pub(super) fn by_hand(stage: &Stage<'_>, document: &str, naar: &str) -> Result<Moved, Failure> {
    let path = ["api", "documenten", document, "verplaatsen"];
    stage.lotte.post_body(&path, &json!({ "naar": naar }))?;
    let shown: Value = stage.lotte.get(&["api", "documenten", document], &[])?;
    let kenmerk = shown.pointer("/document/extern_kenmerk").and_then(Value::as_str);
    stage.tell(format!(
        "{OPERATOR} verplaatst {} naar het dossier van een werknemer; dat voert taak PlaatsDocument uit.",
        kenmerk.unwrap_or(document)
    ));
    Ok(Moved { document: document.to_owned(), naar: naar.to_owned() })
}
