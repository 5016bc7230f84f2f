//! The other world: dossiers as they would have been. It knows only those in which it differs from the
//! recorded one; all others are as recorded.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::{
    Command, Context, Dossier, DossierId, Event, EventId, IdSource, Source, WerkgeverId,
    WerknemerId, apply, decide,
};
use jiff::Timestamp;

use crate::{
    recording::Cause,
    replay::{
        Lost,
        recorded::{Recorded, World},
    },
};

/// The dossiers that differ.
#[derive(Default)]
pub(crate) struct Fork {
    dossiers: BTreeMap<DossierId, Dossier>,
    /// Those of which nothing is known any more in this world.
    lost: BTreeMap<DossierId, Lost>,
}

/// The other world as rules look at it.
pub(crate) struct Other<'o> {
    pub(crate) recorded: &'o Recorded,
    pub(crate) fork: &'o Fork,
}

impl World for Other<'_> {
    fn dossier(&self, id: DossierId) -> Option<&Dossier> {
        self.fork.dossiers.get(&id).or_else(|| self.recorded.dossier(id))
    }

    fn werknemers(&self, werkgever: WerkgeverId) -> &BTreeSet<WerknemerId> {
        self.recorded.werknemers(werkgever)
    }
}

impl Fork {
    /// Whether it differs in anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.dossiers.is_empty() && self.lost.is_empty()
    }

    /// Whether it differs in this dossier.
    pub(crate) fn has(&self, id: DossierId) -> bool {
        self.dossiers.contains_key(&id)
    }

    /// The dossiers in which it differs.
    pub(crate) fn dossiers(&self) -> impl Iterator<Item = &Dossier> {
        self.dossiers.values()
    }

    /// Whether nothing can be said about an event in this world.
    pub(crate) fn is_beyond(&self, event: &Event) -> bool {
        let werkgever = event.about.werkgever.map(DossierId::Werkgever);
        let mut about = event.about.dossier().into_iter().chain(werkgever);
        !self.lost.is_empty() && about.any(|id| self.lost.contains_key(&id))
    }

    /// From here on the dossier of an event has a life of its own.
    pub(crate) fn split(&mut self, recorded: &Recorded, event: &Event) {
        if let Some(id) = event.about.dossier()
            && let Some(dossier) = recorded.dossier(id)
        {
            self.dossiers.entry(id).or_insert_with(|| dossier.clone());
        }
    }

    /// An event that happens in both worlds.
    pub(crate) fn take_in(&mut self, event: &Event) {
        let Some(id) = event.about.dossier() else { return };
        let Some(dossier) = self.dossiers.remove(&id) else { return };
        match apply(Some(dossier), event) {
            Ok(dossier) => drop(self.dossiers.insert(id, dossier)),
            Err(error) => {
                let reden = format!("in de andere uitkomst past het niet meer: {}", error.why);
                self.lost.insert(id, Lost { dossier: id, vanaf: event.seq, reden });
            }
        }
    }

    /// Carries a command out; each event is shown to `seen` right after it was taken in. The reasons
    /// when it is refused.
    pub(crate) fn carry_out(
        &mut self,
        recorded: &Recorded,
        id: DossierId,
        werkgever: WerkgeverId,
        command: &Command,
        (cause, ids): (&Cause, &mut dyn IdSource),
        seen: &mut dyn FnMut(&Fork, Event),
    ) -> Result<(), String> {
        if let Some(dossier) = recorded.dossier(id).filter(|_| !self.has(id)) {
            self.dossiers.insert(id, dossier.clone());
        }
        let mut context = Context { now: cause.now, ids: &mut *ids, werkgever };
        let decision = decide(self.dossiers.get(&id), command, &mut context);
        let decision = decision.map_err(|refusal| refusal.to_string())?;
        for (about, kind) in decision.events {
            let event = Event {
                seq: 0,
                id: EventId::new(ids),
                version: kind.event_type().version(),
                kind,
                occurred_at: cause.now,
                recorded_at: cause.now,
                source: cause.source.clone(),
                causation: cause.causation,
                depth: cause.depth,
                correlation: cause.correlation.unwrap_or(0),
                about,
            };
            let after = apply(self.dossiers.remove(&id), &event);
            self.dossiers.insert(id, after.map_err(|error| error.why.to_owned())?);
            seen(self, event);
        }
        Ok(())
    }

    /// The dossiers that were lost in this world.
    pub(crate) fn into_lost(self) -> impl Iterator<Item = Lost> {
        self.lost.into_values()
    }
}

/// Why something happens in this world: a rule on an event of it.
pub(crate) fn because(cause: &Event, regel: &str) -> Cause {
    Cause::event(cause, Source::Regel(regel.to_owned()), cause.recorded_at)
}

/// Why something happens in this world: its time has come.
pub(crate) fn by_the_clock(now: Timestamp) -> Cause {
    Cause::outside(Source::Systeem, now)
}

/// Identifiers of what is in this world only: never those of anything recorded, which are derived.
pub(crate) struct Made {
    next: u128,
}

impl Made {
    /// For one shard.
    pub(crate) fn of_shard(number: usize) -> Made {
        Made { next: (number as u128) << 64 }
    }
}

impl IdSource for Made {
    fn next(&mut self) -> u128 {
        self.next += 1;
        self.next
    }
}
