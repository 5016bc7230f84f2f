//! The start: nothing is in use yet, so that what is wrong falls back on what was accepted before.

use std::{collections::BTreeMap, path::Path};

use host_connectors::Library;
use host_rulebook::{Book, IntakeSchema};
use host_store::{Reads, Store, StoreError};

use super::{
    Waiting,
    plugins::{more_than_accepted, tell_waiting},
    rules::{Checked, check},
};
use crate::exit::Failure;

/// Takes plugins out of use that changed while the host did not run and now ask for more than was
/// accepted: no call begins on them until somebody accepts that.
pub(crate) fn hold_back(
    library: &Library,
    view: &impl Reads,
) -> Result<BTreeMap<String, Waiting>, StoreError> {
    let mut waiting = BTreeMap::new();
    for plugin in library.plugins() {
        let name = plugin.manifest().name.clone();
        let more = more_than_accepted(&plugin, view.accepted_plugin(&name)?.as_ref());
        if more.is_empty() {
            continue;
        }
        tell_waiting(&plugin, &more);
        library.set_aside(&name);
        waiting.insert(name, Waiting { plugin, more });
    }
    Ok(waiting)
}

/// The rules to start with, and what is wrong with those in the folder: nothing when they are the
/// same. A folder that is broken makes that the last book that was accepted goes on.
///
/// # Errors
/// Everything that is wrong with the folder, when there is no such book.
pub(crate) fn rules(
    folder: &Path,
    intakes: &[IntakeSchema],
    store: &Store,
) -> Result<(Book, Vec<String>), Failure> {
    let faults = match check(Book::load(folder, intakes)) {
        Ok(Checked { book, warnings }) => {
            for warning in warnings {
                tracing::warn!("{warning}");
            }
            return Ok((book, Vec::new()));
        }
        Err(faults) => faults,
    };
    let (shown, folder) = (faults.join("\n"), folder.display());
    match kept(intakes, store)? {
        Some(book) => {
            tracing::error!(
                "de regels in {folder} zijn niet bruikbaar; regelboek {} blijft in gebruik\n{shown}",
                book.hash()
            );
            Ok((book, faults))
        }
        None => Err(Failure::Usage(format!(
            "{shown}\nDe regels in {folder} hebben fouten; de host start niet. Zie ze na met \
             `schakel regels controleer`."
        ))),
    }
}

/// The book that was last in use, when it still can be used.
fn kept(intakes: &[IntakeSchema], store: &Store) -> Result<Option<Book>, StoreError> {
    let Some((_, sources)) = store.read()?.current_book()? else { return Ok(None) };
    let Ok(sources) = serde_json::from_value(sources) else { return Ok(None) };
    Ok(check(Book::from_sources(sources, intakes)).ok().map(|checked| checked.book))
}
