//! What if other rules had been in use: history is replayed for two books, and what they would have
//! asked for is held against each other. Nothing is carried out and nothing is kept.
//!
//! # First order and what follows from it
//! The **recorded** world is what really happened; it is folded to the moment of each event, and the
//! book now in use is asked about it. On that same state the other book is asked: where it differs
//! is a difference of the *first order* (`eerste`). A trigger that is the same in both books gives
//! the same answer there, so that only the others are asked.
//!
//! From the first difference on, a dossier has an **other** world beside the recorded one
//! (`fork.rs`): effects that the other book adds are carried out there as commands, and what it does
//! not ask for has not happened there. Events from outside happen in both. What differs there only
//! because the worlds differ is a *consequence* (`vervolg`).
//!
//! # Where it ends
//! An event from outside that does not fit the other world (a task was done that is not there) ends
//! it: from there on the dossier is *niet herberekenbaar*, and so are those of people who were
//! erased. Days are recorded only where a rule matched, so a replay lets every day begin itself; but
//! not where the last so many events are asked for.

mod books;
mod census;
mod consequence;
mod fork;
mod judge;
mod report;

use std::sync::TryLockError;

use host_rulebook::Book;

pub use report::{DossierVerschil, RegelVerschil, Richting, Soort, Verschil, WatAls};

use crate::{
    Engine,
    error::Fault,
    replay::{
        self, Going,
        span::{Asked, Span},
    },
};

use books::Books;
use census::Census;
use judge::Comparing;

/// Dossiers of which the differences are told at most.
const DOSSIERS_MAX: usize = 1_000;

impl Engine {
    /// Replays what is asked for with `other` beside the book in use. Of at most `dossiers` dossiers
    /// the differences are told one by one. `going` is told how far it is; when it breaks off, or
    /// when another replay is running, there is no report.
    pub fn what_if(
        &self,
        other: Book,
        asked: &Asked,
        dossiers: usize,
        going: &mut Going<'_>,
    ) -> Result<WatAls, Fault> {
        let _alone = self.replaying_alone()?;
        let mut books = Books::new(self.book(), other, self.day_begins_at);
        let view = self.store().read()?;
        // Of the last so many events only what is in the log counts, so that no more than those is read.
        let days = books.ask_about_days() && asked.laatste.is_none();
        let time = days.then_some(self.day_begins_at);
        let span = Span::find(&view, asked, time, books.need_all(), self.now())?;
        drop(view);
        if span.days.is_some() && books.listen_to_days() {
            let counted = replay::run(self.store(), &span, |_| Census::new(&books), going)?;
            let mut census = Census::new(&books);
            counted.judges.into_iter().for_each(|one| census.merge(one));
            let census = census.finish();
            books.take(census);
        }
        let limit = dossiers.min(DOSSIERS_MAX);
        let make = |shard| Comparing::new(&books, self.store().clone(), shard, limit);
        let replayed = replay::run(self.store(), &span, make, going)?;
        Ok(report::of(&books, asked, limit, replayed))
    }

    /// One replay at a time: it is work for all processors.
    pub(crate) fn replaying_alone(&self) -> Result<std::sync::MutexGuard<'_, ()>, Fault> {
        match self.replaying.try_lock() {
            Ok(alone) => Ok(alone),
            Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Err(Fault::Busy(
                "er loopt al een berekening over de geschiedenis; probeer het straks weer".into(),
            )),
        }
    }
}
