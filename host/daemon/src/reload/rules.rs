//! Rules: read and checked aside, tests run, then put in use as one book, or kept as the concept of one.
//! Anything wrong and the book in use stays.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use host_connectors::Plugin;
use host_engine::{Fault, GoingLive};
use host_http::{Refused, RulesState};
use host_rulebook::{Book, Loaded, Severity, TestResult};
use host_store::{BookFiles, BookReads, Testuitslag, Wijziging, changed_files};
use jiff::Timestamp;

use super::{Held, Reloader};
use crate::{
    config::Modus,
    intake_schemas::{self, Schemas},
};

/// Files that are named when rules changed; the rest is counted.
const NAMED_MAX: usize = 10;

/// A book that can be used, and what there is to say about it all the same.
pub(super) struct Checked {
    pub(super) book: Book,
    pub(super) warnings: Vec<String>,
    pub(super) tests: Testuitslag,
}

/// Whether rules can be used and do what their tests say.
///
/// # Errors
/// Everything that is wrong, each with its place.
pub(super) fn check(loaded: Loaded) -> Result<Checked, Vec<String>> {
    let of = |severity: Severity| {
        let found = loaded.diagnostics.iter().filter(move |found| found.severity == severity);
        found.map(|found| found.render()).collect::<Vec<_>>()
    };
    let (faults, warnings) = (of(Severity::Fout), of(Severity::Waarschuwing));
    let Some(book) = loaded.book else { return Err(faults) };
    let results = book.run_tests();
    let failed = results.iter().filter_map(TestResult::diagnostic);
    let failed: Vec<String> = failed.map(|failed| failed.render()).collect();
    let tests = GoingLive::counted(&results);
    if failed.is_empty() { Ok(Checked { book, warnings, tests }) } else { Err(failed) }
}

impl Reloader {
    /// The rules in the folder may have changed, at `since` first.
    pub(super) fn rules_changed(&self, since: Instant) -> Result<(), Fault> {
        let mut held = self.lock();
        self.read_rules(&mut held, since)
    }

    /// Reads the folder. Rules that are good and other than those in use go live, or become the concept.
    pub(super) fn read_rules(&self, held: &mut Held, since: Instant) -> Result<(), Fault> {
        match check(Book::load(&self.rules, &self.schemas())) {
            Ok(checked) => self.good_rules(held, checked, since),
            // They may be meant for a version of a plugin that waits for them.
            Err(_) if self.retry_unfit(held, since)? => self.read_rules(held, since),
            Err(faults) => {
                let beside = match self.modus {
                    Modus::Direct => None,
                    Modus::Concept => self.beside_unfit(held, |at| Book::load(&self.rules, at)),
                };
                if let Some((checked, _)) = beside {
                    return self.good_rules(held, checked, since);
                }
                held.folder = None;
                self.refuse_rules(held, faults);
                Ok(())
            }
        }
    }

    /// The folder holds rules that can be used.
    fn good_rules(&self, held: &mut Held, checked: Checked, since: Instant) -> Result<(), Fault> {
        let hash = checked.book.hash().to_owned();
        held.folder = Some(hash.clone());
        let were_broken = !held.faults.is_empty();
        if hash == self.engine.book().hash() {
            self.engine.folder_is_live()?;
            held.faults.clear();
            if were_broken {
                tracing::info!("de regels in de map zijn weer die in gebruik zijn");
                self.tell_rules(held);
            }
            return Ok(());
        }
        match self.modus {
            _ if self.is_set_aside(&hash)? => {}
            Modus::Direct => {
                self.use_rules(held, checked, since)?;
                return self.retry_unfit(held, since).map(drop);
            }
            Modus::Concept => self.keep_concept(&checked, since)?,
        }
        held.faults.clear();
        if were_broken {
            self.tell_rules(held);
        }
        Ok(())
    }

    /// Whether the rules in the folder are not to be taken until they change: somebody went back to
    /// earlier ones.
    pub(super) fn is_set_aside(&self, hash: &str) -> Result<bool, Fault> {
        Ok(self.engine.store().read()?.book_set_aside()?.is_some_and(|one| one == hash))
    }

    /// Keeps saved rules for the person who puts them in use.
    fn keep_concept(&self, checked: &Checked, since: Instant) -> Result<(), Fault> {
        let hash = checked.book.hash();
        if self.engine.store().read()?.concept()?.is_some_and(|known| known.boek == hash) {
            return Ok(());
        }
        self.engine.keep_concept(&checked.book)?;
        for warning in &checked.warnings {
            tracing::warn!("{warning}");
        }
        let changes = changes(self.engine.book().sources(), checked.book.sources());
        let ms = millis(since.elapsed());
        tracing::info!(
            regelboek = hash,
            ms,
            "concept: {changes}. Bekijken: schakel regels concept; in gebruik nemen: schakel regels \
             in-gebruik {hash}"
        );
        Ok(())
    }

    /// Puts rules in use as saved, and says what changed and how long that took.
    pub(super) fn use_rules(
        &self,
        held: &mut Held,
        checked: Checked,
        since: Instant,
    ) -> Result<(), Fault> {
        let how = GoingLive::saved(checked.tests, Some(GoingLive::coverage(&checked.book)));
        self.go_live(held, checked, since, |book| self.engine.go_live(book, how))
    }

    /// Puts rules in use in a way of its own, and says what changed and how long that took.
    pub(super) fn go_live(
        &self,
        held: &mut Held,
        checked: Checked,
        since: Instant,
        enter: impl FnOnce(Book) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let before = self.engine.book();
        let (hash, changes) =
            (checked.book.hash().to_owned(), changes(before.sources(), checked.book.sources()));
        enter(checked.book)?;
        held.faults.clear();
        for warning in checked.warnings {
            tracing::warn!("{warning}");
        }
        let ms = millis(since.elapsed());
        tracing::info!(regelboek = hash, ms, "regels herladen: {changes}");
        self.tell_rules(held);
        Ok(())
    }

    /// Keeps the rules in use, and shows what is wrong with the others: once.
    fn refuse_rules(&self, held: &mut Held, faults: Vec<String>) {
        if held.faults == faults {
            return;
        }
        let in_use = self.engine.book().hash().to_owned();
        tracing::error!(
            "de regels in {} zijn niet bruikbaar; regelboek {in_use} blijft in gebruik\n{}",
            self.rules.display(),
            faults.join("\n")
        );
        held.faults = faults;
        self.tell_rules(held);
    }

    /// Rules that can be used once a version of a plugin that does not fit those in use goes into use
    /// with them; that version's plugin by name.
    pub(super) fn beside_unfit(
        &self,
        held: &Held,
        load: impl Fn(&Schemas) -> Loaded,
    ) -> Option<(Checked, Arc<Plugin>)> {
        held.unfit.values().find_map(|(plugin, _)| {
            let with = Some(plugin.manifest());
            let schemas = intake_schemas::in_use(&self.library, &self.plugins, with);
            Some((check(load(&schemas)).ok()?, Arc::clone(plugin)))
        })
    }

    /// What plugins offer to rules.
    pub(super) fn schemas(&self) -> Schemas {
        intake_schemas::in_use(&self.library, &self.plugins, None)
    }

    /// Tells operators how it stands.
    pub(super) fn tell_rules(&self, held: &Held) {
        let now = self.engine.now();
        let since = self.engine.store().read().and_then(|view| view.current_book_since());
        let since = since.ok().flatten().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let refused = Refused { op: now, fouten: held.faults.clone() };
        self.told.set_rules(RulesState {
            boek: self.engine.book().hash().to_owned(),
            sinds: since.unwrap_or(now),
            geweigerd: (!held.faults.is_empty()).then_some(refused),
        });
    }
}

/// Which files are new, changed and gone.
pub(super) fn changes(before: &BookFiles, now: &BookFiles) -> String {
    let all = changed_files(before, now);
    let of = |soort: Wijziging| -> Vec<&String> {
        all.iter().filter(|one| one.soort == soort).map(|one| &one.pad).collect()
    };
    let kinds =
        [("nieuw", Wijziging::Nieuw), ("gewijzigd", Wijziging::Gewijzigd), ("weg", Wijziging::Weg)];
    let told: Vec<String> = kinds
        .map(|(word, soort)| (word, of(soort)))
        .iter()
        .filter(|(_, paths)| !paths.is_empty())
        .map(|(word, paths)| format!("{word} {}", named(paths)))
        .collect();
    if told.is_empty() { "geen bestand veranderde".to_owned() } else { told.join("; ") }
}

/// The paths, up to a number of them.
fn named(paths: &[&String]) -> String {
    let first: Vec<&str> = paths.iter().take(NAMED_MAX).map(|path| path.as_str()).collect();
    match paths.len().saturating_sub(NAMED_MAX) {
        0 => first.join(", "),
        more => format!("{} en nog {more}", first.join(", ")),
    }
}

/// For the log.
pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_changed_is_said() {
        let files = |texts: &[(&str, &str)]| -> BTreeMap<String, String> {
            texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
        };
        let before = files(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let now = files(&[("a", "1"), ("b", "2"), ("d", "1")]);
        assert_eq!(changes(&before, &now), "nieuw d; gewijzigd b; weg c");
        assert_eq!(changes(&now, &now), "geen bestand veranderde");
        let many: Vec<String> = (0..12).map(|n| format!("f{n:02}")).collect();
        let many: BTreeMap<String, String> =
            many.into_iter().map(|path| (path, String::new())).collect();
        assert!(changes(&before, &many).starts_with("nieuw f00, "));
        assert!(changes(&files(&[]), &many).ends_with("f09 en nog 2"));
    }
}
