//! Which recorded events came of an effect.

use host_domain::{DeliveryId, Effect, Event, EventId, EventKind, PlannedEffect, Source};
use host_store::Store;

use crate::identity::Derived;

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
