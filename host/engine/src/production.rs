//! What really happened, held against the conditions of the rules: which of them ever decided, and
//! which small changes of a rule nothing that happened would have noticed.

use std::sync::Arc;

use host_domain::Event;
use host_rulebook::{Book, Change, Coverage, Mutant};
use serde::Serialize;

use crate::{
    Engine,
    decide::DEPTH_MAX,
    error::Fault,
    replay::{
        self, Going, Judge,
        recorded::{Recorded, World as _},
        span::{Asked, Span},
    },
};

/// Most mutants that are held against history: each is asked about every event that its rule is about.
const MUTANTS_MAX: usize = 5_000;

/// How history touches the conditions of a book.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Productiedekking {
    /// Hash of the book.
    pub boek: String,
    /// Events that were looked at.
    pub gebeurtenissen: u64,
    /// Dossiers that cannot be recomputed.
    pub niet_herberekenbaar: u64,
    /// Clause by clause.
    pub dekking: Coverage,
}

/// What history and tests notice of small changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mutantuitslag {
    /// Hash of the book.
    pub boek: String,
    /// Events that were looked at.
    pub gebeurtenissen: u64,
    /// Changes that were tried.
    pub veranderingen: usize,
    /// Whether there were more than are tried at once.
    pub afgekapt: bool,
    /// Those that neither a test nor an event noticed.
    pub onopgemerkt: Vec<Change>,
}

impl Engine {
    /// Which conditions of the book in use ever decided in what happened.
    pub fn production_coverage(
        &self,
        asked: &Asked,
        going: &mut Going<'_>,
    ) -> Result<Productiedekking, Fault> {
        let _alone = self.replaying_alone()?;
        let book = self.book();
        let span = self.whole_span(asked, &book)?;
        let make = |_| Covering { book: &book, found: Coverage::new(&book) };
        let replayed = replay::run(self.store(), &span, make, going)?;
        let mut dekking = Coverage::new(&book);
        replayed.judges.iter().for_each(|judge| dekking.add(&judge.found));
        let niet_herberekenbaar = (replayed.lost.len() + replayed.erased.len()) as u64;
        let boek = book.hash().to_owned();
        Ok(Productiedekking { boek, gebeurtenissen: replayed.judged, niet_herberekenbaar, dekking })
    }

    /// Which small changes, of one rule or of all, neither the tests nor what happened would notice.
    pub fn unnoticed_mutants(
        &self,
        trigger: Option<&str>,
        asked: &Asked,
        going: &mut Going<'_>,
    ) -> Result<Mutantuitslag, Fault> {
        let _alone = self.replaying_alone()?;
        let book = self.book();
        let mut mutants = book.mutants(trigger);
        let afgekapt = mutants.len() > MUTANTS_MAX;
        mutants.truncate(MUTANTS_MAX);
        let veranderingen = mutants.len();
        mutants.retain(|mutant| !book.tests_notice(mutant));
        let mutants: Arc<[Mutant]> = mutants.into();
        let span = self.whole_span(asked, &book)?;
        let make = |_| Mutating {
            book: &book,
            mutants: Arc::clone(&mutants),
            noticed: vec![false; mutants.len()],
        };
        let replayed = replay::run(self.store(), &span, make, going)?;
        let noticed =
            |at: usize| replayed.judges.iter().any(|judge| judge.noticed.get(at) == Some(&true));
        let left = mutants.iter().enumerate().filter(|(at, _)| !noticed(*at));
        let onopgemerkt = left.map(|(_, mutant)| mutant.change.clone()).collect();
        let (boek, gebeurtenissen) = (book.hash().to_owned(), replayed.judged);
        Ok(Mutantuitslag { boek, gebeurtenissen, veranderingen, afgekapt, onopgemerkt })
    }

    fn whole_span(&self, asked: &Asked, book: &Book) -> Result<Span, Fault> {
        let insured = host_domain::EventType::ALL.iter().any(|kind| book.needs_insured(*kind));
        Span::find(&self.store().read()?, asked, None, insured, self.now())
    }
}

/// Whether rules were asked about an event.
fn was_asked(recorded: &Recorded, event: &Event) -> bool {
    event.depth < DEPTH_MAX && !recorded.is_beyond(event)
}

/// Coverage of one shard.
struct Covering<'b> {
    book: &'b Book,
    found: Coverage,
}

impl Judge for Covering<'_> {
    fn event(&mut self, recorded: &Recorded, event: &Event) {
        if was_asked(recorded, event) && self.book.listens_to(event.kind.event_type()) {
            let (book, found) = (self.book, &mut self.found);
            recorded.with_case(book, event, |case| found.observe(book, case));
        }
    }
}

/// Mutants of one shard.
struct Mutating<'b> {
    book: &'b Book,
    mutants: Arc<[Mutant]>,
    noticed: Vec<bool>,
}

impl Judge for Mutating<'_> {
    fn event(&mut self, recorded: &Recorded, event: &Event) {
        if !was_asked(recorded, event) || !self.book.listens_to(event.kind.event_type()) {
            return;
        }
        let (book, mutants, noticed) = (self.book, &self.mutants, &mut self.noticed);
        recorded.with_case(book, event, |case| {
            let unknown = mutants.iter().zip(noticed.iter_mut()).filter(|(_, noticed)| !**noticed);
            for (mutant, noticed) in unknown {
                *noticed = book.event_notices(mutant, case);
            }
        });
    }
}
