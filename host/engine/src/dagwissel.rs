//! The change of day: once a day, at a set time in Amsterdam, the rules look at every traject that
//! runs. What was missed while the host was down is made up, day by day.
//!
//! ```text
//!  count   count.rs   how many trajecten the bulk conditions of each rule leave; a rule with more
//!                     than LEFT_MAX does not run that day, and the log of the rules says so
//!  pages   page.rs    the rules are asked about each traject; where one matches, the day is put
//!                     in the log as an event, on which stage 2 decides as on any other
//! ```
//!
//! A day on which no rule matches is in no log: most are, and would outnumber all that happens
//! (decision 0010). Where the job stands is written in the transaction of each page, so that a crash
//! does no traject twice and forgets none. A day begins once what followed from the one before is there.

mod count;
mod page;

use std::collections::BTreeSet;

use host_domain::{
    About, Dossier, Event, EventId, EventKind, EventType, Source, TrajectId, amsterdam_date,
    amsterdam_moment,
};
use host_store::Reads;
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Time, time},
};
use serde::{Deserialize, Serialize};

use crate::{Engine, decide::CURSOR, error::Fault};

/// Under this name the store has where the job stands.
const JOB: &str = "dagwissel";

/// Most trajecten that may be left by the bulk conditions of a rule on one day (as in the source).
pub(crate) const LEFT_MAX: u64 = 10_000;

/// When a day begins for the rules, unless the configuration says otherwise.
pub(crate) const USUAL: Time = time(2, 0, 0, 0);

/// Days that are made up at most after a long downtime, or a clock that was wrong.
const CATCH_UP_MAX: i32 = 366;

/// Trajecten looked at in one go.
const PAGE: usize = 256;

/// How far the job is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stand {
    /// The last day that is wholly done.
    gedaan: Date,
    /// The day that is being done.
    onderweg: Option<Onderweg>,
    /// The last event when that day was done: the next one begins once the rules have decided up to it.
    #[serde(default)]
    tot: u64,
}

/// A day that is being done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Onderweg {
    dag: Date,
    /// The rules that were counted.
    boek: String,
    /// Rules that do not run that day.
    niet_voor: BTreeSet<String>,
    /// The last traject that was looked at.
    na: Option<TrajectId>,
}

impl Engine {
    /// Does the next piece of a change of day. False when every day that has begun is done.
    pub(crate) fn change_day(&self) -> Result<bool, Fault> {
        let last = self.last_day();
        let Some(stand) = self.stand()? else {
            // The first start: the days before it are nobody's.
            let first = Stand { gedaan: last, onderweg: None, tot: 0 };
            return self.move_on(None, first).map(|()| false);
        };
        if let Some(onderweg) = stand.onderweg.clone() {
            let book = self.book();
            match onderweg.boek == book.hash() {
                true => self.do_page(&book, stand, onderweg)?,
                // Other rules: they are counted first, and go on where the others were.
                false => self.count(&book, stand, onderweg)?,
            }
            return Ok(true);
        }
        // Rules on a day see what they did on the day before, also when both are made up at once.
        if stand.gedaan >= last || self.store.read()?.cursor(CURSOR)? < stand.tot {
            return Ok(false);
        }
        self.begin_day(stand, last)?;
        Ok(true)
    }

    /// Begins the first day that is not done; all of them are when no rule asks for days.
    fn begin_day(&self, stand: Stand, last: Date) -> Result<(), Fault> {
        let book = self.book();
        if !book.listens_to(EventType::TrajectDagwissel) {
            return self.move_on(Some(stand), Stand { gedaan: last, onderweg: None, tot: 0 });
        }
        let earliest = last.saturating_sub(CATCH_UP_MAX.days());
        if stand.gedaan < earliest {
            tracing::warn!(%stand.gedaan, "days of more than a year ago are not made up");
        }
        let dag = stand.gedaan.saturating_add(1.day()).max(earliest);
        let (boek, niet_voor) = (book.hash().to_owned(), BTreeSet::new());
        self.count(&book, stand, Onderweg { dag, boek, niet_voor, na: None })
    }

    /// Whether a day or a herinnering is still to be done.
    pub fn is_day_to_do(&self) -> Result<bool, Fault> {
        let (last, view) = (self.last_day(), self.store.read()?);
        // Before the first start there is no day to do: those before it are nobody's.
        let done = read(&view)?.is_none_or(|stand| stand.gedaan >= last);
        Ok(!done || !view.due_herinneringen(last, None, 1)?.is_empty())
    }

    /// The last day that has begun for the rules.
    pub(crate) fn last_day(&self) -> Date {
        let now = self.now();
        let today = amsterdam_date(now);
        match amsterdam_moment(today, self.day_begins_at) <= now {
            true => today,
            false => today.saturating_sub(1.day()),
        }
    }

    fn stand(&self) -> Result<Option<Stand>, Fault> {
        read(&self.store.read()?)
    }

    /// Writes where the job is, unless it is elsewhere than `before` by now.
    fn move_on(&self, before: Option<Stand>, after: Stand) -> Result<(), Fault> {
        self.writer.write(move |session| {
            if read(session)? != before {
                return Ok(());
            }
            Ok(session.set_job(JOB, &after)?)
        })
    }

    /// At what time in Amsterdam a day begins for the rules; 02:00 unless this says otherwise.
    #[must_use]
    pub fn with_day_beginning_at(self, day_begins_at: Time) -> Engine {
        Engine { day_begins_at, ..self }
    }

    /// Says that a day may have begun earlier than the period would show.
    pub fn nudge_day(&self) {
        self.wakes.day.nudge();
    }
}

/// Where the job stands; none before the first start, and when it cannot be understood: then it
/// begins anew, which does no day again.
fn read(reads: &impl Reads) -> Result<Option<Stand>, Fault> {
    let stored = reads.job(JOB)?;
    Ok(stored.and_then(|stored| serde_json::from_value(stored).ok()))
}

/// A day of a traject as rules look at it before it is in the log.
fn day_event(
    dossier: &Dossier,
    traject: TrajectId,
    day: &Onderweg,
    (seq, now): (u64, Timestamp),
) -> Event {
    let (dag, niet_voor) = (day.dag, day.niet_voor.clone());
    let kind = EventKind::TrajectDagwissel { dag, niet_voor };
    Event {
        seq,
        id: EventId::from_bits(0),
        version: kind.event_type().version(),
        kind,
        occurred_at: now,
        recorded_at: now,
        source: Source::Systeem,
        causation: None,
        depth: 0,
        correlation: seq,
        about: About {
            werkgever: Some(dossier.werkgever()),
            werknemer: dossier.id().werknemer(),
            traject: Some(traject),
        },
    }
}

/// Whether a day changes for a traject: it runs, and had begun. One that was reported after the day
/// itself, while days were made up, has that day as well.
fn turns(dossier: &Dossier, traject: TrajectId, dag: Date) -> bool {
    let traject = dossier.trajecten().get(&traject);
    traject.is_some_and(|traject| traject.is_lopend() && traject.begin <= dag)
}
