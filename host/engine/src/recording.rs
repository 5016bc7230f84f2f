//! Recording what follows from a command: events in the log, the dossier as it then is.

use host_domain::{
    About, Command, Context, Dossier, Event, EventId, EventKind, IdSource, Melding, Source,
    WerkgeverId, apply, decide,
};
use host_store::{Reads, Session};
use jiff::Timestamp;

use crate::error::Fault;

/// Where the events of a command come from.
#[derive(Debug, Clone)]
pub(crate) struct Cause {
    pub(crate) source: Source,
    pub(crate) now: Timestamp,
    /// The event that led to it; none for what came from outside.
    pub(crate) causation: Option<u64>,
    pub(crate) depth: u32,
    /// The first event of the chain; none when it begins here.
    pub(crate) correlation: Option<u64>,
}

impl Cause {
    /// Something from outside.
    pub(crate) fn outside(source: Source, now: Timestamp) -> Cause {
        Cause { source, now, causation: None, depth: 0, correlation: None }
    }

    /// A consequence of an event.
    pub(crate) fn event(cause: &Event, source: Source, now: Timestamp) -> Cause {
        Cause {
            source,
            now,
            causation: Some(cause.seq),
            depth: cause.depth + 1,
            correlation: Some(cause.correlation),
        }
    }
}

/// What was recorded.
pub(crate) struct Recorded {
    pub(crate) events: Vec<Event>,
    pub(crate) notes: Vec<Melding>,
}

/// Decides a command on a dossier and records its events. A refusal leaves nothing behind.
pub(crate) fn record(
    session: &mut Session<'_>,
    ids: &mut dyn IdSource,
    mut dossier: Option<Dossier>,
    werkgever: WerkgeverId,
    command: &Command,
    cause: &Cause,
) -> Result<Recorded, Fault> {
    let mut context = Context { now: cause.now, ids: &mut *ids, werkgever };
    let decision = decide(dossier.as_ref(), command, &mut context)?;
    let first = session.last_seq()? + 1;
    let mut events = Vec::with_capacity(decision.events.len());
    for ((about, kind), seq) in decision.events.into_iter().zip(first..) {
        let event = Event {
            seq,
            id: EventId::new(ids),
            version: kind.event_type().version(),
            kind,
            occurred_at: cause.now,
            recorded_at: cause.now,
            source: cause.source.clone(),
            causation: cause.causation,
            depth: cause.depth,
            correlation: cause.correlation.unwrap_or(first),
            about,
        };
        dossier = Some(apply(dossier, &event)?);
        session.append(&event)?;
        if let Some(dossier) = dossier.as_ref().filter(|_| event.kind.changes_dossier()) {
            session.put_dossier(dossier, seq)?;
        }
        events.push(event);
    }
    Ok(Recorded { events, notes: decision.notes })
}

/// Records an event about no dossier, of the house itself; nobody's command led to it.
pub(crate) fn record_about_nobody(
    session: &mut Session<'_>,
    id: EventId,
    kind: EventKind,
    now: Timestamp,
) -> Result<(), Fault> {
    let seq = session.last_seq()? + 1;
    let event = Event {
        seq,
        id,
        version: kind.event_type().version(),
        kind,
        occurred_at: now,
        recorded_at: now,
        source: Source::Systeem,
        causation: None,
        depth: 0,
        correlation: seq,
        about: About::default(),
    };
    Ok(session.append(&event)?)
}
