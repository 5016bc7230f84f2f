//! The triggers of a book as sets of cases: what everything else here starts from.

use host_domain::EventType;

use crate::{
    analysis::{constraints::Alternatives, domain::Domain},
    book::Book,
    diagnostic::{Diagnostic, Remarks},
    trigger::{Clause, Trigger},
};

/// A book with its triggers taken apart.
pub(crate) struct Study<'b> {
    pub(crate) book: &'b Book,
    pub(crate) domain: Domain<'b>,
    /// In the order of the book.
    pub(crate) rules: Vec<Studied<'b>>,
}

/// A trigger taken apart.
pub(crate) struct Studied<'b> {
    pub(crate) trigger: &'b Trigger,
    /// For each of its events the cases in which it matches.
    pub(crate) cases: Vec<(EventType, Alternatives)>,
}

impl<'b> Study<'b> {
    pub(crate) fn of(book: &'b Book) -> Study<'b> {
        let domain = Domain::new(&book.catalogue);
        let rules = book.triggers.iter().map(|trigger| Studied::of(trigger, &domain)).collect();
        Study { book, domain, rules }
    }

    pub(crate) fn rule(&self, at: usize) -> Option<&Studied<'b>> {
        self.rules.get(at)
    }

    /// Remarks on the file of a trigger.
    pub(crate) fn remarks_on(&self, trigger: &'b Trigger) -> Remarks<'b> {
        let content = self.book.sources.get(&trigger.file).map_or("", String::as_str);
        Remarks::about(&trigger.file, content)
    }
}

impl<'b> Studied<'b> {
    fn of(trigger: &'b Trigger, domain: &Domain<'_>) -> Studied<'b> {
        let all = Alternatives::of_all(trigger.conditions().map(|clause| &clause.expression));
        let cases = trigger.events.iter().map(|event| (*event, domain.possible(&all, *event)));
        Studied { trigger, cases: cases.collect() }
    }

    /// The cases in which it matches such an event; none when it does not look at them.
    pub(crate) fn at(&self, event: EventType) -> Option<&Alternatives> {
        self.cases.iter().find(|(known, _)| *known == event).map(|(_, cases)| cases)
    }

    /// Where its conditions start; the first line of the file when it has none.
    pub(crate) fn place(&self) -> crate::Place {
        self.trigger.conditions().next().map(|clause| clause.place).unwrap_or_default()
    }

    /// The place as people read it, without the column.
    pub(crate) fn named_place(&self) -> String {
        match self.place().line {
            0 => self.trigger.file.clone(),
            line => format!("{}:{line}", self.trigger.file),
        }
    }
}

/// A clause in the text of a remark, with its line.
pub(crate) fn quoted(clause: &Clause) -> String {
    format!("`{}` (regel {})", clause.text, clause.place.line)
}

/// Everything that analysis has to say of a book that can be read.
pub(crate) fn remarks(book: &Book) -> Vec<Diagnostic> {
    let study = Study::of(book);
    let mut found: Vec<Diagnostic> =
        study.rules.iter().flat_map(|rule| super::within::remarks(&study, rule)).collect();
    found.extend(super::across::remarks(&study));
    found.extend(super::loops::remarks(&study));
    found
}
