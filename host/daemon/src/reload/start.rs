//! The start: nothing is in use yet, so that what is wrong falls back on what was accepted before.

use std::collections::BTreeMap;

use host_connectors::Library;
use host_rulebook::Book;
use host_store::{BookReads, Reads, Store, StoreError};

use super::{
    Waiting,
    plugins::{more_than_accepted, tell_waiting},
    rules::{Checked, check},
};
use crate::{
    config::{Modus, Regels},
    exit::Failure,
    intake_schemas::Schemas,
};

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

/// The rules to start with.
pub(crate) struct AtStart {
    /// They go live.
    pub(crate) book: Book,
    /// What is wrong with the rules in the folder; empty when they can be used.
    pub(crate) faults: Vec<String>,
    /// Hash of the rules in the folder; none when they cannot be used.
    pub(crate) folder: Option<String>,
}

/// The rules to start with: those in the folder when they go live by being saved, and else those that
/// were live last. A folder that is broken makes that the last book that was live goes on.
///
/// # Errors
/// Everything that is wrong with the rules, when there is no such book.
pub(crate) fn rules(config: &Regels, schemas: &Schemas, store: &Store) -> Result<AtStart, Failure> {
    if config.ingebruikname == Modus::Concept
        && let Some(kept) = kept(schemas, store)?
    {
        // What is in the folder is looked at once the host is there: it only gives a concept.
        let book = kept.map_err(|faults| not_live(&faults))?;
        return Ok(AtStart { book, faults: Vec::new(), folder: None });
    }
    let shown_folder = config.map.display();
    match check(Book::load(&config.map, schemas)) {
        Ok(Checked { book, warnings, .. }) => {
            let folder = Some(book.hash().to_owned());
            if store.read()?.book_set_aside()?.as_deref() == Some(book.hash()) {
                if let Some(Ok(book)) = kept(schemas, store)? {
                    return Ok(AtStart { book, faults: Vec::new(), folder });
                }
                tracing::error!(
                    "het regelboek waarnaar is teruggegaan is niet meer bruikbaar; dat in \
                     {shown_folder} gaat in gebruik"
                );
            }
            for warning in warnings {
                tracing::warn!("{warning}");
            }
            Ok(AtStart { book, faults: Vec::new(), folder })
        }
        Err(faults) => match kept(schemas, store)? {
            Some(Ok(book)) => {
                tracing::error!(
                    "de regels in {shown_folder} zijn niet bruikbaar; regelboek {} blijft in \
                     gebruik\n{}",
                    book.hash(),
                    faults.join("\n")
                );
                Ok(AtStart { book, faults, folder: None })
            }
            Some(Err(_)) | None => Err(Failure::Usage(format!(
                "{}\nDe regels in {shown_folder} hebben fouten; de host start niet. Zie ze na met \
                 `schakel regels controleer`.",
                faults.join("\n")
            ))),
        },
    }
}

/// The book that was last in use, or why it cannot be used any more.
type Kept = Result<Book, Vec<String>>;

fn kept(schemas: &Schemas, store: &Store) -> Result<Option<Kept>, StoreError> {
    let view = store.read()?;
    let Some(hash) = view.current_book_hash()? else { return Ok(None) };
    let sources = view.book(&hash)?.and_then(|sources| serde_json::from_value(sources).ok());
    let Some(sources) = sources else {
        // One that is not there is not the same as none: nobody approved what is in the folder.
        let text = format!("regelboek {hash} is in gebruik, maar niet (goed) bewaard");
        return Ok(Some(Err(vec![text])));
    };
    Ok(Some(check(Book::from_sources(sources, schemas)).map(|checked| checked.book)))
}

/// Rules that a person put in use are not replaced by what happens to be in the folder.
fn not_live(faults: &[String]) -> Failure {
    Failure::Usage(format!(
        "{}\nHet regelboek dat in gebruik was past niet meer bij deze host of zijn plugins; de host \
         start niet. Zet de vorige plugins terug, of start eenmaal met regels.ingebruikname = \
         \"direct\": dan gaan de regels in de map in gebruik.",
        faults.join("\n")
    ))
}
