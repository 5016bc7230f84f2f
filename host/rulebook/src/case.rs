//! What rules look at: one event with the dossiers that it is about.

use std::cell::OnceCell;

use host_domain::{
    Document, Dossier, Event, EventKind, Machtiging, Percentage, Source, StoringSoort, Taak,
    Traject, VerloopStap, WerkgeverDossier, WerknemerDossier, amsterdam_date,
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

    /// The document that the event puts in a dossier.
    pub(crate) fn document(&self) -> Option<&'a Document> {
        match &self.case.event.kind {
            EventKind::DocumentToegevoegd { document }
            | EventKind::DocumentVerplaatst { document, .. } => Some(document),
            _ => None,
        }
    }

    /// The machtiging that the event is about: as the dossier has it, or as the event brings it.
    pub(crate) fn machtiging(&self) -> Option<&'a Machtiging> {
        if let EventKind::MachtigingVerstuurd { machtiging } = &self.case.event.kind {
            return Some(machtiging);
        }
        let (id, _, _) = self.case.event.kind.machtiging()?;
        self.werkgever()?.machtigingen.get(&id)
    }

    /// The link whose state the event is about, and what is or was wrong with it.
    pub(crate) fn koppeling(&self) -> Option<(&'a str, StoringSoort)> {
        match &self.case.event.kind {
            EventKind::KoppelingStoring { koppeling, soort, .. }
            | EventKind::KoppelingHersteld { koppeling, soort } => Some((koppeling, *soort)),
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
            EventKind::Bevestigd { ingangsdatum, percentage, .. } => Verzuim {
                percentage: Some(*percentage),
                before: Some(*percentage),
                from: Some(*ingangsdatum),
            },
            EventKind::Correctie {
                verloop,
                beeindigd_op,
                vorig_verloop,
                vorige_beeindigd_op,
                ..
            } => {
                Verzuim::corrected((verloop, *beeindigd_op), (vorig_verloop, *vorige_beeindigd_op))
            }
            EventKind::Hersteld { op, vorig_percentage, .. } => Verzuim {
                percentage: Some(Percentage::NONE),
                before: Some(*vorig_percentage),
                from: Some(*op),
            },
            _ => Verzuim::default(),
        }
    }
}

/// A course with the day of full recovery.
type Course<'a> = (&'a [VerloopStap], Option<Date>);

/// What a report on an absence says.
#[derive(Debug, Default)]
pub(crate) struct Verzuim {
    pub(crate) percentage: Option<Percentage>,
    /// The share before it.
    pub(crate) before: Option<Percentage>,
    /// From which day it holds.
    pub(crate) from: Option<Date>,
}

impl Verzuim {
    /// What a correction says: a recovery that is new or on another day, else the first step that
    /// is new or has another share, else the day of which a report was taken back. Nothing when it
    /// leaves the course as it was.
    fn corrected((now, recovered): Course<'_>, (then, was_recovered): Course<'_>) -> Verzuim {
        let share = VerloopStap::percentage_on;
        let new_recovery = recovered.filter(|_| recovered != was_recovered);
        if let Some(op) = new_recovery {
            let percentage = Some(Percentage::NONE);
            return Verzuim { percentage, before: share(then, op), from: Some(op) };
        }
        let missing = |from: &[VerloopStap], in_it: &[VerloopStap]| {
            in_it.iter().find(|stap| !from.contains(stap)).map(|stap| stap.ingangsdatum)
        };
        let undone_recovery = was_recovered.filter(|_| recovered.is_none());
        let changed = missing(then, now).or(undone_recovery).or_else(|| missing(now, then));
        changed.map_or_else(Verzuim::default, |day| Verzuim {
            percentage: share(now, day),
            before: share(then, day),
            from: Some(day),
        })
    }
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
