//! Dossiers as they were when an event had just happened.
//!
//! The store holds the newest state. An event is often decided on right away, when that is the same;
//! when later events of the dossier are recorded already, its history is folded up to the event.

use std::collections::HashMap;

use host_domain::{Dossier, DossierId, Event, apply};
use host_store::{Logged, Reads, Snapshot};

use crate::error::Fault;

/// Dossiers folded so far in a batch; events must be asked for in the order of the log.
pub(crate) struct AsOf<'a> {
    view: &'a Snapshot,
    folded: HashMap<DossierId, Folded>,
}

struct Folded {
    dossier: Option<Dossier>,
    /// The newest event in `dossier`.
    seq: u64,
    /// Nothing comes after `seq`.
    newest: bool,
}

impl<'a> AsOf<'a> {
    /// Over one view of the store.
    pub(crate) fn new(view: &'a Snapshot) -> AsOf<'a> {
        AsOf { view, folded: HashMap::new() }
    }

    /// The dossier `id` right after event `seq`; none when it did not exist, or was erased.
    pub(crate) fn dossier(&mut self, id: DossierId, seq: u64) -> Result<Option<&Dossier>, Fault> {
        if !self.folded.contains_key(&id) {
            let first = self.fold_from_start(id, seq)?;
            self.folded.insert(id, first);
        }
        let Some(folded) = self.folded.get_mut(&id) else { return Ok(None) };
        if folded.seq < seq && !folded.newest {
            let before = folded.seq;
            let history = self.view.dossier_history(id, seq)?;
            for logged in history.into_iter().filter(|logged| logged.seq() > before) {
                take(folded, logged)?;
            }
        }
        Ok(folded.dossier.as_ref())
    }

    fn fold_from_start(&self, id: DossierId, seq: u64) -> Result<Folded, Fault> {
        let stored = self.view.dossier(id)?;
        if let Some(stored) = stored
            && stored.last_seq <= seq
        {
            let dossier = Some(stored.dossier);
            return Ok(Folded { dossier, seq: stored.last_seq, newest: true });
        }
        let mut folded = Folded { dossier: None, seq: 0, newest: false };
        for logged in self.view.dossier_history(id, seq)? {
            take(&mut folded, logged)?;
        }
        Ok(folded)
    }
}

fn take(folded: &mut Folded, logged: Logged) -> Result<(), Fault> {
    folded.seq = logged.seq();
    match logged {
        Logged::Event(event) => fold(&mut folded.dossier, &event),
        Logged::Erased { .. } => Ok(()),
        Logged::Unreadable { seq, .. } => {
            Err(Fault::Unknown(format!("event {seq} van dit dossier kan niet worden gelezen")))
        }
    }
}

fn fold(dossier: &mut Option<Dossier>, event: &Event) -> Result<(), Fault> {
    *dossier = Some(apply(dossier.take(), event)?);
    Ok(())
}
