//! History held against itself: what the rules in use make of each event in a replay, beside what its
//! trace says that they made of it then. Nothing may differ; a comparison of books stands on that.

use std::sync::Arc;

use host_domain::{Event, Plan};
use host_rulebook::Book;
use host_store::{BookReads as _, Reads as _, Store};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    Engine,
    decide::{CURSOR, DEPTH_MAX},
    error::Fault,
    event_trace::EventTrace,
    replay::{
        self, Going, Judge,
        recorded::{Recorded, World as _},
        span::{Asked, Span},
    },
};

/// Events that differ and are named.
const NAMED_MAX: usize = 100;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reproductie {
    /// Events that were looked at.
    pub gebeurtenissen: u64,
    /// Those on which the book in use decided, so that there is something to compare.
    pub vergeleken: u64,
    /// Those on which the same book now decides otherwise.
    pub afwijkend: u64,
    /// The first of them.
    pub nummers: Vec<u64>,
    /// Dossiers that cannot be recomputed.
    pub niet_herberekenbaar: u64,
}

impl Engine {
    /// Replays what the book in use decided on, and compares.
    pub fn reproduce(&self, asked: &Asked, going: &mut Going<'_>) -> Result<Reproductie, Fault> {
        let _alone = self.replaying_alone()?;
        let book = self.book();
        let view = self.store().read()?;
        let insured = host_domain::EventType::ALL.iter().any(|kind| book.needs_insured(*kind));
        let span = Span::find(&view, asked, None, insured, self.now())?;
        let since = view.current_book_since()?.and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let decided = view.cursor(CURSOR)?;
        drop(view);
        let make = |_| Reproducing {
            book: Arc::clone(&book),
            store: self.store().clone(),
            since: since.unwrap_or(Timestamp::MAX),
            decided,
            found: Reproductie::default(),
        };
        let replayed = replay::run(self.store(), &span, make, going)?;
        let mut all = Reproductie {
            gebeurtenissen: replayed.judged,
            niet_herberekenbaar: (replayed.lost.len() + replayed.erased.len()) as u64,
            ..Reproductie::default()
        };
        for judge in replayed.judges {
            all.vergeleken += judge.found.vergeleken;
            all.afwijkend += judge.found.afwijkend;
            all.nummers.extend(judge.found.nummers);
        }
        all.nummers.sort_unstable();
        all.nummers.truncate(NAMED_MAX);
        Ok(all)
    }
}

/// The comparison of one shard.
struct Reproducing {
    book: Arc<Book>,
    store: Store,
    /// Since when the book is in use: before that, only a trace says whether it decided.
    since: Timestamp,
    /// The last event that was decided on.
    decided: u64,
    found: Reproductie,
}

impl Judge for Reproducing {
    fn event(&mut self, recorded: &Recorded, event: &Event) {
        if event.seq > self.decided || event.depth >= DEPTH_MAX || recorded.is_beyond(event) {
            return;
        }
        let Some(then) = self.recorded_plan(event) else { return };
        self.found.vergeleken += 1;
        let book = &self.book;
        let now = recorded.with_case(book, event, |case| book.evaluate(case));
        if now.plan != then {
            self.found.afwijkend += 1;
            self.found.nummers.push(event.seq);
        }
    }
}

impl Reproducing {
    /// What the book in use asked for then; none when another book decided, or nobody knows. What is
    /// not in a trace was asked by no rule.
    fn recorded_plan(&self, event: &Event) -> Option<Plan> {
        let stored = self.store.read().ok()?.trace(event.seq).ok()?;
        let Some(stored) = stored else {
            return (event.recorded_at > self.since).then(Plan::default);
        };
        let trace: EventTrace = serde_json::from_value(stored).ok()?;
        if trace.trace.boek != self.book.hash() || trace.fout.is_some() {
            return None;
        }
        Some(trace.trace.plan())
    }
}
