//! Dossiers as they were when an event had just happened.
//!
//! The store holds the newest state. An event is often decided on right away, when that is the same;
//! when later events of the dossier are recorded already, its history is folded up to the event.

use std::{
    collections::{BTreeSet, HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};

use host_domain::{
    Dossier, DossierId, Event, Ingesloten, Traject, TrajectStatus, WerkgeverDossier, WerkgeverId,
    WerknemerDossier, WerknemerId, apply,
};
use host_store::{Logged, Reads, Snapshot};
use jiff::civil::Date;

use crate::error::Fault;

/// Werknemers looked up in one go.
const PAGE: usize = 1_000;

/// Dossiers folded so far in a batch.
pub(crate) struct AsOf<'a> {
    view: &'a Snapshot,
    folded: HashMap<DossierId, Folded>,
    /// Dossiers of which an event did not fit: nothing more is known of them in this batch.
    broken: HashSet<DossierId>,
    /// Those who are ill at a werkgever on a day, as long as nothing happens there.
    ill: HashMap<(WerkgeverId, Date), Arc<[WerknemerDossier]>>,
}

struct Folded {
    dossier: Option<Dossier>,
    /// The newest event in `dossier`.
    seq: u64,
}

impl<'a> AsOf<'a> {
    /// Over one view of the store.
    pub(crate) fn new(view: &'a Snapshot) -> AsOf<'a> {
        let (folded, broken, ill) = (HashMap::new(), HashSet::new(), HashMap::new());
        AsOf { view, folded, broken, ill }
    }

    /// Takes in the next event of the batch. To be called for every one, in order: what was folded
    /// so far then stays as of the newest of them without being read again.
    pub(crate) fn take_in(&mut self, event: &Event) -> Result<(), Fault> {
        let Some(id) = event.about.dossier() else { return Ok(()) };
        if event.kind.changes_dossier() {
            self.ill.retain(|(werkgever, _), _| Some(*werkgever) != event.about.werkgever);
        }
        let folded = self.folded.get_mut(&id);
        let Some(folded) = folded.filter(|folded| folded.seq < event.seq) else { return Ok(()) };
        folded.seq = event.seq;
        fold(&mut folded.dossier, event).inspect_err(|_| {
            self.broken.insert(id);
        })
    }

    /// Keeps only what was folded of one dossier: for who takes in the events of that one alone,
    /// so that the others are read again as of the next event.
    pub(crate) fn keep_only(&mut self, id: DossierId) {
        self.folded.retain(|known, _| *known == id);
        self.ill.clear();
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

    /// The werknemers whom a policy of this werkgever includes and who are ill on `day`, right after
    /// event `seq`: all of whom the rules on insurance ask what they earn. Only those can count, so
    /// that a werkgever with many werknemers costs no more than reading them once a batch.
    pub(crate) fn ill_and_insured(
        &mut self,
        werkgever: WerkgeverId,
        day: Date,
        seq: u64,
    ) -> Result<Arc<[WerknemerDossier]>, Fault> {
        if let Some(known) = self.ill.get(&(werkgever, day)) {
            return Ok(Arc::clone(known));
        }
        let mut ill = Vec::new();
        for werknemer in self.insured(werkgever, day, seq)? {
            let dossier = self.dossier(DossierId::Werknemer(werknemer), seq)?;
            ill.extend(dossier.and_then(Dossier::as_werknemer).filter(|d| is_ill(d, day)).cloned());
        }
        let ill: Arc<[WerknemerDossier]> = ill.into();
        self.ill.insert((werkgever, day), Arc::clone(&ill));
        Ok(ill)
    }

    /// Whom the policies that run on `day` include: those that they name, or all who work there.
    fn insured(
        &mut self,
        werkgever: WerkgeverId,
        day: Date,
        seq: u64,
    ) -> Result<Vec<WerknemerId>, Fault> {
        let dossier = self.dossier(DossierId::Werkgever(werkgever), seq)?;
        let Some(dossier) = dossier.and_then(Dossier::as_werkgever) else { return Ok(Vec::new()) };
        if !has_all(dossier, day) {
            return Ok(named(dossier, day));
        }
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.view.werknemers_of(werkgever, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(all) };
            after = Some(*last);
            all.extend(page);
        }
    }
}

/// Whether a policy that runs on a day includes all who work there.
fn has_all(dossier: &WerkgeverDossier, day: Date) -> bool {
    let mut running = dossier.polissen.values().filter(|polis| polis.loopt_op(day));
    running.any(|polis| polis.ingesloten == Ingesloten::Allen)
}

/// The werknemers whom the policies that run on a day name, each once.
fn named(dossier: &WerkgeverDossier, day: Date) -> Vec<WerknemerId> {
    let running = dossier.polissen.values().filter(|polis| polis.loopt_op(day));
    let listed = running.flat_map(|polis| match &polis.ingesloten {
        Ingesloten::Allen => &[][..],
        Ingesloten::Werknemers(listed) => listed,
    });
    let named: BTreeSet<WerknemerId> = listed.map(|one| one.werknemer).collect();
    named.into_iter().collect()
}

/// Whether an absence may run on a day; what exactly counts is for the rules.
pub(crate) fn is_ill(dossier: &WerknemerDossier, day: Date) -> bool {
    dossier.trajecten.values().any(|traject| {
        let goes_on = match traject.status {
            TrajectStatus::Lopend => true,
            TrajectStatus::Beeindigd { op } => day <= op,
            TrajectStatus::Ingetrokken => false,
        };
        traject.soort == Traject::VERZUIM && goes_on
    })
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
