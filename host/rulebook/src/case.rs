//! What rules look at: one event with the dossiers that it is about.

use std::cell::OnceCell;

use host_domain::{
    Dossier, Event, EventKind, Percentage, Source, Taak, Traject, WerkgeverDossier,
    WerknemerDossier, amsterdam_date,
};
use jiff::civil::Date;

use crate::{
    expression::Facts,
    value::Value,
    vocabulary::{FactId, fact},
};

/// One event with the dossiers that it is about.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What happened.
    pub event: &'a Event,
    /// The dossier after the event was applied; none when the event is about no dossier.
    pub dossier: Option<&'a Dossier>,
    /// The werkgever's dossier; may be left out when `dossier` is that one.
    pub werkgever: Option<&'a WerkgeverDossier>,
}

/// A case as facts read it: what several facts need is looked up once.
#[derive(Debug)]
pub(crate) struct CaseFacts<'a> {
    pub(crate) case: Case<'a>,
    traject: Option<&'a Traject>,
    vandaag: OnceCell<Date>,
}

impl<'a> CaseFacts<'a> {
    pub(crate) fn new(case: Case<'a>) -> CaseFacts<'a> {
        CaseFacts { case, traject: find_traject(&case), vandaag: OnceCell::new() }
    }

    /// The Amsterdam day on which the event was put in the log.
    pub(crate) fn vandaag(&self) -> Date {
        *self.vandaag.get_or_init(|| amsterdam_date(self.case.event.recorded_at))
    }

    pub(crate) fn traject(&self) -> Option<&'a Traject> {
        self.traject
    }

    pub(crate) fn werkgever(&self) -> Option<&'a WerkgeverDossier> {
        self.case.werkgever.or_else(|| self.case.dossier.and_then(Dossier::as_werkgever))
    }

    pub(crate) fn werknemer(&self) -> Option<&'a WerknemerDossier> {
        self.case.dossier.and_then(Dossier::as_werknemer)
    }

    /// The task that the event is about.
    pub(crate) fn taak(&self) -> Option<&'a Taak> {
        match &self.case.event.kind {
            EventKind::TaakToegevoegd { taak } => Some(taak),
            EventKind::TaakUitgevoerd { taak, .. } => {
                self.case.dossier.and_then(|dossier| dossier.taak(*taak)).map(|(_, taak)| taak)
            }
            _ => None,
        }
    }

    /// What kind of source the event came from, and which.
    pub(crate) fn source(&self) -> (&'static str, Option<&'a str>) {
        match &self.case.event.source {
            Source::Koppeling(name) => ("koppeling", Some(name)),
            Source::Regel(name) => ("regel", Some(name)),
            Source::Persoon(name) => ("persoon", Some(name)),
            Source::Systeem => ("systeem", None),
        }
    }

    /// Code of the task that the event is about.
    pub(crate) fn task_code(&self) -> Option<&'a str> {
        match &self.case.event.kind {
            EventKind::TaakToegevoegd { taak } => Some(&taak.code),
            EventKind::TaakUitgevoerd { code, .. } => Some(code),
            _ => None,
        }
    }

    /// What the report on an absence says; nothing when the event is not such a report.
    pub(crate) fn verzuim(&self) -> Verzuim {
        match &self.case.event.kind {
            EventKind::Ziekmelding { traject } => Verzuim {
                percentage: traject.percentage(),
                from: traject.verloop.last().map(|stap| stap.ingangsdatum),
                before: None,
            },
            EventKind::GedeeltelijkHersteld {
                ingangsdatum, percentage, vorig_percentage, ..
            } => Verzuim {
                percentage: Some(*percentage),
                before: Some(*vorig_percentage),
                from: Some(*ingangsdatum),
            },
            EventKind::Correctie { verloop, vorig_verloop, .. } => Verzuim {
                percentage: verloop.last().map(|stap| stap.percentage),
                before: vorig_verloop.last().map(|stap| stap.percentage),
                from: verloop.last().map(|stap| stap.ingangsdatum),
            },
            EventKind::Hersteld { op, vorig_percentage, .. } => Verzuim {
                percentage: Some(Percentage::NONE),
                before: Some(*vorig_percentage),
                from: Some(*op),
            },
            _ => Verzuim::default(),
        }
    }
}

/// What a report on an absence says.
#[derive(Debug, Default)]
pub(crate) struct Verzuim {
    pub(crate) percentage: Option<Percentage>,
    /// The share before it.
    pub(crate) before: Option<Percentage>,
    /// From which day it holds.
    pub(crate) from: Option<Date>,
}

/// The traject of the event: as the dossier has it, or as the event itself brings it.
fn find_traject<'a>(case: &Case<'a>) -> Option<&'a Traject> {
    let known = case.event.about.traject.zip(case.dossier);
    known.and_then(|(id, dossier)| dossier.trajecten().get(&id)).or(match &case.event.kind {
        EventKind::Ziekmelding { traject } | EventKind::TrajectGestart { traject } => Some(traject),
        _ => None,
    })
}

impl<'a> Facts<'a> for CaseFacts<'a> {
    fn fact(&self, id: FactId) -> Value<'a> {
        (fact(id).read)(self)
    }

    fn field(&self, _index: usize) -> Value<'a> {
        Value::Absent // triggers read no message; the check at load sees to that
    }
}
