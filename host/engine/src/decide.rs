//! Stage 2: events and the rules give plans. Writes nothing; stage 3 does, in `commit`.

use std::sync::Arc;

use host_domain::{DossierId, Event, EventKind, Plan, amsterdam_date};
use host_rulebook::{Book, Case, Evaluation};
use host_store::{Logged, Reads};
use jiff::civil::Date;

use crate::{Engine, asof::AsOf, error::Fault, event_trace::EventTrace, failpoint};

/// The cursor of this stage: the last event that was decided on.
pub const CURSOR: &str = "decide";

/// Events in one batch, and so in one transaction of stage 3.
const BATCH: usize = 256;

/// A chain of events that led to each other may not be longer; one that is would go on for ever.
pub(crate) const DEPTH_MAX: u32 = 16;

/// One event with what the rules make of it.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    pub(crate) event: Event,
    pub(crate) plan: Plan,
    /// What rules in shadow would have wanted: counted, never carried out.
    pub(crate) schaduw: Plan,
    pub(crate) trace: EventTrace,
    /// Rules that were looked at, did not match, and are not in the trace.
    pub(crate) not_shown: Vec<String>,
}

impl Engine {
    /// Decides on the next batch of events and commits it. False when there is none.
    pub(crate) fn decide_next(&self) -> Result<bool, Fault> {
        let view = self.store.read()?;
        let cursor = view.cursor(CURSOR)?;
        let batch = view.events_from(cursor + 1, BATCH)?;
        let Some(last) = batch.last().map(Logged::seq) else { return Ok(false) };
        let book = self.book();
        let mut states = AsOf::new(&view);
        let mut decided = Vec::with_capacity(batch.len());
        for logged in batch {
            match logged {
                Logged::Event(event) => decided.push(decide_one(&book, &mut states, event)?),
                // Nothing can follow any more from what happened to a person who was erased.
                Logged::Erased { .. } => {}
                Logged::Unreadable { seq, .. } => {
                    tracing::error!(
                        event = seq,
                        "an event cannot be read; see `schakel store controleer`"
                    );
                }
            }
        }
        drop(view);
        failpoint::hit("na-besluit");
        self.commit_batch(&book, cursor, last, decided)?;
        Ok(true)
    }
}

/// What the rules make of one event. A dossier that cannot be read stops nobody else's events.
fn decide_one(book: &Book, states: &mut AsOf<'_>, event: Event) -> Result<Decided, Fault> {
    let unasked = |event: Event, trace| Decided {
        event,
        plan: Plan::default(),
        schaduw: Plan::default(),
        trace,
        not_shown: Vec::new(),
    };
    if event.depth >= DEPTH_MAX {
        tracing::warn!(event = event.seq, "a chain of events is too long; the rules are not asked");
        let trace = EventTrace { keten_te_lang: true, ..EventTrace::unasked(book.hash()) };
        return Ok(unasked(event, trace));
    }
    match states.take_in(&event).and_then(|()| ask(book, states, &event)) {
        Ok(Evaluation { plan, schaduw, trace, not_shown }) => {
            Ok(Decided { event, plan, schaduw, trace: EventTrace::of(trace), not_shown })
        }
        Err(fault) if fault.is_about_an_item() => {
            tracing::error!(event = event.seq, "the rules cannot be asked: {fault}");
            let fout = Some(fault.to_string());
            Ok(unasked(event, EventTrace { fout, ..EventTrace::unasked(book.hash()) }))
        }
        Err(fault) => Err(fault),
    }
}

/// The day on which a rule looks at an event: `vandaag` in its own words.
pub(crate) fn vandaag(event: &Event) -> Date {
    match &event.kind {
        EventKind::TrajectDagwissel { dag, .. } => *dag,
        _ => amsterdam_date(event.recorded_at),
    }
}

/// Asks the rules, with the dossiers as they were.
fn ask(book: &Book, states: &mut AsOf<'_>, event: &Event) -> Result<Evaluation, Fault> {
    with_case(book, states, event, |case| book.evaluate(case))
}

/// Asks something of an event with the dossiers that it is about, as they were.
pub(crate) fn with_case<T>(
    book: &Book,
    states: &mut AsOf<'_>,
    event: &Event,
    asked: impl FnOnce(&Case<'_>) -> T,
) -> Result<T, Fault> {
    let ingesloten = match event.about.werkgever {
        Some(id) if book.needs_insured(event.kind.event_type()) => {
            states.ill_and_insured(id, vandaag(event), event.seq)?
        }
        _ => Arc::default(),
    };
    let werkgever = match event.about.werkgever {
        Some(id) => states.dossier(DossierId::Werkgever(id), event.seq)?.cloned(),
        None => None,
    };
    let dossier = match event.about.dossier() {
        Some(id) => states.dossier(id, event.seq)?,
        None => None,
    };
    let werkgever = werkgever.as_ref().and_then(|dossier| dossier.as_werkgever());
    Ok(asked(&Case { event, dossier, werkgever, ingesloten: &ingesloten }))
}
