//! What a comparison found: by rule and by dossier. Without personal data: dossiers are told by their
//! id, and of a message to another system only the names of its fields.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::{DossierId, Effect, Event, EventKind, amsterdam_time};
use host_rulebook::shown_effect;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    replay::{Lost, Replayed, span::Asked},
    whatif::{books::Books, judge::Comparing},
};

/// Differences of one dossier that are told one by one.
const OF_DOSSIER_MAX: usize = 50;

/// Lost dossiers that are told one by one.
const LOST_MAX: usize = 100;

/// Whether a difference comes of the rules themselves, or of other differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Soort {
    /// The books say something else of the same state.
    Eerste,
    /// The state itself differs, or the event is in one world only.
    Vervolg,
}

impl Soort {
    /// Of the first order, or not.
    pub(crate) fn of(first: bool) -> Soort {
        if first { Soort::Eerste } else { Soort::Vervolg }
    }
}

/// Which of the two asks for an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Richting {
    /// The other book, and not the one in use.
    Erbij,
    /// The book in use, and not the other.
    Eraf,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Verschil {
    /// The event at which it is; none when the log does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gebeurtenis: Option<u64>,
    /// What kind of event that is.
    pub soort_gebeurtenis: &'static str,
    /// When that was, or would be.
    pub op: String,
    /// The rule, as it is called in the other book.
    pub regel: String,
    /// What it asks for, in the writing of rules.
    pub gevolg: String,
    /// Of the first order or not.
    pub soort: Soort,
    /// More or less.
    pub richting: Richting,
}

/// The differences of one dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DossierVerschil {
    /// Which; none for what is about no dossier.
    pub dossier: Option<DossierId>,
    /// In the order of time, up to a bound.
    pub verschillen: Vec<Verschil>,
    /// How many more there are.
    pub meer: u64,
    /// When the first was, to tell dossiers in the order of time.
    #[serde(skip)]
    first: Timestamp,
}

/// The differences of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RegelVerschil {
    /// Effects of the first order that the other book adds.
    pub erbij: u64,
    /// Effects of the first order that it does not ask for.
    pub eraf: u64,
    /// The same among what follows.
    pub vervolg_erbij: u64,
    /// The same among what follows.
    pub vervolg_eraf: u64,
    /// How often it could not be computed.
    pub fouten: u64,
    /// In how many dossiers it differs.
    pub dossiers: u64,
    #[serde(skip)]
    in_dossiers: BTreeSet<Option<DossierId>>,
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WatAls {
    /// Hash of the book in use.
    pub boek: String,
    /// Hash of the other.
    pub ander_boek: String,
    /// First day that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub van: Option<String>,
    /// Last day that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tot: Option<String>,
    /// Triggers in which the books differ, each with how: `nieuw`, `weg`, `gewijzigd`, `hernoemd`.
    pub gewijzigd: BTreeMap<String, &'static str>,
    /// Events that were looked at.
    pub gebeurtenissen: u64,
    /// Differences by rule.
    pub regels: BTreeMap<String, RegelVerschil>,
    /// In how many dossiers something differs.
    pub dossiers_anders: u64,
    /// The first of those, in the order of time.
    pub dossiers: Vec<DossierVerschil>,
    /// Effects that the domain would refuse in the other world; they are counted above.
    pub geweigerd: u64,
    /// What cannot be recomputed.
    pub niet_herberekenbaar: NietHerberekenbaar,
}

/// What cannot be recomputed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NietHerberekenbaar {
    /// Dossiers of which from some event on nothing can be said.
    pub aantal: u64,
    /// Werknemers who were erased.
    pub gewist: u64,
    /// The first of those dossiers, each with where it begins and why.
    pub dossiers: Vec<Lost>,
}

impl WatAls {
    /// Whether both books ask for the same, as far as can be said.
    pub fn is_same(&self) -> bool {
        self.dossiers_anders == 0
    }
}

/// Where a difference is.
pub(crate) struct Place<'e> {
    event: &'e Event,
    dossier: Option<DossierId>,
}

impl Place<'_> {
    /// At this event.
    pub(crate) fn of(event: &Event) -> Place<'_> {
        Place { event, dossier: event.about.dossier() }
    }

    /// When it was, or would be.
    fn op(&self) -> String {
        match &self.event.kind {
            EventKind::TrajectDagwissel { dag, .. } => dag.to_string(),
            _ => amsterdam_time(self.event.recorded_at),
        }
    }
}

/// What one shard found so far.
pub(crate) struct Found {
    limit: usize,
    regels: BTreeMap<String, RegelVerschil>,
    dossiers: BTreeMap<Option<DossierId>, DossierVerschil>,
    /// Dossiers that differ and are not told one by one.
    more: BTreeSet<Option<DossierId>>,
    refused: u64,
}

impl Found {
    pub(crate) fn new(limit: usize) -> Found {
        let (regels, dossiers, more) = Default::default();
        Found { limit, regels, dossiers, more, refused: 0 }
    }

    /// Notes a difference.
    pub(crate) fn note(
        &mut self,
        place: &Place<'_>,
        regel: &str,
        effect: &Effect,
        (soort, richting): (Soort, Richting),
    ) {
        let count = self.regels.entry(regel.to_owned()).or_default();
        *match (soort, richting) {
            (Soort::Eerste, Richting::Erbij) => &mut count.erbij,
            (Soort::Eerste, Richting::Eraf) => &mut count.eraf,
            (Soort::Vervolg, Richting::Erbij) => &mut count.vervolg_erbij,
            (Soort::Vervolg, Richting::Eraf) => &mut count.vervolg_eraf,
        } += 1;
        if count.in_dossiers.insert(place.dossier) {
            count.dossiers += 1;
        }
        let known = self.dossiers.contains_key(&place.dossier);
        if !known && self.dossiers.len() >= self.limit {
            self.more.insert(place.dossier);
            return;
        }
        let of = self.dossiers.entry(place.dossier).or_insert_with(|| DossierVerschil {
            dossier: place.dossier,
            verschillen: Vec::new(),
            meer: 0,
            first: place.event.recorded_at,
        });
        if of.verschillen.len() >= OF_DOSSIER_MAX {
            of.meer += 1;
            return;
        }
        of.verschillen.push(Verschil {
            gebeurtenis: Some(place.event.seq).filter(|seq| *seq > 0),
            soort_gebeurtenis: place.event.kind.event_type().name(),
            op: place.op(),
            regel: regel.to_owned(),
            gevolg: shown_effect(effect),
            soort,
            richting,
        });
    }

    /// Rules of the other book that could not be computed.
    pub(crate) fn faults(&mut self, regels: &[String]) {
        for regel in regels {
            self.regels.entry(regel.clone()).or_default().fouten += 1;
        }
    }

    /// The domain refused an effect in the other world.
    pub(crate) fn refused(&mut self) {
        self.refused += 1;
    }

    /// Adds what another shard found; no dossier is in two.
    fn merge(&mut self, other: Found) {
        for (regel, more) in other.regels {
            let count = self.regels.entry(regel).or_default();
            count.erbij += more.erbij;
            count.eraf += more.eraf;
            count.vervolg_erbij += more.vervolg_erbij;
            count.vervolg_eraf += more.vervolg_eraf;
            count.fouten += more.fouten;
            count.dossiers += more.dossiers;
        }
        self.dossiers.extend(other.dossiers);
        self.more.extend(other.more);
        self.refused += other.refused;
    }
}

/// The report of a comparison.
pub(crate) fn of(
    books: &Books,
    asked: &Asked,
    limit: usize,
    replayed: Replayed<Comparing<'_>>,
) -> WatAls {
    let Replayed { judges, mut lost, erased, judged } = replayed;
    let mut found = Found::new(limit);
    for judge in judges {
        let (more, lost_there) = judge.finish();
        found.merge(more);
        lost.extend(lost_there);
    }
    lost.sort();
    let dossiers_anders = (found.dossiers.len() + found.more.len()) as u64;
    let mut dossiers: Vec<DossierVerschil> = found.dossiers.into_values().collect();
    dossiers.sort_by_key(|of| (of.first, of.dossier));
    dossiers.truncate(limit);
    let aantal = lost.len() as u64;
    lost.truncate(LOST_MAX);
    WatAls {
        boek: books.before.hash().to_owned(),
        ander_boek: books.after.hash().to_owned(),
        van: asked.van.map(|day| day.to_string()),
        tot: asked.tot.map(|day| day.to_string()),
        gewijzigd: books.changes(),
        gebeurtenissen: judged,
        regels: found.regels,
        dossiers_anders,
        dossiers,
        geweigerd: found.refused,
        niet_herberekenbaar: NietHerberekenbaar {
            aantal,
            gewist: erased.len() as u64,
            dossiers: lost,
        },
    }
}
