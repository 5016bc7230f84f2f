//! The world as the log tells it, folded event by event: what really happened.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use host_domain::{Dossier, DossierId, Event, WerkgeverId, WerknemerDossier, WerknemerId, apply};
use host_rulebook::{Book, Case};
use host_store::Snapshot;

use crate::{asof, decide::vandaag, replay::Lost};

/// Where dossiers are found.
pub(crate) trait World {
    /// A dossier; none when it is not there, or when nothing is known of it.
    fn dossier(&self, id: DossierId) -> Option<&Dossier>;

    /// The werknemers of a werkgever who are known.
    fn werknemers(&self, werkgever: WerkgeverId) -> &BTreeSet<WerknemerId>;

    /// Lets `ask` look at an event as `book` has to see it.
    fn with_case<T>(&self, book: &Book, event: &Event, ask: impl FnOnce(&Case<'_>) -> T) -> T
    where
        Self: Sized,
    {
        let werkgever = event.about.werkgever;
        let of = |id| self.dossier(DossierId::Werkgever(id)).and_then(Dossier::as_werkgever);
        let ingesloten = match werkgever {
            Some(id) if book.needs_insured(event.kind.event_type()) => self.ill_others(id, event),
            _ => Vec::new(),
        };
        ask(&Case {
            event,
            dossier: event.about.dossier().and_then(|id| self.dossier(id)),
            werkgever: werkgever.and_then(of),
            ingesloten: &ingesloten,
        })
    }

    /// The other werknemers of a werkgever who are ill: all that rules on insurance ask about, as when
    /// the event was decided on. Whom a polis insures, it says itself.
    fn ill_others(&self, werkgever: WerkgeverId, event: &Event) -> Vec<WerknemerDossier>
    where
        Self: Sized,
    {
        let (own, day) = (event.about.werknemer, vandaag(event));
        let others = self.werknemers(werkgever).iter().filter(|id| Some(**id) != own);
        let others = others.filter_map(|id| self.dossier(DossierId::Werknemer(*id)));
        let others = others.filter_map(Dossier::as_werknemer);
        others.filter(|dossier| asof::is_ill(dossier, day)).cloned().collect()
    }
}

/// The world as the log tells it.
pub(crate) struct Recorded {
    /// None while an event is being taken in.
    dossiers: HashMap<DossierId, Option<Dossier>>,
    of_werkgever: HashMap<WerkgeverId, BTreeSet<WerknemerId>>,
    nobody: BTreeSet<WerknemerId>,
    /// Dossiers with a traject that runs; kept only where days are asked for.
    open: Option<BTreeSet<DossierId>>,
    lost: BTreeMap<DossierId, Lost>,
    /// The first event that is taken in: dossiers begin as they were before it.
    begins: u64,
}

impl World for Recorded {
    fn dossier(&self, id: DossierId) -> Option<&Dossier> {
        self.dossiers.get(&id)?.as_ref()
    }

    fn werknemers(&self, werkgever: WerkgeverId) -> &BTreeSet<WerknemerId> {
        self.of_werkgever.get(&werkgever).unwrap_or(&self.nobody)
    }
}

impl Recorded {
    /// An empty world. `days` says whether to keep account of what runs.
    pub(crate) fn new(days: bool, begins: u64) -> Recorded {
        Recorded {
            dossiers: HashMap::new(),
            of_werkgever: HashMap::new(),
            nobody: BTreeSet::new(),
            open: days.then(BTreeSet::new),
            lost: BTreeMap::new(),
            begins,
        }
    }

    /// Takes in an event. A dossier that it does not fit is lost from here on.
    pub(crate) fn take_in(&mut self, event: &Event, view: &Snapshot) {
        let Some(id) = event.about.dossier() else { return };
        self.make_ready(event, view);
        if self.lost.contains_key(&id) {
            return;
        }
        let slot = self.dossiers.entry(id).or_default();
        let is_new = slot.is_none();
        match apply(slot.take(), event) {
            Ok(dossier) => {
                let runs = dossier.trajecten().values().any(|traject| traject.is_lopend());
                if is_new && let DossierId::Werknemer(werknemer) = id {
                    self.of_werkgever.entry(dossier.werkgever()).or_default().insert(werknemer);
                }
                *slot = Some(dossier);
                match &mut self.open {
                    Some(open) if runs => drop(open.insert(id)),
                    Some(open) => drop(open.remove(&id)),
                    None => {}
                }
            }
            Err(error) => {
                self.lose(Lost { dossier: id, vanaf: event.seq, reden: error.to_string() });
            }
        }
    }

    /// Fetches the dossiers of an event as they were before this replay began, where it does not
    /// begin at the beginning.
    pub(crate) fn make_ready(&mut self, event: &Event, view: &Snapshot) {
        if self.begins <= 1 {
            return;
        }
        let werkgever = event.about.werkgever.map(DossierId::Werkgever);
        for id in event.about.dossier().into_iter().chain(werkgever) {
            if self.dossiers.contains_key(&id) || self.lost.contains_key(&id) {
                continue;
            }
            match asof::dossier_at(view, id, self.begins - 1) {
                Ok(dossier) => drop(self.dossiers.insert(id, dossier)),
                Err(fault) => {
                    self.lose(Lost { dossier: id, vanaf: event.seq, reden: fault.to_string() });
                }
            }
        }
    }

    /// Whether nothing is known of a dossier any more.
    pub(crate) fn is_lost(&self, id: DossierId) -> bool {
        self.lost.contains_key(&id)
    }

    /// Whether nothing can be said about an event, as a dossier that it is about is lost.
    pub(crate) fn is_beyond(&self, event: &Event) -> bool {
        let werkgever = event.about.werkgever.map(DossierId::Werkgever);
        let mut about = event.about.dossier().into_iter().chain(werkgever);
        !self.lost.is_empty() && about.any(|id| self.is_lost(id))
    }

    /// Dossiers with a traject that runs, where that is kept.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Dossier> {
        self.open.iter().flatten().filter_map(|id| self.dossier(*id))
    }

    /// From here on nothing is known of a dossier.
    pub(crate) fn lose(&mut self, lost: Lost) {
        self.dossiers.remove(&lost.dossier);
        if let Some(open) = &mut self.open {
            open.remove(&lost.dossier);
        }
        self.lost.entry(lost.dossier).or_insert(lost);
    }

    /// The dossiers that were lost.
    pub(crate) fn into_lost(self) -> impl Iterator<Item = Lost> {
        self.lost.into_values()
    }
}
