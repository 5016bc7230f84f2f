//! Dossiers as they were when an event had just happened.
//!
//! The store holds the newest state. An event is often decided on right away, when that is the same;
//! when later events of the dossier are recorded already, its history is folded up to the event.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use host_domain::{Dossier, DossierId, Event, apply};
use host_store::{Logged, Reads, Snapshot};

use crate::error::Fault;

/// Dossiers folded so far in a batch.
pub(crate) struct AsOf<'a> {
    view: &'a Snapshot,
    folded: HashMap<DossierId, Folded>,
    /// Dossiers of which an event did not fit: nothing more is known of them in this batch.
    broken: HashSet<DossierId>,
}

struct Folded {
    dossier: Option<Dossier>,
    /// The newest event in `dossier`.
    seq: u64,
}

impl<'a> AsOf<'a> {
    /// Over one view of the store.
    pub(crate) fn new(view: &'a Snapshot) -> AsOf<'a> {
        AsOf { view, folded: HashMap::new(), broken: HashSet::new() }
    }

    /// Takes in the next event of the batch. To be called for every one, in order: what was folded
    /// so far then stays as of the newest of them without being read again.
    pub(crate) fn take_in(&mut self, event: &Event) -> Result<(), Fault> {
        let Some(id) = event.about.dossier() else { return Ok(()) };
        let folded = self.folded.get_mut(&id);
        let Some(folded) = folded.filter(|folded| folded.seq < event.seq) else { return Ok(()) };
        folded.seq = event.seq;
        fold(&mut folded.dossier, event).inspect_err(|_| {
            self.broken.insert(id);
        })
    }

    /// The dossier `id` right after event `seq`, the one taken in last; none when it did not exist,
    /// or was erased.
    pub(crate) fn dossier(&mut self, id: DossierId, seq: u64) -> Result<Option<&Dossier>, Fault> {
        if self.broken.contains(&id) {
            return Err(Fault::Unknown(format!("een eerder event past niet op dossier {id}")));
        }
        let folded = match self.folded.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(folded_at(self.view, id, seq)?),
        };
        Ok(folded.dossier.as_ref())
    }
}

/// The dossier `id` as it was right after event `seq`.
pub(crate) fn dossier_at(
    view: &Snapshot,
    id: DossierId,
    seq: u64,
) -> Result<Option<Dossier>, Fault> {
    Ok(folded_at(view, id, seq)?.dossier)
}

fn folded_at(view: &Snapshot, id: DossierId, seq: u64) -> Result<Folded, Fault> {
    if let Some(stored) = view.dossier(id)?
        && stored.last_seq <= seq
    {
        return Ok(Folded { dossier: Some(stored.dossier), seq: stored.last_seq });
    }
    let mut folded = Folded { dossier: None, seq: 0 };
    for logged in view.dossier_history(id, seq)? {
        folded.seq = logged.seq();
        match logged {
            Logged::Event(event) => fold(&mut folded.dossier, &event)?,
            Logged::Erased { .. } => {}
            Logged::Unreadable { seq, .. } => {
                let text = format!("event {seq} van dit dossier kan niet worden gelezen");
                return Err(Fault::Unknown(text));
            }
        }
    }
    Ok(folded)
}

fn fold(dossier: &mut Option<Dossier>, event: &Event) -> Result<(), Fault> {
    *dossier = Some(apply(dossier.take(), event)?);
    Ok(())
}
