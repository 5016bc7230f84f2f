//! Effects and what comes of them: which commands carry one out, and which recorded events came of it.

use host_domain::{
    Catalogue, Command, DeliveryId, DocumentId, DossierId, Effect, Event, EventId, EventKind,
    IdSource, KenmerkOp, PlannedEffect, Source, TaakId, TrajectId, amsterdam_date,
};
use host_store::Store;
use jiff::civil::Date;

use crate::identity::Derived;

/// The command that carries an effect out, and the dossier that it is given to. None for what leaves
/// the house: it changes no dossier.
pub(crate) fn command_of(
    cause: &Event,
    planned: &PlannedEffect,
    catalogue: &Catalogue,
    ids: &mut dyn IdSource,
) -> Option<(DossierId, Command)> {
    let about = cause.about;
    let dossier = about.dossier()?;
    let regel = Some(planned.regel.clone());
    let command = match &planned.effect {
        Effect::NieuweTaak { code } => Command::TaakToevoegen {
            taak: TaakId::new(ids),
            traject: about.traject?,
            soort: catalogue.taak(code)?.clone(),
            regel,
            document: document_of(cause),
        },
        Effect::KenmerkToevoegen { op, kenmerk } => {
            let traject = about.traject.filter(|_| *op == KenmerkOp::Traject);
            let command = Command::KenmerkToevoegen { op: *op, traject, kenmerk: kenmerk.clone() };
            return Some((bearer(cause, *op)?, command));
        }
        Effect::KenmerkVerwijderen { op, kenmerk } => {
            let traject = about.traject.filter(|_| *op == KenmerkOp::Traject);
            let command =
                Command::KenmerkVerwijderen { op: *op, traject, kenmerk: kenmerk.clone() };
            return Some((bearer(cause, *op)?, command));
        }
        Effect::TrajectStarten { soort } => Command::TrajectStarten {
            traject: TrajectId::new(ids),
            soort: soort.clone(),
            begin: vandaag(cause),
        },
        Effect::TrajectSluiten => {
            Command::TrajectSluiten { traject: about.traject?, op: vandaag(cause) }
        }
        Effect::Herinnering { naam, op } => Command::HerinneringZetten {
            traject: about.traject?,
            naam: naam.clone(),
            op: *op,
            regel,
        },
        Effect::Emailsignaal { .. } | Effect::Bericht { .. } => return None,
    };
    Some((dossier, command))
}

/// The dossier that bears such a kenmerk.
fn bearer(cause: &Event, op: KenmerkOp) -> Option<DossierId> {
    match op {
        KenmerkOp::Traject => cause.about.dossier(),
        KenmerkOp::Werknemer => cause.about.werknemer.map(DossierId::Werknemer),
        KenmerkOp::Werkgever => cause.about.werkgever.map(DossierId::Werkgever),
    }
}

fn document_of(event: &Event) -> Option<DocumentId> {
    match &event.kind {
        EventKind::DocumentToegevoegd { document }
        | EventKind::DocumentVerplaatst { document, .. }
        | EventKind::SpreekuurdocumentDefinitief { document } => Some(document.id),
        _ => None,
    }
}

/// The day on which the rule looked.
fn vandaag(cause: &Event) -> Date {
    match &cause.kind {
        EventKind::TrajectDagwissel { dag, .. } => *dag,
        _ => amsterdam_date(cause.recorded_at),
    }
}

/// Whether a recorded event came of an effect on the event that caused it.
pub(crate) fn came_of(
    store: &Store,
    event: &Event,
    cause: EventId,
    planned: &PlannedEffect,
) -> bool {
    if let EventKind::BezorgingAanvaard { bezorging, .. }
    | EventKind::BezorgingGeweigerd { bezorging, .. } = &event.kind
    {
        return *bezorging == delivery_of(store, cause, planned);
    }
    let by_rule = matches!(&event.source, Source::Regel(regel) if *regel == planned.regel);
    by_rule
        && match (&planned.effect, &event.kind) {
            (Effect::NieuweTaak { code }, EventKind::TaakToegevoegd { taak }) => taak.code == *code,
            (
                Effect::KenmerkToevoegen { op, kenmerk },
                EventKind::KenmerkToegevoegd { op: on, kenmerk: added },
            ) => (op, kenmerk) == (on, added),
            (
                Effect::KenmerkVerwijderen { op, kenmerk },
                EventKind::KenmerkVerwijderd { op: off, kenmerk: removed },
            ) => (op, kenmerk) == (off, removed),
            (Effect::TrajectStarten { soort }, EventKind::TrajectGestart { traject }) => {
                traject.soort == *soort
            }
            (Effect::TrajectSluiten, EventKind::TrajectBeeindigd { .. }) => true,
            (Effect::Herinnering { naam, .. }, EventKind::HerinneringGezet { naam: set, .. }) => {
                naam == set
            }
            _ => false,
        }
}

/// The delivery that an effect put in the outbox: its id follows from the effect.
fn delivery_of(store: &Store, cause: EventId, planned: &PlannedEffect) -> DeliveryId {
    let (cause, ordinal) = (cause.bits().to_be_bytes(), planned.ordinal.to_be_bytes());
    let origin: [&[u8]; 4] = [b"effect", &cause, planned.regel.as_bytes(), &ordinal];
    DeliveryId::new(&mut Derived::from(store, &origin))
}
