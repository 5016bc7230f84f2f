//! Rules: read and checked aside, tests run, then put in use as one book. Anything wrong and the book
//! in use stays.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use host_engine::Fault;
use host_http::{Refused, RulesState};
use host_rulebook::{Book, IntakeSchema, Loaded, Severity};
use host_store::Reads;
use jiff::Timestamp;

use super::{Held, Reloader};
use crate::intake_schemas;

/// Files that are named when rules changed; the rest is counted.
const NAMED_MAX: usize = 10;

/// A book that can be used, and what there is to say about it all the same.
pub(super) struct Checked {
    pub(super) book: Book,
    pub(super) warnings: Vec<String>,
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
    let failed: Vec<String> = book.failed_tests().iter().map(|failed| failed.render()).collect();
    if failed.is_empty() { Ok(Checked { book, warnings }) } else { Err(failed) }
}

impl Reloader {
    /// The rules in the folder may have changed, at `since` first.
    pub(super) fn rules_changed(&self, since: Instant) -> Result<(), Fault> {
        let mut held = self.lock();
        self.read_rules(&mut held, since)
    }

    /// Reads the folder and puts its rules in use when they are good and other than those in use.
    pub(super) fn read_rules(&self, held: &mut Held, since: Instant) -> Result<(), Fault> {
        let loaded = Book::load(&self.rules, &self.intakes());
        match check(loaded) {
            Ok(checked) if checked.book.hash() == self.engine.book().hash() => {
                if !held.faults.is_empty() {
                    held.faults.clear();
                    tracing::info!("de regels in de map zijn weer die in gebruik zijn");
                    self.tell_rules(held);
                }
                Ok(())
            }
            Ok(checked) => {
                self.use_rules(held, checked, since)?;
                self.retry_unfit(held, since).map(drop)
            }
            // They may be meant for a version of a plugin that waits for them.
            Err(_) if self.retry_unfit(held, since)? => self.read_rules(held, since),
            Err(faults) => {
                self.refuse_rules(held, faults);
                Ok(())
            }
        }
    }

    /// Puts rules in use, and says what changed and how long that took.
    pub(super) fn use_rules(
        &self,
        held: &mut Held,
        checked: Checked,
        since: Instant,
    ) -> Result<(), Fault> {
        let before = self.engine.book();
        let (hash, changes) =
            (checked.book.hash().to_owned(), changes(before.sources(), checked.book.sources()));
        self.engine.use_book(checked.book)?;
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

    /// The intakes that rules may name.
    fn intakes(&self) -> Vec<IntakeSchema> {
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
fn changes(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> String {
    let new: Vec<_> = now.keys().filter(|path| !before.contains_key(*path)).collect();
    let gone: Vec<_> = before.keys().filter(|path| !now.contains_key(*path)).collect();
    let other =
        |(path, text): &(&String, &String)| before.get(*path).is_some_and(|before| before != *text);
    let changed: Vec<_> = now.iter().filter(other).map(|(path, _)| path).collect();
    let parts = [("nieuw", new), ("gewijzigd", changed), ("weg", gone)];
    let told: Vec<String> = parts
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
