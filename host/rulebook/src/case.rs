//! What rules look at: one event with the dossiers that it is about.

use std::{cell::OnceCell, collections::BTreeSet};

use host_domain::{
    Afspraak, Document, Dossier, Event, EventKind, KenmerkOp, Machtiging, Percentage, Polis,
    Source, Spreekuur, StoringSoort, Taak, Traject, VerloopStap, WerkgeverDossier,
    WerknemerDossier, amsterdam_date,
};
use jiff::civil::Date;

use crate::{
    expression::Facts,
    insurance::{self, LopendePolis},
    trigger::Trigger,
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
    /// The dossiers of the werkgever's other werknemers after the event; may be left out unless
    /// [`crate::Book::needs_insured`] says otherwise.
    pub ingesloten: &'a [WerknemerDossier],
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

    /// The Amsterdam day on which the event was put in the log; of a change of day, that day.
    pub(crate) fn vandaag(&self) -> Date {
        *self.vandaag.get_or_init(|| match &self.case.event.kind {
            EventKind::TrajectDagwissel { dag, .. } => *dag,
            _ => amsterdam_date(self.case.event.recorded_at),
        })
    }

    /// Why a rule may not be asked about this case at all, in Dutch; none when it may.
    pub(crate) fn withheld(&self, trigger: &Trigger) -> Option<String> {
        let names = |ids: &BTreeSet<String>| ids.iter().any(|id| trigger.is_called(id));
        if let EventKind::TrajectDagwissel { dag, niet_voor } = &self.case.event.kind
            && names(niet_voor)
        {
            return Some(format!("gaat op {dag} niet af voor dit traject: zie de bulkvoorwaarden"));
        }
        let fired =
            trigger.eenmalig && self.traject.is_some_and(|traject| names(&traject.afgegaan));
        fired.then(|| "is voor dit traject al een keer afgegaan (`eenmalig`)".to_owned())
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
            | EventKind::SpreekuurdocumentDefinitief { document }
            | EventKind::DocumentVerplaatst { document, .. } => Some(document),
            _ => None,
        }
    }

    /// How far the document is, when it is one of a spreekuur.
    pub(crate) fn spreekuur(&self) -> Option<&'static str> {
        self.document()?.spreekuur.map(|spreekuur| match spreekuur {
            Spreekuur::Concept => "concept",
            Spreekuur::Definitief => "definitief",
        })
    }

    /// The afspraak that the event is about; of one that was removed, as it was.
    pub(crate) fn afspraak(&self) -> Option<&'a Afspraak> {
        match &self.case.event.kind {
            EventKind::AfspraakToegevoegd { afspraak }
            | EventKind::AfspraakGewijzigd { afspraak, .. }
            | EventKind::AfspraakVerwijderd { afspraak } => Some(afspraak),
            _ => None,
        }
    }

    /// Whether the afspraak that changed was a concept before.
    pub(crate) fn was_concept(&self) -> Option<bool> {
        match &self.case.event.kind {
            EventKind::AfspraakGewijzigd { was_concept, .. } => Some(*was_concept),
            _ => None,
        }
    }

    /// Name and day of the timer that the event is about.
    pub(crate) fn herinnering(&self) -> Option<(&'a str, Date)> {
        match &self.case.event.kind {
            EventKind::HerinneringGezet { naam, op, .. }
            | EventKind::HerinneringVerlopen { naam, op }
            | EventKind::HerinneringVerwijderd { naam, op } => Some((naam, *op)),
            _ => None,
        }
    }

    /// The label that the event is about, and on what it is or was.
    pub(crate) fn kenmerk(&self) -> Option<(KenmerkOp, &'a str)> {
        match &self.case.event.kind {
            EventKind::KenmerkToegevoegd { op, kenmerk }
            | EventKind::KenmerkVerwijderd { op, kenmerk } => Some((*op, kenmerk)),
            _ => None,
        }
    }

    /// The policy that the event brings.
    pub(crate) fn polis(&self) -> Option<&'a Polis> {
        match &self.case.event.kind {
            EventKind::PolisVastgelegd { polis } => Some(polis),
            _ => None,
        }
    }

    /// The rule that was passed over, with the number of trajecten that were left.
    pub(crate) fn overgeslagen(&self) -> Option<(&'a str, i64)> {
        match &self.case.event.kind {
            EventKind::RegelOvergeslagen { regel, aantal, .. } => {
                Some((regel, i64::try_from(*aantal).unwrap_or(i64::MAX)))
            }
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

    fn polissen(&self, with_pay: bool) -> Option<Vec<LopendePolis<'a>>> {
        insurance::polissen(self, with_pay)
    }
}
