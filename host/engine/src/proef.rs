//! Rules tried on one event: what they would ask for, with the answer to every condition and the facts
//! that it read. Nothing is carried out and nothing is kept.

use host_domain::{
    About, Dossier, DossierId, Event, EventId, EventKind, EventType, Plan, Source, TrajectId,
    WerkgeverId, WerknemerDossier, WerknemerId, apply,
};
use host_rulebook::{Book, Case, Evaluation, Trace, meant_or_list, shown_effect};
use host_store::{Logged, Reads, Snapshot};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Engine,
    asof::{AsOf, dossier_at},
    decide::with_case,
    error::Fault,
};

/// An event as somebody writes it: what it leaves out is filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenEvent {
    /// Its type, such as `verzuim.ziekmelding`.
    #[serde(rename = "type")]
    pub soort: String,
    /// Its data, as the log has them.
    #[serde(default)]
    pub data: Value,
    /// Whom it is about; the rest of it follows from a traject or a werknemer that is known here.
    #[serde(default)]
    pub about: About,
    /// Where it came from; a person when it says nothing.
    #[serde(default)]
    pub source: Option<String>,
    /// When it is put in the log; now when it says nothing. `vandaag` is its day.
    #[serde(default)]
    pub recorded_at: Option<String>,
    /// The dossier as it was just before; that of the host when it says nothing.
    #[serde(default)]
    pub dossier: Option<Dossier>,
    /// The dossier of the werkgever; that of the host when it says nothing.
    #[serde(default)]
    pub werkgever: Option<Dossier>,
}

/// On what rules are tried.
#[derive(Debug, Clone)]
pub enum Proefgeval {
    /// A recorded event, with the dossiers as they were right after it.
    Nummer(u64),
    /// An event that did not happen.
    Gegeven(Box<GivenEvent>),
}

/// What an effect would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEffect {
    /// The rule that asks.
    pub regel: String,
    /// What it asks for, in the writing of rules.
    pub gevolg: String,
}

/// What came of a trial.
#[derive(Debug, Clone, Serialize)]
pub struct Proefuitslag {
    /// Hash of the book that was tried.
    pub boek: String,
    /// The event, masked.
    pub gebeurtenis: Value,
    /// What would be carried out.
    pub plan: Vec<ShownEffect>,
    /// What rules that are switched on as `schaduw` would ask for.
    pub schaduw: Vec<ShownEffect>,
    /// Why, clause by clause.
    pub trace: Trace,
    /// Rules that were looked at, did not match, and are not in the trace.
    pub niet_getoond: Vec<String>,
}

impl Engine {
    /// Tries rules on one event: those of `book`, or those in use.
    pub fn try_rules(
        &self,
        book: Option<&Book>,
        geval: &Proefgeval,
    ) -> Result<Proefuitslag, Fault> {
        let in_use = self.book();
        let book = book.unwrap_or(&in_use);
        let view = self.store().read()?;
        let (event, evaluation) = match geval {
            Proefgeval::Nummer(seq) => {
                let event = event_at(&view, *seq)?;
                let asked =
                    with_case(book, &mut AsOf::new(&view), &event, |case| book.evaluate(case))?;
                (event, asked)
            }
            Proefgeval::Gegeven(given) => self.try_given(&view, book, given)?,
        };
        Ok(told(book, &event, evaluation))
    }

    fn try_given(
        &self,
        view: &Snapshot,
        book: &Book,
        given: &GivenEvent,
    ) -> Result<(Event, Evaluation), Fault> {
        let (dossier, about) = dossier_of(view, given)?;
        let event = read_event(given, about, self.now())?;
        let dossier = match (event.about.dossier(), dossier) {
            (Some(_), dossier) => Some(apply(dossier, &event).map_err(|error| {
                let why = error.why;
                let help =
                    "geef in `dossier` hoe het dossier ervóór was, of verander de gebeurtenis";
                Fault::Unknown(format!(
                    "de gebeurtenis past niet op het dossier zoals het nu is: {why}; {help}"
                ))
            })?),
            (None, _) => None,
        };
        let werkgever = match (&given.werkgever, event.about.werkgever) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(id)) => {
                view.dossier(DossierId::Werkgever(id))?.map(|stored| stored.dossier)
            }
            (None, None) => None,
        };
        let ingesloten = match event.about.werkgever {
            Some(id) if book.needs_insured(event.kind.event_type()) => {
                others(view, id, event.about.werknemer)?
            }
            _ => Vec::new(),
        };
        let evaluation = book.evaluate(&Case {
            event: &event,
            dossier: dossier.as_ref(),
            werkgever: werkgever.as_ref().and_then(Dossier::as_werkgever),
            ingesloten: &ingesloten,
        });
        Ok((event, evaluation))
    }
}

/// The event at a place in the log, which must be there and readable.
pub(crate) fn event_at(view: &Snapshot, seq: u64) -> Result<Event, Fault> {
    match view.event(seq)? {
        Some(Logged::Event(event)) => Ok(event),
        Some(Logged::Erased { .. }) => Err(Fault::Unknown(format!(
            "gebeurtenis {seq} ging over iemand die is gewist; zij is niet te herberekenen"
        ))),
        Some(Logged::Unreadable { .. }) => Err(Fault::Unknown(format!(
            "gebeurtenis {seq} kan niet worden gelezen; zie `schakel store controleer`"
        ))),
        None => Err(Fault::Unknown(format!("gebeurtenis {seq} bestaat niet"))),
    }
}

/// The dossier that a given event is about, and whom it is about in full.
fn dossier_of(view: &Snapshot, given: &GivenEvent) -> Result<(Option<Dossier>, About), Fault> {
    let dossier = match (&given.dossier, given.about.dossier(), given.about.traject) {
        (Some(dossier), ..) => Some(dossier.clone()),
        (None, Some(id), _) => view.dossier(id)?.map(|stored| stored.dossier),
        (None, None, Some(traject)) => match view.traject_dossier(traject)? {
            Some(id) => view.dossier(id)?.map(|stored| stored.dossier),
            None => {
                return Err(Fault::Unknown(format!("traject {traject} bestaat niet")));
            }
        },
        (None, None, None) => None,
    };
    let about = match &dossier {
        Some(dossier) => About {
            werkgever: Some(dossier.werkgever()),
            werknemer: dossier.id().werknemer(),
            traject: given.about.traject.or_else(|| only_traject(dossier)),
        },
        None => given.about,
    };
    Ok((dossier, about))
}

/// The traject that runs, when there is one only: what an event is about that names none.
fn only_traject(dossier: &Dossier) -> Option<TrajectId> {
    let mut running = dossier.trajecten().values().filter(|traject| traject.is_lopend());
    let first = running.next()?;
    running.next().is_none().then_some(first.id)
}

/// The event with all that it leaves out.
fn read_event(given: &GivenEvent, about: About, now: Timestamp) -> Result<Event, Fault> {
    let wrong = |what: &str| Fault::Unknown(format!("de gebeurtenis klopt niet: {what}"));
    if EventType::parse(&given.soort).is_none() {
        let names: Vec<&str> = EventType::ALL.iter().map(|kind| kind.name()).collect();
        let help = meant_or_list(&given.soort, names.iter().copied()).unwrap_or_default();
        return Err(wrong(&format!("type `{}` bestaat niet; {help}", given.soort)));
    }
    let kind = serde_json::json!({ "type": given.soort, "data": given.data });
    let kind: EventKind =
        serde_json::from_value(kind).map_err(|error| wrong(&error.to_string()))?;
    let source = match &given.source {
        Some(source) => Source::try_from(source.clone()).map_err(|error| wrong(&error.to_string())),
        None => Ok(Source::Persoon("proef".to_owned())),
    }?;
    let at = match &given.recorded_at {
        Some(text) => text.parse().map_err(|_| {
            wrong("recorded_at is geen moment; schrijf bijvoorbeeld 2026-03-02T09:14:00+01:00")
        })?,
        None => now,
    };
    Ok(Event {
        seq: 0,
        id: EventId::from_bits(0),
        version: kind.event_type().version(),
        kind,
        occurred_at: at,
        recorded_at: at,
        source,
        causation: None,
        depth: 0,
        correlation: 0,
        about,
    })
}

/// The other werknemers of a werkgever, as they are now.
fn others(
    view: &Snapshot,
    werkgever: WerkgeverId,
    own: Option<WerknemerId>,
) -> Result<Vec<WerknemerDossier>, Fault> {
    const PAGE: usize = 1_000;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = view.werknemers_of(werkgever, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(*last);
        for id in page.iter().filter(|id| Some(**id) != own) {
            let dossier = dossier_at(view, DossierId::Werknemer(*id), u64::MAX)?;
            all.extend(dossier.and_then(|dossier| dossier.as_werknemer().cloned()));
        }
    }
}

fn told(book: &Book, event: &Event, evaluation: Evaluation) -> Proefuitslag {
    let Evaluation { plan, schaduw, trace, not_shown } = evaluation;
    Proefuitslag {
        boek: book.hash().to_owned(),
        gebeurtenis: event.masked(),
        plan: shown(&plan),
        schaduw: shown(&schaduw),
        trace,
        niet_getoond: not_shown,
    }
}

/// The effects of a plan, for people.
pub(crate) fn shown(plan: &Plan) -> Vec<ShownEffect> {
    let one = |planned: &host_domain::PlannedEffect| ShownEffect {
        regel: planned.regel.clone(),
        gevolg: shown_effect(&planned.effect),
    };
    plan.effects.iter().map(one).collect()
}
